/** JobSets as the operator keeps them. */

type Json = Record<string, unknown>;

export const JOBSET_UID = 'uid-of-the-jobset';
export const JOBSET_CREATED = '2026-01-01T10:00:05Z';

export interface JobSetParts {
  readonly name?: string;
  readonly uid?: string;
  /** `spec.suspend`, which is Kueue's. */
  readonly suspend?: boolean;
  readonly conditions?: readonly Json[];
  readonly restarts?: number;
  readonly parts?: readonly Json[];
  readonly deletionTimestamp?: string;
  readonly labels?: Json;
}

/** A JobSet that runs, unless told otherwise. */
export function jobSet(parts: JobSetParts = {}): Json {
  const { name = 'news-tf', uid = JOBSET_UID, suspend = false, conditions = [], restarts = 0 } = parts;
  return {
    apiVersion: 'jobset.x-k8s.io/v1alpha2',
    kind: 'JobSet',
    metadata: {
      name,
      namespace: 's-mlplatform',
      uid,
      creationTimestamp: JOBSET_CREATED,
      labels: parts.labels ?? { 'kueue.x-k8s.io/queue-name': 'default' },
      ...(parts.deletionTimestamp === undefined ? {} : { deletionTimestamp: parts.deletionTimestamp }),
    },
    spec: { suspend },
    status: { conditions, restarts, replicatedJobsStatus: parts.parts ?? [] },
  };
}

/** The children of a sync request. */
export function children(...jobSets: readonly Json[]): Json {
  return { 'JobSet.jobset.x-k8s.io/v1alpha2': Object.fromEntries(jobSets.map((one) => [(one.metadata as Json).name, one])) };
}

/** A condition as controllers write it, with its reason and message. */
export function condition(type: string, status: 'True' | 'False', at: string, [reason, message = '']: readonly [string, string?] = ['Because']): Json {
  return { type, status, reason, message, lastTransitionTime: at };
}

export const queued = (): Json =>
  jobSet({ suspend: true, conditions: [condition('Suspended', 'True', '2026-01-01T10:00:06Z', ['SuspendedJobs', 'jobset is suspended'])] });

export const resumed = (): Json => condition('Suspended', 'False', '2026-01-01T10:05:00Z', ['ResumeJobs', 'jobset is resumed']);

export const completed = (): Json =>
  jobSet({ conditions: [resumed(), condition('Completed', 'True', '2026-01-01T11:07:03Z', ['AllJobsCompleted', 'jobset completed successfully'])] });

export const FAILED_AT = '2026-01-01T10:20:00Z';

/** A JobSet that has failed because of the batch Job. */
export function failed(reason = 'ReachedMaxRestarts', job = 'news-tf-worker-0'): Json {
  const message = `jobset failed due to reaching max number of restarts (first failed job: ${job})`;
  return jobSet({ conditions: [resumed(), condition('Failed', 'True', FAILED_AT, [reason, message])] });
}

/** A Kueue Workload of the JobSet. */
export function workload(conditions: readonly Json[], spec: Json = {}, status: Json = {}): Json {
  return {
    apiVersion: 'kueue.x-k8s.io/v1beta2',
    kind: 'Workload',
    metadata: { name: 'jobset-news-tf-1a2b3', ownerReferences: [{ kind: 'JobSet', name: 'news-tf', uid: JOBSET_UID, controller: true }] },
    spec: { queueName: 'gpu', ...spec },
    status: { conditions, ...status },
  };
}
