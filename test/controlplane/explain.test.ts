import { setTimeout as sleep } from 'node:timers/promises';
import { pythonJob } from '../builders/jobs';
import { dsProcess } from '../cli/run-ds';
import { eventually, sandbox } from './support/cluster';
import { ended, nameOf, podOf, podsOf, reached, removeJobs, runningPods, start, UNTIL_RELEASED } from './support/jobs';
import { TENANT } from './support/platform';

/** `ds explain`, as people of the tenant run it, about jobs that wait, fail and run on real pods. */

/** On the other pool there is room for all that run at the same time: none of them waits. */
const PART = 'GpuPart';

/** The tenant's queue has one CPU of this pool: room for two such pods. */
const MEDIUM = { size: 'CpuMedium', parallelism: 2 };

const JOBS = {
  holder: pythonJob({ ...MEDIUM, parallelism: 1, script: UNTIL_RELEASED }, { name: 'explain-holder' }),
  waiter: pythonJob({ ...MEDIUM, script: 'print("my turn")' }, { name: 'explain-waiter' }),
  never: pythonJob({ ...MEDIUM, parallelism: 3, script: 'print("never")' }, { name: 'explain-never' }),
  held: pythonJob({ script: 'print("never")', suspend: true }, { name: 'explain-held' }),
  hungry: pythonJob({ script: 'x = b"x" * (5 * 2**29)', size: 'GpuSmall' }, { name: 'explain-hungry' }),
  module: pythonJob({ script: 'import sys\nprint("one\\ntwo")\nsys.exit(3)', size: PART, ttlSecondsAfterFinished: 0 }, { name: 'explain-module' }),
  secret: pythonJob({ script: 'print(1)', size: PART, env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'explain-none', key: 'a' } } }] }, { name: 'explain-secret' }),
  evicted: pythonJob(
    {
      script: 'import time\nopen("/scratch/a", "wb").write(b"x" * 2**23)\ntime.sleep(600)',
      size: PART,
      podTemplatePatches: [
        { op: 'add', path: '/spec/volumes/-', value: { name: 'scratch', emptyDir: { sizeLimit: '1Mi' } } },
        { op: 'add', path: '/spec/containers/0/volumeMounts/-', value: { name: 'scratch', mountPath: '/scratch' } },
      ],
    },
    { name: 'explain-evicted' },
  ),
};

let kubeconfig: string;

beforeAll(async () => {
  kubeconfig = await sandbox().addUser('explain-scientist', ['ml-platform-scientists']);
  await start(JOBS.holder, JOBS.evicted, JOBS.hungry, JOBS.module, JOBS.secret, JOBS.held);
  await runningPods(JOBS.holder);
  await start(JOBS.waiter);
  await reached(JOBS.waiter, 'Queued');
  // Kubernetes tells seconds: of two jobs of the same one nobody knows which came first.
  await sleep(1000);
  await start(JOBS.never);
}, 180_000);

afterAll(removeJobs, 120_000);

async function explained(job: (typeof JOBS)[keyof typeof JOBS]): Promise<string> {
  const { code, out, err } = await dsProcess(['explain', nameOf(job), '-n', TENANT], { KUBECONFIG: kubeconfig });
  expect([code, err]).toEqual([0, '']);
  return out;
}

/** A paragraph with the times taken out, which differ from run to run. */
async function paragraph(job: (typeof JOBS)[keyof typeof JOBS]): Promise<string> {
  return (await explained(job)).trimEnd().replace(/\b(\d+[hms])+\b(?=[,.:]| ago)/g, 'N');
}

test('a job that waits: which quota, what is asked, used and missing, and who holds it', async () => {
  await reached(JOBS.never, 'Queued');
  expect(await paragraph(JOBS.waiter)).toBe(
    'PythonJob/explain-waiter has waited for N. Waiting for quota in queue default. Its 2 pods ask for 1 cpu and 2Gi of memory together. ' +
      'Flavor cpu lacks 500m cpu: the quota of ClusterQueue s-mlplatform is 1 cpu, and 500m are in use, held by PythonJob/explain-holder (500m). ' +
      '2 jobs wait in this queue; it is number 1 by priority and age.',
  );
}, 60_000);

test('a job that waits in vain', async () => {
  expect(await paragraph(JOBS.never)).toBe(
    'PythonJob/explain-never has waited for N. Asks for more than queue default can ever give; it will wait until the queue or the job is changed. ' +
      'Its 3 pods ask for 1500m cpu and 3Gi of memory together. Flavor cpu can never give so much cpu: the quota of ClusterQueue s-mlplatform is 1 cpu. ' +
      '2 jobs wait in this queue; it is number 2 by priority and age.',
  );
}, 60_000);

test('a job that is suspended, and one that runs', async () => {
  expect(await paragraph(JOBS.held)).toBe('PythonJob/explain-held is suspended since N, as its spec asks; it holds nothing of its queue. ds resume explain-held starts it from its beginning.');
  expect(await explained(JOBS.holder)).toMatch(/^PythonJob\/explain-holder has run for \w+: Running\. Its pods: 1 running\.\n$/);
}, 60_000);

test('a job whose pod cannot start', async () => {
  await eventually('the kubelet has told why', async () => (await explained(JOBS.secret)).includes('cannot be created'));
  const { name } = (await podOf(JOBS.secret)).metadata;
  expect(await paragraph(JOBS.secret)).toBe(
    `PythonJob/explain-secret does not run yet: Container main cannot be created in pod ${name}: secret "explain-none" not found. Its pods: 1 pending. ` +
      `The last warning, N ago, is about Pod ${name}: Failed: Error: secret "explain-none" not found.`,
  );
}, 120_000);

test('a job that ran out of memory', async () => {
  await ended(JOBS.hungry);
  const { name } = (await podOf(JOBS.hungry)).metadata;
  expect(await paragraph(JOBS.hungry)).toBe(
    `PythonJob/explain-hungry has failed, N ago, after N: The program ran out of memory in pod ${name} (limit 2Gi). Ask for a larger size. ` +
      'It is tried once, since its backoffLimit is 0. ds logs explain-hungry has all that it printed.',
  );
}, 180_000);

test('a job that failed, when its pods are gone: exit code and last lines', async () => {
  await ended(JOBS.module);
  await eventually('the pods are gone', async () => (await podsOf(JOBS.module)).length === 0);
  expect(await paragraph(JOBS.module)).toMatch(
    /^PythonJob\/explain-module has failed, N ago, after N: The program failed in pod explain-module-py-main-0-0-\w+: exit code 3: one \| two\. It is tried once, since its backoffLimit is 0\. Its pods are gone, and what they printed with them\.$/,
  );
}, 180_000);

test('a job whose pod was evicted', async () => {
  await ended(JOBS.evicted);
  const { name } = (await podOf(JOBS.evicted)).metadata;
  expect(await paragraph(JOBS.evicted)).toBe(
    `PythonJob/explain-evicted has failed, N ago, after N: Pod ${name} was evicted (Evicted): Usage of EmptyDir volume "scratch" exceeds the limit "1Mi". ` +
      'It is tried once, since its backoffLimit is 0. ds logs explain-evicted has all that it printed.',
  );
}, 180_000);
