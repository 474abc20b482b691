import { failure, FakeCluster, type Item } from './fake-cluster';
import { ds, NOW } from './run-ds';

/** `ds explain`, on objects as Kubernetes 1.37, JobSet 0.12 and Kueue 0.19 write them. */

const KUEUE = '/apis/kueue.x-k8s.io/v1beta2';
const QUEUED_AT = '2026-01-01T00:20:00Z';

let cluster: FakeCluster;

beforeEach(async () => {
  cluster = new FakeCluster();
  await cluster.start();
  give('/api/v1/namespaces/team/events', { items: [] });
});

afterEach(() => cluster.stop());

async function explained(name: string): Promise<string> {
  const { code, out, err } = await ds(['explain', name], { cluster: cluster.connect() });
  expect([code, err]).toEqual([0, '']);
  return out.trimEnd();
}

function give(path: string, body: object): void {
  cluster.answers.set(`GET ${path}`, { status: 200, body });
}

/** A job of the fake cluster, in a phase, with the UID of what runs it. */
function job(name: string, phase: string, message: string, rest: { spec?: object; status?: object; kind?: string } = {}): Item {
  const conditions = [{ type: 'Admitted', status: phase === 'Queued' ? 'False' : 'True', reason: 'Because', message, lastTransitionTime: QUEUED_AT }];
  const engine = { apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet', name: `${name}-py`, uid: `run-of-${name}` };
  const status = { phase, message, conditions, engine, startTime: QUEUED_AT, restarts: 0, ...rest.status };
  return cluster.addJob(rest.kind ?? 'PythonJob', name, { spec: { framework: 'python-3', size: 'CpuSmall', module: 'report', ...rest.spec }, status });
}

interface WorkloadParts {
  readonly cpu?: string;
  readonly count?: number;
  readonly suffix?: string;
  readonly priority?: number;
  readonly created?: string;
  readonly refusal?: string;
  readonly clusterQueue?: string;
  readonly status?: object;
}

/** A Workload of one set of pods: admitted where no refusal is given. */
function workload(name: string, parts: WorkloadParts = {}): object {
  const { cpu = '500m', count = 1, suffix = 'py', refusal, clusterQueue = 'team' } = parts;
  const total = `${Number.parseInt(cpu, 10) * count}m`;
  const condition = (type: string, status: string, message: string) => ({ type, status, reason: 'Pending', message, lastTransitionTime: QUEUED_AT });
  const admission = { clusterQueue, podSetAssignments: [{ name: 'main', count, flavors: { cpu: 'cpu', memory: 'cpu' }, resourceUsage: { cpu: total, memory: `${count}Gi` } }] };
  return {
    metadata: {
      name: `jobset-${name}-${suffix}-1a2b3`,
      creationTimestamp: parts.created ?? QUEUED_AT,
      labels: { 'ds.bloomberg.com/job-name': name },
      ownerReferences: [{ kind: 'JobSet', name: `${name}-${suffix}`, uid: `run-of-${name}`, controller: true }],
    },
    spec: {
      queueName: 'default',
      active: true,
      priority: parts.priority ?? 0,
      podSets: [{ name: 'main', count, template: { spec: { containers: [{ name: 'main', resources: { requests: { cpu, memory: '1Gi' } } }] } } }],
    },
    status: {
      ...(refusal === undefined ? { admission } : {}),
      conditions: refusal === undefined ? [condition('QuotaReserved', 'True', 'Quota reserved in ClusterQueue team'), condition('Admitted', 'True', '')] : [condition('QuotaReserved', 'False', refusal)],
      ...parts.status,
    },
  };
}

/** The queue of the namespace, and what of its quota is in use. */
function queue({ quota = '1', used = '500m', cohort, borrowingLimit }: { quota?: string; used?: string; cohort?: string; borrowingLimit?: string } = {}): void {
  const usage = [{ name: 'cpu', resources: [{ name: 'cpu', total: used, borrowed: '0' }, { name: 'memory', total: '1Gi' }] }];
  give(`${KUEUE}/namespaces/team/localqueues/default`, { metadata: { name: 'default' }, spec: { clusterQueue: 'team' }, status: { flavorsReservation: usage, pendingWorkloads: 1 } });
  const resources = [{ name: 'cpu', nominalQuota: quota, ...(borrowingLimit === undefined ? {} : { borrowingLimit }) }, { name: 'memory', nominalQuota: '4Gi' }];
  const spec = { resourceGroups: [{ coveredResources: ['cpu', 'memory'], flavors: [{ name: 'cpu', resources }] }], ...(cohort === undefined ? {} : { cohortName: cohort }) };
  give(`${KUEUE}/clusterqueues/team`, { metadata: { name: 'team' }, spec, status: { flavorsReservation: usage } });
}

const workloads = (...items: object[]): void => give(`${KUEUE}/namespaces/team/workloads`, { items });

const REFUSAL = "couldn't assign flavors to pod set main: flavor gpu doesn't match node affinity, insufficient unused quota for cpu in flavor cpu, 500m more needed";

function waiter(refusal = REFUSAL): void {
  job('waiter', 'Queued', `Waiting for quota in queue default: ${refusal}`);
}

describe('a job that waits for quota', () => {
  test('which quota, how much is asked, used and missing, and who holds it', async () => {
    waiter();
    queue();
    workloads(workload('holder'), workload('waiter', { count: 2, refusal: REFUSAL }));
    expect(await explained('waiter')).toBe(
      'PythonJob/waiter has waited for 10m. Waiting for quota in queue default. Its 2 pods ask for 1 cpu and 2Gi of memory together. ' +
        'Flavor cpu lacks 500m cpu: the quota of ClusterQueue team is 1 cpu, and 500m are in use, held by PythonJob/holder (500m).',
    );
  });

  test('what Kueue said last is of other flavors alone: what it said before', async () => {
    const last = "couldn't assign flavors to pod set main: flavor gpu doesn't match node affinity";
    waiter(last);
    queue();
    workloads(workload('holder'), workload('waiter', { count: 2, refusal: last }));
    const warning = (name: string, message: string, minute: number) => ({ involvedObject: { kind: 'Workload', name }, message, lastTimestamp: `2026-01-01T00:2${minute}:00Z` });
    const names = ['jobset-waiter-py-1a2b3', 'jobset-other-py-1a2b3'] as const;
    give('/api/v1/namespaces/team/events', { items: [warning(names[0], REFUSAL.replace('500m', '750m'), 1), warning(names[0], REFUSAL, 2), warning(names[0], last, 3), warning(names[1], REFUSAL.replace('500m', '1'), 4)] });
    expect(await explained('waiter')).toContain('Waiting for quota in queue default. Its 2 pods ask for 1 cpu and 2Gi of memory together. Flavor cpu lacks 500m cpu: ');
  });

  test('many holders, the largest first; one that is not ours; one that has ended; one of another queue', async () => {
    waiter();
    queue({ quota: '8', used: '8' });
    const done = { conditions: [{ type: 'QuotaReserved', status: 'True' }, { type: 'Finished', status: 'True' }] };
    const small = ['a', 'b', 'c', 'd', 'e'].map((name) => workload(name, { suffix: 'tf' }));
    const foreign = { ...workload('foreign', { cpu: '1500m' }), metadata: { name: 'job-foreign' } };
    workloads(...small, workload('big', { cpu: '4000m' }), foreign, workload('done', { status: done }), workload('elsewhere', { clusterQueue: 'other' }), workload('waiter', { refusal: REFUSAL }));
    expect(await explained('waiter')).toContain(
      'the quota of ClusterQueue team is 8 cpu, and 8 are in use, held by PythonJob/big (4), Workload job-foreign (1500m), TensorFlowJob/a (500m), TensorFlowJob/b (500m), TensorFlowJob/c (500m) and 2 more.',
    );
  });

  test('its place among those that wait: by priority, then by age', async () => {
    waiter();
    queue();
    workloads(
      workload('waiter', { refusal: REFUSAL }),
      workload('later', { refusal: REFUSAL, created: '2026-01-01T00:25:00Z' }),
      workload('urgent', { refusal: REFUSAL, created: '2026-01-01T00:25:00Z', priority: 1000 }),
      workload('holder'),
    );
    expect(await explained('waiter')).toContain('3 jobs wait in this queue; it is number 2 by priority and age.');
  });

  test('quota that a cohort has lent, and what may be borrowed of it', async () => {
    waiter();
    queue({ quota: '2', cohort: 'research', borrowingLimit: '3' });
    workloads(workload('holder'), workload('waiter', { refusal: REFUSAL }));
    expect(await explained('waiter')).toContain(
      'the quota of ClusterQueue team is 2 cpu, and may borrow up to 3 from cohort research, and 500m are in use, held by PythonJob/holder (500m); the rest of its quota is lent to other queues of cohort research.',
    );
  });

  test('what others hold through the same queue, in namespaces that cannot be seen', async () => {
    waiter();
    queue({ quota: '2', used: '2' });
    workloads(workload('holder'), workload('waiter', { refusal: REFUSAL }));
    expect(await explained('waiter')).toContain('2 are in use (1500m of that by others, in namespaces that are not yours), held by PythonJob/holder (500m).');
  });

  test('more than there will ever be', async () => {
    const never = "couldn't assign flavors to pod set main: insufficient quota for cpu in flavor cpu, previously considered podsets requests (0) + current podset request (1500m) > maximum capacity (1)";
    job('waiter', 'Queued', `Asks for more than queue default can ever give; it will wait until the queue or the job is changed: ${never}`);
    queue();
    workloads(workload('waiter', { count: 3, refusal: never }));
    expect(await explained('waiter')).toContain('until the queue or the job is changed. Its 3 pods ask for 1500m cpu and 3Gi of memory together. Flavor cpu can never give so much cpu: the quota of ClusterQueue team is 1 cpu.');
  });

  test('others that are stopped for it, and a check of admission', async () => {
    const refusal = `${REFUSAL}. Pending the preemption of 2 workload(s)`;
    waiter(refusal);
    queue();
    workloads(workload('waiter', { refusal, status: { conditions: [{ type: 'QuotaReserved', status: 'False', message: refusal }], admissionChecks: [{ name: 'provision', state: 'Pending', message: 'nodes are coming' }, { name: 'budget', state: 'Ready' }] } }));
    expect(await explained('waiter')).toContain('The queue is stopping 2 of lower priority, or that borrow, to make room. Admission check provision is Pending: nodes are coming.');
  });

  test('what may not be read is left out, and said', async () => {
    waiter();
    queue();
    cluster.answers.set(`GET ${KUEUE}/clusterqueues/team`, failure(403, 'Forbidden', 'clusterqueues.kueue.x-k8s.io "team" is forbidden'));
    workloads(workload('holder'), workload('waiter', { refusal: REFUSAL }));
    expect(await explained('waiter')).toContain('Flavor cpu lacks 500m cpu; 500m are in use through this queue, held by PythonJob/holder (500m). Not read: ClusterQueue team (you may not).');
    for (const path of ['workloads', 'localqueues/default']) cluster.answers.set(`GET ${KUEUE}/namespaces/team/${path}`, failure(403, 'Forbidden', 'no'));
    expect(await explained('waiter')).toBe(`PythonJob/waiter has waited for 10m. Waiting for quota in queue default: ${REFUSAL}. Not read: Workloads (you may not), LocalQueue default (you may not).`);
  });

  test('pods that were not ready in time: when it comes back, and what was warned of them', async () => {
    job('waiter', 'Queued', 'Stopped by its queue, because not all of its pods were ready in time (PodsReadyTimeout); it is queued again at 2026-01-01T00:33:00Z.');
    queue();
    const warning = (kind: string, name: string, message: string, minute: number) => ({ involvedObject: { kind, name }, reason: 'Failed', message, lastTimestamp: `2026-01-01T00:2${minute}:00Z` });
    give('/api/v1/namespaces/team/events', { items: [warning('Pod', 'waiter-py-main-0-0-abcde', 'no such image', 5), warning('Pod', 'waiter-py-main-0-1-fghij', 'older', 4), warning('Pod', 'other-py-main-0-0-abcde', 'of another', 6), warning('JobSet', 'waiter-py', 'of no pod', 6)] });
    workloads(workload('waiter', { refusal: 'Exceeded the PodsReady timeout team/waiter', status: { requeueState: { count: 1, requeueAt: '2026-01-01T00:33:00Z' } } }));
    expect(await explained('waiter')).toContain(
      'it is queued again at 2026-01-01T00:33:00Z. It comes back into the queue in 3m. The last warning of its pods, 5m ago, is of waiter-py-main-0-0-abcde: Failed: no such image. Its pod asks for',
    );
  });

  test('a queue that is not there', async () => {
    job('waiter', 'Queued', "Queue nowhere cannot take the job: LocalQueue nowhere doesn't exist", { spec: { queue: 'nowhere' } });
    cluster.answers.set(`GET ${KUEUE}/namespaces/team/localqueues/nowhere`, failure(404, 'NotFound', 'localqueues.kueue.x-k8s.io "nowhere" not found'));
    workloads(workload('waiter', { refusal: "LocalQueue nowhere doesn't exist" }));
    expect(await explained('waiter')).toContain("Queue nowhere cannot take the job: LocalQueue nowhere doesn't exist. Its pod asks for 500m cpu and 1Gi of memory. Not read: LocalQueue nowhere (there is none).");
  });
});

describe('a job whose pods do not run', () => {
  const event = (kind: string, name: string, [reason, message]: readonly [string, string], at = '2026-01-01T00:25:00Z') => ({ type: 'Warning', involvedObject: { kind, name }, reason, message, lastTimestamp: at });
  const events = (...items: object[]): void => give('/api/v1/namespaces/team/events', { items });

  test('what keeps them, and the last warning about one of them', async () => {
    const slow = job('slow', 'Pending', 'Admitted; its pods are starting.');
    cluster.addPod(slow, 'main', 0, { status: { phase: 'Pending' } });
    cluster.addPod(slow, 'main', 1, { status: { phase: 'Running' } });
    events(
      event('Pod', 'slow-main-0-0-abcde', ['FailedMount', 'MountVolume.SetUp failed for volume "data": secret "none" not found\n']),
      event('Pod', 'slow-main-0-0-abcde', ['FailedMount', 'older'], '2026-01-01T00:24:00Z'),
      event('Pod', 'other', ['FailedMount', 'of another job'], '2026-01-01T00:26:00Z'),
      event('JobSet', 'slow-py', ['Old', 'from before it was started'], '2026-01-01T00:10:00Z'),
    );
    expect(await explained('slow')).toBe(
      'PythonJob/slow does not run yet: Admitted; its pods are starting. Its pods: 1 running, 1 pending. ' +
        'The last warning, 5m ago, is about Pod slow-main-0-0-abcde: FailedMount: MountVolume.SetUp failed for volume "data": secret "none" not found.',
    );
  });

  test('no pods, since the namespace lets no more be made', async () => {
    job('slow', 'Pending', 'Admitted; its pods are starting.');
    events(event('JobSet', 'slow-py', ['FailedCreate', 'exceeded quota: ds-counts']));
    expect(await explained('slow')).toContain('It has no pods yet. The last warning, 5m ago, is about JobSet slow-py: FailedCreate: exceeded quota: ds-counts.');
  });

  test('pods of an earlier job of the same name do not count', async () => {
    const slow = job('slow', 'Pending', 'Admitted; its pods are starting.');
    cluster.addPod(slow, 'main', 0, { labels: { 'jobset.sigs.k8s.io/jobset-uid': 'earlier' } });
    events();
    expect(await explained('slow')).toContain('It has no pods yet.');
  });

  test('events that may not be read', async () => {
    job('slow', 'Pending', 'Admitted; installing pipPackages.');
    cluster.answers.set('GET /api/v1/namespaces/team/events', failure(403, 'Forbidden', 'no'));
    expect(await explained('slow')).toBe('PythonJob/slow does not run yet: Admitted; installing pipPackages. It has no pods yet. Not read: events (you may not).');
  });
});

describe('a job that runs or has ended', () => {
  test('what runs, and what was evicted before', async () => {
    const training = job('training', 'Running', 'Running.');
    give('/api/v1/namespaces/team/events', { items: [] });
    const evicted = { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' };
    cluster.addPod(training, 'main', 0, { name: 'first', status: evicted });
    cluster.addPod(training, 'main', 0, { name: 'second', created: '2026-01-01T00:22:00Z', status: { phase: 'Running' } });
    expect(await explained('training')).toBe(
      'PythonJob/training has run for 10m: Running. Its pods: 1 running. Pod first was ended from outside (Evicted: The node was low on resource: memory.), and another took its place.',
    );
  });

  test('a failure, while its pods are there', async () => {
    const message = 'Module report failed in pod training-main-0-0-abcde: exit code 3: one | two';
    const training = job('training', 'Failed', message, { status: { completionTime: '2026-01-01T00:25:00Z', duration: '5m', restarts: 2 }, spec: { backoffLimit: 2 } });
    cluster.addPod(training, 'main', 0, { status: { phase: 'Failed' } });
    expect(await explained('training')).toBe(`PythonJob/training has failed, 5m ago, after 5m: ${message}. Its backoffLimit is 2; it was started again 2 times. ds logs training has all that it printed.`);
  });

  test('a failure, when only the job is left', async () => {
    const message = 'The program ran out of memory in pod training-main-0-0-abcde (limit 4Gi). Ask for a larger size.';
    job('training', 'Failed', message, { status: { completionTime: '2026-01-01T00:25:00Z', duration: '5m' } });
    expect(await explained('pyj/training')).toBe(`PythonJob/training has failed, 5m ago, after 5m: ${message} It is tried once, since its backoffLimit is 0. Its pods are gone, and what they printed with them.`);
  });

  test('success', async () => {
    job('training', 'Succeeded', 'Succeeded in 5m.', { status: { completionTime: '2026-01-01T00:25:00Z', duration: '5m' } });
    expect(await explained('training')).toBe('PythonJob/training has succeeded, 5m ago, after 5m.');
  });
});

test('a search: its best trial', async () => {
  const bestTrial = { name: '17', value: 0.25, parameters: { rate: 0.01, depth: 4 } };
  job('search', 'Succeeded', 'Succeeded in 5m.', { kind: 'HyperTune', status: { completionTime: '2026-01-01T00:25:00Z', duration: '5m', bestTrial } });
  expect(await explained('search')).toBe('HyperTune/search has succeeded, 5m ago, after 5m. Its best trial is 17, with 0.25 for rate=0.01, depth=4.');
});

test.each([
  ['Suspended', 'Suspended by spec.suspend.', 'PythonJob/other is suspended since 10m, as its spec asks; it holds nothing of its queue. ds resume other starts it from its beginning.'],
  ['Invalid', 'spec.size: unknown size (given "Huge"). Allowed: CpuSmall.', 'PythonJob/other is invalid, and will not run as it is: spec.size: unknown size (given "Huge"). Allowed: CpuSmall. Correct it, delete this one, and submit it again; what the catalog lacks, the platform team can add.'],
])('a job that is %s', async (phase, message, text) => {
  job('other', phase, message, { spec: { suspend: phase === 'Suspended' } });
  expect(await explained('other')).toBe(text);
});

test('a notebook that has ended, and can be started again', async () => {
  job('explore', 'Suspended', 'Ended by itself after 2h, and can be started again: suspend it, and resume it.', { kind: 'JupyterNotebook' });
  expect(await explained('explore')).toBe('JupyterNotebook/explore rests since 10m, and holds nothing of its queue: Ended by itself after 2h, and can be started again: suspend it, and resume it.');
});

test('a job that nobody has looked at, and one that is not there', async () => {
  cluster.addJob('PythonJob', 'fresh');
  expect(await explained('fresh')).toBe('PythonJob/fresh is new: the platform has not looked at it yet. If this lasts, its operator does not run.');
  expect(await ds(['explain', 'none'], { cluster: cluster.connect() })).toMatchObject({ code: 4, out: '' });
});

test('for programs', async () => {
  waiter();
  queue();
  workloads();
  const { out } = await ds(['explain', 'waiter', '-o', 'json'], { cluster: cluster.connect() });
  expect(JSON.parse(out)).toEqual({ kind: 'PythonJob', namespace: 'team', name: 'waiter', phase: 'Queued', text: expect.stringContaining('has waited for 10m'), unread: [] });
  expect(NOW.toISOString()).toBe('2026-01-01T00:30:00.000Z');
});
