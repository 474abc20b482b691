import { LABELS } from '../api';
import type { Catalog } from '../catalog/spec';
import { poolOfSize } from '../nodes/spot';
import { Quantity } from '../quantity/quantity';
import type { JobSet, ReplicatedJob } from './common/jobset';
import { compileJob, type Job } from './job';

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
  const running = { ...job, spec: { ...job.spec, suspend: false } };
  return compileJob(running, catalog).flatMap((object) => (object as JobSet).spec.replicatedJobs.map((replicated) => podDemand(replicated, catalog, job.spec.spot ?? false)));
}

function podDemand({ name, replicas, template }: ReplicatedJob, catalog: Catalog, spot: boolean): PodDemand {
  const pods = replicas * (template.spec?.parallelism ?? 1);
  const size = catalog.sizes[template.spec?.template.metadata?.labels?.[LABELS.size] ?? ''];
  if (size === undefined) throw new Error(`The pods of ${name} carry no size of the catalog.`);
  return {
    role: name,
    pods,
    nodePool: poolOfSize(size, spot, catalog.nodePools) ?? size.nodePool,
    cpu: Quantity.parse(size.cpu).times(pods),
    memory: Quantity.parse(size.memory).times(pods),
    gpus: (size.gpus ?? 0) * pods,
  };
}
