import type { KubeObject } from '../k8s/object';
import { compileClusterApi } from './cluster-api';
import { compileDeviceClasses } from './device-class';
import { compileKarpenter } from './karpenter';
import type { GpuNodePoolSpec } from './spec';

/** What a pool is in the cluster that makes its nodes: nothing for nodes that are there, and a class of devices where pods claim them. */
export function compileGpuNodePool(pool: GpuNodePoolSpec): KubeObject[] {
  return [...nodesOf(pool), ...compileDeviceClasses(pool)];
}

function nodesOf(pool: GpuNodePoolSpec): KubeObject[] {
  switch (pool.provider) {
    case 'existing':
      return [];
    case 'karpenter':
      return compileKarpenter(pool);
    case 'clusterApi':
      return [compileClusterApi(pool)];
  }
}
