import type { Catalog, NodePoolSpec, TaintSpec } from '../catalog/spec';
import { stableJson } from '../catalog/stable-json';
import type { FieldError } from '../errors';
import { nodePoolOf } from './compile';
import { checkGpuResource, checkResourceCount } from './check-gpu-resource';
import { checkSharedTopologies, checkTopology } from './check-topology';
import { checkDeviceClass, checkLabelKey, checkLabels, checkLabelValue, checkObjectName } from './names';
import { checkSpotPools, checkSpotTaint } from './check-spot';
import type { GpuNodePoolSpec } from './spec';
import { taintsOf } from './spot';

/** Limit of a ResourceFlavor, for labels and for taints. */
const MAX_ENTRIES = 8;

/** Everything that is wrong with a pool of nodes with GPUs. */
export function validateGpuNodePool(pool: GpuNodePoolSpec): FieldError[] {
  return [
    ...checkObjectName('name', pool.name),
    ...checkCount('nodes', pool.nodes),
    ...checkCount('gpusPerNode', pool.gpusPerNode),
    ...(pool.gpuModel === undefined ? [] : checkModel(pool.gpuModel)),
    ...validateNodePool('', { ...nodePoolOf({ ...pool, gpuModel: undefined }) }),
    ...checkSelected(pool),
  ];
}

/** What is wrong between a pool and the catalog that holds it. */
export function validateAgainstCatalog(pool: GpuNodePoolSpec, catalog: Catalog): FieldError[] {
  const path = `nodePools.${pool.name}`;
  const entry = catalog.nodePools[pool.name];
  if (entry === undefined) return [{ path, reason: `missing in the catalog (given ${listed(catalog)}). Allowed: the pool's own entry. Add it.` }];
  const same = stableJson({ labels: {}, taints: [], ...entry }) === stableJson(nodePoolOf(pool));
  const errors = same ? [] : [{ path, reason: `differs from the pool (given ${JSON.stringify(entry)}). Allowed: the pool's own entry. Use it.` }];
  return [...errors, ...tooLargeSizes(pool, catalog)];
}

/** A pod whose GPUs no node has would be admitted, hold its quota, and never start. */
function tooLargeSizes({ name, gpusPerNode }: GpuNodePoolSpec, catalog: Catalog): FieldError[] {
  return Object.entries(catalog.sizes)
    .filter(([, size]) => size.nodePool === name && (size.gpus ?? 0) > gpusPerNode)
    .map(([size, { gpus }]) => ({
      path: `sizes.${size}.gpus`,
      reason: `more than a node of pool "${name}" has (given ${gpus}). Allowed: 0 to ${gpusPerNode}. Lower it, or choose another pool.`,
    }));
}

function listed(catalog: Catalog): string {
  return Object.keys(catalog.nodePools).sort().join(', ') || 'no pools';
}

/** Everything that is wrong with the pools of a catalog, each and together. */
export function validateNodePools(path: string, nodePools: Record<string, NodePoolSpec>): FieldError[] {
  const names = Object.keys(nodePools);
  return names.flatMap((name) => {
    const pool = nodePools[name] ?? {};
    return [
      ...checkObjectName(`${path}.${name}`, name),
      ...validateNodePool(`${path}.${name}.`, pool),
      ...names.filter((other) => other !== name && covers(nodePools[other] ?? {}, pool)).map((other) => ambiguous(`${path}.${name}`, pool, other)),
    ];
  }).concat(checkResourceCount(path, nodePools), checkSharedTopologies(path, nodePools), checkSpotPools(path, nodePools));
}

function validateNodePool(prefix: string, pool: NodePoolSpec): FieldError[] {
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

function checkCount(path: string, count: number): FieldError[] {
  if (Number.isSafeInteger(count) && count >= 1) return [];
  return [{ path, reason: `not a count (given ${count}). Allowed: whole numbers from 1. Give the number that the pool has.` }];
}

function checkModel(model: string): FieldError[] {
  if (model !== '') return checkLabelValue('gpuModel', model);
  const reason = 'empty (given ""). Allowed: the value of the nodes\' label nvidia.com/gpu.product. Leave it out for any model.';
  return [{ path: 'gpuModel', reason }];
}

/** A pool with GPUs is told from others by what its pods select. */
function checkSelected(pool: GpuNodePoolSpec): FieldError[] {
  if (Object.keys(nodePoolOf(pool).labels ?? {}).length > 0) return [];
  const reason = 'empty (given {}). Allowed: at least one label, which the pods of the pool select. Leave it out for the default label.';
  return [{ path: 'labels', reason }];
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
