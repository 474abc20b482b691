import type { V1JobSpec, V1JobTemplateSpec, V1PodTemplateSpec } from '@kubernetes/client-node';
import type { Job } from '../kind';

/** What differs between the Jobs of our kinds. */
export type IndexedJobOptions = Required<Pick<V1JobSpec, 'completions' | 'parallelism' | 'backoffLimit'>> & Pick<V1JobSpec, 'successPolicy'>;

/**
 * An indexed Job. A pod that a drained node, a preemption or an eviction ends is made again and not counted as a failure.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy
 */
export function indexedJob(job: Job, template: V1PodTemplateSpec, options: IndexedJobOptions): V1JobTemplateSpec {
  return {
    spec: {
      completionMode: 'Indexed',
      ...options,
      ...(job.spec.activeDeadlineSeconds !== undefined && { activeDeadlineSeconds: job.spec.activeDeadlineSeconds }),
      podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }] },
      template,
    },
  };
}
