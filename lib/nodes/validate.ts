import type { NodePoolSpec, TaintSpec } from '../catalog/spec';
import type { FieldError } from '../errors';
import { checkGpuResource, checkResourceCount } from './check-gpu-resource';
import { checkSharedTopologies, checkTopology } from './check-topology';
import { checkDeviceClass, checkLabelKey, checkLabels, checkLabelValue, checkObjectName } from './names';
import { checkSpotPools, checkSpotTaint } from './check-spot';
import { markOf } from './mark';
import { taintsOf } from './spot';

/** Limit of a ResourceFlavor, for labels and for taints. */
const MAX_ENTRIES = 8;

/** Everything that is wrong with the pools of a catalog, each and together. */
export function validateNodePools(path: string, nodePools: Record<string, NodePoolSpec>): FieldError[] {
  const names = Object.keys(nodePools);
  return names.flatMap((name) => {
    const pool = nodePools[name] ?? {};
    return [
      ...checkObjectName(`${path}.${name}`, name),
      ...validateNodePool(`${path}.${name}.`, pool),
      ...checkRoom(`${path}.${name}.taints`, pool, markOf(name, nodePools) !== undefined),
      ...names.filter((other) => other !== name && covers(nodePools[other] ?? {}, pool)).map((other) => ambiguous(`${path}.${name}`, pool, other)),
    ];
  }).concat(checkResourceCount(path, nodePools), checkSharedTopologies(path, nodePools), checkSpotPools(path, nodePools));
}

/** Everything that is wrong with one pool; `prefix` is the path of its fields. */
export function validateNodePool(prefix: string, pool: NodePoolSpec): FieldError[] {
  const { labels = {}, taints = [] } = pool;
  const taintCount = taintsOf(pool).length;
  return [
    ...checkLimit(`${prefix}labels`, Object.keys(labels).length),
    ...checkLabels(`${prefix}labels`, labels),
    ...checkLimit(`${prefix}taints`, taintCount),
    ...taints.flatMap((taint, index) => checkTaint(`${prefix}taints[${index}]`, taint, taints.slice(0, index))),
    ...(pool.gpuResource === undefined ? [] : checkGpuResource(`${prefix}gpuResource`, pool.gpuResource)),
    ...(pool.deviceClassName === undefined ? [] : checkDeviceClass(`${prefix}deviceClassName`, pool.deviceClassName)),
    ...checkTopology(prefix, pool),
    ...checkSpotTaint(`${prefix}taints`, taints),
  ];
}

function checkTaint(path: string, taint: TaintSpec, before: readonly TaintSpec[]): FieldError[] {
  const errors = [...checkLabelKey(`${path}.key`, taint.key), ...checkLabelValue(`${path}.value`, taint.value ?? '')];
  if (before.some(({ key, effect }) => key === taint.key && effect === taint.effect)) {
    const reason = `given twice (${JSON.stringify(`${taint.key}:${taint.effect}`)}). Allowed: one taint of a key and effect. Remove one of them.`;
    errors.push({ path, reason });
  }
  return errors;
}

function checkLimit(path: string, count: number): FieldError[] {
  if (count <= MAX_ENTRIES) return [];
  return [{ path, reason: `too many (${count}). Allowed: ${MAX_ENTRIES}, the limit of a ResourceFlavor. Remove ${count - MAX_ENTRIES}.` }];
}

/** A flavor that is marked states one taint more than the nodes of its pool carry. */
function checkRoom(path: string, pool: NodePoolSpec, marked: boolean): FieldError[] {
  if (!marked || taintsOf(pool).length !== MAX_ENTRIES) return [];
  const fix = 'Remove one, or give all pools a label of the same key, each with a value of its own.';
  return [{ path, reason: `too many (${MAX_ENTRIES}). Allowed: ${MAX_ENTRIES - 1} for a pool whose labels have no key that another pool has with another value, since its ResourceFlavor states one more. ${fix}` }];
}

/** Whether a pod that selects the labels of `pool` may run on `other` too. */
function covers(other: NodePoolSpec, pool: NodePoolSpec): boolean {
  return Object.entries(pool.labels ?? {}).every(([key, value]) => other.labels?.[key] === value);
}

/**
 * Kueue gives a pod the first flavor that its node selector fits and that has quota left. Taints do not help: a flavor tolerates its own.
 * So the labels of each pool must fit no other, or pods without GPUs would fill the nodes that have them.
 */
function ambiguous(path: string, pool: NodePoolSpec, other: string): FieldError {
  return {
    path: `${path}.labels`,
    reason:
      `select the nodes of pool "${other}" as well (given ${JSON.stringify(pool.labels ?? {})}). ` +
      'Allowed: labels that tell the pool from every other. Add a label that only its nodes carry, for example ds.bloomberg.com/node-pool.',
  };
}
