import { devicesOf, replicasOf } from '../nodes/devices';
import { usesPluginConfig } from '../nodes/entries';
import type { ReplicasSpec } from '../nodes/sharing-spec';
import type { GpuNodePoolSpec } from '../nodes/spec';
import { toYaml } from '../yaml/write';

/** Configuration of nodes that share nothing. */
export const DEFAULT_CONFIG = 'default';

/** How pools cut GPUs, as the device plugin calls it. */
export type MigStrategy = 'none' | 'single' | 'mixed';

/** How a pool cuts its GPUs. */
export function migStrategyOf(pool: GpuNodePoolSpec): MigStrategy {
  return pool.sharing?.mig?.strategy ?? 'none';
}

/**
 * The device plugin's configurations, as texts of YAML by name: one for nodes that share nothing, and one for each pool that does.
 * Nodes choose by their label `nvidia.com/device-plugin.config`.
 * @see https://github.com/NVIDIA/k8s-device-plugin#configuring-the-nvidia-device-plugin-binary
 */
export function pluginConfigs(pools: readonly GpuNodePoolSpec[]): Record<string, string> {
  const sharing = pools.filter(usesPluginConfig).sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    [DEFAULT_CONFIG]: toYaml([{ version: 'v1', flags: { migStrategy: 'none' } }]),
    ...Object.fromEntries(sharing.map((pool) => [pool.name, toYaml([configOf(pool)])])),
  };
}

function configOf(pool: GpuNodePoolSpec): object {
  const shares = replicasOf(pool);
  const way = pool.sharing?.mps === undefined ? 'timeSlicing' : 'mps';
  return {
    version: 'v1',
    flags: { migStrategy: migStrategyOf(pool) },
    ...(shares !== undefined && { sharing: { [way]: replicated(pool, shares) } }),
  };
}

function replicated(pool: GpuNodePoolSpec, { replicas, renameByDefault = false, failRequestsGreaterThanOne = true }: ReplicasSpec): object {
  const resources = [...new Set(devicesOf(pool).map(({ base }) => base))];
  return { renameByDefault, failRequestsGreaterThanOne, resources: resources.map((name) => ({ name, replicas })) };
}
