import { DEFAULT_QUEUE, LABELS } from '../../api';
import type { ObjectMeta } from '../../k8s/object';
import type { Job } from '../kind';
import { experimentAnnotations, jobLabels } from './pod';

/** Metadata of the object that runs a job, whichever engine it belongs to: Kueue finds the queue and the priority in its labels. */
export function queuedMetadata(job: Job, suffix: string): ObjectMeta {
  const annotations = experimentAnnotations(job);
  return {
    name: `${job.metadata.name}-${suffix}`,
    ...(job.metadata.namespace !== undefined && { namespace: job.metadata.namespace }),
    labels: {
      ...jobLabels(job),
      [LABELS.queueName]: job.spec.queue ?? DEFAULT_QUEUE,
      ...(job.spec.priority !== undefined && { [LABELS.priorityClass]: job.spec.priority }),
    },
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
}
