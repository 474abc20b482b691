import type { Catalog } from '../catalog/spec';
import { stableJson } from '../catalog/stable-json';
import type { FieldError } from '../errors';
import { checkProvider } from './check-provider';
import { checkSharing } from './check-sharing';
import { devicesOf, replicasOf, type PoolDevice } from './devices';
import { nodePoolsOf } from './entries';
import { checkLabelValue, checkObjectName } from './names';
import type { GpuNodePoolSpec } from './spec';
import { validateNodePool } from './validate';

/** Everything that is wrong with a pool of nodes with GPUs. */
export function validateGpuNodePool(pool: GpuNodePoolSpec): FieldError[] {
  const whole = { ...pool, sharing: undefined, gpuModel: undefined };
  const [entry = {}] = Object.values(nodePoolsOf(whole));
  return [
    ...checkObjectName('name', pool.name),
    ...checkProvider(pool),
    ...checkGpus(pool.gpusPerNode),
    ...(pool.gpuModel === undefined ? [] : checkModel(pool.gpuModel)),
    ...checkSharing(pool),
    ...validateNodePool('', entry),
    ...checkSelected(pool),
  ];
}

/** What is wrong between a pool and the catalog that holds it. */
export function validateAgainstCatalog(pool: GpuNodePoolSpec, catalog: Catalog): FieldError[] {
  const entries = nodePoolsOf(pool);
  return devicesOf(pool).flatMap((device) => [...checkEntry(device.name, entries, catalog), ...tooLargeSizes(pool, device, catalog)]);
}

function checkEntry(name: string, entries: Catalog['nodePools'], catalog: Catalog): FieldError[] {
  const path = `nodePools.${name}`;
  const entry = catalog.nodePools[name];
  if (entry === undefined) {
    const listed = Object.keys(catalog.nodePools).sort().join(', ') || 'no pools';
    return [{ path, reason: `missing in the catalog (given ${listed}). Allowed: the pool's own entry. Add it.` }];
  }
  if (stableJson({ labels: {}, taints: [], ...entry }) === stableJson(entries[name])) return [];
  return [{ path, reason: `differs from the pool (given ${JSON.stringify(entry)}). Allowed: the pool's own entry. Use it.` }];
}

/** A pod whose GPUs no node has, or that a device plugin refuses, would be admitted, hold its quota, and never start. */
function tooLargeSizes(pool: GpuNodePoolSpec, { name, perNode }: PoolDevice, catalog: Catalog): FieldError[] {
  const shares = replicasOf(pool);
  const most = shares !== undefined && shares.failRequestsGreaterThanOne !== false ? 1 : perNode;
  const what = most === perNode ? `than a node of pool "${name}" has` : `than one share of a GPU of pool "${name}"`;
  return Object.entries(catalog.sizes)
    .filter(([, size]) => size.nodePool === name && (size.gpus ?? 0) > most)
    .map(([size, { gpus }]) => ({
      path: `sizes.${size}.gpus`,
      reason: `more ${what} (given ${gpus}). Allowed: 0 to ${most}. Lower it, or choose another pool.`,
    }));
}

function checkGpus(count: number): FieldError[] {
  if (Number.isSafeInteger(count) && count >= 1) return [];
  return [{ path: 'gpusPerNode', reason: `not a count (given ${count}). Allowed: whole numbers from 1. Give the number that the pool has.` }];
}

function checkModel(model: string): FieldError[] {
  if (model !== '') return checkLabelValue('gpuModel', model);
  const reason = 'empty (given ""). Allowed: the value of the nodes\' label nvidia.com/gpu.product. Leave it out for any model.';
  return [{ path: 'gpuModel', reason }];
}

/** A pool with GPUs is told from others by what its pods select. */
function checkSelected(pool: GpuNodePoolSpec): FieldError[] {
  if (pool.labels === undefined || Object.keys(pool.labels).length > 0 || pool.gpuModel !== undefined) return [];
  const reason = 'empty (given {}). Allowed: at least one label, which the pods of the pool select. Leave it out for the default label.';
  return [{ path: 'labels', reason }];
}
