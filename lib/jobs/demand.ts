import type { Catalog, ComputeSizeSpec } from '../catalog/spec';
import { poolOfSize } from '../nodes/spot';
import { Quantity } from '../quantity/quantity';
import { podGroupsOf, type Job } from './job';

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
  return podGroupsOf(job, catalog).map(({ role, count, size: name }) => {
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
