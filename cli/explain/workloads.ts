import { JOB_KINDS, LABELS } from '../../lib';
import { conditionOf, readConditions } from '../../lib/observed/conditions';
import { count, list, object, text, time, type JsonObject } from '../../lib/observed/read';
import { Quantity } from '../../lib/quantity/quantity';

/** An amount of each of some resources, by name. */
export type Amounts = ReadonlyMap<string, Quantity>;

/** What a Workload holds of a resource of a flavor. */
export interface Holding {
  /** The job, or the Workload where it belongs to none of ours. */
  readonly holder: string;
  readonly amount: Quantity;
}

/** What calls itself by what runs a job: `PythonJob/nightly`. Other Workloads by their own name. */
export function ownerOf({ metadata }: JsonObject): string {
  const { name, labels, ownerReferences } = object(metadata);
  const job = text(object(labels)[LABELS.jobName]);
  const owner = text(object(list(ownerReferences)[0]).name);
  const kind = JOB_KINDS.find(({ suffix }) => job !== undefined && owner === `${job}-${suffix}`);
  return kind === undefined ? `Workload ${text(name)}` : `${kind.kind}/${job}`;
}

/** Everything that the pods of a Workload ask for together. */
export function askedBy(workload: JsonObject): Amounts {
  const requests = list(object(workload.status).resourceRequests).map((one) => amounts(object(object(one).resources)));
  return sum(requests.length > 0 ? requests : list(object(workload.spec).podSets).map((set) => podSetRequests(object(set))));
}

/** Pods of a Workload. */
export function podCount(workload: JsonObject): number {
  return list(object(workload.spec).podSets).reduce<number>((total, set) => total + (count(object(set).count) ?? 1), 0);
}

/** What the Workloads of a ClusterQueue hold of a resource of a flavor, the most first. */
export function holdings(workloads: readonly JsonObject[], clusterQueue: string | undefined, { flavor, resource }: { flavor: string; resource: string }): Holding[] {
  return workloads
    .filter((workload) => holdsQuota(workload) && (clusterQueue === undefined || object(object(workload.status).admission).clusterQueue === clusterQueue))
    .map((workload) => ({ holder: ownerOf(workload), amount: heldBy(workload, flavor, resource) }))
    .filter(({ amount }) => amount.compare(Quantity.ZERO) > 0)
    .sort((one, other) => other.amount.compare(one.amount) || (one.holder < other.holder ? -1 : 1));
}

/** The Workloads that wait in a queue, in the order in which it looks at them. */
export function waitingIn(workloads: readonly JsonObject[], queue: string): JsonObject[] {
  return workloads
    .filter((workload) => object(workload.spec).queueName === queue && object(workload.spec).active !== false && !holdsQuota(workload) && !isFinished(workload))
    .sort((one, other) => priority(other) - priority(one) || (queuedAt(one) < queuedAt(other) ? -1 : 1));
}

function holdsQuota(workload: JsonObject): boolean {
  return conditionOf(readConditions(workload.status), 'QuotaReserved') !== undefined && !isFinished(workload);
}

function isFinished(workload: JsonObject): boolean {
  return conditionOf(readConditions(workload.status), 'Finished') !== undefined;
}

function heldBy(workload: JsonObject, flavor: string, resource: string): Quantity {
  const sets = list(object(object(workload.status).admission).podSetAssignments).map(object);
  return sets
    .filter((set) => object(set.flavors)[resource] === flavor)
    .reduce((total, set) => total.plus(amounts(object(set.resourceUsage)).get(resource) ?? Quantity.ZERO), Quantity.ZERO);
}

function priority(workload: JsonObject): number {
  const { priority: given } = object(workload.spec);
  return typeof given === 'number' ? given : 0;
}

/** Kueue puts a Workload that it stopped for lack of readiness behind those that came later. */
function queuedAt(workload: JsonObject): string {
  return time(object(workload.metadata).creationTimestamp) ?? '';
}

function podSetRequests(set: JsonObject): Amounts {
  const spec = object(object(set.template).spec);
  const containers = list(spec.containers).map((container) => amounts(object(object(object(container).resources).requests)));
  const pods = count(set.count) ?? 1;
  return new Map([...sum(containers)].map(([resource, amount]) => [resource, amount.times(pods)]));
}

function sum(parts: readonly Amounts[]): Amounts {
  const total = new Map<string, Quantity>();
  for (const part of parts) {
    for (const [resource, amount] of part) total.set(resource, (total.get(resource) ?? Quantity.ZERO).plus(amount));
  }
  return total;
}

function amounts(resources: JsonObject): Amounts {
  return new Map(
    Object.entries(resources).flatMap(([resource, value]) => {
      const amount = Quantity.tryParse(String(value));
      return amount === undefined ? [] : [[resource, amount] as const];
    }),
  );
}
