import { pythonJob, tensorFlowJob } from '../builders/jobs';
import { eventually, kubectl } from './support/cluster';
import { ended, jobSetOf, live, logOf, nameOf, nativeObjects, podOf, podsOf, removeJobs, start, stays, verdict } from './support/jobs';

const TRAINING = 'ai.bloomberg.com.myteam.gpu_tftraining';

const EXIT_3 = 'import sys\nprint("one\\ntwo\\nthree")\nsys.exit(3)';

const JOBS = {
  module: pythonJob(
    { module: 'gpu_tftraining', pipPackages: [TRAINING], args: '--data-dir in --output-dir out --fail', size: 'GpuSmall' },
    { name: 'lifecycle-module' },
  ),
  missing: pythonJob({ module: 'json.tool', pipPackages: ['no-such-package==1.0'], size: 'GpuSmall' }, { name: 'lifecycle-missing' }),
  retried: pythonJob({ script: EXIT_3, backoffLimit: 1 }, { name: 'lifecycle-retried' }),
  restarted: tensorFlowJob({ framework: 'tensorflow-1.13-python-3', size: 'CpuSmall', module: 'no_such_module', backoffLimit: 1 }, { name: 'lifecycle-restarted' }),
  late: pythonJob(
    { script: 'import signal, sys, time\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(143))\ntime.sleep(600)', activeDeadlineSeconds: 5, backoffLimit: 3 },
    { name: 'lifecycle-late' },
  ),
  hungry: pythonJob({ script: 'print("hungry")\nx = b"x" * 2**30' }, { name: 'lifecycle-hungry' }),
  short: pythonJob({ script: 'print("short")', ttlSecondsAfterFinished: 1 }, { name: 'lifecycle-short' }),
};

beforeAll(() => start(...Object.values(JOBS)), 60_000);
afterAll(removeJobs, 90_000);

test('a module that fails: the message has the exit code and the last lines', async () => {
  const job = await ended(JOBS.module);
  const { status } = job;
  const beginning = `Module gpu_tftraining failed in pod ${(await podOf(JOBS.module)).metadata.name}: exit code 3: `;
  expect(verdict(job)).toEqual({ type: 'Failed', status: 'True', reason: 'ModuleFailed', message: status?.message });
  expect(status).toMatchObject({ phase: 'Failed', message: expect.stringContaining(beginning), completionTime: status?.conditions?.at(-1)?.lastTransitionTime });
  // The container runtime reads the two outputs of a program apart, so their lines may change places.
  expect(status?.message?.slice(beginning.length).split(' | ').sort()).toEqual([
    'gpu_tftraining: failing because --fail was given',
    '{"data_dir": "in", "output_dir": "out", "argv": ["--data-dir", "in", "--output-dir", "out", "--fail"]}',
    '{"tf_config": null}',
  ]);
}, 180_000);

test('a package that is missing: the message has the line of pip that says so', async () => {
  const job = await ended(JOBS.missing);
  const message = 'Installing pipPackages failed (exit code 1): ERROR: No matching distribution found for no-such-package==1.0';
  expect(job.status).toMatchObject({ phase: 'Failed', message });
  expect(verdict(job)).toEqual({ type: 'Failed', status: 'True', reason: 'EnvironmentFailed', message });
  const pod = await podOf(JOBS.missing);
  expect(pod.status?.containerStatuses?.[0]?.state?.waiting).toBeDefined();
}, 180_000);

test('a PythonJob with backoffLimit 1: its pod is tried twice, and the job is at its end', async () => {
  const { status } = await ended(JOBS.retried);
  const pods = await podsOf(JOBS.retried);
  expect(pods.map((pod) => pod.status?.phase)).toEqual(['Failed', 'Failed']);
  expect(await Promise.all(pods.map(logOf))).toEqual(['one\ntwo\nthree\n', 'one\ntwo\nthree\n']);
  const [latest] = pods.sort((one, other) => (String(one.metadata.creationTimestamp) > String(other.metadata.creationTimestamp) ? -1 : 1));
  expect(status).toMatchObject({ phase: 'Failed', message: `The program failed in pod ${latest?.metadata.name}: exit code 3: one | two | three` });
}, 180_000);

test('a TensorFlowJob with backoffLimit 1: it is started again as a whole, once', async () => {
  const { status } = await ended(JOBS.restarted);
  const pod = (await podOf(JOBS.restarted)).metadata;
  expect(pod.labels?.['jobset.sigs.k8s.io/restart-attempt']).toBe('1');
  expect(status).toMatchObject({
    phase: 'Failed',
    restarts: 1,
    message: `Module no_such_module failed in pod ${pod.name}: exit code 1: /usr/bin/python3: No module named no_such_module`,
  });
}, 180_000);

test('a job that runs longer than it may: it is stopped, and not tried again', async () => {
  const job = await ended(JOBS.late);
  const message = 'Ran longer than activeDeadlineSeconds (5).';
  expect(job.status).toMatchObject({ phase: 'Failed', message, restarts: 0 });
  expect(verdict(job)).toEqual({ type: 'Failed', status: 'True', reason: 'DeadlineExceeded', message });
  await eventually('no pod of the late job is left', async () => (await podsOf(JOBS.late)).length === 0);
}, 180_000);

test('a job that needs more memory than its size has: the message says so, with the limit', async () => {
  const job = await ended(JOBS.hungry);
  const message = `The program ran out of memory in pod ${(await podOf(JOBS.hungry)).metadata.name} (limit 512Mi). Ask for a larger size.`;
  expect(job.status).toMatchObject({ phase: 'Failed', message });
  expect(verdict(job)).toEqual({ type: 'Failed', status: 'True', reason: 'OutOfMemory', message });
}, 180_000);

test('ttlSecondsAfterFinished: everything but the job and its status goes', async () => {
  const { status } = await ended(JOBS.short);
  await eventually('nothing native of the job is left', async () => (await nativeObjects(JOBS.short)).length === 0);
  expect(status).toMatchObject({ phase: 'Succeeded', message: `Succeeded in ${status?.duration}.` });
  expect((await live(JOBS.short)).status).toEqual(status);
}, 180_000);

test('a job that has ended is never started again, whatever becomes of its JobSet', async () => {
  const { status } = await ended(JOBS.retried);
  await kubectl(['delete', 'jobset', 'lifecycle-retried-py']);
  // So that the operator looks at the job once more.
  await kubectl(['annotate', nameOf(JOBS.retried), 'test/touched=1']);
  await eventually('no pod of the job is left', async () => (await podsOf(JOBS.retried)).length === 0);
  expect(await stays(async () => [await jobSetOf(JOBS.retried), (await live(JOBS.retried)).status], 3)).toEqual([undefined, status]);
}, 180_000);
