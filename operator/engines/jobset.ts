import { conditionOf, readConditions, type ObservedCondition } from '../../lib/observed/conditions';
import type { PodSelection } from '../../lib/observed/pods';
import { count, list, object, type JsonObject } from '../../lib/observed/read';
import type { EngineReader, ObservedRun, ObservedRunEnd } from './engine';
import { keepMetadata, readIdentity, readQueue } from './identity';

/** Reads a JobSet. @see https://github.com/kubernetes-sigs/jobset/blob/v0.12.0/api/jobset/v1alpha2/jobset_types.go */
export const JOBSET: EngineReader = { kind: 'JobSet', group: 'jobset.x-k8s.io', timeToLive: 'ttlSecondsAfterFinished', keep: keepJobSet, read: readJobSet };

/** Of its parts it matters whether any pod of theirs runs or has run, not how many. */
function keepJobSet({ apiVersion, kind, metadata, spec, status }: JsonObject): JsonObject {
  const { conditions, restarts, replicatedJobsStatus } = object(status);
  const some = (value: unknown): number => Math.min(1, count(value) ?? 0);
  const parts = list(replicatedJobsStatus).map(object).map(({ ready, succeeded, jobRestarts }) => ({ ready: some(ready), succeeded: some(succeeded), jobRestarts }));
  const active = parts.some(({ ready, succeeded }) => ready + succeeded > 0) ? 1 : 0;
  return {
    apiVersion,
    kind,
    metadata: keepMetadata(object(metadata)),
    spec: { suspend: object(spec).suspend },
    status: { conditions, restarts, replicatedJobsStatus: [{ ready: active }, ...parts.flatMap(({ jobRestarts }) => (jobRestarts === undefined ? [] : [{ jobRestarts }]))] },
  };
}

function readJobSet(value: JsonObject): ObservedRun | undefined {
  const identity = readIdentity(value);
  if (identity === undefined) {
    return undefined;
  }
  const status = object(value.status);
  const conditions = readConditions(status);
  const parts = list(status.replicatedJobsStatus).map(object);
  const suspended = object(value.spec).suspend === true || conditionOf(conditions, 'Suspended') !== undefined;
  return {
    ...identity,
    kind: JOBSET.kind,
    queue: readQueue(value),
    suspended,
    suspendedSince: conditionOf(conditions, 'Suspended')?.since,
    // Its controller says so only after it was suspended.
    started: suspended ? undefined : (conditionOf(conditions, 'Suspended', 'False')?.since ?? identity.created),
    restarts: (count(status.restarts) ?? 0) + parts.flatMap((part) => list(part.jobRestarts)).reduce<number>((sum, one) => sum + (count(one) ?? 0), 0),
    active: parts.some((part) => (count(part.ready) ?? 0) + (count(part.succeeded) ?? 0) > 0),
    end: readEnd(conditions),
    pods: podsOf(identity.uid),
  };
}

function readEnd(conditions: readonly ObservedCondition[]): ObservedRunEnd | undefined {
  const failed = conditionOf(conditions, 'Failed');
  const ended = failed ?? conditionOf(conditions, 'Completed');
  return (
    ended && {
      failed: failed !== undefined,
      reason: ended.reason,
      message: ended.message,
      since: ended.since,
      // The only rule of our JobSets that fails them at once is the one for batch Jobs that exceed their deadline.
      late: ended.reason === 'FailJobSetFailurePolicyAction',
      firstFailed: /first failed job: ([^\s)]+)/.exec(ended.message)?.[1],
    }
  );
}

/** Pods of an earlier job of the same name may still be there, so the JobSet's UID decides. */
function podsOf(uid: string): PodSelection {
  return {
    labels: { 'jobset.sigs.k8s.io/jobset-uid': uid },
    group: 'batch.kubernetes.io/job-name',
    slot: 'batch.kubernetes.io/job-completion-index',
    attempt: 'jobset.sigs.k8s.io/restart-attempt',
  };
}
