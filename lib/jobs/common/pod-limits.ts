import type { V1Volume } from '@kubernetes/client-node';
import type { Catalog } from '../../catalog/spec';

/** What a pod of a job may have at most. */
export interface PodLimits {
  readonly terminationGracePeriodSeconds: number;
  /** A Kubernetes quantity. */
  readonly scratchSize: string;
}

/** Time for a last checkpoint. */
const GRACE_SECONDS = 600;

/** Room for large packages, and for what a job unpacks. */
const SCRATCH_SIZE = '100Gi';

/** What the platform allows a pod. */
export function podLimits({ limits }: Catalog): PodLimits {
  return { terminationGracePeriodSeconds: limits?.terminationGracePeriodSeconds ?? GRACE_SECONDS, scratchSize: limits?.scratchSize ?? SCRATCH_SIZE };
}

/**
 * The volume with a limit, where it is scratch space on the node's disk: a pod that fills it beyond is evicted, instead of everybody on its node.
 * What is in memory counts as the memory of the pod's containers.
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
 */
export function boundedVolume(volume: V1Volume, { scratchSize }: PodLimits): V1Volume {
  if (volume.emptyDir === undefined || volume.emptyDir.medium || volume.emptyDir.sizeLimit !== undefined) return volume;
  return { ...volume, emptyDir: { ...volume.emptyDir, sizeLimit: scratchSize } };
}
