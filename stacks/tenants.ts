import * as pulumi from '@pulumi/pulumi';
import { App, Chart } from 'cdk8s';
import { PlatformCatalog } from '../constructs/catalog';
import { Tenant } from '../constructs/tenant';
import { DEFAULT_CATALOG } from '../lib/catalog/default';
import type { Catalog } from '../lib/catalog/spec';
import { PlatformError } from '../lib/errors';
import type { TenantsLayerSpec } from '../lib/platform/spec';
import { under, validateTenants } from '../lib/platform/validate';
import { TenantSpace } from './components/tenant';
import { platformCatalog, type TenantsOutputs } from './outputs';
import type { LayerContext } from './platform';

/** The layer `tenants`: each in a component of its own. @throws PlatformError with every error of every tenant */
export async function deployTenants(spec: TenantsLayerSpec, { access }: LayerContext): Promise<TenantsOutputs> {
  const catalog = await catalogOf(spec);
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
  return { namespaces: tenants.map(({ name }) => name) };
}

async function catalogOf({ platformStack, catalog }: TenantsLayerSpec): Promise<Catalog> {
  return platformStack === undefined ? (catalog ?? DEFAULT_CATALOG) : platformCatalog(platformStack);
}
