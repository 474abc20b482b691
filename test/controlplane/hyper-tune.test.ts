import { hyperTune } from '../builders/jobs';
import { dsProcess } from '../cli/run-ds';
import { eventually, kubectl, type LiveJob, sandbox } from './support/cluster';
import { ended, followLog, logOf, nameOf, podsOf, removeJobs, runningPods, start, type LivePod } from './support/jobs';
import { TENANT } from './support/platform';

const ROLE = 'ds.bloomberg.com/role';

/** Least at x = 1.5 and y = -2, where it is 0; told step by step, for more than a second in all. */
const BOWL = `\
import sys, time
x, y = float(sys.argv[1]), float(sys.argv[2])
for step in range(5):
    time.sleep(0.3)
    print("step %d: loss=%r, distance=%r" % (step, (x - 1.5) ** 2 + (y + 2) ** 2 + 4 - step, abs(x - 1.5) + abs(y + 2)))
`;

const JOBS = {
  study: hyperTune(
    {
      parameters: ['x', 'y'].map((name) => ({ name, parameterType: 'double', feasibleSpace: { min: '-5', max: '5' } })),
      objective: { type: 'minimize', objectiveMetricName: 'loss', additionalMetricNames: ['distance'] },
      algorithm: { algorithmName: 'tpe', algorithmSettings: [{ name: 'random_state', value: '7' }] },
      maxTrialCount: 30,
      parallelTrialCount: 2,
      studySize: 'CpuMedium',
      trial: { kind: 'PythonJob', spec: { script: BOWL, args: ['${trialParameters.x}', '${trialParameters.y}'] } },
    },
    { name: 'hyper-tune-study' },
  ),
  failing: hyperTune(
    {
      maxTrialCount: 10,
      maxFailedTrialCount: 2,
      parallelTrialCount: 1,
      studySize: 'CpuMedium',
      trial: { kind: 'PythonJob', spec: { script: 'import sys\nsys.exit("no data at rate " + sys.argv[1])', args: '${trialParameters.lr}' } },
    },
    { name: 'hyper-tune-failing' },
  ),
};

afterAll(removeJobs, 120_000);

const ofRole = async (role: string): Promise<LivePod[]> => (await podsOf(JOBS.study)).filter(({ metadata }) => metadata.labels?.[ROLE] === role);

test('thirty trials find the optimum, none lost or counted twice, though a worker and then the study itself are killed half-way', async () => {
  await start(JOBS.study);
  await runningPods(JOBS.study, 3);
  const [keeper] = await ofRole('study');
  const told = followLog(keeper!);
  await eventually('some trials have ended', async () => (await logOf(keeper!)).includes('Trial 5: worker'), 120);
  const [victim] = await ofRole('worker');
  await kubectl(['delete', 'pod', victim!.metadata.name, '--grace-period=0', '--force']);
  await eventually('its trial is run again', async () => (await logOf(keeper!)).includes('its worker is lost, it is run again'), 60);
  await kubectl(['delete', 'pod', keeper!.metadata.name, '--grace-period=0', '--force']);

  const { status } = await ended(JOBS.study);
  const log = `${await told}\n${await logOf((await ofRole('study'))[0]!)}`;
  expect(log).toContain('The study goes on from its volume');
  // The new pod may hear the end of a trial again that the old one had heard and not passed on: it is the same trial, with the same result.
  const results = [...log.matchAll(/^Trial (\d+): gave (.+)$/gm)].map(([, number, value]) => `${number} ${value}`);
  expect([...new Set(results)].map((result) => Number(result.split(' ')[0])).sort((one, other) => one - other)).toEqual(Array.from({ length: 30 }, (_, index) => index));
  expect(status).toMatchObject({ phase: 'Succeeded', trials: { succeeded: 30, failed: 0, pruned: 0, running: 0 } });
  const { name, value, parameters, metrics } = status!.bestTrial!;
  const [x, y] = [Number(parameters.x), Number(parameters.y)];
  expect(value).toBeCloseTo((x - 1.5) ** 2 + (y + 2) ** 2, 9);
  expect(value).toBe(Math.min(...results.map((result) => Number(result.split(' ')[1]))));
  expect(value).toBeLessThan(0.8);
  expect(metrics!.distance).toBeCloseTo(Math.abs(x - 1.5) + Math.abs(y + 2), 9);
  expect(status!.message).toBe(`Succeeded in ${status!.duration}. Best: ${value} in trial ${name}, with x=${parameters.x} y=${parameters.y}.`);
  const shown = await sandbox().kubectl(['get', 'ht', JOBS.study.metadata.name, '-n', TENANT]);
  expect(shown).toMatch(/BEST\s+TRIALS/);
  const printed = await dsProcess(['get', nameOf(JOBS.study), '-n', TENANT, '-o', 'json'], { KUBECONFIG: sandbox().kubeconfig });
  expect((JSON.parse(printed.out) as LiveJob).status?.bestTrial).toEqual(status!.bestTrial);
  expect((await dsProcess(['get', 'ht', '-n', TENANT], { KUBECONFIG: sandbox().kubeconfig })).out).toMatch(/hyper-tune-study .*Succeeded in \S+ Best: \d/);
}, 300_000);

test('a study whose trials fail says so', async () => {
  await start(JOBS.failing);
  const { status } = await ended(JOBS.failing);
  expect(status).toMatchObject({ phase: 'Failed', trials: { succeeded: 0, failed: 2, pruned: 0, running: 0 } });
  expect(status?.message).toMatch(/^2 trials failed \(maxFailedTrialCount is 2\); the last, trial 1: exit code 1: no data at rate 0\.0\d+$/);
}, 180_000);
