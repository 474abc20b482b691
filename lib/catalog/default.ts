import { DEFAULT_RUNTIMES } from './runtimes';
import type { Catalog } from './spec';

/** Node pool of jobs without GPUs, in the default catalog. */
export const CPU_POOL = 'cpu';

/** Node pool of jobs with GPUs, in the default catalog. */
export const GPU_POOL = 'gpu';

/**
 * The catalog that a platform starts with. Images carry tags; `lock.image` of a job, or a catalog of your own, pins digests.
 * Sizes ask for whole shares of common nodes: 16 cores and 64 GiB for each large GPU.
 */
export const DEFAULT_CATALOG: Catalog = {
  runtimes: DEFAULT_RUNTIMES,
  sizes: {
    CpuSmall: { cpu: '1', memory: '4Gi', nodePool: CPU_POOL },
    CpuMedium: { cpu: '4', memory: '16Gi', nodePool: CPU_POOL },
    CpuLarge: { cpu: '16', memory: '64Gi', nodePool: CPU_POOL },
    GpuSmall: { cpu: '4', memory: '16Gi', gpus: 1, nodePool: GPU_POOL },
    GpuMedium: { cpu: '16', memory: '64Gi', gpus: 2, nodePool: GPU_POOL },
    GpuLarge: { cpu: '32', memory: '128Gi', gpus: 4, nodePool: GPU_POOL },
  },
  nodePools: {
    [CPU_POOL]: { labels: { 'ds.bloomberg.com/node-pool': CPU_POOL } },
    [GPU_POOL]: {
      labels: { 'ds.bloomberg.com/node-pool': GPU_POOL },
      taints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }],
    },
  },
  identityProviders: { hadoop: { authentication: 'simple' } },
};
