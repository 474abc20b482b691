import type { TaintSpec } from '../catalog/spec';
import type { ClusterApiSpec, KarpenterSpec } from './provider-spec';
import type { DraSpec, GpuSharingSpec } from './sharing-spec';

/** A pool of nodes with GPUs, described once for the catalog, the queues, the devices and its provider. */
export type GpuNodePoolSpec = ExistingGpuNodePoolSpec | KarpenterGpuNodePoolSpec | ClusterApiGpuNodePoolSpec;

/** What pools of every provider have. */
export interface GpuNodesSpec {
  /** Name of the pool: its key in the catalog's `nodePools`, and the name of its ResourceFlavor. */
  name: string;
  /**
   * GPUs of each node.
   * @asType integer
   * @minimum 1
   */
  gpusPerNode: number;
  /**
   * Model of the whole GPUs as NVIDIA's feature discovery labels it (`nvidia.com/gpu.product`); pods then run on nodes of this model only.
   * Needed with MIG, whose profiles depend on it.
   * @default - any model
   * @see https://github.com/NVIDIA/k8s-device-plugin/blob/main/docs/gpu-feature-discovery/README.md
   * @example NVIDIA-A100-SXM4-80GB
   */
  gpuModel?: string;
  /** Labels that every node of the pool carries. @default - `ds.bloomberg.com/node-pool: <name>` */
  labels?: Record<string, string>;
  /** Taints that every node of the pool carries. @default - `nvidia.com/gpu:NoSchedule`, so that pods without GPUs stay away */
  taints?: TaintSpec[];
  /** `spot`: nodes that may be taken away at any time; only jobs that say `spot: true` run on them. @default on-demand */
  capacityType?: 'on-demand' | 'spot';
  /** Pool of spot nodes that jobs of this pool's sizes run on when they say `spot: true`. @default - such jobs are refused */
  spotPool?: string;
  /** How several pods share one GPU. @default - each GPU is given to one pod, whole */
  sharing?: GpuSharingSpec;
  /** Pods claim the GPUs (Dynamic Resource Allocation) instead of asking a device plugin for them. @default - the device plugin */
  dra?: DraSpec;
  /** Name of the Topology of Kueue that the pool's nodes belong to. @default - nearness does not count */
  topologyName?: string;
  /** Labels of nodes that the levels of the topology are told by, the widest first. @default [kubernetes.io/hostname] */
  topologyLevels?: string[];
}

/** Nodes that are there, and carry the labels and taints already. */
export interface ExistingGpuNodePoolSpec extends GpuNodesSpec {
  /** Where the nodes come from. */
  provider: 'existing';
  /**
   * Nodes of the pool.
   * @asType integer
   * @minimum 1
   */
  nodes: number;
}

/** Nodes that Karpenter starts when jobs need them, and ends when they are empty. */
export interface KarpenterGpuNodePoolSpec extends GpuNodesSpec {
  /** Where the nodes come from. */
  provider: 'karpenter';
  /**
   * Most nodes at a time.
   * @asType integer
   * @minimum 1
   */
  maxSize: number;
  /** What Karpenter starts. */
  karpenter: KarpenterSpec;
}

/** Machines of Cluster API, whose number the cluster autoscaler changes. */
export interface ClusterApiGpuNodePoolSpec extends GpuNodesSpec {
  /** Where the nodes come from. */
  provider: 'clusterApi';
  /**
   * Fewest nodes at a time.
   * @asType integer
   * @minimum 0
   */
  minSize: number;
  /**
   * Most nodes at a time; the same as `minSize` for a pool of a fixed size.
   * @asType integer
   * @minimum 1
   */
  maxSize: number;
  /** What Cluster API makes the machines of. */
  clusterApi: ClusterApiSpec;
}
