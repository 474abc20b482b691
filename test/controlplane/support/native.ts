import { Chart, Testing } from 'cdk8s';
import { PlatformCatalog } from '../../../constructs';
import { emitJob } from '../../../constructs/job';
import type { Catalog, Job, KubeObject } from '../../../lib';
import { exampleJobs } from '../../support/example-jobs';
import { eventually, kubectl } from './cluster';
import { nameOf } from './jobs';
import { TENANT } from './platform';

type Stored = KubeObject & { metadata: Record<string, unknown>; spec: Record<string, unknown>; status?: unknown };

/** The same job twice, as the API server stores its objects. */
export interface Twice {
  /** What the operator made. */
  readonly made: readonly object[];
  /** What was written when the job was. */
  readonly written: readonly object[];
}

/** The examples as jobs that wait in a queue that is not there: nothing but what stores them changes their objects. */
export function waitingExamples(): Job[] {
  return exampleJobs().map((job) => ({ ...job, metadata: { ...job.metadata, name: `native-${job.metadata.name}` }, spec: { ...job.spec, queue: 'nowhere', ttlSecondsAfterFinished: undefined } }));
}

/** The objects of a job that was created, as the operator makes them, and then as they are written without it; each without what is its own. */
export async function bothWays(job: Job, catalog: Catalog): Promise<Twice> {
  const objects = synthesised(job, catalog);
  const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  let made: Stored[] = [];
  await eventually(`${names.join(', ')} are there`, async () => (made = await read(names)).length === names.length);
  // The operator's objects make way for those that are written, since the API server defaults what it stores.
  await kubectl(['delete', nameOf(job), '--cascade=foreground', '--timeout=60s']);
  // A notebook's workspace outlives it, and JobSet makes no claim twice.
  await kubectl(['delete', 'pvc', `--selector=ds.bloomberg.com/job-name=${job.metadata.name}`, '--ignore-not-found', '--timeout=60s']);
  await kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  try {
    return { made: made.map(essence), written: (await read(names)).map(essence) };
  } finally {
    await kubectl(['delete', ...names, '--ignore-not-found', '--timeout=60s']);
  }
}

/** Those of the objects that are there. */
async function read(names: readonly string[]): Promise<Stored[]> {
  const text = await kubectl(['get', ...names, '--ignore-not-found', '-o', 'json']);
  if (text.trim() === '') return [];
  const found = JSON.parse(text) as Stored & { items?: Stored[] };
  return found.items ?? [found];
}

function synthesised(job: Job, catalog: Catalog): KubeObject[] {
  const chart = new Chart(Testing.app(), 'chart', { namespace: TENANT });
  new PlatformCatalog(chart, 'catalog', { catalog });
  const others = (Testing.synth(chart) as KubeObject[]).length;
  emitJob(chart, { ...job, metadata: { ...job.metadata, namespace: TENANT } }, catalog, 'synth');
  return (Testing.synth(chart) as KubeObject[]).slice(others);
}

/** An object without what tells one from another of the same content, and without what only says who made it. */
function essence({ status: _status, metadata, spec, ...object }: Stored): object {
  const { uid: _u, resourceVersion: _v, creationTimestamp: _c, generation: _g, managedFields: _m, ownerReferences: _o, labels, annotations, ...others } = metadata;
  // Each Service gets an address of its own.
  const { clusterIP: _ip, clusterIPs: _ips, ...ownSpec } = spec;
  return { ...object, metadata: { ...others, labels, annotations }, spec: ownSpec };
}
