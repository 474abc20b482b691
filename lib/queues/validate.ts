import type { Catalog } from '../catalog/spec';
import { checkNodePool } from '../catalog/validate';
import type { FieldError } from '../errors';
import { checkObjectName } from '../nodes/names';
import { checkDevices, checkQuantity, QUOTA_CPU, QUOTA_MEMORY } from '../quantity/check';
import type { ClusterQueueSpec, PoolQuotaSpec } from './spec';

/** Kueue reports the use of a LocalQueue for at most so many flavors (0.17; 64 since 0.19). */
const MAX_POOLS = 16;

/** Everything that is wrong with a queue. */
export function validateClusterQueue(queue: ClusterQueueSpec, catalog: Catalog): FieldError[] {
  return [
    ...checkObjectName('name', queue.name),
    ...checkObjectName('tenant', queue.tenant),
    ...(queue.cohortName === undefined ? [] : checkObjectName('cohortName', queue.cohortName)),
    ...validateQuota('quota', queue.quota, catalog),
  ];
}

/** Everything that is wrong with a quota by node pool. */
export function validateQuota(path: string, quota: Record<string, PoolQuotaSpec>, catalog: Catalog): FieldError[] {
  const pools = Object.entries(quota);
  return [...checkPoolCount(path, pools.length), ...pools.flatMap(([name, pool]) => checkPool(`${path}.${name}`, name, pool, catalog))];
}

function checkPoolCount(path: string, count: number): FieldError[] {
  if (count >= 1 && count <= MAX_POOLS) return [];
  if (count === 0) {
    return [{ path, reason: 'empty (given {}). Allowed: at least one node pool. Add the quota of a pool, or no job can start.' }];
  }
  return [{ path, reason: `too many node pools (given ${count}). Allowed: at most ${MAX_POOLS}. Remove ${count - MAX_POOLS}.` }];
}

function checkPool(path: string, name: string, quota: PoolQuotaSpec, catalog: Catalog): FieldError[] {
  return [
    ...checkNodePool(path, name, Object.keys(catalog.nodePools)),
    ...checkQuantity(`${path}.cpu`, quota.cpu, QUOTA_CPU),
    ...checkQuantity(`${path}.memory`, quota.memory, QUOTA_MEMORY),
    ...checkDevices(`${path}.gpus`, quota.gpus ?? 0),
  ];
}
