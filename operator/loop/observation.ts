import type { JobKind } from '../../lib/jobs/kind';
import type { KeptObject, ObjectCache } from '../cluster/cache';
import type { WatchedResource } from '../cluster/resource';
import { CLAIMS, DATASETS, PODS, WORKLOADS } from './watched';

/** The caches that hold what a job is judged by. */
export interface ObservedCaches {
  /** Native objects that jobs are made of, by kind. */
  readonly owned: readonly ObjectCache[];
  readonly pods: ObjectCache;
  readonly workloads: ObjectCache;
  readonly claims: ObjectCache;
  readonly datasets: ObjectCache;
}

/** Objects of one kind. */
interface Group {
  readonly resource: WatchedResource;
  readonly objects: Iterable<KeptObject>;
}

/**
 * The request of a sync in JSON, put together from what is kept as JSON.
 * @param refused what the API server said when it refused an object of the job
 */
export function observationOf(job: KeptObject, kind: JobKind, caches: ObservedCaches, refused: string | undefined): string {
  const { namespace, name, uid } = job;
  const children = caches.owned.map((cache) => ({ resource: cache.resource, objects: cache.controlledBy(uid) }));
  const related: Group[] = [
    { resource: PODS, objects: caches.pods.ofJob(namespace, name) },
    { resource: WORKLOADS, objects: caches.workloads.ofJob(namespace, name) },
    ...(kind.keptClaim !== undefined ? [{ resource: CLAIMS, objects: caches.claims.ofJob(namespace, name) }] : []),
    ...(readsDatasets(job) ? [{ resource: DATASETS, objects: caches.datasets.inNamespace(namespace) }] : []),
  ];
  const told = refused === undefined ? '' : `,"refused":${JSON.stringify(refused)}`;
  return `{"parent":${job.json},"children":${groups(children)},"related":${groups(related)}${told}}`;
}

/** Whether the job names Datasets, so that what these say matters to it. */
export function readsDatasets({ json }: KeptObject): boolean {
  return json.includes('"datasets":');
}

function groups(all: readonly Group[]): string {
  const written = all.map(({ resource: { kind, apiVersion }, objects }) => `${JSON.stringify(`${kind}.${apiVersion}`)}:{${[...objects].map(({ name, json }) => `${JSON.stringify(name)}:${json}`).join(',')}}`);
  return `{${written.join(',')}}`;
}
