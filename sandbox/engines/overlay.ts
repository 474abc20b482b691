import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as yaml from 'js-yaml';
import { imageReference } from '../images/catalogue';
import type { Engine } from '../plan';
import { DEFINITIONS, workloadsOf, type EngineWorkload } from './definitions';

/** A strategic merge patch, as kustomize takes it. */
type Patch = Readonly<Record<string, unknown>> & { readonly kind: string };

/**
 * What the sandbox changes in an engine's own manifests: images made here, one replica without leader election (a new pod
 * would wait for the old one's lease), requests that leave room on a small node, probes that notice at once, and client
 * limits that do not slow hundreds of jobs.
 */
export async function patches(engine: Engine, module: string): Promise<Patch[]> {
  switch (engine) {
    case 'jobset':
      return [...workloads(engine, PROBES), configuration(engine, JOBSET)];
    case 'kueue':
      return [
        ...workloads(engine, PROBES),
        configuration(engine, { ...(await ownKueueConfiguration(module)), ...KUEUE }),
        ...lenientWebhooks(),
      ];
    case 'metacontroller':
      return workloads(engine, METACONTROLLER, { securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } });
    case 'spark-operator':
      return workloads(engine, PROBES);
  }
}

/** A busy machine answers late: an engine taken for dead then would make it busier. */
const TIMEOUT = { timeoutSeconds: 5 };

const READINESS = { ...TIMEOUT, initialDelaySeconds: 0, periodSeconds: 1 };

const PROBES = { readinessProbe: READINESS, livenessProbe: { ...TIMEOUT, initialDelaySeconds: 60 } };

const CLIENT_CONNECTION = { qps: 500, burst: 1000 };

const JOBSET = {
  apiVersion: 'config.jobset.x-k8s.io/v1alpha1',
  kind: 'Configuration',
  leaderElection: { leaderElect: false },
  internalCertManagement: { enable: true },
  clientConnection: CLIENT_CONNECTION,
};

const KUEUE = {
  leaderElection: { leaderElect: false },
  internalCertManagement: { enable: true },
  clientConnection: CLIENT_CONNECTION,
  manageJobsWithoutQueueName: false,
  // Where Spark's kinds are not there, Kueue waits for them. Without the gate or the framework it would let applications run unqueued.
  featureGates: { SparkApplicationIntegration: true },
  // Cohorts share by weight; queues without a cohort do not notice.
  fairSharing: { preemptionStrategies: ['LessThanOrEqualToFinalShare', 'LessThanInitialShare'] },
  integrations: {
    frameworks: ['batch/job', 'jobset.x-k8s.io/jobset', 'sparkoperator.k8s.io/sparkapplication'],
    // The operator finds the Workload of a job by it.
    labelKeysToCopy: ['ds.bloomberg.com/job-name'],
  },
};

const METACONTROLLER = {
  args: [
    '--logtostderr',
    '-v=2',
    // How soon it serves a kind whose CustomResourceDefinition is new.
    '--discovery-interval=5s',
    // Its workers share a map of related informers without a lock; with more than one, a start under load can end in a crash.
    '--workers=1',
    `--client-go-qps=${CLIENT_CONNECTION.qps}`,
    `--client-go-burst=${CLIENT_CONNECTION.burst}`,
  ],
  // It makes much garbage from a small heap: a fifth of its processor time goes into collecting it, without this.
  env: [{ name: 'GOGC', value: '400' }],
  readinessProbe: { ...READINESS, httpGet: { path: '/metrics', port: 9999 } },
  securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
};

/** Without leader election, a new pod must not start before the old one is gone; a StatefulSet sees to that by itself. */
const ALONE = { Deployment: { strategy: { type: 'Recreate' } }, StatefulSet: {} };

function workloads(engine: Engine, container: object, pod: object = {}): Patch[] {
  return workloadsOf(DEFINITIONS[engine]).map((target) => workload(engine, target, { container, pod }));
}

function workload(engine: Engine, target: EngineWorkload, { container, pod }: { container: object; pod: object }): Patch {
  const { namespace, image } = DEFINITIONS[engine];
  const patched = {
    name: target.container,
    image: imageReference(image),
    imagePullPolicy: 'IfNotPresent',
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: null, memory: '1Gi' } },
    ...container,
  };
  return {
    apiVersion: 'apps/v1',
    kind: target.kind,
    metadata: { name: target.name, namespace },
    spec: { replicas: 1, ...ALONE[target.kind], template: { spec: { ...pod, containers: [patched] } } },
  };
}

function configuration(engine: 'jobset' | 'kueue', value: object): Patch {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `${engine}-manager-config`, namespace: DEFINITIONS[engine].namespace },
    data: { 'controller_manager_config.yaml': yaml.dump(value) },
  };
}

async function ownKueueConfiguration(module: string): Promise<object> {
  const file = path.join(module, 'config/components/manager/controller_manager_config.yaml');
  return yaml.load(await fs.readFile(file, 'utf8')) as object;
}

/**
 * Kueue's webhooks see every Pod, Deployment and StatefulSet, although it is configured to manage none of them. Its Helm chart
 * lets these pass when Kueue does not answer; its kustomization, which cannot look into the configuration, stops them.
 */
function lenientWebhooks(): Patch[] {
  return ['Mutating', 'Validating'].map((kind) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: `${kind}WebhookConfiguration`,
    metadata: { name: `kueue-${kind.toLowerCase()}-webhook-configuration` },
    webhooks: ['pod', 'deployment', 'statefulset'].map((resource) => ({
      name: `${kind.charAt(0).toLowerCase()}${resource}.kb.io`,
      failurePolicy: 'Ignore',
    })),
  }));
}
