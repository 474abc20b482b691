import { readConditions, type ObservedCondition } from './conditions';
import { list, object, text, type JsonObject } from './read';

/** What is read of a Kueue Workload. */
export interface ObservedWorkload {
  readonly name: string;
  readonly queue: string | undefined;
  /** False when the Workload will not be queued again before somebody reactivates it. */
  readonly active: boolean;
  readonly conditions: readonly ObservedCondition[];
}

/** What is read of a Workload. */
export function readWorkload(workload: JsonObject): ObservedWorkload {
  const spec = object(workload.spec);
  return { name: text(object(workload.metadata).name) ?? '', queue: text(spec.queueName), active: spec.active !== false, conditions: readConditions(workload.status) };
}

/** The Workload that queues the object of that UID, whatever its kind. */
export function workloadOf(workloads: readonly JsonObject[], owner: string): JsonObject | undefined {
  return workloads.find((candidate) => list(object(candidate.metadata).ownerReferences).some((reference) => object(reference).uid === owner));
}
