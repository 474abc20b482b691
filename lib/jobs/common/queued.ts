import { DEFAULT_QUEUE, LABELS } from '../../api';
import type { ObjectMeta } from '../../k8s/object';
import type { Job } from '../kind';
import { objectAnnotations, objectLabels } from './metadata';

/**
 * Metadata of the object that runs a job, whichever engine it belongs to: Kueue finds the queue, the priority and the deadline in its labels. It counts the
 * time for which the job has had its quota, over all tries, and goes on counting after a preemption: engines count each try anew.
 * @see https://kueue.sigs.k8s.io/docs/concepts/workload/#maximum-execution-time
 */
export function queuedMetadata(job: Job, suffix: string): ObjectMeta {
  return {
    name: `${job.metadata.name}-${suffix}`,
    ...(job.metadata.namespace !== undefined && { namespace: job.metadata.namespace }),
    labels: {
      ...objectLabels(job),
      [LABELS.queueName]: job.spec.queue ?? DEFAULT_QUEUE,
      ...(job.spec.priority !== undefined && { [LABELS.priorityClass]: job.spec.priority }),
      ...(job.spec.activeDeadlineSeconds !== undefined && { [LABELS.longest]: String(job.spec.activeDeadlineSeconds) }),
    },
    ...objectAnnotations(job),
  };
}
