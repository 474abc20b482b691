import type { V1Container, V1Deployment, V1PodSpec } from '@kubernetes/client-node';
import { API_GROUP, CATALOG_KEY, CATALOG_NAME, LABELS, MANAGED_BY, OPERATOR_ACCOUNT, PLATFORM_NAMESPACE } from '../lib/api';
import type { KubeObject } from '../lib/k8s/object';

/** Names that the operator's objects share. */
export const OPERATOR = {
  name: OPERATOR_ACCOUNT,
  /** Keys of the program in its ConfigMap, and its files: packed, and what unpacks and runs it. */
  program: 'operator.js.br',
  start: 'start.js',
  port: 8080,
} as const;

/** What every pod of the operator is found by. */
export const OPERATOR_SELECTOR = { 'app.kubernetes.io/name': OPERATOR.name };

/** What a Deployment of the operator differs in. */
export interface OperatorDeploymentSettings {
  readonly image: string;
  readonly replicas: number;
  readonly logLevel: string;
}

/** Memory of the thread that watches; the one that judges jobs has its own. */
const HEAP_MEBIBYTES = 192;

const PROGRAM_FOLDER = '/opt/ds-operator';
const CATALOG_FOLDER = '/etc/ds-platform/catalog';

/** Labels of everything that belongs to the operator. */
export function operatorLabels(): Record<string, string> {
  return { ...OPERATOR_SELECTOR, [LABELS.managedBy]: MANAGED_BY };
}

/** Metadata of the operator's objects that have a namespace. */
export function operatorMetadata(): { name: string; namespace: string; labels: Record<string, string> } {
  return { name: OPERATOR.name, namespace: PLATFORM_NAMESPACE, labels: operatorLabels() };
}

/** The Deployment of the operator's one program, which the checksum stands for. */
export function operatorDeployment(settings: OperatorDeploymentSettings, checksum: string) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: operatorMetadata(),
    spec: {
      replicas: settings.replicas,
      selector: { matchLabels: OPERATOR_SELECTOR },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        // A changed program changes the pods; the catalog is read again while they run.
        metadata: { labels: operatorLabels(), annotations: { [`${API_GROUP}/program-checksum`]: checksum } },
        spec: podSpec(settings),
      },
    },
  } satisfies V1Deployment & KubeObject;
}

function podSpec(settings: OperatorDeploymentSettings): V1PodSpec {
  return {
    serviceAccountName: OPERATOR_ACCOUNT,
    automountServiceAccountToken: true,
    enableServiceLinks: false,
    // Longer than the operator needs to end what it has in hand and to give back its Lease.
    terminationGracePeriodSeconds: 30,
    securityContext: { runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, seccompProfile: { type: 'RuntimeDefault' } },
    topologySpreadConstraints: ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: OPERATOR_SELECTOR },
    })),
    containers: [container(settings)],
    volumes: [
      { name: 'program', configMap: { name: OPERATOR.name } },
      // Without a catalog the operator starts, says so, and is not ready until the kubelet has put it there.
      { name: 'catalog', configMap: { name: CATALOG_NAME, optional: true, items: [{ key: CATALOG_KEY, path: CATALOG_KEY }] } },
    ],
  };
}

function container({ image, logLevel }: OperatorDeploymentSettings): V1Container {
  return {
    name: 'operator',
    image,
    command: ['node', `--max-old-space-size=${HEAP_MEBIBYTES}`, `${PROGRAM_FOLDER}/${OPERATOR.start}`],
    env: [
      { name: 'PORT', value: String(OPERATOR.port) },
      { name: 'CATALOG_FILE', value: `${CATALOG_FOLDER}/${CATALOG_KEY}` },
      { name: 'LOG_LEVEL', value: logLevel },
      { name: 'NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
    ],
    ports: [{ name: 'http', containerPort: OPERATOR.port }],
    readinessProbe: { httpGet: { path: '/readyz', port: 'http' }, periodSeconds: 5 },
    livenessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 10, timeoutSeconds: 5 },
    resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [
      { name: 'program', mountPath: PROGRAM_FOLDER, readOnly: true },
      { name: 'catalog', mountPath: CATALOG_FOLDER, readOnly: true },
    ],
  };
}
