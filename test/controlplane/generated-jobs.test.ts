import type { V1Pod, V1PodSpec } from '@kubernetes/client-node';
import fc from 'fast-check';
import { compileJob, jobKind, type Job, JOB_API_VERSION, LABELS, validateJob } from '../../lib';
import type { JobStatus } from '../../lib/jobs/common/status';
import { JOB_KINDS } from '../../lib/jobs/registry';
import { goodJob } from '../builders/arbitrary-jobs';
import { tried } from '../builders/arbitrary-tunes';
import { podTemplatesOf } from '../builders/pod-templates';
import { ApiClient } from './support/api-client';
import { eventually, kubectl, sandbox } from './support/cluster';
import { Follower } from './support/follow';
import { SIMULATED_TENANT, testCatalog } from './support/platform';

/** A run of 300 takes some five minutes. */
const JOBS = Number(process.env.DS_RUNS ?? 40);
const SEED = Number(process.env.DS_SEED ?? Date.now() % 1_000_000);

/** Limit for a loaded machine; nothing here is about time. */
const SECONDS = 180 + JOBS * 3;

const CATALOG = testCatalog();
const SIZE = 'SimulatedPart';

/** Kinds whose engine this sandbox has. */
const KINDS = JOB_KINDS.map(({ kind }) => kind).filter((kind) => kind !== 'SparkJob');

/** A runtime of the catalog for each kind. */
const RUNTIMES: Readonly<Record<string, string>> = { JVMJob: 'jvm-17', JupyterNotebook: 'jupyter-python-3', PythonJob: 'python-3' };

/** A generated job with names that this platform has, and time to start. What a patch does to a pod is up to its author, and a claim that nobody made is waited for. */
function offered({ metadata, spec, ...job }: Job, index: number): Job {
  const { podTemplatePatches: _patches, priority: _priority, spot: _spot, queue: _queue, datasets: _datasets, activeDeadlineSeconds: _deadline, ...others } = spec as Job['spec'] & Record<string, unknown>;
  const roles = others.replicas as Record<string, object> | undefined;
  const replicas = roles && { replicas: Object.fromEntries(Object.entries(roles).map(([role, replica]) => [role, replica && { ...replica, size: SIZE }])) };
  const own = { ...others, ...replicas, ...(job.kind === 'HyperTune' && tried(others.parameters as { name: string }[] | undefined)), framework: RUNTIMES[job.kind] ?? 'tensorflow-2-python-3', size: SIZE, suspend: false };
  return { ...job, metadata: { ...metadata, name: `made-${index}`, namespace: SIMULATED_TENANT }, spec: own as Job['spec'] };
}

/** So many jobs that a check of their files lets pass, of all kinds in turns. */
function validJobs(count: number): Job[] {
  const made = KINDS.map((kind) => fc.sample(goodJob(kind), { numRuns: 3 * Math.ceil(count / KINDS.length), seed: SEED }));
  const text = (job: unknown) => JSON.parse(JSON.stringify(job)) as Job;
  const valid = made.map((jobs, turn) => jobs.map((job, index) => offered(text(job), index * KINDS.length + turn)).filter((job) => validateJob(job, CATALOG).length === 0));
  return Array.from({ length: count }, (_, index) => valid[index % KINDS.length]?.[Math.floor(index / KINDS.length)]).filter((job) => job !== undefined);
}

interface Observed {
  readonly metadata: { readonly name: string; readonly resourceVersion?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly status?: JobStatus;
}


/** The pods of a job as its JobSet says. */
function podsOf(job: Job): V1Pod[] {
  return podTemplatesOf(compileJob(job, CATALOG)).map(({ metadata, spec }) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: 'asked' }, spec: spec as V1PodSpec }));
}

test(`of ${JOBS * 5} generated jobs that a check lets pass the API server takes every pod`, async () => {
  const client = new ApiClient(sandbox().kubeconfig);
  const refused: object[] = [];
  const queue = validJobs(JOBS * 5).values();
  const ask = async (): Promise<void> => {
    for (const job of queue) {
      for (const pod of podsOf(job)) {
        const { code, message } = await client.tryCreate(`/api/v1/namespaces/${SIMULATED_TENANT}/pods`, pod);
        if (code !== 201) refused.push({ job, message });
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, ask));
  client.close();
  expect({ seed: SEED, refused }).toEqual({ seed: SEED, refused: [] });
}, 300_000);

describe(`${JOBS} generated jobs that a check lets pass (seed ${SEED})`, () => {
  const jobs = validJobs(JOBS);
  const phases = new Map<string, JobStatus>();
  const withPod = new Set<string>();
  const followers: Follower<Observed>[] = [];

  /** Pods of short jobs may have come and gone while a busy server had ended the watch of them: what their job's status says of them stays. */
  const seeJob = ({ metadata, status }: Observed): void => {
    if (status === undefined) return;
    phases.set(metadata.name, status);
    if (status.phase === 'Succeeded') withPod.add(metadata.name);
  };

  const waiting = (): Job[] => jobs.filter(({ metadata }) => !withPod.has(metadata.name));

  beforeAll(async () => {
    const follow = (group: string, resource: string, see: (object: Observed) => void) => followers.push(new Follower<Observed>(sandbox(), `${group}/namespaces/${SIMULATED_TENANT}/${resource}`, ({ object }) => see(object)));
    for (const kind of KINDS) follow(`/apis/${JOB_API_VERSION}`, jobKind(kind)?.plural ?? '', seeJob);
    follow('/api/v1', 'pods', ({ metadata }) => withPod.add(metadata.labels?.[LABELS.jobName] ?? ''));
    await kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: jobs }), SIMULATED_TENANT);
    // Whoever has none then is told below.
    await eventually('every job has a pod', async () => waiting().length === 0, SECONDS).catch(() => undefined);
  }, (SECONDS + 120) * 1000);

  afterAll(async () => {
    for (const follower of followers) follower.stop();
    const plurals = KINDS.map((kind) => jobKind(kind)?.plural).join();
    await kubectl(['delete', plurals, '--all', '--wait=true', '--timeout=180s'], undefined, SIMULATED_TENANT);
    await kubectl(['delete', 'persistentvolumeclaims', '--all', '--wait=false'], undefined, SIMULATED_TENANT);
  }, 240_000);

  test('are of every kind', () => {
    expect(jobs).toHaveLength(JOBS);
    expect([...new Set(jobs.map(({ kind }) => kind))].sort()).toEqual([...KINDS].sort());
  });

  test('have pods, each of them', () => {
    expect(waiting().map((job) => ({ job: JSON.stringify(job), status: phases.get(job.metadata.name) }))).toEqual([]);
  });
});
