import type { ImageName } from '../images/catalogue';
import type { Engine } from '../plan';

/** What the sandbox needs to know of an engine; everything else comes from the manifests in the engine's Go module. */
export interface EngineDefinition {
  readonly importPath: string;
  /** Folder of the Go module with the kustomization of a whole installation, or with its Helm chart. */
  readonly installation: string | HelmChart;
  /** Files of the Go module with its CustomResourceDefinitions: a file, or a folder of files. */
  readonly crds: string;
  readonly namespace: string;
  readonly workload: EngineWorkload;
  /** The workload of its webhooks, where they have one of their own. */
  readonly webhookWorkload?: EngineWorkload;
  readonly image: ImageName;
  /** APIs that the engine itself serves through the API server, as their APIService objects are called. @default - none */
  readonly apis?: readonly string[];
  /** The engine's own webhooks. @default - it has none */
  readonly webhooks?: {
    /** What their certificate is made for. @default - the engine makes it by itself, and its pods have it at once */
    readonly certificate?: { readonly secret: string; readonly service: string; readonly authority: string };
    /** An object that they must let pass when they answer; it is never stored. */
    readonly probe: object;
  };
}

export interface EngineWorkload {
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly name: string;
  readonly container: string;
}

/** A chart in the engine's Go module. */
export interface HelmChart {
  readonly chart: string;
  readonly values: object;
}

/** The workloads of an engine. */
export function workloadsOf({ workload, webhookWorkload }: EngineDefinition): EngineWorkload[] {
  return webhookWorkload === undefined ? [workload] : [workload, webhookWorkload];
}

export const DEFINITIONS: Readonly<Record<Engine, EngineDefinition>> = {
  jobset: {
    importPath: 'sigs.k8s.io/jobset',
    installation: 'config/default',
    crds: 'config/components/crd/bases',
    namespace: 'jobset-system',
    workload: { kind: 'Deployment', name: 'jobset-controller-manager', container: 'manager' },
    image: 'jobset',
    webhooks: {
      certificate: { secret: 'jobset-webhook-server-cert', service: 'jobset-webhook-service', authority: 'jobset-ca' },
      probe: {
        apiVersion: 'jobset.x-k8s.io/v1alpha2',
        kind: 'JobSet',
        metadata: { name: 'webhook-probe', namespace: 'default' },
        spec: { replicatedJobs: [{ name: 'probe', template: { spec: { template: { spec: probePod() } } } }] },
      },
    },
  },
  kueue: {
    importPath: 'sigs.k8s.io/kueue',
    installation: 'config/default',
    crds: 'config/components/crd/bases',
    namespace: 'kueue-system',
    workload: { kind: 'Deployment', name: 'kueue-controller-manager', container: 'manager' },
    image: 'kueue',
    apis: ['v1beta1.visibility.kueue.x-k8s.io', 'v1beta2.visibility.kueue.x-k8s.io'],
    webhooks: {
      certificate: { secret: 'kueue-webhook-server-cert', service: 'kueue-webhook-service', authority: 'kueue-ca' },
      probe: { apiVersion: 'kueue.x-k8s.io/v1beta2', kind: 'ResourceFlavor', metadata: { name: 'webhook-probe' } },
    },
  },
  metacontroller: {
    importPath: 'metacontroller',
    installation: 'manifests/production',
    crds: 'manifests/production/metacontroller-crds-v1.yaml',
    namespace: 'metacontroller',
    workload: { kind: 'StatefulSet', name: 'metacontroller', container: 'metacontroller' },
    image: 'metacontroller',
  },
  'spark-operator': {
    importPath: 'github.com/kubeflow/spark-operator/v2',
    installation: {
      chart: 'charts/spark-operator-chart',
      // The namespaces of tenants, whose accounts are the platform's.
      values: {
        controller: { leaderElection: { enable: false } },
        webhook: { leaderElection: { enable: false } },
        spark: { jobNamespaces: [], jobNamespaceSelector: 'ds.bloomberg.com/tenant', serviceAccount: { create: false }, rbac: { create: false } },
      },
    },
    crds: 'charts/spark-operator-chart/crds',
    namespace: 'spark-operator',
    workload: { kind: 'Deployment', name: 'spark-operator-controller', container: 'spark-operator-controller' },
    webhookWorkload: { kind: 'Deployment', name: 'spark-operator-webhook', container: 'spark-operator-webhook' },
    image: 'spark-operator',
    webhooks: {
      probe: {
        apiVersion: 'sparkoperator.k8s.io/v1beta2',
        kind: 'SparkApplication',
        metadata: { name: 'webhook-probe', namespace: 'default' },
        spec: { type: 'Scala', sparkVersion: '4.0.0', mainApplicationFile: 'local:///none.jar', driver: {}, executor: {} },
      },
    },
  },
};

function probePod(): object {
  return { restartPolicy: 'Never', containers: [{ name: 'probe', image: 'none' }] };
}
