import { list, object, text, type JsonObject } from '../../lib/observed/read';
import { Quantity } from '../../lib/quantity/quantity';

/** A resource of a flavor that a Workload does not get. */
export interface Shortage {
  readonly resource: string;
  readonly flavor: string;
  /** How much more would have to be free; none if no wait helps, because the whole quota is too small. */
  readonly missing: string | undefined;
}

/** What a queue has of a resource of a flavor. */
export interface Quota {
  readonly nominal: Quantity;
  readonly used: Quantity;
  readonly borrowed: Quantity;
  readonly borrowingLimit: Quantity | undefined;
}

const IN_USE = /insufficient unused quota for (\S+) in flavor ([^\s,]+), (\S+) more needed/g;
const TOO_SMALL = /insufficient quota for (\S+) in flavor ([^\s,]+),/g;

/**
 * What Kueue says that a Workload lacks.
 * @see https://github.com/kubernetes-sigs/kueue/blob/v0.19.2/pkg/scheduler/flavorassigner/flavorassigner.go
 */
export function shortagesIn(message: string): Shortage[] {
  const found = [
    ...[...message.matchAll(TOO_SMALL)].map(([, resource = '', flavor = '']) => ({ resource, flavor, missing: undefined })),
    ...[...message.matchAll(IN_USE)].map(([, resource = '', flavor = '', missing = '']) => ({ resource, flavor, missing })),
  ];
  const key = ({ resource, flavor }: Shortage): string => `${resource} ${flavor}`;
  return [...new Map(found.map((shortage) => [key(shortage), shortage])).values()];
}

/** The quota of a ClusterQueue; nothing if it has none of the kind. */
export function quotaOf(clusterQueue: JsonObject, { flavor, resource }: Shortage): Quota | undefined {
  const flavors = list(object(clusterQueue.spec).resourceGroups).flatMap((group) => list(object(group).flavors));
  const given = named(list(named(flavors, flavor).resources), resource);
  const nominal = quantity(given.nominalQuota);
  if (nominal === undefined) return undefined;
  const usage = reserved(clusterQueue, flavor, resource);
  return { nominal, used: quantity(usage.total) ?? Quantity.ZERO, borrowed: quantity(usage.borrowed) ?? Quantity.ZERO, borrowingLimit: quantity(given.borrowingLimit) };
}

/** What is reserved of a resource of a flavor through a LocalQueue. */
export function reservedThrough(localQueue: JsonObject, { flavor, resource }: Shortage): Quantity {
  return quantity(reserved(localQueue, flavor, resource).total) ?? Quantity.ZERO;
}

function reserved(queue: JsonObject, flavor: string, resource: string): JsonObject {
  return named(list(named(list(object(queue.status).flavorsReservation), flavor).resources), resource);
}

function named(items: readonly unknown[], name: string): JsonObject {
  return object(items.find((item) => object(item).name === name));
}

function quantity(value: unknown): Quantity | undefined {
  return Quantity.tryParse(typeof value === 'number' ? String(value) : (text(value) ?? ''));
}
