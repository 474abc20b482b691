import type { ClusterQueueSpec } from '../../lib/queues/spec';

/** The queue of a tenant with quota on both pools. */
export function queue(parts: Partial<ClusterQueueSpec> = {}): ClusterQueueSpec {
  const quota = { gpu: { cpu: '128', memory: '1024Gi', gpus: 32 }, cpu: { cpu: '64000m', memory: '256Gi' } };
  return { name: 's-mlplatform', tenant: 's-mlplatform', quota, ...parts };
}
