import type { TaintSpec } from '../catalog/spec';

/** A pool of nodes with GPUs, described once for the catalog, the queues and its provider. */
export interface GpuNodePoolSpec {
  /** Name of the pool: its key in the catalog's `nodePools`, and the name of its ResourceFlavor. */
  name: string;
  /** Where the nodes come from. `existing`: they are there, and carry the labels and taints already. */
  provider: 'existing';
  /**
   * Nodes of the pool.
   * @asType integer
   * @minimum 1
   */
  nodes: number;
  /**
   * GPUs of each node.
   * @asType integer
   * @minimum 1
   */
  gpusPerNode: number;
  /**
   * Model of the GPUs as NVIDIA's feature discovery labels it (`nvidia.com/gpu.product`); pods then run on nodes of this model only.
   * @default - any model
   * @see https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/index.html
   */
  gpuModel?: string;
  /** Labels that every node of the pool carries. @default - `ds.bloomberg.com/node-pool: <name>` */
  labels?: Record<string, string>;
  /** Taints that every node of the pool carries. @default - `nvidia.com/gpu:NoSchedule`, so that pods without GPUs stay away */
  taints?: TaintSpec[];
}
