import { setTimeout as sleep } from 'node:timers/promises';
import { compileJob, JOB_API_VERSION, type Job, toYaml } from '../lib';
import { Sandbox } from '../sandbox/sandbox';
import { installPlatform } from '../test/controlplane/support/install';
import { SIMULATED_TENANT, testCatalog } from '../test/controlplane/support/platform';
import { watchObjects } from '../test/controlplane/support/watch';
import { hookCounts, type HookCounts } from './hook-counts';
import { processorSeconds } from './processor-time';
import { machine, median, table } from './report';

const JOBS = 200;

/** Both ways in turns, and each of them once first: what gets slower or faster with time does so for both. */
const ORDER: readonly Way[] = ['operator', 'direct', 'direct', 'operator'];

type Way = 'operator' | 'direct';

const LABELS: Readonly<Record<Way, string>> = { operator: 'TensorFlowJobs through the operator', direct: 'the same JobSets, applied directly' };

/** Longest that one run may take. */
const LIMIT_SECONDS = 900;

/** Measures what the operator adds to a queue of jobs, on a sandbox of its own, or on one that is kept. */
export async function measureCluster(kept?: string): Promise<void> {
  const sandbox = await Sandbox.up({ name: kept ?? `bench-${process.pid}`, node: 'real', images: ['node'] });
  try {
    await installPlatform(sandbox);
    process.stdout.write(`${machine()}, Kubernetes ${sandbox.plan.kubernetes}; ${JOBS} jobs of two pods, room for 20 jobs; in the order ${ORDER.join(', ')}\n\n`);
    const runs: Run[] = [];
    for (const [round, way] of ORDER.entries()) {
      const run = await measure(sandbox, way, `run-${process.pid}-${round}`);
      process.stderr.write(`${way}: ${run.seconds.toFixed(1)} s, processor ${run.processor.toFixed(1)} s${run.hooks === undefined ? '' : `, hooks: ${JSON.stringify(run.hooks)}`}\n`);
      runs.push(run);
    }
    process.stdout.write(report(runs));
  } finally {
    if (kept === undefined) await sandbox.down();
  }
}

interface Run {
  readonly way: Way;
  readonly seconds: number;
  /** Seconds of processor that the whole sandbox used meanwhile. */
  readonly processor: number;
  /** What the operator was asked meanwhile. */
  readonly hooks?: HookCounts;
}

/**
 * From before the first object is sent until the last one has ended: the job's status says so, or the JobSet's. No two runs share names:
 * Metacontroller remembers what the customize hook said about a name.
 */
async function measure(sandbox: Sandbox, way: Way, prefix: string): Promise<Run> {
  const jobs = Array.from({ length: JOBS }, (_, index) => job(`${prefix}-${index}`));
  const text = toYaml(way === 'operator' ? jobs : jobs.flatMap((one) => compileJob(one, testCatalog())));
  const path = way === 'operator' ? `/apis/${JOB_API_VERSION}` : '/apis/jobset.x-k8s.io/v1alpha2';
  const resource = way === 'operator' ? 'tensorflowjobs' : 'jobsets';
  const ended = new Set<string>();
  const watch = await watchObjects<Observed>(sandbox, `${path}/namespaces/${SIMULATED_TENANT}/${resource}`, ({ object }) => {
    if (hasSucceeded(object)) ended.add(object.metadata.name);
  });
  const before = await hookCounts(sandbox);
  const used = processorSeconds(sandbox.name);
  const started = performance.now();
  await sandbox.kubectl(['create', '-n', SIMULATED_TENANT, '-f', '-'], text);
  while (ended.size < JOBS) {
    if (watch.broken !== undefined) throw watch.broken;
    if (performance.now() - started > LIMIT_SECONDS * 1000) throw new Error(`Only ${ended.size} of ${JOBS} have succeeded after ${LIMIT_SECONDS} s.`);
    await sleep(50);
  }
  const seconds = (performance.now() - started) / 1000;
  const processor = processorSeconds(sandbox.name) - used;
  watch.stop();
  const hooks = way === 'operator' ? (await hookCounts(sandbox)).since(before) : undefined;
  await cleanUp(sandbox, resource);
  return { way, seconds, processor, hooks };
}

interface Observed {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly phase?: string; readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

function hasSucceeded({ status }: Observed): boolean {
  return status?.phase === 'Succeeded' || (status?.conditions?.some(({ type, status: state }) => type === 'Completed' && state === 'True') ?? false);
}

/** Nothing of a run is there when the next one begins. */
async function cleanUp(sandbox: Sandbox, resource: string): Promise<void> {
  const inTenant = ['-n', SIMULATED_TENANT];
  await sandbox.kubectl(['delete', resource, '--all', '--wait=true', ...inTenant]);
  for (const left of ['jobsets', 'workloads', 'pods']) await sandbox.kubectl(['wait', '--for=delete', left, '--all', '--timeout=180s', ...inTenant]);
  await sleep(5000);
}

/** Two workers with a simulated GPU each. */
function job(name: string): Job {
  const spec = { framework: 'tensorflow-2-python-3', size: 'SimulatedGpu', module: 'train', replicas: { worker: { count: 2 } } };
  return { apiVersion: JOB_API_VERSION, kind: 'TensorFlowJob', metadata: { name, namespace: SIMULATED_TENANT }, spec };
}

function report(runs: readonly Run[]): string {
  const ways: readonly Way[] = ['operator', 'direct'];
  const all = (way: Way, figure: Figure) => runs.filter((run) => run.way === way).map((run) => run[figure]);
  const mean = (way: Way, figure: Figure) => all(way, figure).reduce((sum, one) => sum + one, 0) / all(way, figure).length;
  const ratio = (figure: Figure) => (mean('operator', figure) / mean('direct', figure)).toFixed(3);
  const rows = ways.map((way) => [LABELS[way], ...all(way, 'seconds').map((one) => one.toFixed(1)), mean(way, 'seconds').toFixed(1), mean(way, 'processor').toFixed(1)]);
  const hooks = runs.flatMap((run) => (run.hooks === undefined ? [] : [run.hooks]));
  const syncs = median(hooks.map(({ sync }) => sync.calls)) / JOBS;
  const each = median(hooks.map(({ sync }) => sync.milliseconds / sync.calls));
  return [
    table(['', 'first s', 'second s', 'mean s', 'processor s'], rows),
    `\nratio ${ratio('seconds')} (of processor time ${ratio('processor')}); ${syncs.toFixed(1)} syncs a job, ${each.toFixed(2)} ms each in the operator\n`,
  ].join('');
}

type Figure = 'seconds' | 'processor';
