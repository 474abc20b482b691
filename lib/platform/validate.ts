import { validateCatalog } from '../catalog/validate';
import type { Catalog } from '../catalog/spec';
import { engineOf } from '../engines/table';
import { checkChartMirror, validateEngines } from '../engines/validate';
import type { FieldError } from '../errors';
import { validateMonitoring } from '../monitoring/validate';
import type { MonitoringSpec } from '../monitoring/spec';
import { validateGpuNodePool } from '../nodes/validate';
import type { TenantSpec } from '../tenants/spec';
import { validateTenant } from '../tenants/validate';
import type { ClusterLayerSpec, PlatformLayerSpec, TenantsLayerSpec } from './spec';

/** `organization/project/stack`, or for a stack of the same project its name alone. */
const STACK = /^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+){0,2}$/;

/** Everything that is wrong with a layer `cluster` whose fields have the right types. */
export function validateClusterLayer({ nodePools }: ClusterLayerSpec): FieldError[] {
  return nodePools.flatMap((pool, index) => [...under(`nodePools[${index}]`, validateGpuNodePool(pool)), ...checkTwin(`nodePools[${index}].name`, nodePools.slice(0, index), pool.name)]);
}

/** Everything that is wrong with a layer `platform` whose fields have the right types; what a file or another stack tells is checked when it is known. */
export function validatePlatformLayer(layer: PlatformLayerSpec): FieldError[] {
  return [
    ...checkStack('clusterStack', layer.clusterStack),
    ...checkOneCatalog(layer),
    ...(layer.chartMirror === undefined ? [] : checkChartMirror('chartMirror', layer.chartMirror)),
    ...(layer.engines === undefined ? [] : validateEngines('engines', layer.engines)),
    ...checkMonitoring(layer.monitoring),
    ...checkMonitoringNamespace(layer),
  ];
}

/** Everything that is wrong with a layer `tenants` whose fields have the right types, apart from the tenants themselves. */
export function validateTenantsLayer(layer: TenantsLayerSpec): FieldError[] {
  return [...checkStack('platformStack', layer.platformStack), ...checkOneCatalog(layer), ...checkCatalogOrStack(layer), ...checkMonitoring(layer.monitoring)];
}

/** Everything that is wrong with the tenants of a platform, each and together. */
export function validateTenants(tenants: readonly TenantSpec[], catalog: Catalog): FieldError[] {
  return tenants.flatMap((tenant, index) => [...under(`tenants[${index}]`, validateTenant(tenant, catalog)), ...checkTwin(`tenants[${index}].name`, tenants.slice(0, index), tenant.name)]);
}

/** Everything that is wrong with a layer's catalog whose fields have the right types. */
export function validateLayerCatalog(catalog: Catalog): FieldError[] {
  return under('catalog', validateCatalog(catalog));
}

/** Errors of a part as errors of the whole. */
export function under(path: string, errors: readonly FieldError[]): FieldError[] {
  return errors.map((error) => ({ path: error.path === '' ? path : `${path}.${error.path}`, reason: error.reason }));
}

function checkMonitoring(monitoring: MonitoringSpec | undefined): FieldError[] {
  return monitoring === undefined ? [] : under('monitoring', validateMonitoring(monitoring));
}

/** What is installed here is in the namespace of the table of engines. */
function checkMonitoringNamespace({ monitoring, engines }: PlatformLayerSpec): FieldError[] {
  const installed = engineOf('kubePrometheusStack').namespace;
  if (monitoring?.namespace === undefined || monitoring.namespace === installed || engines?.kubePrometheusStack?.install === false) return [];
  const given = JSON.stringify(monitoring.namespace);
  return [{ path: 'monitoring.namespace', reason: `not where the engine is installed (given ${given}). Allowed: ${installed}, or any with engines.kubePrometheusStack.install: false. Remove it.` }];
}

function checkTwin(path: string, before: readonly { readonly name: string }[], name: string): FieldError[] {
  if (!before.some((other) => other.name === name)) return [];
  return [{ path, reason: `given twice (${JSON.stringify(name)}). Allowed: one of a name. Rename one of them, or remove it.` }];
}

function checkStack(path: string, stack: string | undefined): FieldError[] {
  if (stack === undefined || STACK.test(stack)) return [];
  return [{ path, reason: `not the name of a stack (given ${JSON.stringify(stack)}). Allowed: organization/project/stack. Take it from \`pulumi stack ls\`.` }];
}

function checkOneCatalog({ catalog, catalogFile }: { readonly catalog?: Catalog; readonly catalogFile?: string }): FieldError[] {
  if (catalog === undefined || catalogFile === undefined) return [];
  return [{ path: 'catalogFile', reason: `a second catalog (given ${JSON.stringify(catalogFile)}). Allowed: either catalog or catalogFile. Remove one of them.` }];
}

function checkCatalogOrStack({ platformStack, catalog, catalogFile }: TenantsLayerSpec): FieldError[] {
  if (platformStack === undefined || (catalog === undefined && catalogFile === undefined)) return [];
  return [{ path: 'platformStack', reason: `tells the catalog too (given ${JSON.stringify(platformStack)}). Allowed: either platformStack or a catalog. Remove one of them.` }];
}
