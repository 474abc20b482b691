import type { Catalog } from '../catalog/spec';
import type { DevicesSpec } from '../devices/spec';
import type { EngineOverrideSpec } from '../engines/spec';
import type { IngressSpec, MeshSpec, RouteSpec } from '../mesh/spec';
import type { MonitoringSpec } from '../monitoring/spec';
import type { GpuNodePoolSpec } from '../nodes/spec';
import type { TenantSpec } from '../tenants/spec';

/** The layer `cluster`: pools of nodes, and what hands out their GPUs. */
export interface ClusterLayerSpec {
  /** Pools of nodes with GPUs. */
  nodePools: GpuNodePoolSpec[];
  /** What hands out and measures the GPUs of the pools. @default - nothing of the layer */
  devices?: DevicesSpec;
  /**
   * Registry (and path) that every image of the layer is pulled from.
   * @default - the images' own registries
   * @example registry.example.com/mirror
   */
  registryMirror?: string;
  /**
   * Registry (and path) that every chart of the layer is taken from, under the chart's own name.
   * @default - the charts' own repositories
   * @example oci://registry.example.com/charts
   */
  chartMirror?: string;
  /** What is to be otherwise with the layer's engines. @default - the GPU operator is installed where `devices` asks for it, from where NVIDIA publishes it */
  engines?: ClusterEngines;
}

/** Engines of the layer `cluster`, where they differ from the table of engines. */
export interface ClusterEngines {
  gpuOperator?: EngineOverrideSpec;
}

/** The layer `platform`: engines, definitions of the jobs, catalog, queueing, and the operator. */
export interface PlatformLayerSpec {
  /**
   * Stack with the layer `cluster` whose node pools the catalog offers beside its own.
   * @default - none
   * @example organization/ds-platform/dev-cluster
   */
  clusterStack?: string;
  /** What the platform offers to its jobs. Either this or `catalogFile`. @default - the catalog that a platform starts with */
  catalog?: Catalog;
  /**
   * A file of YAML or JSON with the catalog, as a path from the folder of Pulumi.yaml.
   * @default - none
   * @example catalog.yaml
   */
  catalogFile?: string;
  /**
   * Registry (and path) that every image is pulled from, of the engines as well as of jobs; the catalog's `registryMirror` becomes the same.
   * @default - the catalog's `registryMirror`, else the images' own registries
   * @example registry.example.com/mirror
   */
  registryMirror?: string;
  /**
   * Registry (and path) that every chart is taken from, under the chart's own name.
   * @default - the charts' own repositories
   * @example oci://registry.example.com/charts
   */
  chartMirror?: string;
  /** What is to be otherwise with the engines, by name. @default - what the platform needs is installed, from where its projects publish it */
  engines?: Record<string, EngineOverrideSpec>;
  /** How the operator runs. @default - two pods */
  operator?: OperatorSpec;
  /** How the platform is watched: `{}` for kube-prometheus-stack with our rules and dashboards. @default - it is not */
  monitoring?: MonitoringSpec;
  /** The service mesh: `{}` for Istio in ambient mode, with mutual TLS everywhere. @default - there is none */
  mesh?: MeshSpec;
  /** The one way into the platform from outside; it needs the mesh. Routes to tenants belong to the layer `tenants`. @default - nothing is reachable from outside */
  ingress?: IngressSpec;
}

/** How the operator runs. */
export interface OperatorSpec {
  /**
   * Pods of the operator.
   * @asType integer
   * @minimum 1
   * @default 2
   */
  replicas?: number;
  /** What the operator logs: everything from the level on. @default info */
  logLevel?: 'debug' | 'info' | 'warn' | 'error';
  /** Namespace whose pods may read the operator's metrics. @default - that of `monitoring`, else none */
  metricsNamespace?: string;
}

/** The layer `tenants`: each team's namespace, and everything that makes it safe. */
export interface TenantsLayerSpec {
  /**
   * Stack with the layer `platform` whose catalog the quotas name. Either this, or a catalog, or neither for the catalog that a platform starts with.
   * @default - none
   * @example organization/ds-platform/dev-platform
   */
  platformStack?: string;
  /** How the platform is watched, for the budgets of tenants, where no stack tells it. @default - budgets are not watched */
  monitoring?: MonitoringSpec;
  /** The mesh that the tenants join, where no stack tells it. @default - they join none */
  mesh?: MeshSpec;
  /** The way in that routes are for, where no stack tells it. @default - there is none */
  ingress?: IngressSpec;
  /** Services of tenants that may be reached from outside, and by whom. @default - none */
  routes?: RouteSpec[];
  /** The catalog whose node pools the quotas name, where no stack tells it. @default - none */
  catalog?: Catalog;
  /** A file with that catalog, as a path from the folder of Pulumi.yaml. @default - none */
  catalogFile?: string;
  /** The tenants. @default - those of `tenantsFile` */
  tenants?: TenantSpec[];
  /**
   * A file of YAML or JSON with more tenants, one a document or all in a list, as a path from the folder of Pulumi.yaml.
   * @default - none
   * @example tenants.yaml
   */
  tenantsFile?: string;
}
