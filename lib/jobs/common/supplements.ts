import type { V1EnvVar, V1Volume, V1VolumeMount } from '@kubernetes/client-node';
import type { Catalog } from '../../catalog/spec';
import type { Job } from '../kind';
import { datasetSupplement } from './datasets';
import { hadoopSupplement } from './hadoop';
import type { HelperContainer } from './pod';

/** What one part of the platform adds to every pod of a job, of whichever kind. */
export interface Supplement {
  /** Variables of the container that runs the job's own code; they come before the job's own. */
  readonly env?: readonly V1EnvVar[];
  /** Containers that run before it, and sidecars (`restartPolicy: Always`) that run beside it. */
  readonly initContainers?: readonly HelperContainer[];
  readonly volumes?: readonly V1Volume[];
  /** Mounts of the container that runs the job's own code; other containers bring their own. */
  readonly volumeMounts?: readonly V1VolumeMount[];
  /** Settings of Spark that go with it. */
  readonly sparkConf?: Readonly<Record<string, string>>;
}

/** What identities and datasets add to the pods of a job, in the order in which variables may refer to each other. */
export function supplementsOf(job: Job, catalog: Catalog): readonly Supplement[] {
  return [hadoopSupplement(job, catalog), datasetSupplement(job, catalog)];
}
