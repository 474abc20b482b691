import { App, Chart } from 'cdk8s';
import { BatchQueueing } from '../../constructs/batch-queueing';
import { CustomResourceDefinitions } from '../../constructs/custom-resource-definitions';
import { PlatformCatalog } from '../../constructs/catalog';
import { Operator } from '../../constructs/operator';
import { PlatformNamespace } from '../../constructs/platform-namespace';
import { Tenant } from '../../constructs/tenant';
import type { Catalog } from '../../lib/catalog/spec';
import { DEFAULT_CATALOG } from '../../lib/catalog/default';
import type { CohortSpec, PoolQuotaSpec } from '../../lib/queues/spec';
import type { TenantSpec } from '../../lib/tenants/spec';
import { toYaml } from '../../lib/yaml/write';

/** Cohorts of every form: a name alone, with a parent, with a quota of its own, with both. */
const COHORTS: Record<string, CohortSpec> = {
  loose: {},
  company: { quota: { cpu: { cpu: '64', memory: '256Gi' }, gpu: { cpu: '32', memory: '128Gi', gpus: 8 } } },
  research: { parentName: 'company' },
  production: { parentName: 'company', quota: { gpu: { cpu: '8', memory: '32Gi', gpus: 2, borrowingLimit: { gpus: 4 }, lendingLimit: { cpu: '0', memory: '0', gpus: 0 } } } },
};

/** A catalog with every setting of queueing, with fair sharing or without it. */
export function sharingCatalog(fairSharing: boolean): Catalog {
  const weighted = Object.fromEntries(Object.entries(COHORTS).map(([name, cohort]) => [name, cohort.parentName !== undefined && fairSharing ? { ...cohort, fairSharing: { weight: 1.5 } } : cohort]));
  const priorities = { low: { value: -1000, description: 'When others do not.' }, normal: { value: 0 }, urgent: { value: 1_000_000_000 } };
  const nodePools = { ...DEFAULT_CATALOG.nodePools, mig: { labels: { 'ds.bloomberg.com/node-pool': 'mig' }, gpuResource: 'nvidia.com/mig-1g.10gb' } };
  return { ...DEFAULT_CATALOG, nodePools, queueing: { cohorts: weighted, priorities, fairSharing } };
}

/** The first of some values for the first number, the second for the second, and from the start again. */
function turn<T>(index: number, ...values: readonly T[]): T {
  return values[index % values.length] as T;
}

/** A tenant that has every option in one of its values; other numbers give other combinations. */
export function manyFacedTenant(index: number, fairSharing: boolean): TenantSpec {
  const inCohort = index % 5 !== 4;
  const limits = inCohort && { borrowingLimit: turn(index, { gpus: 4 }, { cpu: '0', memory: '0', gpus: 0 }, { memory: '64Gi' }), lendingLimit: turn(index, { cpu: '1500m' }, { gpus: 1 }) };
  return {
    name: `s-team-${index}`,
    owners: [`team-${index}-leads`],
    submitters: turn(index, [`team-${index}`, 'oidc:contractors'], [], undefined),
    viewers: turn(index, undefined, ['Everyone at the Company']),
    quota: { gpu: { cpu: '16', memory: '64Gi', gpus: 4, ...limits }, ...turn<Record<string, PoolQuotaSpec>>(index, {}, { cpu: { cpu: '500m', memory: '1Gi' } }, { mig: { cpu: '7', memory: '28Gi', gpus: 7 } }) },
    ...(inCohort && { cohortName: turn(index, 'loose', 'company', 'research', 'production'), ...sharing(index, fairSharing) }),
    queueingStrategy: turn(index, undefined, 'BestEffortFIFO', 'StrictFIFO'),
    priorities: turn(index, undefined, ['low'], ['urgent', 'normal']),
    identities: turn(index, ['davideis', 'news_index'], undefined),
    budget: turn(index, { gpuHoursPerMonth: 2000, cpuHoursPerMonth: 100_000 }, undefined, { gpuHoursPerMonth: 1 }),
    egress: [{ name: 'hdfs', cidr: '10.20.0.0/16', ports: [{ port: 8020 }] }, { name: 'index', namespaceSelector: { 'kubernetes.io/metadata.name': 'packages' }, ports: [{ port: 53, protocol: 'UDP' }] }],
    onDelete: turn(index, undefined, 'Retain', 'Delete'),
  };
}

function sharing(index: number, fairSharing: boolean): Partial<TenantSpec> {
  const withinClusterQueue = turn(index, undefined, 'Never', 'LowerOrNewerEqualPriority', 'LowerPriority' as const);
  if (fairSharing) return { fairSharing: { weight: turn(index, 0, 0.5, 3) }, preemption: { reclaimWithinCohort: turn(index, undefined, 'Never', 'LowerPriority', 'Any' as const), withinClusterQueue } };
  const borrowWithinCohort = turn(index, undefined, { policy: 'LowerPriority' as const }, { policy: 'LowerPriority' as const, maxPriorityThreshold: -1 }, { policy: 'Never' as const });
  return { preemption: { reclaimWithinCohort: turn(index, undefined, 'Any', 'LowerPriority', 'Never' as const), borrowWithinCohort, withinClusterQueue } };
}

/**
 * A platform with tenants as YAML, in the order in which it is applied: definitions, what all share, and the tenants.
 * @param parts whether the operator is among what all share; an API server without a node has nothing that would run it
 */
export function platformWith(tenants: readonly TenantSpec[], catalog: Catalog, parts: { readonly operator?: boolean } = {}): string[] {
  const app = new App();
  const definitions = new Chart(app, 'definitions');
  new CustomResourceDefinitions(definitions, 'jobs');
  const platform = new Chart(app, 'platform');
  new PlatformNamespace(platform, 'namespace');
  new PlatformCatalog(platform, 'catalog', { catalog });
  new BatchQueueing(platform, 'queueing');
  if (parts.operator) new Operator(platform, 'operator');
  const chart = new Chart(app, 'tenants');
  for (const tenant of tenants) new Tenant(chart, tenant.name, tenant);
  return [definitions, platform, chart].map((made) => toYaml(made.toJson() as object[]));
}
