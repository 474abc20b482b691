import { LABELS } from '../api';
import type { Catalog } from '../catalog/spec';
import { GPU_RESOURCE } from '../nodes/compile';
import { Quantity } from '../quantity/quantity';
import type { JobSet } from './common/jobset';
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
  const sizes = catalog.sizes;
  const running = { ...job, spec: { ...job.spec, suspend: false } };
  return compileJob(running, catalog).flatMap((object) =>
    (object as JobSet).spec.replicatedJobs.map(({ name, replicas, template }) => {
      const pods = replicas * (template.spec?.parallelism ?? 1);
      const requests = template.spec?.template.spec?.containers[0]?.resources?.requests ?? {};
      const size = sizes[template.spec?.template.metadata?.labels?.[LABELS.size] ?? ''];
      return {
        role: name,
        pods,
        nodePool: size?.nodePool ?? '',
        cpu: Quantity.parse(requests.cpu ?? '0').times(pods),
        memory: Quantity.parse(requests.memory ?? '0').times(pods),
        gpus: Number(requests[GPU_RESOURCE] ?? 0) * pods,
      };
    }),
  );
}
