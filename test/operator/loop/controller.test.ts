import type { ApiClient } from '../../../operator/cluster/client';
import { INFORMER_TIMES } from '../../../operator/cluster/informer';
import type { Catalog } from '../../../lib/catalog/spec';
import { Controller } from '../../../operator/loop/controller';
import { PACE } from '../../../operator/loop/pace';
import { runSync, type SyncRunner } from '../../../operator/loop/sync-runner';
import { Metrics } from '../../../operator/metrics';
import { FakeApiServer } from '../cluster/fake-api-server';
import { CATALOG, CREATED, EMPTY_CATALOG } from '../request';
import { until } from '../until';

let server: FakeApiServer;
let client: ApiClient;
let controllers: Controller[];
let syncs: number;

/** What happens while a job is judged, and the fault that it comes to, if any. */
type Interference = (request: string) => string | undefined | Promise<undefined>;

/** In this thread. */
function runner(fault?: Interference): SyncRunner {
  let catalog: Catalog = EMPTY_CATALOG;
  return {
    use: (of) => (catalog = of),
    run: async (request) => {
      syncs += 1;
      const said = await fault?.(request);
      return said === undefined ? runSync(request, catalog, new Date()) : { fault: said, milliseconds: 1 };
    },
    stop: async () => undefined,
  };
}

async function operator(catalog = CATALOG, fault?: Interference): Promise<Controller> {
  const informerTimes = { ...INFORMER_TIMES, retry: 20, longestRetry: 100 };
  const controller = new Controller({ client, runner: runner(fault), log: () => undefined, metrics: new Metrics(), informerTimes });
  controllers.push(controller);
  await controller.start(catalog);
  return controller;
}

beforeEach(async () => {
  server = new FakeApiServer();
  client = await server.start();
  controllers = [];
  syncs = 0;
});

afterEach(async () => {
  await Promise.all(controllers.map((controller) => controller.stop()));
  client.close();
  await server.stop();
});

type Status = { phase?: string; message?: string; conditions?: { type: string; status: string; reason: string }[] };

function submit(name = 'news', spec: object = {}): { metadata: { uid: string } } {
  return server.put('tensorflowjobs', {
    apiVersion: 'ds.bloomberg.com/v1',
    kind: 'TensorFlowJob',
    metadata: { name, namespace: 's-mlplatform', creationTimestamp: CREATED },
    spec: { framework: 'tensorflow-2-python-3', size: 'CpuSmall', module: 'gpu_tftraining', ...spec },
  });
}

const statusOf = (name = 'news'): Status => (server.get('tensorflowjobs', 's-mlplatform', name)?.status ?? {}) as Status;
const jobSet = (name = 'news') => server.get('jobsets', 's-mlplatform', `${name}-tf`);
const reaches = (phase: string, name = 'news') => until(`${name} is ${phase} (it is ${JSON.stringify(statusOf(name))})`, () => statusOf(name).phase === phase);
const writes = () => server.answered.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path.split('/').slice(-2).join('/')}`);
/** Longer than changes are gathered. */
const rest = () => new Promise((resolve) => setTimeout(resolve, PACE.running + 500));

function change(conditions: object[], spec: object = {}): void {
  const there = jobSet() as Record<string, unknown>;
  server.put('jobsets', { ...there, spec: { ...(there.spec as object), ...spec }, status: { conditions } });
}

const COMPLETED = { type: 'Completed', status: 'True', reason: 'AllJobsCompleted', message: '', lastTransitionTime: '2026-01-01T11:00:00Z' };

test('a job gets its status, then its JobSet, which it owns; and its end', async () => {
  await operator();
  const { metadata } = submit();
  await until('it has a JobSet', () => jobSet() !== undefined);
  expect(writes()).toEqual(['PUT news/status', 'POST s-mlplatform/jobsets']);
  expect(jobSet()?.metadata.ownerReferences).toEqual([{ apiVersion: 'ds.bloomberg.com/v1', kind: 'TensorFlowJob', name: 'news', uid: metadata.uid, controller: true, blockOwnerDeletion: true }]);
  change([COMPLETED]);
  await reaches('Succeeded');
  await rest();
  expect(writes().slice(2)).toEqual(['PUT news/status']);
});

test('an operator that takes over does nothing twice, and one that finds all at rest writes nothing', async () => {
  const first = await operator();
  for (const name of ['one', 'two', 'three']) submit(name);
  await until('all have JobSets', () => ['one', 'two', 'three'].every((name) => jobSet(name) !== undefined));
  await rest();
  await first.stop();
  const before = writes();
  await operator();
  await rest();
  expect(writes()).toEqual(before);
  expect(server.all('jobsets')).toHaveLength(3);
});

test('what it decided by an old state is not written: the job is read anew', async () => {
  await operator();
  let raced = false;
  server.refuse = ({ method, path }) => {
    if (method !== 'PUT' || !path.endsWith('/status') || raced) return undefined;
    raced = true;
    const there = server.get('tensorflowjobs', 's-mlplatform', 'news') as Record<string, unknown>;
    server.put('tensorflowjobs', { ...there, spec: { ...(there.spec as object), suspend: true } });
    return undefined;
  };
  submit();
  await reaches('Suspended');
  expect(jobSet()).toBeUndefined();
});

test('an object that somebody deletes before the end is made again, and one that somebody else owns is left alone', async () => {
  await operator();
  submit();
  await until('it has a JobSet', () => jobSet() !== undefined);
  const { uid } = (jobSet() as { metadata: { uid: string } }).metadata;
  server.remove('jobsets', 's-mlplatform', 'news-tf');
  await until('it has another', () => jobSet() !== undefined && jobSet()?.metadata.uid !== uid);

  server.put('jobsets', { metadata: { name: 'other-tf', namespace: 's-mlplatform' }, spec: { mine: true } });
  submit('other');
  await until('the job says so', () => statusOf('other').message?.includes("JobSet other-tf exists already and is not this job's") === true);
  expect(jobSet('other')?.spec).toEqual({ mine: true });
});

test('what the API server refuses is told in the status, tried again, and forgotten when it passes', async () => {
  await operator();
  let refusing = true;
  server.refuse = ({ method, path }) => (refusing && method === 'POST' && path.endsWith('/jobsets') ? { code: 422, message: 'spec.replicatedJobs: Required value' } : undefined);
  submit();
  await until('the status tells it', () => statusOf().message?.includes('JobSet news-tf: spec.replicatedJobs: Required value') === true);
  expect(statusOf().phase).toBe('Pending');
  refusing = false;
  await until('it is made', () => jobSet() !== undefined);
});

test('to suspend removes what runs, and nothing else of the name', async () => {
  await operator();
  submit();
  await until('it has a JobSet', () => jobSet() !== undefined);
  const there = server.get('tensorflowjobs', 's-mlplatform', 'news') as Record<string, unknown>;
  server.put('tensorflowjobs', { ...there, spec: { ...(there.spec as object), suspend: true } });
  await until('it is gone', () => jobSet() === undefined);
  await reaches('Suspended');
});

test('a job that cannot be judged is told so, and the others go on', async () => {
  await operator(CATALOG, (request) => (request.includes('"name":"bad"') ? 'took longer than 10 s' : undefined));
  submit('bad');
  submit('good');
  await until('the good one has a JobSet', () => jobSet('good') !== undefined);
  await reaches('Invalid', 'bad');
  expect(statusOf('bad').conditions).toMatchObject([{ type: 'Accepted', status: 'False', reason: 'CannotBeJudged' }]);
  expect(jobSet('bad')).toBeUndefined();
  await rest();
  expect(writes().filter((write) => write.includes('bad'))).toEqual(['PUT bad/status']);
});

test('a job that cannot be judged while it runs goes on running', async () => {
  const first = await operator();
  submit();
  await until('it has a JobSet', () => jobSet() !== undefined);
  await first.stop();
  const { phase } = statusOf();
  await operator(CATALOG, () => 'failed');
  await until('it says so', () => statusOf().conditions?.some(({ reason }) => reason === 'CannotBeJudged') === true);
  expect([statusOf().phase, jobSet() !== undefined]).toEqual([phase, true]);
});

test('a catalog that changes makes valid what was invalid', async () => {
  const controller = await operator(EMPTY_CATALOG);
  submit();
  await reaches('Invalid');
  await controller.use(CATALOG);
  await until('it has a JobSet', () => jobSet() !== undefined);
});

test('jobs that have ended cost nothing: beside a hundred of them a job is judged as often as alone', async () => {
  for (let index = 0; index < 100; index += 1) {
    const ended = submit(`old-${index}`) as Record<string, unknown>;
    server.put('tensorflowjobs', { ...ended, status: { phase: 'Succeeded', completionTime: CREATED } });
  }
  await operator();
  await until('all have been looked at once', () => syncs === 100);
  submit();
  await until('it has a JobSet', () => jobSet() !== undefined);
  change([COMPLETED]);
  await reaches('Succeeded');
  await rest();
  expect(syncs - 100).toBeLessThanOrEqual(4);
  // Between the JobSet and its end there may be time to say that the job is queued.
  expect(writes().filter((write, index, all) => write !== all[index - 1])).toEqual(['PUT news/status', 'POST s-mlplatform/jobsets', 'PUT news/status']);
  expect(writes().length).toBeLessThanOrEqual(4);
});

test('what happens to the objects of a job that has ended has it looked at no more', async () => {
  await operator();
  submit();
  await until('it has a JobSet', () => jobSet() !== undefined);
  change([COMPLETED]);
  await reaches('Succeeded');
  await rest();
  const before = syncs;
  change([COMPLETED, { ...COMPLETED, type: 'Odd' }]);
  server.put('pods', { metadata: { name: 'late', namespace: 's-mlplatform', labels: { 'ds.bloomberg.com/job-name': 'news' } } });
  await rest();
  expect(syncs).toBe(before);
});

test('a job that has outlived its end has its JobSet removed', async () => {
  await operator();
  submit('news', { ttlSecondsAfterFinished: 0 });
  await until('it has a JobSet', () => jobSet() !== undefined);
  change([COMPLETED]);
  await until('it is gone', () => jobSet() === undefined);
  expect(statusOf().phase).toBe('Succeeded');
  expect(writes().slice(-2)).toEqual(['PUT news/status', 'DELETE jobsets/news-tf']);
});

test('an event that tells nothing new does not stop what is under way', async () => {
  await operator(CATALOG, async (request) => {
    if (!request.includes('"phase":"Succeeded"')) return undefined;
    server.put('tensorflowjobs', server.get('tensorflowjobs', 's-mlplatform', 'news') as Record<string, unknown>);
    await new Promise((resolve) => setTimeout(resolve, 200));
    return undefined;
  });
  submit('news', { ttlSecondsAfterFinished: 0 });
  await until('it has a JobSet', () => jobSet() !== undefined);
  change([COMPLETED]);
  await until('it is gone', () => jobSet() === undefined);
});

test('what was judged by one catalog while another came is judged again', async () => {
  const controller = await operator(EMPTY_CATALOG);
  submit('news', { suspend: true });
  await until('it is invalid', () => statusOf().phase !== undefined);
  server.refuse = ({ method, path }) => {
    if (method === 'PUT' && path.endsWith('/status')) void controller.use(CATALOG);
    return undefined;
  };
  const there = server.get('tensorflowjobs', 's-mlplatform', 'news') as Record<string, unknown>;
  server.put('tensorflowjobs', { ...there, spec: { ...(there.spec as object), suspend: false }, status: { phase: 'Suspended' } });
  await until('it has a JobSet', () => jobSet() !== undefined);
});

test('the status of a job that has ended outlives a fault of its last look', async () => {
  await operator(CATALOG, (request) => (request.includes('"phase":"Succeeded"') ? 'ended its thread' : undefined));
  submit('news', { ttlSecondsAfterFinished: 0 });
  await until('it has a JobSet', () => jobSet() !== undefined);
  change([COMPLETED]);
  await reaches('Succeeded');
  await rest();
  expect(statusOf().conditions?.map(({ type }) => type)).toContain('Complete');
});

test('from its start to its end a job is looked at six times at most, however much its queue has to say', async () => {
  await operator();
  submit();
  await until('it has a JobSet', () => jobSet() !== undefined);
  change([], { suspend: true });
  const { uid } = (jobSet() as { metadata: { uid: string } }).metadata;
  const queue = (conditions: object[]) => server.put('workloads', { metadata: { name: 'jobset-news', namespace: 's-mlplatform', labels: { 'ds.bloomberg.com/job-name': 'news' }, ownerReferences: [{ uid }] }, spec: { queueName: 'gpu' }, status: { conditions } });
  for (let ahead = 20; ahead > 0; ahead -= 1) {
    queue([{ type: 'QuotaReserved', status: 'False', reason: 'Pending', message: `${ahead} GPUs more needed`, lastTransitionTime: CREATED }]);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await reaches('Queued');
  queue(['QuotaReserved', 'Admitted'].map((type) => ({ type, status: 'True', reason: type, message: '', lastTransitionTime: CREATED })));
  change([], { suspend: false });
  await reaches('Pending');
  for (const name of ['a', 'b']) server.put('pods', { metadata: { name, namespace: 's-mlplatform', labels: { 'ds.bloomberg.com/job-name': 'news', 'jobset.sigs.k8s.io/jobset-uid': uid } }, status: { phase: 'Running' } });
  await reaches('Running');
  change([COMPLETED], { suspend: false });
  await reaches('Succeeded');
  await rest();
  expect(syncs).toBeLessThanOrEqual(6);
});

test('a watch that is lost loses nothing', async () => {
  await operator();
  submit();
  await until('it has a JobSet', () => jobSet() !== undefined);
  server.cutWatches();
  change([COMPLETED]);
  await reaches('Succeeded');
});

test('a job of a thousand pods ends, and is looked at a few times, not once for each of them', async () => {
  await operator();
  const metadata = { name: 'news', namespace: 's-mlplatform', creationTimestamp: CREATED };
  server.put('pythonjobs', { apiVersion: 'ds.bloomberg.com/v1', kind: 'PythonJob', metadata, spec: { framework: 'tensorflow-2-python-3', size: 'CpuSmall', module: 'train', parallelism: 1000 } });
  const jobSetThere = () => server.get('jobsets', 's-mlplatform', 'news-py') as { metadata: { uid: string } } | undefined;
  const phase = () => (server.get('pythonjobs', 's-mlplatform', 'news')?.status as Status | undefined)?.phase;
  await until('it has a JobSet', () => jobSetThere() !== undefined);
  const { uid } = jobSetThere()!.metadata;
  const labels = { 'ds.bloomberg.com/job-name': 'news', 'jobset.sigs.k8s.io/jobset-uid': uid };
  for (let index = 0; index < 1000; index += 1) {
    const container = { name: 'main', image: 'registry.test/tensorflow:2', env: Array.from({ length: 50 }, (_, at) => ({ name: `V${at}`, value: 'x'.repeat(100) })) };
    server.put('pods', { metadata: { name: `news-py-main-0-${index}`, namespace: 's-mlplatform', labels: { ...labels, 'batch.kubernetes.io/job-completion-index': String(index) } }, spec: { containers: [container] }, status: { phase: 'Running' } });
  }
  await until('it runs', () => phase() === 'Running');
  server.put('jobsets', { ...jobSetThere(), status: { conditions: [COMPLETED] } });
  await until('it has succeeded', () => phase() === 'Succeeded');
  expect(syncs).toBeLessThan(30);
}, 60_000);

test('an object above 256 KiB is made: nothing keeps a copy of it in an annotation', async () => {
  await operator();
  submit('news', { env: Array.from({ length: 10 }, (_, at) => ({ name: `V${at}`, value: 'x'.repeat(30_000) })) });
  await until('it has a JobSet', () => jobSet() !== undefined);
  expect(JSON.stringify(jobSet()).length).toBeGreaterThan(262_144);
  expect(jobSet()?.metadata.annotations ?? {}).toEqual({});
});
