import { readConditions, type ObservedCondition } from './conditions';
import { count, keptMetadata, list, object, text, time, type JsonObject } from './read';

/** What is read of a Kueue Workload. */
export interface ObservedWorkload {
  readonly name: string;
  readonly queue: string | undefined;
  /** False when the Workload will not be queued again before somebody reactivates it. */
  readonly active: boolean;
  readonly conditions: readonly ObservedCondition[];
  /** How it comes back, when its pods were not all ready in time. */
  readonly requeue: ObservedRequeue | undefined;
}

/** Where a Workload is that was evicted because its pods were not ready. */
export interface ObservedRequeue {
  /** How many times that was. */
  readonly count: number;
  /** When it is queued again; none when it is. */
  readonly at: string | undefined;
}

/** What is read of a Workload. */
export function readWorkload(workload: JsonObject): ObservedWorkload {
  const spec = object(workload.spec);
  return {
    name: text(object(workload.metadata).name) ?? '',
    queue: text(spec.queueName),
    active: spec.active !== false,
    conditions: readConditions(workload.status),
    requeue: readRequeue(workload),
  };
}

/** What a Workload says of its coming back. @see https://github.com/kubernetes-sigs/kueue/blob/v0.19.2/apis/kueue/v1beta2/workload_types.go */
export function readRequeue(workload: JsonObject): ObservedRequeue | undefined {
  const state = object(object(workload.status).requeueState);
  const times = count(state.count);
  return times === undefined ? undefined : { count: times, at: time(state.requeueAt) };
}

/** The Workload that queues the object of that UID, whatever its kind. */
export function workloadOf(workloads: readonly JsonObject[], owner: string): JsonObject | undefined {
  return workloads.find((candidate) => list(object(candidate.metadata).ownerReferences).some((reference) => object(reference).uid === owner));
}

/** A Workload with no more than is read of it: it carries the templates of all pods. */
export function keepWorkload({ apiVersion, kind, metadata, spec, status }: JsonObject): JsonObject {
  const { queueName, active } = object(spec);
  const { conditions, requeueState } = object(status);
  return { apiVersion, kind, metadata: { ...keptMetadata(object(metadata)), ownerReferences: object(metadata).ownerReferences }, spec: { queueName, active }, status: { conditions, ...(requeueState === undefined ? {} : { requeueState }) } };
}
