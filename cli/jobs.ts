import { API_GROUP, API_VERSION, ENDED, type Job, jobKind, type JobKind, type JobPhase, type JobStatus, type Json } from '../lib';
import { ApiError } from './api-error';
import type { ApiRequest, Cluster } from './cluster';
import { CommandError } from './command-error';
import { EXIT } from './exit-codes';
import { listOf, mapOf, textOf } from './json';
import type { Reference } from './references';

/** A job as the API server gives it. */
export interface ClusterJob extends Job {
  metadata: Job['metadata'] & { uid?: string; creationTimestamp?: string; resourceVersion?: string; managedFields?: Json };
  status?: JobStatus;
}

/** Jobs, with where a watch may go on from. */
export interface JobList {
  readonly jobs: readonly ClusterJob[];
  readonly resourceVersion: string;
}

/** Whether a job in this phase will never change again. */
export function isFinal(phase: JobPhase | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

/** Whether a job is held back by its own spec. */
export function isHeld({ spec }: ClusterJob): boolean {
  return spec.suspend ?? false;
}

/** Whether a job has ended, and can be started again by suspending and resuming it. */
export function mayStartAgain({ kind, status }: ClusterJob): boolean {
  const ended = status?.phase === 'Failed' || status?.conditions?.some(({ type, reason }) => type === 'Admitted' && reason === ENDED) === true;
  return jobKind(kind)?.startsAgain === true && ended;
}

/** What commands print of a job that they changed, as kubectl does: `tensorflowjob.ds.bloomberg.com/tf-test`. */
export function resourceName(kind: Pick<JobKind, 'singular'>, name: string): string {
  return `${kind.singular}.${API_GROUP}/${name}`;
}

/** What commands take for a job, in few letters: `tfj/tf-test`. */
export function shortName({ kind, metadata }: ClusterJob): string {
  return `${jobKind(kind)?.shortNames[0] ?? kind.toLowerCase()}/${metadata.name}`;
}

/** Address of a kind's jobs, or of one job. Without a namespace those of all. */
export function jobsPath(kind: Pick<JobKind, 'plural'>, namespace: string | undefined, name?: string): string {
  const place = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `/apis/${API_GROUP}/${API_VERSION}${place}/${kind.plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
}

/** Every job of a kind in a namespace, or in all. */
export async function listJobs(cluster: Cluster, kind: JobKind, namespace: string | undefined): Promise<JobList> {
  const list = mapOf(await cluster.request({ path: jobsPath(kind, namespace) }));
  const header = { apiVersion: `${API_GROUP}/${API_VERSION}`, kind: kind.kind };
  // The items of a list do not say what they are.
  const jobs = listOf(list.items).map((item) => ({ ...header, ...mapOf(item) }) as unknown as ClusterJob);
  return { jobs, resourceVersion: textOf(mapOf(list.metadata).resourceVersion) };
}

/** Answers of all kinds that the cluster knows. @throws the API server's error if it knows none, or refuses */
export async function forKinds<Answer>(kinds: readonly JobKind[], ask: (kind: JobKind) => Promise<Answer>): Promise<Answer[]> {
  const results = await Promise.allSettled(kinds.map(ask));
  const refusals = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason as unknown);
  const serious = refusals.find((error) => !isUnknownKind(error)) ?? (refusals.length === kinds.length ? refusals[0] : undefined);
  if (serious !== undefined) throw serious;
  return results.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
}

function isUnknownKind(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

/** The jobs of that name, at most one of each kind. */
export async function findJobs(cluster: Cluster, { kinds, name }: Reference, namespace: string): Promise<ClusterJob[]> {
  const found = await forKinds(kinds, async (kind) => {
    try {
      return [(await cluster.request({ path: jobsPath(kind, namespace, name) })) as unknown as ClusterJob];
    } catch (error) {
      if (error instanceof ApiError && error.message === `${kind.plural}.${API_GROUP} ${JSON.stringify(name)} not found`) return [];
      throw error;
    }
  });
  return found.flat();
}

/** The one job of that name. @throws CommandError if there is none, or one of each of several kinds */
export async function findJob(cluster: Cluster, reference: Reference, namespace: string): Promise<ClusterJob> {
  const [job, other] = await findJobs(cluster, reference, namespace);
  if (job === undefined) throw notFound(reference, namespace);
  if (other === undefined) return job;
  const { name } = reference;
  throw new CommandError(EXIT.usage, `${name} is both a ${job.kind} and a ${other.kind}. Say which: ${job.kind.toLowerCase()}/${name} or ${other.kind.toLowerCase()}/${name}.`);
}

/** The error for a job that is not there. */
export function notFound({ kinds, name }: Reference, namespace: string): CommandError {
  const [only, ...others] = kinds;
  const what = only !== undefined && others.length === 0 ? only.kind : 'job';
  return new CommandError(EXIT.notFound, `There is no ${what} ${JSON.stringify(name)} in namespace ${namespace}. See what there is with: ds get -n ${namespace}`);
}

/** Changes a job in place. */
export async function patchSpec(cluster: Cluster, kind: JobKind, target: { namespace: string; name: string }, spec: Json): Promise<void> {
  const request: ApiRequest = {
    method: 'PATCH',
    path: jobsPath(kind, target.namespace, target.name),
    query: { fieldManager: 'ds', fieldValidation: 'Strict' },
    contentType: 'application/merge-patch+json',
    body: { spec },
  };
  await cluster.request(request);
}
