import { LABELS } from '../api';
import type { Catalog, ComputeSizeSpec, NodePoolSpec, TaintSpec } from '../catalog/spec';

/** Keeps every pod off nodes that may be taken away, but those of jobs that say `spot: true`. */
export const SPOT_TAINT: TaintSpec = { key: LABELS.spot, effect: 'NoSchedule' };

/** What a pod carries whose job says `spot: true`. */
export const SPOT_TOLERATION = { key: SPOT_TAINT.key, operator: 'Exists', effect: SPOT_TAINT.effect } as const;

/** Whether the nodes of a pool may be taken away at any time. */
export function isSpot(pool: NodePoolSpec): boolean {
  return pool.capacityType === 'spot';
}

/** Every taint that the nodes of a pool carry. */
export function taintsOf(pool: NodePoolSpec): TaintSpec[] {
  return [...(pool.taints ?? []), ...(isSpot(pool) ? [SPOT_TAINT] : [])].map((taint) => ({ ...taint }));
}

/** Whether there are spot nodes for pods of a size: its own pool, or the one beside it. */
export function hasSpotNodes(size: ComputeSizeSpec, nodePools: Catalog['nodePools']): boolean {
  const own = nodePools[size.nodePool] ?? {};
  return isSpot(own) || own.spotPool !== undefined;
}

/**
 * Name of the pool that pods of a size run on: the size's own, or with `spot: true` the spot pool beside it, where there is one.
 * A size whose own pool is a spot pool is for jobs that say `spot: true` alone, and has no pool for others.
 */
export function poolOfSize(size: ComputeSizeSpec, spot: boolean, nodePools: Catalog['nodePools']): string | undefined {
  const own = nodePools[size.nodePool] ?? {};
  if (isSpot(own)) return spot ? size.nodePool : undefined;
  return spot ? (own.spotPool ?? size.nodePool) : size.nodePool;
}

/** Every pool that pods of a size may run on, whatever their job says. */
export function poolsOfSize(size: ComputeSizeSpec, nodePools: Catalog['nodePools']): string[] {
  return [...new Set([false, true].flatMap((spot) => poolOfSize(size, spot, nodePools) ?? []))];
}
