import { isDeepStrictEqual } from 'node:util';
import { type Job, jobKind, type Json } from '../lib';
import { jobSpecAsStored } from '../lib/jobs/job';
import type { ResourceDefinition } from '../lib/schema/crd';
import type { Cluster } from './cluster';
import { type ClusterJob, jobsPath } from './jobs';
import { mapOf } from './json';

/** Names of a kind that is submitted: of jobs, or of Datasets. */
export type SubmittedKind = Pick<ResourceDefinition, 'kind' | 'plural' | 'singular'>;

/** What is written of a job that stays, and may be given to it later, too. */
interface Change {
  readonly metadata?: Json;
  readonly spec?: Json;
}

/**
 * What has to be changed of a job that is there already for it to be the one that is submitted; nothing if it is another job, since all
 * else of a spec is for ever.
 */
export function changeOf(stored: ClusterJob, submitted: Job): Change | undefined {
  const { suspend, ...spec } = specAsStored(submitted);
  const { suspend: held, ...other } = specAsStored(stored);
  if (!isDeepStrictEqual(spec, other)) return undefined;
  const metadata = { ...added('labels', stored, submitted), ...added('annotations', stored, submitted) };
  return { ...(Object.keys(metadata).length > 0 && { metadata }), ...(suspend !== undefined && suspend !== (held ?? false) && { spec: { suspend } }) };
}

/** Of a Dataset nothing is stored but what was written. */
function specAsStored(job: Job): Job['spec'] {
  const kind = jobKind(job.kind);
  return kind === undefined ? job.spec : jobSpecAsStored(kind, job);
}

function added(part: 'labels' | 'annotations', stored: ClusterJob, submitted: Job): { [key: string]: Json } {
  const there = stored.metadata[part] ?? {};
  const missing = Object.entries(submitted.metadata[part] ?? {}).filter(([name, value]) => there[name] !== value);
  return missing.length === 0 ? {} : { [part]: Object.fromEntries(missing) };
}

/** Makes the job that is there the one that is submitted. @returns whether there was anything to change; nothing if it is another job */
export async function reconcile(cluster: Cluster, kind: SubmittedKind, target: { job: Job; namespace: string; dryRun: boolean }): Promise<'unchanged' | 'configured' | undefined> {
  const path = jobsPath(kind, target.namespace, target.job.metadata.name);
  const change = changeOf(mapOf(await cluster.request({ path })) as unknown as ClusterJob, target.job);
  if (change === undefined) return undefined;
  if (Object.keys(change).length === 0) return 'unchanged';
  const query = { fieldManager: 'ds', fieldValidation: 'Strict', dryRun: target.dryRun ? 'All' : undefined };
  await cluster.request({ method: 'PATCH', path, query, contentType: 'application/merge-patch+json', body: change as Json });
  return 'configured';
}
