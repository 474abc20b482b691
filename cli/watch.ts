import { setTimeout as sleep } from 'node:timers/promises';
import { API_GROUP, API_VERSION, type JobKind, type Json } from '../lib';
import { ApiError } from './api-error';
import type { Cluster } from './cluster';
import { type ClusterJob, jobsPath, listJobs } from './jobs';
import { mapOf, textOf } from './json';

/** What happened to a job. */
export interface JobChange {
  readonly job: ClusterJob;
  readonly deleted: boolean;
}

/** What is watched. */
export interface WatchTarget {
  readonly kind: JobKind;
  readonly namespace: string | undefined;
  /** Name of the one job that is watched. @default - all of the kind */
  readonly name?: string;
  /** From where on. */
  readonly resourceVersion: string;
  /** Ends the watch. */
  readonly signal?: AbortSignal;
}

/** Pause before a watch that the server ended is begun again. */
const PAUSE = 1000;

/** Tells every change of the jobs of a kind, until it is stopped. When changes were missed, every job is told as changed. */
export async function watchJobs(cluster: Cluster, target: WatchTarget, tell: (change: JobChange) => Promise<void>): Promise<void> {
  let version: string | undefined = target.resourceVersion;
  while (!target.signal?.aborted) {
    if (version === undefined) {
      const list = await listJobs(cluster, target.kind, target.namespace);
      for (const job of list.jobs) if (target.name === undefined || target.name === job.metadata.name) await tell({ job, deleted: false });
      version = list.resourceVersion;
    }
    version = await watchOnce(cluster, { ...target, resourceVersion: version }, tell);
    await sleep(PAUSE, undefined, { ...(target.signal && { signal: target.signal }) }).catch(() => undefined);
  }
}

/** One watch, until the server ends it; gives from where to go on, or nothing if that is forgotten there. */
async function watchOnce(cluster: Cluster, { kind, namespace, name, resourceVersion, signal }: WatchTarget, tell: (change: JobChange) => Promise<void>): Promise<string | undefined> {
  let version = resourceVersion;
  try {
    const query = { watch: 'true', allowWatchBookmarks: 'true', resourceVersion, fieldSelector: name === undefined ? undefined : `metadata.name=${name}` };
    for await (const line of cluster.lines({ path: jobsPath(kind, namespace), query, signal })) {
      const { type, object } = mapOf(JSON.parse(line));
      if (type === 'ERROR') throw new ApiError(Number(mapOf(object).code), object as Json);
      version = textOf(mapOf(mapOf(object).metadata).resourceVersion);
      if (type === 'BOOKMARK') continue;
      const job = { apiVersion: `${API_GROUP}/${API_VERSION}`, kind: kind.kind, ...mapOf(object) } as unknown as ClusterJob;
      await tell({ job, deleted: type === 'DELETED' });
    }
    return version;
  } catch (error) {
    if (error instanceof ApiError && error.status === 410) return undefined;
    throw error;
  }
}
