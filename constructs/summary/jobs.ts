import type { IConstruct } from 'constructs';
import { DEFAULT_QUEUE } from '../../lib/api';
import type { Catalog } from '../../lib/catalog/spec';
import { demandOf, type PodDemand } from '../../lib/jobs/demand';
import type { Job as JobObject } from '../../lib/jobs/job';
import { Quantity } from '../../lib/quantity/quantity';
import { reachOf } from '../../lib/queues/capacity';
import { PlatformCatalog } from '../catalog';
import { Job } from '../job';
import { JobFile } from '../job-file';
import { Tenant } from '../tenant';
import type { SummarySection } from './section';
import { textTable } from './text-table';

/** One job in the tree, and the catalog that it was checked against. */
interface PlacedJob {
  readonly manifest: JobObject;
  readonly catalog: Catalog;
}

/** What every job asks for, where it would run, and whether its tenant may ever use so much. */
export function jobsSection(constructs: readonly IConstruct[]): SummarySection {
  const tenants = constructs.filter((construct) => construct instanceof Tenant);
  const problems: string[] = [];
  const rows = constructs.flatMap(jobsOf).flatMap(({ manifest, catalog }) => {
    const tenant = tenants.find(({ namespace }) => namespace === manifest.metadata.namespace);
    const demands = demandOf(manifest, catalog);
    const found = tenant ? shortages(manifest, demands, tenant, tenants) : [];
    problems.push(...found);
    return demands.map((demand) => row(manifest, demand, found.length === 0));
  });
  return { text: textTable(['JOB', 'KIND', 'NAMESPACE', 'QUEUE', 'ROLE', 'PODS', 'CPU', 'MEMORY', 'GPUS', 'NODE POOL', 'FITS'], rows), problems };
}

function jobsOf(construct: IConstruct): PlacedJob[] {
  if (construct instanceof Job) return [{ manifest: construct.manifest, catalog: construct.catalog }];
  if (construct instanceof JobFile) return construct.manifests.map((manifest) => ({ manifest, catalog: construct.catalog }));
  return [];
}

function row(job: JobObject, demand: PodDemand, fits: boolean): string[] {
  const { name, namespace = '' } = job.metadata;
  const amounts = [demand.pods, demand.cpu, demand.memory, demand.gpus].map(String);
  return [name, job.kind, namespace, job.spec.queue ?? DEFAULT_QUEUE, demand.role, ...amounts, demand.nodePool, fits ? 'yes' : 'no'];
}

/** Where a job asks for more of a pool than its tenant may ever use, with all that it can borrow. */
function shortages(job: JobObject, demands: readonly PodDemand[], tenant: Tenant, tenants: readonly Tenant[]): string[] {
  const cohorts = PlatformCatalog.of(tenant).queueing?.cohorts ?? {};
  const pools = [...new Set(demands.map(({ nodePool }) => nodePool))].sort();
  return pools.flatMap((pool) => {
    const asked = demands.filter(({ nodePool }) => nodePool === pool);
    const sum = (amount: (demand: PodDemand) => Quantity): Quantity => asked.map(amount).reduce((total, part) => total.plus(part), Quantity.ZERO);
    const most = reachOf(tenants.map(({ spec }) => spec), cohorts, pool).get(tenant.namespace);
    const resources: [string, Quantity, Quantity][] = [
      ['cpu', sum(({ cpu }) => cpu), most?.cpu ?? Quantity.ZERO],
      ['memory', sum(({ memory }) => memory), most?.memory ?? Quantity.ZERO],
      ['GPUs', sum(({ gpus }) => Quantity.parse(String(gpus))), most?.gpus ?? Quantity.ZERO],
    ];
    return resources
      .filter(([, needed, may]) => needed.compare(may) > 0)
      .map(([resource, needed, may]) => `${job.kind}/${job.metadata.name} asks for ${needed} ${resource} of pool ${pool}, and tenant ${tenant.namespace} may use ${may}.`);
  });
}
