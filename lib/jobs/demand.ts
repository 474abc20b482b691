import type { Catalog, ComputeSizeSpec } from '../catalog/spec';
import { PlatformError } from '../errors';
import { poolOfSize } from '../nodes/spot';
import { Quantity } from '../quantity/quantity';
import { validateJob, type Job } from './job';
import { jobKind } from './registry';

/** What pods that are alike ask for together, at a time. */
export interface PodDemand {
  /** Part that the pods play. */
  readonly role: string;
  /** Pods that run at the same time. */
  readonly pods: number;
  /** Node pool that they run on. */
  readonly nodePool: string;
  readonly cpu: Quantity;
  readonly memory: Quantity;
  readonly gpus: number;
}

/** What a job's pods ask for when it runs, by the part that they play. @throws PlatformError if the job is not valid */
export function demandOf(job: Job, catalog: Catalog): PodDemand[] {
  const errors = validateJob(job, catalog);
  const kind = jobKind(job.kind);
  if (errors.length > 0 || kind === undefined) throw new PlatformError('InvalidSpec', `${job.kind}/${job.metadata.name}`, errors);
  return kind.podGroups(job).map(({ role, count, size: name }) => {
    const size = catalog.sizes[name] as ComputeSizeSpec;
    return {
      role,
      pods: count,
      nodePool: poolOfSize(size, job.spec.spot ?? false, catalog.nodePools) ?? size.nodePool,
      cpu: Quantity.parse(size.cpu).times(count),
      memory: Quantity.parse(size.memory).times(count),
      gpus: (size.gpus ?? 0) * count,
    };
  });
}
