import { checkRegistryMirror, validateCatalog } from '../catalog/validate';
import type { Catalog } from '../catalog/spec';
import { validateDevices } from '../devices/validate';
import type { EngineName } from '../engines/engine';
import { engineOf } from '../engines/table';
import { checkChartMirror, validateEngines } from '../engines/validate';
import type { FieldError } from '../errors';
import { validateMonitoring } from '../monitoring/validate';
import { checkTenant, checkTenantNames, validateRoute, validateRoutes } from '../mesh/routes';
import type { IngressSpec, MeshSpec, RouteSpec } from '../mesh/spec';
import { validateIngress, validateMesh } from '../mesh/validate';
import type { MonitoringSpec } from '../monitoring/spec';
import { validateGpuNodePool } from '../nodes/validate-gpu-node-pool';
import type { TenantSpec } from '../tenants/spec';
import { validateTenant } from '../tenants/validate';
import type { ClusterLayerSpec, PlatformLayerSpec, TenantsLayerSpec } from './spec';

/** `organization/project/stack`, or for a stack of the same project its name alone. */
const STACK = /^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+){0,2}$/;

/** Everything that is wrong with a layer `cluster` whose fields have the right types. */
export function validateClusterLayer(layer: ClusterLayerSpec): FieldError[] {
  const { nodePools, devices = {}, engines = {}, registryMirror, chartMirror } = layer;
  return [
    ...nodePools.flatMap((pool, index) => [...under(`nodePools[${index}]`, validateGpuNodePool(pool)), ...checkTwin(`nodePools[${index}].name`, nodePools.slice(0, index), pool.name)]),
    ...validateDevices(devices, nodePools).map(({ path, reason }) => ({ path: path === 'pools' ? 'nodePools' : path, reason })),
    ...(registryMirror === undefined ? [] : checkRegistryMirror('registryMirror', registryMirror)),
    ...(chartMirror === undefined ? [] : checkChartMirror('chartMirror', chartMirror)),
    ...validateEngines('engines', { ...engines }),
    ...checkGpuOperator(layer),
  ];
}

/** The layer writes the ClusterPolicy, and installs the operator for it alone. */
function checkGpuOperator({ devices, engines }: ClusterLayerSpec): FieldError[] {
  const override = engines?.gpuOperator;
  if (override === undefined) return [];
  if (devices?.gpuOperator === undefined) return [{ path: 'engines.gpuOperator', reason: 'for devices.gpuOperator alone (given without it). Allowed: with it. Add `devices: {gpuOperator: {}}`, or remove it.' }];
  const policy = override.values?.clusterPolicy;
  if (typeof policy !== 'object' || policy === null || Array.isArray(policy) || policy.deployCR !== true) return [];
  return [{ path: 'engines.gpuOperator.values.clusterPolicy.deployCR', reason: 'a second ClusterPolicy (given true). Allowed: false, since the layer writes the one that there can be. Remove it.' }];
}

/** Everything that is wrong with a layer `platform` whose fields have the right types; what a file or another stack tells is checked when it is known. */
export function validatePlatformLayer(layer: PlatformLayerSpec): FieldError[] {
  return [
    ...checkStack('clusterStack', layer.clusterStack),
    ...checkOneCatalog(layer),
    ...(layer.chartMirror === undefined ? [] : checkChartMirror('chartMirror', layer.chartMirror)),
    ...(layer.engines === undefined ? [] : validateEngines('engines', layer.engines)),
    ...checkParts(layer),
    ...checkPlace('monitoring.namespace', layer.monitoring?.namespace, 'kubePrometheusStack', layer),
    ...checkPlace('mesh.rootNamespace', layer.mesh?.rootNamespace, 'istiod', layer),
    ...(layer.ingress?.api === 'gateway' ? [] : checkPlace('ingress.namespace', layer.ingress?.namespace, 'istioGateway', layer)),
    ...(layer.ingress?.routes ?? []).flatMap(checkPlatformRoute),
  ];
}

/** Everything that is wrong with a layer `tenants` whose fields have the right types, apart from the tenants themselves. */
export function validateTenantsLayer(layer: TenantsLayerSpec): FieldError[] {
  return [...checkStack('platformStack', layer.platformStack), ...checkOneCatalog(layer), ...checkCatalogOrStack(layer), ...checkParts(layer)];
}

/** Everything that is wrong with the tenants of a platform, each and together. */
export function validateTenants(tenants: readonly TenantSpec[], catalog: Catalog): FieldError[] {
  return tenants.flatMap((tenant, index) => [...under(`tenants[${index}]`, validateTenant(tenant, catalog)), ...checkTwin(`tenants[${index}].name`, tenants.slice(0, index), tenant.name)]);
}

/** Everything that is wrong with the routes to tenants, given the platform that they are on. */
export function validateTenantRoutes(routes: readonly RouteSpec[], tenants: readonly TenantSpec[], { mesh, ingress }: Pick<Parts, 'mesh' | 'ingress'>): FieldError[] {
  const names = tenants.map(({ name }) => name);
  if (mesh === undefined || ingress === undefined) {
    const reason = `no way in for them (given ${routes.length}). Allowed: on a platform with an ingress. Add the ingress to the layer platform, or remove them.`;
    return routes.length === 0 ? [] : [{ path: 'routes', reason }];
  }
  return [
    ...checkTenantNames(names, ingress, mesh),
    ...routes.flatMap((route, index) => [...validateRoute(`routes[${index}]`, route, ingress, [...(ingress.routes ?? []), ...routes.slice(0, index)]), ...checkItsTenant(`routes[${index}].tenant`, route, names)]),
  ];
}

/** Routes to the platform's own services belong to the layer of the platform. */
function checkItsTenant(path: string, route: RouteSpec, tenants: readonly string[]): FieldError[] {
  if (route.tenant !== undefined) return checkTenant(path, route, tenants);
  return [{ path, reason: 'missing. Allowed: a tenant of this layer. Name it, or move the route to the layer platform.' }];
}

/** Everything that is wrong with a layer's catalog whose fields have the right types. */
export function validateLayerCatalog(catalog: Catalog): FieldError[] {
  return under('catalog', validateCatalog(catalog));
}

/** Errors of a part as errors of the whole. */
export function under(path: string, errors: readonly FieldError[]): FieldError[] {
  return errors.map((error) => ({ path: error.path === '' ? path : `${path}.${error.path}`, reason: error.reason }));
}

/** Parts of a platform, which both layers may be told of. */
interface Parts {
  readonly monitoring?: MonitoringSpec;
  readonly mesh?: MeshSpec;
  readonly ingress?: IngressSpec;
}

function checkParts({ monitoring, mesh, ingress }: Parts): FieldError[] {
  return [
    ...(monitoring === undefined ? [] : under('monitoring', validateMonitoring(monitoring))),
    ...(mesh === undefined ? [] : under('mesh', validateMesh(mesh))),
    ...(ingress === undefined ? [] : under('ingress', [...validateIngress(ingress), ...validateRoutes('routes', ingress.routes ?? [], ingress)])),
    ...(ingress === undefined || mesh !== undefined ? [] : [NO_MESH]),
  ];
}

const NO_MESH: FieldError = { path: 'ingress', reason: 'needs the mesh (given none). Allowed: with mesh alone. Add `mesh: {}`.' };

/** What is installed here is in the namespace of the table of engines. */
function checkPlace(path: string, given: string | undefined, engine: EngineName, { engines }: PlatformLayerSpec): FieldError[] {
  const { namespace } = engineOf(engine);
  if (given === undefined || given === namespace || engines?.[engine]?.install === false) return [];
  return [{ path, reason: `not where the engine is installed (given ${JSON.stringify(given)}). Allowed: ${namespace}, or any with engines.${engine}.install: false. Remove it.` }];
}

/** This layer knows no tenants. */
function checkPlatformRoute({ tenant }: RouteSpec, index: number): FieldError[] {
  if (tenant === undefined) return [];
  return [{ path: `ingress.routes[${index}].tenant`, reason: `not of this layer (given ${JSON.stringify(tenant)}). Allowed: routes to a namespace of the platform. Move the route to the layer tenants.` }];
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
