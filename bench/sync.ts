import * as path from 'node:path';
import { compileJob, type Job, type KubeObject } from '../lib';
import { ThreadedSyncRunner } from '../operator/loop/sync-runner';
import { BENCH_CATALOG, mixedJobs } from './jobs';
import { percentile } from './report';

const REQUESTS = 4000;
const WARM_UP = 1000;
const AT_ONCE = 4;

/** How fast the operator judges jobs. */
export interface SyncMeasurement {
  /** Milliseconds, as the loop sees them. */
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
}

/** Judges jobs in the thread of the operator as it is shipped, a few at a time. */
export async function measureSync(): Promise<SyncMeasurement> {
  const runner = new ThreadedSyncRunner({ file: path.join(__dirname, '../build/operator.js') }, 30_000);
  runner.use(BENCH_CATALOG);
  try {
    const requests = mixedJobs(100).flatMap((job) => [newJob(job), runningJob(job)]);
    const judge = async (index: number): Promise<number> => {
      const started = performance.now();
      const result = await runner.run(requests[index % requests.length] as string);
      if ('fault' in result) throw new Error(`A job could not be judged: ${result.fault}`);
      return performance.now() - started;
    };
    await all(WARM_UP, judge);
    const started = performance.now();
    const times = await all(REQUESTS, judge);
    return { p50: percentile(times, 0.5), p99: percentile(times, 0.99), perSecond: (REQUESTS / (performance.now() - started)) * 1000 };
  } finally {
    await runner.stop();
  }
}

/** Milliseconds of each. */
async function all(count: number, judge: (index: number) => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < count) times.push(await judge(next++));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
  return times;
}

/** A job that nothing was made for yet: it is checked and compiled. */
function newJob(job: Job): string {
  return JSON.stringify({ parent: parent(job), children: {}, related: {} });
}

/** A job with a JobSet and two pods: its status is worked out. */
function runningJob(job: Job): string {
  const jobSet = compileJob(job, BENCH_CATALOG)[0] as KubeObject & { spec: { replicatedJobs: { template: { spec: { template: object } } }[] } };
  const { name } = jobSet.metadata;
  const uid = `uid-of-${name}`;
  const pods = [0, 1].map((index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    ...jobSet.spec.replicatedJobs[0]?.template.spec.template,
    metadata: { name: `${name}-${index}`, creationTimestamp: CREATED, labels: { 'jobset.sigs.k8s.io/jobset-uid': uid, 'batch.kubernetes.io/job-completion-index': String(index) } },
    status: { phase: 'Running', containerStatuses: [{ name: 'main', state: { running: { startedAt: CREATED } } }] },
  }));
  const children = { 'JobSet.jobset.x-k8s.io/v1alpha2': { [name]: { ...jobSet, metadata: { ...jobSet.metadata, uid, creationTimestamp: CREATED } } } };
  return JSON.stringify({ parent: parent(job), children, related: { 'Pod.v1': Object.fromEntries(pods.map((pod) => [pod.metadata.name, pod])) } });
}

const CREATED = '2026-01-01T10:00:00Z';

function parent(job: Job): object {
  return { ...job, metadata: { ...job.metadata, uid: `uid-of-${job.metadata.name}`, creationTimestamp: CREATED, generation: 1 } };
}
