import { partsPerGpu } from '../nodes/mig-placement';
import { migModel } from '../nodes/mig-profiles';
import type { GpuNodePoolSpec } from '../nodes/spec';
import { toYaml } from '../yaml/write';

/** Configuration of nodes whose GPUs stay whole. */
export const WHOLE_CONFIG = 'all-disabled';

/**
 * How the GPUs of pools are cut, for mig-parted: nodes choose by their label `nvidia.com/mig.config`.
 * @see https://github.com/NVIDIA/mig-parted
 */
export function migPartedConfig(pools: readonly GpuNodePoolSpec[]): string {
  const cut = [...pools].sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((pool) => {
    const parts = partsOf(pool);
    return parts === undefined ? [] : [[pool.name, [{ devices: 'all', 'mig-enabled': true, 'mig-devices': parts }]] as const];
  });
  return toYaml([{ version: 'v1', 'mig-configs': { [WHOLE_CONFIG]: [{ devices: 'all', 'mig-enabled': false }], ...Object.fromEntries(cut) } }]);
}

function partsOf(pool: GpuNodePoolSpec): Record<string, number> | undefined {
  const mig = pool.sharing?.mig;
  if (mig?.strategy === 'mixed') return { ...mig.profiles };
  const model = migModel(pool.gpuModel ?? '');
  if (mig === undefined || model === undefined) return undefined;
  return { [mig.profile]: partsPerGpu(model, mig.profile) };
}
