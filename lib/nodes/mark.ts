import { LABELS } from '../api';
import type { NodePoolSpec, TaintSpec } from '../catalog/spec';

type NodePools = Readonly<Record<string, NodePoolSpec>>;

/**
 * Whether the labels of a pool's flavor keep the pods of another pool from it. Kueue compares the labels that pods select with those of a
 * flavor by the keys that this flavor has; what else the pods select it does not look at. So only a key that both have, with another value,
 * keeps them out. (Before 0.18 it looked at the keys of all flavors.)
 * @see https://github.com/kubernetes-sigs/kueue/blob/v0.19.2/pkg/scheduler/flavorassigner/flavorassigner.go
 */
function keepsOut(pool: NodePoolSpec, other: NodePoolSpec): boolean {
  return Object.entries(pool.labels ?? {}).some(([key, value]) => other.labels?.[key] !== undefined && other.labels[key] !== value);
}

/**
 * A taint that the flavor of a pool states, though no node carries it, where labels alone would not keep pods of other pools from the
 * pool's quota: they would be given it, and then wait for a node that has the labels of both.
 * @returns the taint, which the pods of the pool tolerate; nothing where labels are enough
 */
export function markOf(name: string, nodePools: NodePools): TaintSpec | undefined {
  const pool = nodePools[name] ?? {};
  const open = Object.entries(nodePools).some(([other, spec]) => other !== name && !keepsOut(pool, spec));
  return open ? { key: LABELS.flavor, value: name, effect: 'NoSchedule' } : undefined;
}
