import { DEFAULT_QUEUE } from '../api';
import type { Catalog } from '../catalog/spec';
import type { FieldError } from '../errors';
import { demandOf, type PodDemand } from '../jobs/demand';
import type { Job } from '../jobs/kind';
import { jobKind } from '../jobs/registry';
import { Quantity } from '../quantity/quantity';
import { reachOf, type PoolAmounts } from '../queues/capacity';
import { nearest } from '../schema/nearest';
import { prioritiesOf } from '../queues/priorities';
import type { TenantSpec } from './spec';

/** What of its cluster is known when a job is judged. */
export interface KnownTenants {
  readonly catalog: Catalog;
  /** All tenants that share cohorts: what one that is left out may lend is not counted. */
  readonly tenants: readonly TenantSpec[];
  /** Names of the LocalQueues of a namespace. @default - the one that each tenant has */
  queuesOf?(namespace: string): readonly string[];
  /** The most that the queue of a tenant may use of a pool; of a resource that is left out it is not known. @default - reckoned from all tenants and cohorts */
  mostOf?(tenant: string, pool: string): Partial<PoolAmounts>;
}

/**
 * Why a valid job could never start, however long it waits; none if it might. Of a job that names no namespace it is told only what holds in that of every
 * tenant, and of one in a namespace that no tenant has nothing.
 */
export function neverRuns(job: Job, known: KnownTenants): FieldError[] {
  const { namespace } = job.metadata;
  const candidates = known.tenants.filter(({ name }) => namespace === undefined || name === namespace);
  const verdicts = candidates.map((tenant) => inTenant(job, tenant, known));
  return verdicts.every((errors) => errors.length > 0) ? (verdicts[0] ?? []) : [];
}

function inTenant(job: Job, tenant: TenantSpec, known: KnownTenants): FieldError[] {
  return [...missingQueue(job, tenant, known), ...refusedPriority(job, tenant, known.catalog), ...tooMuch(job, tenant, known)];
}

function missingQueue({ spec: { queue = DEFAULT_QUEUE } }: Job, { name }: TenantSpec, { queuesOf = () => [DEFAULT_QUEUE] }: KnownTenants): FieldError[] {
  const queues = queuesOf(name);
  if (queues.includes(queue)) return [];
  const near = nearest(queue, queues);
  const fix = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Leave queue out, or choose one of them.';
  return [{ path: 'spec.queue', reason: `is no queue of tenant ${name} (given ${JSON.stringify(queue)}), so the job would wait for ever. Allowed: ${queues.join(', ') || 'none'}. ${fix}` }];
}

/** As admission judges, from the tenant's own words. */
function refusedPriority({ spec: { priority } }: Job, { name, priorities }: TenantSpec, catalog: Catalog): FieldError[] {
  if (priorities === undefined || (priority !== undefined && priorities.includes(priority))) return [];
  const mustName = priorities.every((one) => (prioritiesOf(catalog)[one]?.value ?? 0) < 0);
  if (priority === undefined && !mustName) return [];
  return [{ path: 'spec.priority', reason: `is not one of tenant ${name} (given ${JSON.stringify(priority) ?? 'nothing'}). Allowed: ${priorities.join(', ')}. Choose one of them.` }];
}

const RESOURCES = [
  ['gpus', 'GPUs'],
  ['cpu', 'cores'],
  ['memory', 'of memory'],
] as const;

/** All pods of a job start together or not at all, so their sum must fit. */
function tooMuch(job: Job, tenant: TenantSpec, known: KnownTenants): FieldError[] {
  if (jobKind(job.kind)?.queuedApart?.(job) === true) return [];
  const { catalog } = known;
  return [...byPool(demandOf(job, catalog))].flatMap(([pool, asked]): FieldError[] => {
    const most = mostOf(tenant, pool, known);
    if (most === undefined || tenant.quota[pool] === undefined) {
      return [{ path: 'spec.size', reason: `runs on node pool ${pool}, of which tenant ${tenant.name} has nothing (given ${JSON.stringify(job.spec.size)}). Allowed: sizes of ${Object.keys(tenant.quota).join(', ')}. Choose another size, or ask for quota.` }];
    }
    return RESOURCES.flatMap(([resource, noun]): FieldError[] => {
      const limit = most[resource];
      if (limit === undefined || asked[resource].compare(limit) <= 0) return [];
      const count = `${asked[resource].toString()} ${noun}`;
      return [{ path: 'spec.size', reason: `asks for more than the job could ever get: its pods need ${count} of node pool ${pool} at the same time (given ${JSON.stringify(job.spec.size)}). Allowed: at most ${limit.toString()} in tenant ${tenant.name}, with all that it may borrow. Ask for fewer or smaller pods, or for more quota.` }];
    });
  });
}

function mostOf({ name }: TenantSpec, pool: string, { catalog, tenants, mostOf: told }: KnownTenants): Partial<PoolAmounts> | undefined {
  return told === undefined ? reachOf(tenants, catalog.queueing?.cohorts ?? {}, pool).get(name) : told(name, pool);
}

function byPool(demands: readonly PodDemand[]): Map<string, PoolAmounts> {
  const pools = new Map<string, PoolAmounts>();
  for (const { nodePool, cpu, memory, gpus } of demands) {
    const sum = pools.get(nodePool) ?? { cpu: Quantity.ZERO, memory: Quantity.ZERO, gpus: Quantity.ZERO };
    pools.set(nodePool, { cpu: sum.cpu.plus(cpu), memory: sum.memory.plus(memory), gpus: sum.gpus.plus(Quantity.parse(String(gpus))) });
  }
  return pools;
}
