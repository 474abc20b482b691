import { tensorFlowJob } from '../builders/jobs';
import { eventually } from './support/cluster';
import { ended, exec, followLog, logOf, podsOf, release, removeJobs, runningPods, start, UNTIL_RELEASED, type LivePod } from './support/jobs';

const ROLE = 'ds.bloomberg.com/role';

/** A module of Python itself that runs the text that it is given. */
const runs = (program: string) => ({ module: 'timeit', args: ['--number=1', '--repeat=1', program] });

const JOBS = {
  reduced: tensorFlowJob(
    {
      framework: 'tensorflow-2-python-3',
      size: 'GpuSmall',
      module: 'gpu_tftraining.all_reduce',
      pipPackages: ['ai.bloomberg.com.myteam.gpu_tftraining'],
      replicas: { worker: { count: 2 } },
    },
    { name: 'tensorflow-reduced' },
  ),
  roles: tensorFlowJob(
    {
      framework: 'tensorflow-1.13-python-3',
      size: 'CpuSmall',
      // Only the chief is ever released.
      ...runs(UNTIL_RELEASED),
      replicas: { chief: {}, worker: {}, ps: {}, evaluator: {} },
    },
    { name: 'tensorflow-roles' },
  ),
};

afterAll(removeJobs, 90_000);

async function tfConfig(pod: LivePod): Promise<unknown> {
  return JSON.parse(await exec(pod, 'printenv', 'TF_CONFIG'));
}

test('two workers find each other and add up a number with a real TensorFlow', async () => {
  await start(JOBS.reduced);
  const pods = await runningPods(JOBS.reduced, 2);
  const logs = pods.map(followLog);
  const worker = [0, 1].map((index) => `tensorflow-reduced-tf-worker-0-${index}.tensorflow-reduced-tf:2222`);
  expect(await Promise.all(pods.map(tfConfig))).toEqual([0, 1].map((index) => ({ cluster: { worker }, task: { type: 'worker', index } })));
  const sums = (await Promise.all(logs)).map((log) => log.split('\n').filter((line) => line.startsWith('all-reduce sum')));
  expect(sums).toEqual([['all-reduce sum: 3.0'], ['all-reduce sum: 3.0']]);
  const { status } = await ended(JOBS.reduced);
  expect(status).toMatchObject({ phase: 'Succeeded', message: `Succeeded in ${status?.duration}.`, restarts: 0 });
}, 240_000);

test('a chief, a worker, a parameter server and an evaluator know their places, and end with the chief', async () => {
  // Not before the other job has ended: the node has no room for both.
  await start(JOBS.roles);
  const pods = await runningPods(JOBS.roles, 4);
  const host = (role: string) => `tensorflow-roles-tf-${role}-0-0.tensorflow-roles-tf:2222`;
  const cluster = { chief: [host('chief')], worker: [host('worker')], ps: [host('ps')] };
  const roles = pods.map(({ metadata }) => metadata.labels?.[ROLE]);
  expect(roles).toEqual(['chief', 'evaluator', 'ps', 'worker']);
  expect(await Promise.all(pods.map(tfConfig))).toEqual(roles.map((type) => ({ cluster, task: { type, index: 0 } })));

  await release(...pods.filter(({ metadata }) => metadata.labels?.[ROLE] === 'chief'));
  const { status } = await ended(JOBS.roles);
  expect(status).toMatchObject({ phase: 'Succeeded', message: `Succeeded in ${status?.duration}.`, restarts: 0 });
  await eventually('the pods of the others are gone', async () => (await podsOf(JOBS.roles)).length === 1);
  const [chief] = await podsOf(JOBS.roles);
  expect(chief?.metadata.labels?.[ROLE]).toBe('chief');
  expect(await logOf(chief!)).toContain('1 loop, best of 1');
}, 180_000);
