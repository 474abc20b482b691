import * as pulumi from '@pulumi/pulumi';
import { App, Chart } from 'cdk8s';
import { PlatformCatalog } from '../constructs/catalog';
import { TenantBudgets } from '../constructs/tenant-budgets';
import { Tenant } from '../constructs/tenant';
import { DEFAULT_CATALOG } from '../lib/catalog/default';
import { PlatformError } from '../lib/errors';
import type { MonitoringSpec } from '../lib/monitoring/spec';
import type { TenantsLayerSpec } from '../lib/platform/spec';
import { under, validateTenants } from '../lib/platform/validate';
import type { TenantSpec } from '../lib/tenants/spec';
import { Manifests } from './components/chart';
import { TenantSpace } from './components/tenant';
import { platformOutputs, type PlatformOutputs, type TenantsOutputs } from './outputs';
import type { LayerContext } from './platform';

/** The layer `tenants`: each in a component of its own. @throws PlatformError with every error of every tenant */
export async function deployTenants(spec: TenantsLayerSpec, { access }: LayerContext): Promise<TenantsOutputs> {
  const { catalog, monitoring } = await platformOf(spec);
  const tenants = spec.tenants ?? [];
  const errors = under('tenants', validateTenants(tenants, catalog));
  if (errors.length > 0) throw new PlatformError('InvalidConfig', `Stack/${pulumi.getStack()}`, errors);
  const app = new App();
  new PlatformCatalog(new Chart(app, 'catalog'), 'catalog', { catalog });
  for (const tenant of tenants) {
    const chart = new Chart(app, `tenant-${tenant.name}`);
    new Tenant(chart, 'tenant', tenant);
    new TenantSpace(tenant.name, { chart, kept: access.kept }, { provider: access.cluster });
  }
  const chart = budgets(app, tenants, monitoring);
  if (chart !== undefined) new Manifests('budgets', { chart, kept: access.kept }, { provider: access.cluster });
  return { namespaces: tenants.map(({ name }) => name) };
}

/** What the tenants must know of the platform. */
async function platformOf({ platformStack, catalog = DEFAULT_CATALOG, monitoring }: TenantsLayerSpec): Promise<Pick<PlatformOutputs, 'catalog' | 'monitoring'>> {
  return platformStack === undefined ? { catalog, monitoring } : platformOutputs(platformStack);
}

/** All budgets are one object of Prometheus' operator, so they are apart from the tenants. */
function budgets(app: App, tenants: readonly TenantSpec[], monitoring: MonitoringSpec | undefined): Chart | undefined {
  if (monitoring === undefined || tenants.every(({ budget }) => budget === undefined)) return undefined;
  const { namespace, selectorLabels, rules, scrapeIntervalSeconds } = monitoring;
  const chart = new Chart(app, 'budgets');
  new TenantBudgets(chart, 'budgets', { namespace, selectorLabels, rules, scrapeIntervalSeconds, tenants: tenants.map(({ name, budget }) => ({ name, budget })) });
  return chart;
}
