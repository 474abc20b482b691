import type { V1ConfigMap, V1PodDisruptionBudget, V1Service } from '@kubernetes/client-node';
import { Construct } from 'constructs';
import { API_GROUP, API_VERSION, PLATFORM_NAMESPACE } from '../lib/api';
import { nodeImage } from '../lib/catalog/images';
import type { Catalog } from '../lib/catalog/spec';
import { childResources } from '../lib/jobs/children';
import type { ChildResource, JobKind } from '../lib/jobs/kind';
import { JOB_KINDS } from '../lib/jobs/registry';
import type { KubeObject, KubeObjectOf } from '../lib/k8s/object';
import { PlatformCatalog } from './catalog';
import { addObjects, refuse } from './objects';
import { readOperatorBundle, type OperatorBundle } from './operator-bundle';
import { OPERATOR, OPERATOR_SELECTOR, operatorDeployment, operatorLabels, operatorMetadata } from './operator-deployment';

/** How {@link Operator} runs. */
export interface OperatorProps {
  /**
   * Namespace that the operator runs in; the catalog must be there too.
   * @default 'ds-platform'
   */
  readonly namespace?: string;
  /**
   * Image with Node.js 22 or later as `node`.
   * @default - the catalog's `images.node`, else 'docker.io/library/node:24.21.0-slim'
   */
  readonly image?: string;
  /**
   * Pods of the operator.
   * @default 2
   */
  readonly replicas?: number;
  /**
   * What the operator logs.
   * @default OperatorLogLevel.INFO
   */
  readonly logLevel?: OperatorLogLevel;
  /**
   * Namespace that Metacontroller runs in: the only one that may call the hooks.
   * @default 'metacontroller'
   */
  readonly metacontrollerNamespace?: string;
  /**
   * Namespace whose pods may read the operator's metrics.
   * @default - none
   */
  readonly metricsNamespace?: string;
}

/** What an operator logs: everything from the level on. */
export enum OperatorLogLevel {
  DEBUG = 'debug',
  INFO = 'info',
  WARN = 'warn',
  ERROR = 'error',
}

/** Metacontroller waits so long for a hook, which answers in milliseconds; then it tries again. */
const HOOK_TIMEOUT = '10s';

/**
 * A backstop. Jobs that are not at rest ask for their own next sync, within minutes, so this is only about jobs that have
 * ended; each costs Metacontroller one read of the job, and there may be thousands.
 */
const RESYNC_PERIOD_SECONDS = 3600;

/**
 * The operator: gives every job its native objects and its status. Metacontroller calls it; it calls nobody and has no
 * rights in the cluster.
 */
export class Operator extends Construct {
  constructor(scope: Construct, id: string, props: OperatorProps = {}) {
    super(scope, id);
    const catalog = PlatformCatalog.of(this);
    const settings = resolve(props, catalog);
    const bundle = readOperatorBundle();
    const main = operatorDeployment(settings, bundle.checksum);
    addObjects(
      this,
      [main, program(settings, bundle), service(settings), disruptionBudget(settings), networkPolicy(settings), ...compositeControllers(settings, catalog)],
      main,
    );
  }
}

type Settings = Required<Omit<OperatorProps, 'metricsNamespace'>> & Pick<OperatorProps, 'metricsNamespace'>;

function resolve(props: OperatorProps, catalog: Catalog): Settings {
  const replicas = props.replicas ?? 2;
  const reason = `not a number of pods (given ${replicas}). Allowed are whole numbers from 1. Use 2.`;
  refuse('InvalidSpec', 'Operator', Number.isInteger(replicas) && replicas > 0 ? [] : [{ path: 'replicas', reason }]);
  return {
    namespace: props.namespace ?? PLATFORM_NAMESPACE,
    image: props.image ?? nodeImage(catalog),
    replicas,
    logLevel: props.logLevel ?? OperatorLogLevel.INFO,
    metacontrollerNamespace: props.metacontrollerNamespace ?? 'metacontroller',
    metricsNamespace: props.metricsNamespace,
  };
}

function program(settings: Settings, bundle: OperatorBundle) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: operatorMetadata(settings), data: { [OPERATOR.program]: bundle.text } } satisfies V1ConfigMap & KubeObject;
}

function service(settings: Settings) {
  const ports = [{ name: 'http', port: 80, targetPort: 'http', appProtocol: 'http' }];
  return { apiVersion: 'v1', kind: 'Service', metadata: operatorMetadata(settings), spec: { selector: OPERATOR_SELECTOR, ports } } satisfies V1Service & KubeObject;
}

function disruptionBudget(settings: Settings) {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: operatorMetadata(settings),
    spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: OPERATOR_SELECTOR } },
  } satisfies V1PodDisruptionBudget & KubeObject;
}

function networkPolicy(settings: Settings) {
  const callers = [settings.metacontrollerNamespace, ...(settings.metricsNamespace === undefined ? [] : [settings.metricsNamespace])];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: operatorMetadata(settings),
    spec: {
      podSelector: { matchLabels: OPERATOR_SELECTOR },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: callers.map((namespace) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } })),
          ports: [{ port: 'http' }],
        },
      ],
      egress: [],
    },
  } satisfies KubeObjectOf<object>;
}

/** Metacontroller does not start to look after a kind before all its children's kinds are there, so kinds of engines that the platform lacks are left out. */
function compositeControllers(settings: Settings, catalog: Catalog) {
  return JOB_KINDS.flatMap((kind) => {
    const children = childResources(kind, catalog);
    return children.length === 0 ? [] : [compositeController(settings, kind, children)];
  });
}

/** @see https://metacontroller.github.io/metacontroller/api/compositecontroller.html */
function compositeController({ namespace }: Settings, kind: JobKind, children: readonly ChildResource[]) {
  const hook = (path: string) => ({ webhook: { url: `http://${OPERATOR.name}.${namespace}.svc${path}`, timeout: HOOK_TIMEOUT } });
  return {
    apiVersion: 'metacontroller.k8s.io/v1alpha1',
    kind: 'CompositeController',
    metadata: { name: `ds-${kind.plural}`, labels: operatorLabels() },
    spec: {
      parentResource: { apiVersion: `${API_GROUP}/${API_VERSION}`, resource: kind.plural },
      // Kueue changes what runs a job after it was made, and what is there is never changed by us.
      childResources: children.map(({ apiVersion, resource }) => ({ apiVersion, resource, updateStrategy: { method: 'OnDelete' } })),
      generateSelector: true,
      resyncPeriodSeconds: RESYNC_PERIOD_SECONDS,
      hooks: { sync: hook('/sync'), customize: hook('/customize') },
    },
  };
}
