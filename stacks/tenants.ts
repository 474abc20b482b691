import { App, Chart } from 'cdk8s';
import { PlatformCatalog } from '../constructs/catalog';
import { IstioIngress } from '../constructs/istio-ingress';
import { Mesh } from '../constructs/mesh';
import { TenantBudgets } from '../constructs/tenant-budgets';
import { Tenant } from '../constructs/tenant';
import { DEFAULT_CATALOG } from '../lib/catalog/default';
import type { RouteSpec } from '../lib/mesh/spec';
import type { MonitoringSpec } from '../lib/monitoring/spec';
import type { TenantsLayerSpec } from '../lib/platform/spec';
import { under, validateTenantRoutes, validateTenants } from '../lib/platform/validate';
import type { TenantSpec } from '../lib/tenants/spec';
import { Manifests } from './components/chart';
import { TenantSpace } from './components/tenant';
import { platformOutputs, refuseConfig, type PlatformOutputs, type TenantsOutputs } from './outputs';
import type { LayerContext } from './platform';

/** What the tenants must know of the platform. */
type Surroundings = Omit<PlatformOutputs, 'engines'>;

/** The layer `tenants`: each in a component of its own. @throws PlatformError with every error of every tenant */
export async function deployTenants(spec: TenantsLayerSpec, { access }: LayerContext): Promise<TenantsOutputs> {
  const platform = await platformOf(spec);
  const { tenants = [], routes = [] } = spec;
  const errors = under('tenants', [...validateTenants(tenants, platform.catalog), ...validateTenantRoutes(routes, tenants, platform)]);
  refuseConfig(errors);
  const app = new App();
  const ingress = surround(app, platform);
  const charts = tenants.map((tenant) => tenantChart(app, tenant, { ingress, routes: routes.filter((route) => route.tenant === tenant.name) }));
  // What stays of a tenant is taken over when the tenant comes back.
  charts.forEach((chart, index) => new TenantSpace((tenants[index] as TenantSpec).name, { chart, kept: access.kept }, { provider: access.kept }));
  const chart = budgets(app, tenants, platform.monitoring);
  if (chart !== undefined) new Manifests('budgets', { chart, kept: access.kept }, { provider: access.cluster });
  return { namespaces: tenants.map(({ name }) => name) };
}

async function platformOf({ platformStack, catalog = DEFAULT_CATALOG, monitoring, mesh, ingress }: TenantsLayerSpec): Promise<Surroundings> {
  return platformStack === undefined ? { catalog, monitoring, mesh, ingress } : platformOutputs(platformStack);
}

/** What constructs of tenants look for around them. It is in charts that nobody deploys here: the layer `platform` did. */
function surround(app: App, { catalog, mesh, ingress }: Surroundings): IstioIngress | undefined {
  const chart = new Chart(app, 'platform');
  new PlatformCatalog(chart, 'catalog', { catalog });
  if (mesh === undefined) return undefined;
  new Mesh(chart, 'mesh', { ...mesh, existing: true });
  return ingress && new IstioIngress(chart, 'ingress', { ...ingress, existing: true });
}

interface Reachable {
  readonly ingress: IstioIngress | undefined;
  readonly routes: readonly RouteSpec[];
}

/** A tenant, with the routes to it: they come and go together. */
function tenantChart(app: App, tenant: TenantSpec, { ingress, routes }: Reachable): Chart {
  const chart = new Chart(app, `tenant-${tenant.name}`);
  new Tenant(chart, 'tenant', tenant);
  for (const route of routes) ingress?.addRoute(route, chart);
  return chart;
}

/** All budgets are one object of Prometheus' operator, so they are apart from the tenants. */
function budgets(app: App, tenants: readonly TenantSpec[], monitoring: MonitoringSpec | undefined): Chart | undefined {
  if (monitoring === undefined || tenants.every(({ budget }) => budget === undefined)) return undefined;
  const { namespace, selectorLabels, rules, scrapeIntervalSeconds } = monitoring;
  const chart = new Chart(app, 'budgets');
  new TenantBudgets(chart, 'budgets', { namespace, selectorLabels, rules, scrapeIntervalSeconds, tenants: tenants.map(({ name, budget }) => ({ name, budget })) });
  return chart;
}
