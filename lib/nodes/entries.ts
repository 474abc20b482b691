import { LABELS } from '../api';
import type { NodePoolSpec, TaintSpec } from '../catalog/spec';
import { devicesOf, profileLabel, replicasOf, type PoolDevice } from './devices';
import { GPU_RESOURCE } from './gpu-resource';
import type { GpuNodePoolSpec } from './spec';
import { taintsOf } from './spot';

/** Label of a node with the model of its GPUs, set by NVIDIA's feature discovery. */
const GPU_MODEL_LABEL = 'nvidia.com/gpu.product';

/** Label of a node by which the device plugin chooses its configuration. @see https://github.com/NVIDIA/k8s-device-plugin */
export const PLUGIN_CONFIG_LABEL = 'nvidia.com/device-plugin.config';

/** Label of a node by which the MIG manager chooses how its GPUs are cut. @see https://github.com/NVIDIA/mig-parted */
export const MIG_CONFIG_LABEL = 'nvidia.com/mig.config';

/** The entries of the catalog's `nodePools` that a pool has: one for each kind of device. The pool is valid. */
export function nodePoolsOf(pool: GpuNodePoolSpec): Record<string, NodePoolSpec> {
  return Object.fromEntries(devicesOf(pool).map((device) => [device.name, entryOf(pool, device)]));
}

/** Labels that every node of a pool carries: those that pods select, and those that tell the pool's devices how it shares them. */
export function nodeLabelsOf(pool: GpuNodePoolSpec): Record<string, string> {
  const selected = devicesOf(pool).map((device) => entryLabels(pool, device));
  return {
    ...Object.assign({}, ...selected),
    ...(usesPluginConfig(pool) && { [PLUGIN_CONFIG_LABEL]: pool.name }),
    ...(pool.sharing?.mig !== undefined && { [MIG_CONFIG_LABEL]: pool.name }),
  };
}

/** Taints that every node of a pool carries. */
export function nodeTaintsOf(pool: GpuNodePoolSpec): TaintSpec[] {
  return taintsOf({ taints: ownTaints(pool), capacityType: pool.capacityType });
}

/** Labels that are the pool's alone, whatever discovers its devices. */
export function ownLabels(pool: GpuNodePoolSpec): Record<string, string> {
  return { ...(pool.labels ?? { [LABELS.nodePool]: pool.name }) };
}

/** Whether the pool's nodes share their devices in a way that the device plugin must be told. */
export function usesPluginConfig(pool: GpuNodePoolSpec): boolean {
  return pool.dra === undefined && (pool.sharing?.mig !== undefined || replicasOf(pool) !== undefined);
}

function ownTaints(pool: GpuNodePoolSpec): TaintSpec[] {
  return pool.taints ?? [{ key: GPU_RESOURCE, effect: 'NoSchedule' }];
}

/** The labels that the pods of one kind of device select. */
function entryLabels(pool: GpuNodePoolSpec, { profile }: PoolDevice): Record<string, string> {
  const product = productLabel(pool);
  return {
    ...ownLabels(pool),
    ...(product !== undefined && { [GPU_MODEL_LABEL]: product }),
    ...(pool.sharing?.mig?.strategy === 'mixed' && profile !== undefined && { [profileLabel(profile)]: 'true' }),
  };
}

/**
 * Model of the GPUs as feature discovery labels it: equal parts bear their profile, and shares under the name of wholes say so.
 * Where parts differ, or the device plugin has no say, the label is that of the whole GPU.
 * @see https://github.com/NVIDIA/k8s-device-plugin/blob/main/internal/lm/resource.go
 */
function productLabel(pool: GpuNodePoolSpec): string | undefined {
  const mig = pool.sharing?.mig;
  if (pool.gpuModel === undefined || pool.dra !== undefined || mig?.strategy === 'mixed') return pool.gpuModel;
  const part = mig === undefined ? '' : `-MIG-${mig.profile.replace(/\+/g, '')}`;
  const shares = replicasOf(pool);
  return `${pool.gpuModel}${part}${shares !== undefined && !shares.renameByDefault ? '-SHARED' : ''}`;
}

function entryOf(pool: GpuNodePoolSpec, device: PoolDevice): NodePoolSpec {
  const { capacityType, spotPool, topologyName, topologyLevels } = pool;
  const claims = pool.dra !== undefined && pool.dra.requests !== 'extendedResource';
  return {
    labels: entryLabels(pool, device),
    taints: ownTaints(pool),
    ...(capacityType !== undefined && { capacityType }),
    ...(spotPool !== undefined && { spotPool }),
    ...(device.resource !== GPU_RESOURCE && { gpuResource: device.resource }),
    ...(claims && { deviceClassName: device.name }),
    ...(topologyName !== undefined && { topologyName }),
    ...(topologyLevels !== undefined && { topologyLevels }),
  };
}
