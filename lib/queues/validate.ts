import { checkReference, COHORT, NODE_POOL } from '../catalog/reference';
import type { Catalog } from '../catalog/spec';
import type { FieldError } from '../errors';
import { checkObjectName } from '../nodes/names';
import { checkDevices, checkQuantity, QUOTA_CPU, QUOTA_MEMORY } from '../quantity/check';
import { checkLent, checkLimit, type LimitRules } from './limits';
import { checkFairSharing, checkPreemption } from './sharing';
import type { ClusterQueueSpec, PoolQuotaSpec, QueueSettings } from './spec';

/**
 * A ClusterQueue has, and Kueue reports the use of, at most so many flavors.
 * @see https://github.com/kubernetes-sigs/kueue/blob/v0.19.2/apis/kueue/v1beta2/localqueue_types.go
 */
const MAX_POOLS = 64;

/** Everything that is wrong with a queue. */
export function validateClusterQueue(queue: ClusterQueueSpec, catalog: Catalog): FieldError[] {
  return [...checkObjectName('name', queue.name), ...checkObjectName('tenant', queue.tenant), ...validateQueueSettings(queue, catalog)];
}

/** Everything that is wrong with what a queue has and how it shares it. */
export function validateQueueSettings(queue: QueueSettings, catalog: Catalog): FieldError[] {
  const { quota, cohortName, preemption, fairSharing } = queue;
  const group = { inGroup: cohortName !== undefined, groupField: 'cohortName', lendsNominal: true };
  return [
    ...checkPoolCount('quota', Object.keys(quota).length),
    ...validateQuota('quota', quota, catalog, group),
    ...(cohortName === undefined ? [] : checkReference('cohortName', cohortName, COHORT, Object.keys(catalog.queueing?.cohorts ?? {}))),
    ...(preemption === undefined ? [] : checkPreemption('preemption', preemption, queue, catalog)),
    ...(fairSharing === undefined ? [] : checkFairSharing('fairSharing', fairSharing, group, catalog.queueing)),
  ];
}

/** Everything that is wrong with a quota by node pool. */
export function validateQuota(path: string, quota: Record<string, PoolQuotaSpec>, catalog: Catalog, rules: LimitRules): FieldError[] {
  const pools = Object.entries(quota);
  const known = Object.keys(catalog.nodePools);
  return pools.flatMap(([name, pool]) => [...checkReference(`${path}.${name}`, name, NODE_POOL, known), ...checkPool(`${path}.${name}`, pool, rules)]);
}

function checkPoolCount(path: string, count: number): FieldError[] {
  if (count >= 1 && count <= MAX_POOLS) return [];
  if (count === 0) {
    return [{ path, reason: 'empty (given {}). Allowed: at least one node pool. Add the quota of a pool, or no job can start.' }];
  }
  return [{ path, reason: `too many node pools (given ${count}). Allowed: at most ${MAX_POOLS}. Remove ${count - MAX_POOLS}.` }];
}

function checkPool(path: string, quota: PoolQuotaSpec, rules: LimitRules): FieldError[] {
  return [
    ...checkQuantity(`${path}.cpu`, quota.cpu, QUOTA_CPU),
    ...checkQuantity(`${path}.memory`, quota.memory, QUOTA_MEMORY),
    ...checkDevices(`${path}.gpus`, quota.gpus ?? 0),
    ...(quota.borrowingLimit === undefined ? [] : checkLimit(`${path}.borrowingLimit`, quota.borrowingLimit, rules)),
    ...(quota.lendingLimit === undefined ? [] : checkLimit(`${path}.lendingLimit`, quota.lendingLimit, rules)),
    ...(quota.lendingLimit === undefined || !rules.lendsNominal ? [] : checkLent(`${path}.lendingLimit`, quota.lendingLimit, quota)),
  ];
}
