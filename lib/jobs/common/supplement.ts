import type { V1Container, V1EnvVar, V1Volume, V1VolumeMount } from '@kubernetes/client-node';

/**
 * A container beside the one that runs the job's own code: before it, or all the time (`restartPolicy: Always`). What it does not name it
 * has from the job: the image, and the resources of the size without GPUs. Its mounts are added to those that every container has.
 */
export type HelperContainer = Pick<V1Container, 'name' | 'command'> & Partial<Omit<V1Container, 'name' | 'command' | 'securityContext'>>;

/** What one part of the platform adds to every pod of a job, of whichever kind. */
export interface Supplement {
  /** Variables of the container that runs the job's own code; they come before the job's own. */
  readonly env?: readonly V1EnvVar[];
  /** Containers that run before it, and sidecars (`restartPolicy: Always`) that run beside it. */
  readonly initContainers?: readonly HelperContainer[];
  readonly volumes?: readonly V1Volume[];
  /** Mounts of the container that runs the job's own code; other containers bring their own. */
  readonly volumeMounts?: readonly V1VolumeMount[];
}
