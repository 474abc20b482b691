import type { IConstruct } from 'constructs';
import type { PoolQuotaSpec } from '../../lib/queues/spec';
import { PlatformCatalog } from '../catalog';
import { GpuNodePool } from '../gpu-node-pool';
import { Tenant } from '../tenant';
import type { SummarySection } from './section';
import { textTable } from './text-table';

/** What the pools with GPUs have, and what of it has been given to whom. */
export function poolsSection(constructs: readonly IConstruct[]): SummarySection {
  const tenants = constructs.filter((construct) => construct instanceof Tenant);
  const pools = constructs.filter((construct) => construct instanceof GpuNodePool);
  const entries = pools.flatMap((pool) => Object.entries(pool.capacity));
  const quotas = quotasOf(constructs, tenants);
  const problems: string[] = [];
  const rows = entries.map(([name, gpus]) => {
    const given = sumOf(Object.values(quotas), name);
    if (given > gpus) problems.push(`Pool ${name} has ${gpus} GPUs, and ${given} are given as quota: jobs would be admitted that find no node.`);
    const shares = Object.entries(quotas).flatMap(([owner, quota]) => (quota[name]?.gpus ? [`${owner} ${quota[name]?.gpus}`] : []));
    return [name, String(gpus), String(given), String(gpus - given), shares.join(', ') || '–'];
  });
  return { text: textTable(['GPU POOL', 'GPUS', 'GIVEN AS QUOTA', 'LEFT', 'TO WHOM'], rows), problems };
}

/** The quotas of all tenants, and of cohorts that have some of their own. */
function quotasOf(constructs: readonly IConstruct[], tenants: readonly Tenant[]): Record<string, Record<string, PoolQuotaSpec>> {
  const catalogs = constructs.filter((construct) => construct instanceof PlatformCatalog);
  const cohorts = catalogs.flatMap(({ catalog }) => Object.entries(catalog.queueing?.cohorts ?? {}));
  return Object.fromEntries([
    ...tenants.map(({ namespace, quota }) => [namespace, quota] as const),
    ...cohorts.map(([name, { quota = {} }]) => [`cohort ${name}`, quota] as const),
  ]);
}

function sumOf(quotas: readonly Record<string, PoolQuotaSpec>[], pool: string): number {
  return quotas.reduce((sum, quota) => sum + (quota[pool]?.gpus ?? 0), 0);
}
