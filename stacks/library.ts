/** The layers for programs of one's own: the package's entry point `ds-platform/stacks`. */
export { deployCluster } from './cluster';
export { clusterAccess, type AccessArgs, type ClusterAccess } from './components/access';
export { Manifests, type ManifestsArgs } from './components/chart';
export { Engine, type EngineArgs } from './components/engine';
export { Engines, type EnginesArgs } from './components/engines';
export { TenantSpace, type TenantSpaceArgs } from './components/tenant';
export { clusterOutputs, platformOutputs, type ClusterOutputs, type PlatformOutputs, type TenantsOutputs } from './outputs';
export { deployPlatform, type LayerContext } from './platform';
export { deployTenants } from './tenants';
