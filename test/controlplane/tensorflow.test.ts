import type { Job } from '../../lib';
import { tensorFlowJob } from '../builders/jobs';
import { exampleJobs } from '../support/example-jobs';
import { eventually, kubectl } from './support/cluster';
import { ended, exec, followLog, live, logOf, podsOf, release, removeJobs, runningPods, start, unlessKilled, UNTIL_RELEASED, type LivePod } from './support/jobs';

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

/** The example, for long enough to be interrupted. */
const FIT = exampleJobs().find(({ metadata }) => metadata.name === 'keras-fit') as Job;
const fit: Job = { ...FIT, metadata: { name: 'tensorflow-fit' }, spec: { ...FIT.spec, args: '--checkpoints /checkpoints/keras-fit --epochs 80 --steps 50' } };
const CHECKPOINTS = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'checkpoints' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '100Mi' } } } };

/** Ends the training in a pod as the kernel ends one that runs out of memory. */
const KILL = `\
import os, signal
for pid in filter(str.isdigit, os.listdir("/proc")):
    if "keras_fit" in open(f"/proc/{pid}/cmdline").read().split("\\0"):
        os.kill(int(pid), signal.SIGKILL)
`;

afterAll(async () => {
  await removeJobs();
  await kubectl(['delete', 'pvc', 'checkpoints', '--ignore-not-found', '--timeout=60s']);
}, 150_000);

/** The epochs of which a log says so, in its order. */
function epochs(log: string, what: 'begins' | 'is done'): number[] {
  return [...log.matchAll(new RegExp(`^epoch (\\d+) ${what}`, 'gm'))].map(([, epoch]) => Number(epoch));
}

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

test('Keras trains with fit on two workers, and goes on after the epoch that was reached, however often it is started again', async () => {
  await kubectl(['apply', '-f', '-'], JSON.stringify(CHECKPOINTS));
  await start(fit);
  let [before, done]: [LivePod[], number] = [[], -1];
  for (const restarts of [1, 2, 3]) {
    const pods = await eventuallyOthers(before);
    let log = '';
    await eventually('two epochs are done, or all', async () => epochs((log = await logOf(pods[0]!)), 'is done').length >= 2, 180);
    expect(epochs(log, 'begins')[0]).toBeGreaterThan(done);
    if (restarts === 3) break;
    [before, done] = [pods, epochs(log, 'is done').at(-1)!];
    await exec(pods[1]!, 'python3', '-c', KILL).catch(unlessKilled);
    await eventually(`it is started again, restart ${restarts}`, async () => (await live(fit)).status?.restarts === restarts, 120);
  }
  const { status } = await ended(fit, 300);
  expect(status).toMatchObject({ phase: 'Succeeded', restarts: 2 });
  expect(await logOf((await podsOf(fit))[0]!)).toContain('trained');
}, 900_000);

/** The two pods of the training, once they are others than before. */
async function eventuallyOthers(before: readonly LivePod[]): Promise<LivePod[]> {
  let pods: LivePod[] = [];
  await eventually('other pods run', async () => {
    pods = await runningPods(fit, 2);
    return pods.every(({ metadata }) => before.every((old) => old.metadata.uid !== metadata.uid));
  }, 180);
  return pods;
}

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
