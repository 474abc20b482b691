import type { V1JobTemplateSpec, V1PersistentVolumeClaim } from '@kubernetes/client-node';
import type { KubeObjectOf } from '../../k8s/object';
import type { Job } from '../kind';
import { queuedMetadata } from './queued';

/** @see https://github.com/kubernetes-sigs/jobset/blob/v0.12.0/api/jobset/v1alpha2/jobset_types.go */
export interface JobSetSpec {
  network: { enableDNSHostnames: boolean; publishNotReadyAddresses: boolean };
  successPolicy?: { operator: 'All' | 'Any'; targetReplicatedJobs: string[] };
  failurePolicy: { maxRestarts: number; restartStrategy?: 'BlockingRecreate'; rules?: FailureRule[] };
  replicatedJobs: ReplicatedJob[];
  volumeClaimPolicies?: { templates: V1PersistentVolumeClaim[]; retentionPolicy: { whenDeleted: 'Delete' | 'Retain' } }[];
  ttlSecondsAfterFinished?: number;
}

export interface FailureRule {
  name: string;
  action: 'FailJobSet' | 'RestartJobSet' | 'RestartJobSetAndIgnoreMaxRestarts';
  onJobFailureReasons: string[];
}

export interface ReplicatedJob {
  name: string;
  replicas: number;
  template: V1JobTemplateSpec;
}

export type JobSet = KubeObjectOf<JobSetSpec>;

/** A job that ran out of time is not tried again. The batch Jobs count each try by itself, for clusters whose queue does not count. */
const DEADLINE_RULE: FailureRule = { name: 'deadline', action: 'FailJobSet', onJobFailureReasons: ['DeadlineExceeded'] };

/**
 * The JobSet of a job. `suspend` and scheduling fields are Kueue's and are left out.
 * @param maxRestarts how often the whole set is started again after a failure
 */
export function jobSet(job: Job, suffix: string, spec: Omit<JobSetSpec, 'network' | 'failurePolicy'>, maxRestarts: number): JobSet {
  return {
    apiVersion: 'jobset.x-k8s.io/v1alpha2',
    kind: 'JobSet',
    metadata: queuedMetadata(job, suffix),
    spec: {
      // Peers look each other up while they start, before they are ready.
      network: { enableDNSHostnames: true, publishNotReadyAddresses: true },
      failurePolicy: {
        maxRestarts,
        ...(maxRestarts > 0 && { restartStrategy: 'BlockingRecreate' as const }),
        ...(job.spec.activeDeadlineSeconds !== undefined && { rules: [DEADLINE_RULE] }),
      },
      ...(job.spec.ttlSecondsAfterFinished !== undefined && { ttlSecondsAfterFinished: job.spec.ttlSecondsAfterFinished }),
      ...spec,
    },
  };
}

/** DNS name of a pod of a JobSet, within its namespace. */
export function podHost(jobSetName: string, role: string, index: number | string): string {
  return `${jobSetName}-${role}-0-${index}.${jobSetName}`;
}
