import { setTimeout as sleep } from 'node:timers/promises';
import { compileJob, JOB_API_VERSION, type Job, toYaml } from '../lib';
import type { Sandbox } from '../sandbox/sandbox';
import { SIMULATED_TENANT, testCatalog } from '../test/controlplane/support/platform';
import { watchObjects } from '../test/controlplane/support/watch';
import { processorSeconds } from './processor-time';
import { less, syncCount, type SyncCount } from './sync-counts';

export type Way = 'operator' | 'direct';

/** Jobs of a round. */
export const JOBS = 60;

/** Longest that one round may take. */
const LIMIT_SECONDS = 900;

const RESOURCES = { jobs: `/apis/${JOB_API_VERSION}/namespaces/${SIMULATED_TENANT}/tensorflowjobs`, jobSets: `/apis/jobset.x-k8s.io/v1alpha2/namespaces/${SIMULATED_TENANT}/jobsets` };

/** What a round took. */
export interface Round {
  readonly way: Way;
  readonly seconds: number;
  /** Seconds of processor that the whole sandbox used meanwhile. */
  readonly processor: number;
  /** How often jobs were judged; none where nothing is judged. */
  readonly syncs?: SyncCount;
  /** Milliseconds from the end of each JobSet to that of its job, as one watcher sees both. */
  readonly delays: readonly number[];
}

interface Observed {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly phase?: string; readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/**
 * From before the first object is sent until the last one has ended: the job's status says so, or the JobSet's. No two rounds share names.
 */
export async function round(sandbox: Sandbox, way: Way, prefix: string): Promise<Round> {
  const jobs = Array.from({ length: JOBS }, (_, index) => job(`${prefix}-${index}`));
  const text = toYaml(way === 'operator' ? jobs : jobs.flatMap((one) => compileJob(one, testCatalog())));
  const ended = { jobs: new Map<string, number>(), jobSets: new Map<string, number>() };
  const note = (seen: Map<string, number>) => ({ object }: { object: Observed }): void => {
    if (object.metadata.name.startsWith(prefix) && hasSucceeded(object) && !seen.has(object.metadata.name)) seen.set(object.metadata.name, performance.now());
  };
  const watches = await Promise.all([watchObjects<Observed>(sandbox, RESOURCES.jobs, note(ended.jobs)), watchObjects<Observed>(sandbox, RESOURCES.jobSets, note(ended.jobSets))]);
  const before = await syncCount(sandbox);
  const used = processorSeconds(sandbox.name);
  const started = performance.now();
  await sandbox.kubectl(['create', '-n', SIMULATED_TENANT, '-f', '-'], text);
  const last = way === 'operator' ? ended.jobs : ended.jobSets;
  while (last.size < JOBS) {
    for (const { broken } of watches) if (broken !== undefined) throw broken;
    if (performance.now() - started > LIMIT_SECONDS * 1000) throw new Error(`Only ${last.size} of ${JOBS} have succeeded after ${LIMIT_SECONDS} s.`);
    await sleep(20);
  }
  const seconds = (performance.now() - started) / 1000;
  const processor = processorSeconds(sandbox.name) - used;
  for (const watch of watches) watch.stop();
  const syncs = way === 'operator' ? less(await syncCount(sandbox), before) : undefined;
  await cleanUp(sandbox, way, prefix);
  return { way, seconds, processor, ...(syncs && { syncs }), delays: [...ended.jobs].map(([name, at]) => at - (ended.jobSets.get(`${name}-tf`) ?? Number.NaN)) };
}

function hasSucceeded({ status }: Observed): boolean {
  return status?.phase === 'Succeeded' || (status?.conditions?.some(({ type, status: state }) => type === 'Completed' && state === 'True') ?? false);
}

/** Nothing of a round is there when the next one begins. */
async function cleanUp(sandbox: Sandbox, way: Way, prefix: string): Promise<void> {
  const inTenant = ['-n', SIMULATED_TENANT];
  const names = Array.from({ length: JOBS }, (_, index) => `${prefix}-${index}${way === 'operator' ? '' : '-tf'}`);
  await sandbox.kubectl(['delete', way === 'operator' ? 'tensorflowjobs' : 'jobsets', ...names, '--wait=true', ...inTenant]);
  for (const left of ['jobsets', 'workloads', 'pods']) await sandbox.kubectl(['wait', '--for=delete', left, '--all', '--timeout=180s', ...inTenant]);
  await sleep(5000);
}

/** Two workers with a simulated GPU each. */
export function job(name: string, spec: object = {}): Job {
  const own = { framework: 'tensorflow-2-python-3', size: 'SimulatedGpu', module: 'train', replicas: { worker: { count: 2 } }, ...spec };
  return { apiVersion: JOB_API_VERSION, kind: 'TensorFlowJob', metadata: { name, namespace: SIMULATED_TENANT }, spec: own };
}
