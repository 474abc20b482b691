import type { ServerResponse } from 'node:http';
import { FakeCluster, type Item } from './fake-cluster';
import { ds, type Outcome } from './run-ds';

const fake = new FakeCluster();
let job: Item;
beforeAll(() => fake.start());
afterAll(() => fake.stop());
beforeEach(() => {
  fake.jobs.clear();
  fake.logs.clear();
  fake.pods.length = 0;
  fake.seen.length = 0;
  job = fake.addJob('TensorFlowJob', 'train', { status: { phase: 'Running', message: 'Running.', engine: { uid: 'set-2' } } });
});

function logs(...words: string[]): Promise<Outcome> {
  return ds(['logs', ...words], { cluster: fake.connect() });
}

/** A container's status. */
function container(name: string, state: object): object {
  return { name, state };
}

const FAILED_ENVIRONMENT = { initContainerStatuses: [container('environment', { terminated: { exitCode: 1 } })], containerStatuses: [container('main', { waiting: { reason: 'PodInitializing' } })] };
const INSTALLING = { initContainerStatuses: [container('environment', { running: {} })], containerStatuses: [container('main', { waiting: { reason: 'PodInitializing' } })] };

describe('ds logs', () => {
  test('of one pod are as they are, but for what a terminal would obey', async () => {
    fake.addPod(job, 'worker', 0);
    fake.logs.set('train-worker-0-0-abcde/main', 'one\n  two\r three\u2028\nend');
    expect(await logs('train')).toEqual({ code: 0, out: 'one\n  two\\x0d three\u2028\nend\n', err: '' });
  });

  test('of many pods say whose they are, in the order of roles and numbers', async () => {
    for (const index of [10, 2]) fake.addPod(job, 'worker', index);
    fake.addPod(job, 'chief', 0);
    for (const pod of fake.pods) fake.logs.set(`${pod.metadata.name}/main`, 'a\nb\n');
    expect((await logs('tfj/train')).out.split('\n')).toEqual(['chief-0 | a', 'chief-0 | b', 'worker-2 | a', 'worker-2 | b', 'worker-10 | a', 'worker-10 | b', '']);
    expect((await logs('train', '--role', 'worker', '--index', '2', '--tail', '1')).out).toBe('b\n');
    expect(await logs('train', '--role', 'ps')).toEqual({ code: 4, out: '', err: 'There is no such pod. Allowed: chief-0, worker-2, worker-10. Choose with --role and --index.\n' });
  });

  test('of a failed installation are those of its container', async () => {
    fake.addPod(job, 'worker', 0, { status: FAILED_ENVIRONMENT });
    fake.logs.set('train-worker-0-0-abcde/environment', 'ERROR: no such package\n');
    expect((await logs('train')).out).toBe('ERROR: no such package\n');
    expect(await logs('train', '-c', 'all')).toEqual({ code: 0, out: 'environment | ERROR: no such package\n', err: 'worker-0: container main has not started (PodInitializing).\n' });
    expect(await logs('train', '-c', 'nope')).toEqual({ code: 2, out: '', err: 'There is no container "nope" in pod train-worker-0-0-abcde. Allowed: environment, main, all. Choose one.\n' });
  });

  test('that are not there yet are explained', async () => {
    expect(await logs('train')).toEqual({ code: 4, out: '', err: 'TensorFlowJob/train is Running: Running. It has no pods.\n' });
    fake.addPod(job, 'worker', 0, { status: INSTALLING });
    expect(await logs('train')).toEqual({ code: 4, out: '', err: 'worker-0: container main has not started (PodInitializing).\nTensorFlowJob/train is Running: Running.\n' });
    fake.addJob('PythonJob', 'done', { status: { phase: 'Succeeded', message: 'Succeeded in 1m.' } });
    expect((await logs('done')).err).toBe('PythonJob/done is Succeeded: Succeeded in 1m. Its logs went with its pods.\n');
    fake.addJob('PythonJob', 'new');
    expect((await logs('new')).err).toBe('PythonJob/new is new: the platform has not looked at it yet. It has no pods.\n');
  });

  test('are those of the newest pod of this very job', async () => {
    fake.addPod(job, 'worker', 0, { name: 'of-another-job', labels: { 'jobset.sigs.k8s.io/jobset-uid': 'set-1' } });
    fake.addPod(job, 'worker', 0, { name: 'first' });
    fake.addPod(job, 'worker', 0, { name: 'second', created: '2026-01-01T00:10:00Z' });
    for (const pod of fake.pods) fake.logs.set(`${pod.metadata.name}/main`, `${pod.metadata.name}\n`);
    expect((await logs('train')).out).toBe('second\n');
    expect((await logs('train', '--previous')).out).toBe('first\n');
  });

  test('need one job', async () => {
    expect(await logs('nope')).toMatchObject({ code: 4, err: 'There is no job "nope" in namespace team. See what there is with: ds get -n team\n' });
    fake.addJob('PythonJob', 'train');
    expect(await logs('train')).toMatchObject({ code: 2, err: 'train is both a TensorFlowJob and a PythonJob. Say which: tensorflowjob/train or pythonjob/train.\n' });
  });

  test('that a pod took along do not keep others from being shown', async () => {
    for (const index of [0, 1]) fake.addPod(job, 'worker', index);
    fake.logs.set('train-worker-0-0-abcde/main', (response) => void response.writeHead(404).end('{"message": "pods \\"x\\" not found", "reason": "NotFound"}'));
    fake.logs.set('train-worker-0-1-abcde/main', 'fine\n');
    expect(await logs('train')).toEqual({ code: 0, out: 'worker-1 | fine\n', err: 'worker-0: pods "x" not found\n' });
  });
});

describe('ds logs --follow', () => {
  test('waits for pods, shows what they write and ends with the job', async () => {
    job.status = { phase: 'Queued', message: 'Waiting for quota in queue default.' };
    let log: ServerResponse | undefined;
    fake.logs.set('train-worker-0-0-abcde/main', (response) => void (log = response).write('one\n'));
    const outcome = logs('train', '--follow');
    await until(() => fake.seen.some(({ url }) => url.includes('/pods')));
    fake.addPod(job, 'worker', 0);
    await until(() => log !== undefined);
    log?.end('two\n');
    job.status = { phase: 'Succeeded', message: 'Succeeded in 1m.' };
    const err = 'TensorFlowJob/train is Queued: Waiting for quota in queue default.\nTensorFlowJob/train is Succeeded: Succeeded in 1m.\n';
    expect(await outcome).toEqual({ code: 0, out: 'one\ntwo\n', err });
  });

  test('tells by its exit code that the job failed', async () => {
    job.status = { phase: 'Failed', message: 'Module m failed.' };
    fake.addPod(job, 'worker', 0, { status: { containerStatuses: [container('main', { terminated: { exitCode: 1 } })] } });
    fake.logs.set('train-worker-0-0-abcde/main', 'Traceback\n');
    expect(await logs('train', '-f')).toEqual({ code: 5, out: 'Traceback\n', err: 'TensorFlowJob/train is Failed: Module m failed.\n' });
  });

  test('ends when the job is deleted', async () => {
    const outcome = logs('train', '-f');
    await until(() => fake.seen.length > 0);
    fake.jobs.clear();
    expect(await outcome).toMatchObject({ code: 4 });
  });

  test('and --previous exclude each other', async () => {
    expect(await logs('train', '-f', '--previous')).toMatchObject({ code: 2 });
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}
