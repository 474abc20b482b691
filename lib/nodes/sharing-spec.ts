/**
 * How several pods share one GPU. NVIDIA's own words: MIG cuts a GPU into parts that the hardware keeps apart; time-slicing and MPS give one
 * GPU, or with time-slicing one part of it, to several pods. Time-slicing keeps neither memory nor faults apart.
 * @see https://github.com/NVIDIA/k8s-device-plugin#shared-access-to-gpus
 */
export interface GpuSharingSpec {
  /** GPUs are cut into parts. @default - they stay whole */
  mig?: MigSpec;
  /** Pods take turns. Not together with `mps`. @default - they do not */
  timeSlicing?: ReplicasSpec;
  /** Pods run at the same time, each with its share of memory and compute. Not together with `timeSlicing` or `mig`. @default - they do not */
  mps?: ReplicasSpec;
}

/** How GPUs are cut. @see https://docs.nvidia.com/datacenter/tesla/mig-user-guide/supported-mig-profiles.html */
export type MigSpec = SingleMigSpec | MixedMigSpec;

/** Every GPU is cut into as many equal parts as it holds; pods ask for `nvidia.com/gpu`. */
export interface SingleMigSpec {
  /** What the device plugin calls it. */
  strategy: 'single';
  /**
   * Profile of every part.
   * @example 1g.10gb
   */
  profile: string;
}

/** Every GPU is cut in the same way into parts that may differ; pods ask for `nvidia.com/mig-<profile>`. */
export interface MixedMigSpec {
  /** What the device plugin calls it. */
  strategy: 'mixed';
  /** Parts of each GPU, by profile. Each profile becomes an entry of the catalog's `nodePools`. */
  profiles: Record<string, number>;
}

/** Each GPU, or part of one, is given to several pods. */
export interface ReplicasSpec {
  /**
   * How many pods share one.
   * @asType integer
   * @minimum 2
   */
  replicas: number;
  /** Whether pods ask for `<resource>.shared`, so that nobody takes a share for a whole. @default false */
  renameByDefault?: boolean;
  /** Whether a pod that asks for more than one is refused: two shares may be of the same GPU, so they give it no more. @default true */
  failRequestsGreaterThanOne?: boolean;
}

/** How pods claim GPUs. The cluster needs NVIDIA's driver for it, and Kubernetes 1.34 or newer. */
export interface DraSpec {
  /**
   * `claims`: pods carry a claim; Kueue needs its feature gate for Dynamic Resource Allocation, and a mapping of the DeviceClass to the
   * pool's resource. `extendedResource`: pods ask for the resource as they ask a device plugin, and the scheduler claims for them (Kubernetes 1.37,
   * or the feature gate DRAExtendedResource); Kueue needs nothing.
   * @default claims
   */
  requests?: 'claims' | 'extendedResource';
}
