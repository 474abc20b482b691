import { count, list, object, text, time } from './read';
import type { ObjectsByKind } from './request';

/** A condition of an object that another controller wrote. */
export interface ObservedCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly since: string | undefined;
}

/** What the operator reads of a JobSet. */
export interface ObservedJobSet {
  readonly apiVersion: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, unknown>>;
  readonly created: string | undefined;
  readonly deleting: boolean;
  /** Whether its pods may not run, as somebody (Kueue) asked or as its controller still reports. */
  readonly suspended: boolean;
  readonly conditions: readonly ObservedCondition[];
  readonly restarts: number;
  /** Whether a part of it has pods that are ready or have succeeded. */
  readonly active: boolean;
}

/** What the operator reads of a Kueue Workload. */
export interface ObservedWorkload {
  readonly queue: string | undefined;
  /** False when the Workload will not be queued again before somebody reactivates it. */
  readonly active: boolean;
  readonly conditions: readonly ObservedCondition[];
}

const JOBSETS = 'JobSet.jobset.x-k8s.io/';
const WORKLOADS = 'Workload.kueue.x-k8s.io/';

/** The JobSet that runs the job: the one that the status names, else the first by name. */
export function findJobSet(children: ObjectsByKind, uid: string | undefined): ObservedJobSet | undefined {
  const jobSets = objectsOf(children, JOBSETS)
    .map(readJobSet)
    .filter((jobSet) => jobSet !== undefined)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return jobSets.find((jobSet) => jobSet.uid === uid) ?? jobSets[0];
}

/** The Workload that queues the JobSet. */
export function findWorkload(related: ObjectsByKind, owner: string): ObservedWorkload | undefined {
  const workload = objectsOf(related, WORKLOADS).find((candidate) =>
    list(object(candidate.metadata).ownerReferences).some((reference) => object(reference).uid === owner),
  );
  if (workload === undefined) {
    return undefined;
  }
  const spec = object(workload.spec);
  return { queue: text(spec.queueName), active: spec.active !== false, conditions: readConditions(workload.status) };
}

/** Whether there is a Workload of a JobSet of one of the names. */
export function hasWorkload(related: ObjectsByKind, jobSetNames: readonly string[]): boolean {
  return objectsOf(related, WORKLOADS)
    .flatMap((workload) => list(object(workload.metadata).ownerReferences).map(object))
    .some(({ kind, name }) => kind === 'JobSet' && jobSetNames.includes(text(name) ?? ''));
}

/** The condition of the type, when its status is `True` (or the given one). */
export function conditionOf(conditions: readonly ObservedCondition[], type: string, status = 'True'): ObservedCondition | undefined {
  return conditions.find((condition) => condition.type === type && condition.status === status);
}

/** All objects of the kinds whose key begins with the prefix, in the order of their names. */
export function objectsOf(objects: ObjectsByKind, prefix: string): Readonly<Record<string, unknown>>[] {
  return Object.keys(objects)
    .filter((key) => key.startsWith(prefix))
    .sort()
    .flatMap((key) => {
      const byName = object(objects[key]);
      return Object.keys(byName)
        .sort()
        .map((name) => object(byName[name]));
    });
}

/** The conditions in a status. */
export function readConditions(status: unknown): ObservedCondition[] {
  return list(object(status).conditions).map((value) => {
    const condition = object(value);
    return {
      type: text(condition.type) ?? '',
      status: text(condition.status) ?? 'Unknown',
      reason: text(condition.reason) ?? '',
      message: text(condition.message) ?? '',
      since: time(condition.lastTransitionTime),
    };
  });
}

function readJobSet(value: Readonly<Record<string, unknown>>): ObservedJobSet | undefined {
  const metadata = object(value.metadata);
  const [apiVersion, name, uid] = [text(value.apiVersion), text(metadata.name), text(metadata.uid)];
  if (apiVersion === undefined || name === undefined || uid === undefined) {
    return undefined;
  }
  const status = object(value.status);
  const conditions = readConditions(status);
  const parts = list(status.replicatedJobsStatus).map(object);
  return {
    apiVersion,
    name,
    uid,
    labels: object(metadata.labels),
    created: time(metadata.creationTimestamp),
    deleting: text(metadata.deletionTimestamp) !== undefined,
    suspended: object(value.spec).suspend === true || conditionOf(conditions, 'Suspended') !== undefined,
    conditions,
    restarts: (count(status.restarts) ?? 0) + parts.flatMap((part) => list(part.jobRestarts)).reduce<number>((sum, one) => sum + (count(one) ?? 0), 0),
    active: parts.some((part) => (count(part.ready) ?? 0) + (count(part.succeeded) ?? 0) > 0),
  };
}
