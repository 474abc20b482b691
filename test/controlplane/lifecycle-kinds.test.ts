import { JOB_KINDS, type Job, validateJob } from '../../lib';
import { isLasting } from '../../lib/jobs/children';
import { jobKind } from '../../lib/jobs/registry';
import { eventually, find, kubectl, list, sandbox, submit, untilPhase } from './support/cluster';
import { ended, live, nameOf, nativeObjects, podsOf, reached, removeJobs, runningPods, start, stays, verdict, type LivePod } from './support/jobs';
import { SIMULATED_LABELS, SIMULATED_TENANT, testCatalog } from './support/platform';
import { RUNNERS, runsHere, type Runner } from './support/runners';

/** What all kinds of job do alike, on real pods: those that need no engine beside those of every platform. */

interface Row extends Pick<Runner, 'pods' | 'replaced' | 'bound'> {
  readonly kind: string;
  readonly long: Job;
  readonly late: Job;
  readonly unlucky: Job;
  /** Runs on a node that is only simulated, and so can be lost. */
  readonly stranded: Job;
}

/** Simulated pods end by themselves otherwise. */
const FOR_EVER = { op: 'add', path: '/metadata/annotations/pod-complete.stage.kwok.x-k8s.io~1delay', value: '3600s' } as const;

const ROWS: readonly Row[] = Object.entries(RUNNERS)
  .filter(([, { job }]) => validateJob(job('any', {}), testCatalog()).length === 0)
  .map(([kind, runner]) => row(kind, runner));

function row(kind: string, { pods, job: run, replaced = false, bound = false }: Runner): Row {
  const suffix = jobKind(kind)?.suffix;
  return {
    kind,
    pods,
    replaced,
    bound,
    long: run(`kinds-long-${suffix}`, { priority: 'high' }),
    late: run(`kinds-late-${suffix}`, { activeDeadlineSeconds: 5, ttlSecondsAfterFinished: 5, backoffLimit: 2 }),
    unlucky: run(`kinds-unlucky-${suffix}`, { backoffLimit: 1 }),
    stranded: run(`kinds-stranded-${suffix}`, { size: 'SimulatedGpu', podTemplatePatches: [FOR_EVER] }),
  };
}

interface Workload {
  readonly spec: { readonly priority: number };
}

/** What of a job is there although it is suspended, or has ended and was cleaned up. */
function lastingObjects({ kind }: Job, objects: readonly string[]): string[] {
  const known = jobKind(kind);
  return objects.filter((object) => known?.children.some((child) => isLasting(known, child) && object.startsWith(`${child.kind}/`)));
}

test('every kind of job is here that can run on this platform', () => {
  expect(ROWS.map(({ kind }) => kind).sort()).toEqual(JOB_KINDS.filter(runsHere).map(({ kind }) => kind).sort());
});

/** Does the same with every kind at the same time. */
function all<T>(job: (row: Row) => Job, what: (job: Job, pods: number) => Promise<T>, rows = ROWS): Promise<T[]> {
  return Promise.all(rows.map((one) => what(job(one), one.pods)));
}

const long = ({ long: job }: Row): Job => job;
const each = <T>(value: T): T[] => ROWS.map(() => value);

const stranded = ({ stranded: job }: Row): Job => job;
const movable = ROWS.filter(({ bound }) => !bound);
const strandedPods = (job: Job): Promise<LivePod[]> => list<LivePod>('pods', `ds.bloomberg.com/job-name=${job.metadata.name}`, SIMULATED_TENANT);
let lost: LivePod[];

/** The controllers need a minute to believe that a node is gone, in which the other tests run. */
beforeAll(async () => {
  await Promise.all([start(...ROWS.map(long)), all(stranded, (job) => submit(job, SIMULATED_TENANT), movable)]);
  const running = async (): Promise<LivePod[]> => (await all(stranded, strandedPods, movable)).flat().filter(({ status }) => status?.phase === 'Running');
  await eventually('the pods on simulated nodes run', async () => (await running()).length === movable.reduce((sum, { pods }) => sum + pods, 0));
  lost = await running();
  await sandbox().kubectl(['delete', 'node', ...new Set(lost.map(({ spec }) => spec.nodeName ?? '')), '--wait=false']);
}, 120_000);

afterAll(async () => {
  await Promise.all([removeJobs(), all(stranded, (job) => kubectl(['delete', nameOf(job), '--ignore-not-found', '--cascade=foreground', '--timeout=90s'], undefined, SIMULATED_TENANT), movable)]);
  await sandbox().addSimulatedNodes({ count: 10, gpus: 8, labels: SIMULATED_LABELS });
}, 150_000);

test('priority: the queue looks at a job by the priority that it names', async () => {
  await all(long, runningPods);
  expect(await all(long, async ({ metadata }) => (await list<Workload>('workloads', `ds.bloomberg.com/job-name=${metadata.name}`)).map(({ spec }) => spec.priority))).toEqual(each([1000]));
  expect((await find<{ value: number }>('workloadpriorityclasses', 'high'))?.value).toBe(1000);
}, 180_000);

test('a node that is drained: the pods go, wait for another node, and nothing counts as a failure', async () => {
  const pods = (await all(long, podsOf)).flat();
  const node = pods[0]?.spec.nodeName ?? '';
  const selector = `ds.bloomberg.com/job-name in (${ROWS.map(({ long: { metadata } }) => metadata.name).join(',')})`;
  try {
    await sandbox().kubectl(['drain', node, '--ignore-daemonsets', '--delete-emptydir-data', `--pod-selector=${selector}`, '--timeout=60s']);
    const says = async (job: Job): Promise<boolean> => /^Admitted, but no node takes pod [-\w]+: .*unschedulable/.test((await live(job)).status?.message ?? '');
    await eventually('the jobs say that no node takes their pods', async () => (await all(long, says)).every(Boolean));
    expect(await all(long, async (job) => (await live(job)).status?.phase)).toEqual(each('Pending'));
  } finally {
    await sandbox().kubectl(['uncordon', node]);
  }
  const others = (await all(long, runningPods)).flat();
  expect(others.filter(({ metadata }) => pods.some((pod) => pod.metadata.uid === metadata.uid))).toEqual([]);
  expect(await all(long, async (job) => (await reached(job, 'Running')).status)).toEqual(each(expect.objectContaining({ phase: 'Running', message: 'Running.', restarts: 0 })));
}, 180_000);

test('suspended: nothing but what lasts is left, and the quota is given back; resumed, it starts anew', async () => {
  const before = await all(long, nativeObjects);
  await all(long, (job) => kubectl(['patch', nameOf(job), '--type=merge', '-p', '{"spec":{"suspend":true}}']));
  await all(long, (job) => reached(job, 'Suspended'));
  const held = ROWS.map(({ long: job }, index) => lastingObjects(job, before[index] ?? []));
  await eventually('nothing but what lasts is left', async () => JSON.stringify(await all(long, nativeObjects)) === JSON.stringify(held));
  await all(long, (job) => kubectl(['patch', nameOf(job), '--type=merge', '-p', '{"spec":{"suspend":false}}']));
  await all(long, runningPods);
  expect(await all(long, async (job) => (await reached(job, 'Running')).status?.restarts)).toEqual(each(0));
}, 180_000);

test('deleted while it runs: nothing is left', async () => {
  await all(long, (job) => kubectl(['delete', nameOf(job)]));
  await eventually('nothing native is left', async () => (await all(long, nativeObjects)).flat().length === 0);
}, 120_000);

test('a deadline: the job is ended and not tried again; when it is cleaned up, its final status stays', async () => {
  const late = ({ late: job }: Row): Job => job;
  await start(...ROWS.map(late));
  const jobs = await all(late, (job) => ended(job));
  const message = 'Ran longer than activeDeadlineSeconds (5).';
  expect(jobs.map(verdict)).toEqual(each({ type: 'Failed', status: 'True', reason: 'DeadlineExceeded', message }));
  const before = await all(late, nativeObjects);
  const held = ROWS.map(({ late: job }, index) => lastingObjects(job, before[index] ?? []));
  await eventually('nothing but what lasts is left', async () => JSON.stringify(await all(late, nativeObjects)) === JSON.stringify(held));
  expect(await stays(() => all(late, async (job) => (await live(job)).status), 2)).toEqual(jobs.map(({ status }) => status));
}, 180_000);

test('a pod that somebody kills counts as a failure: the job is tried again, as often as it may be, and then has failed', async () => {
  const unlucky = ({ unlucky: job }: Row): Job => job;
  const rows = ROWS.filter(({ replaced }) => !replaced);
  await start(...rows.map(unlucky));
  const kill = async (job: Job): Promise<void> => {
    const [pod] = await runningPods(job);
    await kubectl(['delete', 'pod', pod?.metadata.name ?? '', '--wait=false']);
    await eventually('the pod is gone', async () => (await podsOf(job)).every(({ metadata }) => metadata.uid !== pod?.metadata.uid));
  };
  await all(unlucky, kill, rows);
  await all(unlucky, kill, rows);
  const jobs = await all(unlucky, (job) => ended(job), rows);
  expect(jobs.map(({ status }) => status?.phase)).toEqual(rows.map(() => 'Failed'));
  expect((await all(unlucky, podsOf, rows)).flat()).toEqual([]);
}, 180_000);

test('a node that is lost: its pods are made again on another, and nothing counts as a failure', async () => {
  const uids = new Set(lost.map(({ metadata }) => metadata.uid));
  const isBack = async (job: Job, pods: number): Promise<boolean> => (await strandedPods(job)).filter(({ metadata, status }) => status?.phase === 'Running' && !uids.has(metadata.uid)).length === pods;
  await eventually('pods on other nodes run', async () => (await all(stranded, isBack, movable)).every(Boolean), 120);
  const jobs = await all(stranded, ({ kind, metadata }) => untilPhase(jobKind(kind)?.plural ?? '', metadata.name, ['Running'], 60, SIMULATED_TENANT), movable);
  expect(jobs.map(({ status }) => status)).toEqual(movable.map(() => expect.objectContaining({ phase: 'Running', message: 'Running.', restarts: 0 })));
}, 200_000);
