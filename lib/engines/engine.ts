import type { Json } from '../k8s/object';
import type { DeviceClassMapping } from '../nodes/device-class';

/** Names of the engines, as a platform's configuration spells them. */
export type EngineName =
  | 'certManager'
  | 'istioBase'
  | 'istiod'
  | 'istioCni'
  | 'ztunnel'
  | 'istioGateway'
  | 'jobset'
  | 'kueue'
  | 'sparkOperator'
  | 'kubePrometheusStack'
  | 'gpuOperator';

/** A Helm chart of a project, at the version that we have read. */
export interface ChartReference {
  readonly name: string;
  readonly version: string;
  /** Chart repository (`https://…`), or the OCI folder that holds the chart (`oci://…`). */
  readonly repository: string;
}

/** What the values of a chart are made from. */
export interface ValuesContext {
  /** The image that a key of {@link EngineDefinition.images} stands for, from the mirror where there is one. */
  readonly image: (key: string) => string;
  /** The mesh, where there is one. */
  readonly mesh?: MeshDomains;
  /** Whether what a cohort lends is shared out by weight, as the catalog has it. @default false */
  readonly fairSharing?: boolean;
  /** Whether applications of Spark are queued. @default false */
  readonly spark?: boolean;
  /** Which DeviceClasses count as which resource. @default - none: pods claim no devices */
  readonly deviceClasses?: readonly DeviceClassMapping[];
}

/** What the engines of a mesh must agree on. */
export interface MeshDomains {
  /** @default cluster.local */
  readonly trustDomain?: string;
  /** @default cluster.local */
  readonly clusterDomain?: string;
}

/** One upstream engine: its chart, what it runs, and what must be there before it. */
export interface EngineDefinition {
  readonly name: EngineName;
  readonly chart: ChartReference;
  /** Where the chart, its values and its images were read. */
  readonly see: string;
  /** Name of the Helm release: names of the engine's objects begin with it. */
  readonly release: string;
  readonly namespace: string;
  /** Chart of the platform's own that brings the namespace; the engine comes after it. @default - the namespace is made with the engine */
  readonly inNamespaceOf?: string;
  /** Pod Security level of the namespace. @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
  readonly podSecurity: 'restricted' | 'baseline' | 'privileged';
  /** API groups that the engine defines or guards by webhooks: objects of these groups wait until it is ready. */
  readonly apiGroups: readonly string[];
  /** Engines that must be ready before. */
  readonly after: readonly EngineName[];
  /** What runs when the engine is ready, as kubectl names it: `deployment/x`. */
  readonly workloads: readonly string[];
  /** Every image that the chart runs with our values, under a key of our own. */
  readonly images: Readonly<Record<string, string>>;
  /** What we set in the chart's values. */
  readonly values: (context: ValuesContext) => Record<string, Json>;
}
