import type { IConstruct } from 'constructs';
import { DEFAULT_QUEUE } from '../lib/api';
import { demandOf, type PodDemand } from '../lib/jobs/demand';
import type { Catalog } from '../lib/catalog/spec';
import type { Job as JobObject } from '../lib/jobs/job';
import { Quantity } from '../lib/quantity/quantity';
import { reachOf } from '../lib/queues/capacity';
import { PlatformCatalog } from './catalog';
import { GpuNodePool } from './gpu-node-pool';
import { Job } from './job';
import { JobFile } from './job-file';
import { layersTable } from './layers';
import { Tenant } from './tenant';
import { textTable } from './text-table';

/** What a construct tree would run where. */
export interface PlatformSummary {
  /** A table for people. */
  readonly text: string;
  /** Jobs that their tenant's quota can never admit, a sentence each. */
  readonly problems: readonly string[];
}

/** One job in the tree, and the catalog that it was checked against. */
interface PlacedJob {
  readonly manifest: JobObject;
  readonly catalog: Catalog;
}

/** Tells what the jobs of a construct tree ask for, where they would run, and whether they can. */
export function summarise(root: IConstruct): PlatformSummary {
  const constructs = root.node.findAll();
  const tenants = constructs.filter((construct) => construct instanceof Tenant);
  const pools = constructs.filter((construct) => construct instanceof GpuNodePool);
  const jobs = constructs.flatMap(jobsOf);
  const problems: string[] = [];
  const rows = jobs.flatMap(({ manifest, catalog }) => {
    const tenant = tenants.find(({ namespace }) => namespace === manifest.metadata.namespace);
    const demands = demandOf(manifest, catalog);
    const found = tenant ? shortages(manifest, demands, tenant, tenants) : [];
    problems.push(...found);
    return demands.map((demand) => row(manifest, demand, found.length === 0));
  });
  const capacity = pools.flatMap((pool) => Object.entries(pool.capacity).map(([name, count]) => [name, String(count), String(quotaOf(tenants, name))]));
  const text = [
    layersTable(root),
    textTable(['JOB', 'KIND', 'NAMESPACE', 'QUEUE', 'ROLE', 'PODS', 'CPU', 'MEMORY', 'GPUS', 'NODE POOL', 'FITS'], rows),
    textTable(['GPU POOL', 'GPUS', 'GIVEN AS QUOTA'], capacity),
  ].join('\n');
  return { text, problems };
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
    const most = reachOf(tenants.map(({ spec }) => spec), cohorts, pool).get(tenant.namespace);
    const sum = (amount: (demand: PodDemand) => Quantity): Quantity => asked.map(amount).reduce((total, part) => total.plus(part), Quantity.ZERO);
    const resources: [string, Quantity, Quantity][] = [
      ['cpu', sum(({ cpu }) => cpu), most?.cpu ?? Quantity.ZERO],
      ['memory', sum(({ memory }) => memory), most?.memory ?? Quantity.ZERO],
      ['GPUs', sum(({ gpus }) => Quantity.parse(String(gpus))), most?.gpus ?? Quantity.ZERO],
    ];
    return resources
      .filter(([, needed, allowed]) => needed.compare(allowed) > 0)
      .map(([resource, needed, allowed]) => `${job.kind}/${job.metadata.name} asks for ${needed} ${resource} of pool ${pool}, and tenant ${tenant.namespace} may use ${allowed}.`);
  });
}

function quotaOf(tenants: readonly Tenant[], pool: string): number {
  return tenants.reduce((sum, { quota }) => sum + (quota[pool]?.gpus ?? 0), 0);
}
