import type { EngineName } from '../../lib/engines/engine';
import { engineOf } from '../../lib/engines/table';
import type { ImageName } from '../images/catalogue';
import type { Engine } from '../plan';

/** What the sandbox needs to know of an engine; everything else comes from the table of engines, and from the chart in the engine's Go module. */
export interface EngineDefinition {
  readonly importPath: string;
  readonly installation: TableChart;
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
  readonly kind: 'Deployment';
  readonly name: string;
  readonly container: string;
}

/** A chart that is installed as the table of engines has it: with its release, its namespace and its values. */
export interface TableChart {
  /** What the table calls the engine. */
  readonly engine: EngineName;
  /** Folder of the Go module. */
  readonly folder: string;
}

/** The workloads of an engine. */
export function workloadsOf({ workload, webhookWorkload }: EngineDefinition): EngineWorkload[] {
  return webhookWorkload === undefined ? [workload] : [workload, webhookWorkload];
}

export const DEFINITIONS: Readonly<Record<Engine, EngineDefinition>> = {
  jobset: {
    importPath: 'sigs.k8s.io/jobset',
    installation: { engine: 'jobset', folder: 'charts/jobset' },
    crds: 'config/components/crd/bases',
    namespace: engineOf('jobset').namespace,
    workload: deployment('jobset', 0, 'controller'),
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
    installation: { engine: 'kueue', folder: 'charts/kueue' },
    crds: 'config/components/crd/bases',
    namespace: engineOf('kueue').namespace,
    workload: deployment('kueue', 0, 'manager'),
    image: 'kueue',
    // Of each API that is announced one must wait for the answer, also of those that nothing here asks: see waitForApis.
    apis: ['v1beta1.visibility.kueue.x-k8s.io', 'v1beta2.visibility.kueue.x-k8s.io'],
    webhooks: {
      certificate: { secret: 'kueue-webhook-server-cert', service: 'kueue-webhook-service', authority: 'kueue-ca' },
      probe: { apiVersion: 'kueue.x-k8s.io/v1beta2', kind: 'ResourceFlavor', metadata: { name: 'webhook-probe' } },
    },
  },
  'spark-operator': {
    importPath: 'github.com/kubeflow/spark-operator/v2',
    installation: { engine: 'sparkOperator', folder: 'charts/spark-operator-chart' },
    crds: 'charts/spark-operator-chart/crds',
    namespace: engineOf('sparkOperator').namespace,
    workload: deployment('sparkOperator', 0, 'spark-operator-controller'),
    webhookWorkload: deployment('sparkOperator', 1, 'spark-operator-webhook'),
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

/** One of the Deployments that the table says an engine has. */
function deployment(engine: EngineName, index: number, container: string): EngineWorkload {
  const [, name = ''] = engineOf(engine).workloads[index]?.split('/') ?? [];
  return { kind: 'Deployment', name, container };
}

function probePod(): object {
  return { restartPolicy: 'Never', containers: [{ name: 'probe', image: 'none' }] };
}
