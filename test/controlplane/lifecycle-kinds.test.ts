import { JOB_KINDS, type Job } from '../../lib';
import { isLasting } from '../../lib/jobs/children';
import { jobKind } from '../../lib/jobs/registry';
import { eventually, find, kubectl, list, sandbox } from './support/cluster';
import { ended, live, nameOf, nativeObjects, podOf, podsOf, reached, removeJobs, runningPods, start, stays, verdict } from './support/jobs';
import { RUNNERS, type Runner } from './support/runners';

/** What all kinds of job do alike, on real pods: those that need no engine beside those of every platform. */

interface Row {
  readonly kind: string;
  readonly long: Job;
  readonly late: Job;
  readonly unlucky: Job;
}

const ROWS: readonly Row[] = Object.entries(RUNNERS).map(([kind, run]) => row(kind, run));

function row(kind: string, run: Runner): Row {
  const suffix = jobKind(kind)?.suffix;
  return {
    kind,
    long: run(`kinds-long-${suffix}`, { priority: 'high' }),
    late: run(`kinds-late-${suffix}`, { activeDeadlineSeconds: 5, ttlSecondsAfterFinished: 5, backoffLimit: 2 }),
    unlucky: run(`kinds-unlucky-${suffix}`, { backoffLimit: 1 }),
  };
}

interface Workload {
  readonly spec: { readonly priority: number };
}

/** Does the same with every kind at the same time. */
function all<T>(job: (row: Row) => Job, what: (job: Job) => Promise<T>): Promise<T[]> {
  return Promise.all(ROWS.map((one) => what(job(one))));
}

const long = ({ long: job }: Row): Job => job;
const each = <T>(value: T): T[] => ROWS.map(() => value);

/** What of a job is there although it is suspended, or has ended and was cleaned up. */
function lastingObjects({ kind }: Job, objects: readonly string[]): string[] {
  const known = jobKind(kind);
  return objects.filter((object) => known?.children.some((child) => isLasting(known, child) && object.startsWith(`${child.kind}/`)));
}

beforeAll(() => start(...ROWS.map(long)), 60_000);
afterAll(removeJobs, 120_000);

test('every kind of job is here that needs no other engine', () => {
  expect(Object.keys(RUNNERS).sort()).toEqual(JOB_KINDS.filter(({ needs }) => needs === undefined).map(({ kind }) => kind).sort());
});

test('priority: the queue looks at a job by the priority that it names', async () => {
  await all(long, (job) => runningPods(job));
  expect(await all(long, async ({ metadata }) => (await list<Workload>('workloads', `ds.bloomberg.com/job-name=${metadata.name}`)).map(({ spec }) => spec.priority))).toEqual(each([1000]));
  expect((await find<{ value: number }>('workloadpriorityclasses', 'high'))?.value).toBe(1000);
}, 180_000);

test('a node that is drained: the pods go, wait for another node, and nothing counts as a failure', async () => {
  const pods = await all(long, podOf);
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
  const others = (await all(long, (job) => runningPods(job))).flat();
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
  await all(long, (job) => runningPods(job));
  expect(await all(long, async (job) => (await reached(job, 'Running')).status?.restarts)).toEqual(each(0));
}, 180_000);

test('deleted while it runs: nothing is left', async () => {
  await all(long, (job) => kubectl(['delete', nameOf(job)]));
  await eventually('nothing native is left', async () => (await all(long, nativeObjects)).flat().length === 0);
}, 120_000);

test('a deadline: the job is ended and not tried again; when it is cleaned up, its final status stays', async () => {
  const late = ({ late: job }: Row): Job => job;
  await start(...ROWS.map(late));
  const jobs = await all(late, ended);
  const message = 'Ran longer than activeDeadlineSeconds (5).';
  expect(jobs.map(verdict)).toEqual(each({ type: 'Failed', status: 'True', reason: 'DeadlineExceeded', message }));
  const before = await all(late, nativeObjects);
  const held = ROWS.map(({ late: job }, index) => lastingObjects(job, before[index] ?? []));
  await eventually('nothing but what lasts is left', async () => JSON.stringify(await all(late, nativeObjects)) === JSON.stringify(held));
  expect(await stays(() => all(late, async (job) => (await live(job)).status), 2)).toEqual(jobs.map(({ status }) => status));
}, 180_000);

test('a pod that somebody kills counts as a failure: the job is tried again, as often as it may be, and then has failed', async () => {
  const unlucky = ({ unlucky: job }: Row): Job => job;
  await start(...ROWS.map(unlucky));
  const kill = async (job: Job): Promise<void> => {
    const [pod] = await runningPods(job);
    await kubectl(['delete', 'pod', pod?.metadata.name ?? '', '--wait=false']);
    await eventually('the pod is gone', async () => (await podsOf(job)).every(({ metadata }) => metadata.uid !== pod?.metadata.uid));
  };
  await all(unlucky, kill);
  await all(unlucky, kill);
  const jobs = await all(unlucky, ended);
  expect(jobs.map(({ status }) => status?.phase)).toEqual(each('Failed'));
  expect((await all(unlucky, podsOf)).flat()).toEqual([]);
}, 180_000);
