import type { Catalog, NodePoolSpec } from '../catalog/spec';

/** The resource that a pod asks for where its pool says nothing else, and the key of the taint that keeps other pods away. */
export const GPU_RESOURCE = 'nvidia.com/gpu';

/** The resource that the pods of a pool ask for to get its GPUs, or parts of GPUs. */
export function poolGpuResource(pool: NodePoolSpec): string {
  return pool.gpuResource ?? GPU_RESOURCE;
}

/** Every GPU resource of a catalog, once each and in order: what quotas count beside CPU and memory. */
export function gpuResourcesOf({ nodePools }: Pick<Catalog, 'nodePools'>): string[] {
  return [...new Set(Object.values(nodePools).map(poolGpuResource))].sort();
}
