import type { V1ClusterRole, V1ClusterRoleBinding, V1ConfigMap, V1PodDisruptionBudget, V1Role, V1RoleBinding, V1Service, V1ServiceAccount } from '@kubernetes/client-node';
import { Construct } from 'constructs';
import { OPERATOR_ACCOUNT, OPERATOR_TENANT_ROLE, PLATFORM_NAMESPACE } from '../lib/api';
import { nodeImage } from '../lib/catalog/images';
import type { Catalog } from '../lib/catalog/spec';
import { operatorAccess } from '../lib/jobs/operator-access';
import type { KubeObject, KubeObjectOf } from '../lib/k8s/object';
import { RBAC_GROUP } from '../lib/k8s/rbac';
import { PlatformCatalog } from './catalog';
import { addObjects, refuse } from './objects';
import { readOperatorBundle, type OperatorBundle } from './operator-bundle';
import { OPERATOR, OPERATOR_SELECTOR, operatorDeployment, operatorLabels, operatorMetadata } from './operator-deployment';

/** How {@link Operator} runs. */
export interface OperatorProps {
  /**
   * Image with Node.js 22 or later as `node`.
   * @default - the catalog's `images.node`, else 'docker.io/library/node:24.21.0-slim'
   */
  readonly image?: string;
  /**
   * Pods of the operator. One works, the others stand by to take over within seconds.
   * @default 2
   */
  readonly replicas?: number;
  /**
   * What the operator logs.
   * @default OperatorLogLevel.INFO
   */
  readonly logLevel?: OperatorLogLevel;
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

/**
 * The operator: gives every job its native objects and its status. It reads jobs and what belongs to them everywhere, and writes in the
 * namespaces of tenants alone.
 */
export class Operator extends Construct {
  constructor(scope: Construct, id: string, props: OperatorProps = {}) {
    super(scope, id);
    const catalog = PlatformCatalog.of(this);
    const settings = resolve(props, catalog);
    const bundle = readOperatorBundle();
    const main = operatorDeployment(settings, bundle.checksum);
    addObjects(this, [...access(catalog), program(bundle), main, service(), disruptionBudget(), ...networkPolicies(settings, catalog)], main);
  }
}

type Settings = Required<Omit<OperatorProps, 'metricsNamespace'>> & Pick<OperatorProps, 'metricsNamespace'>;

function resolve(props: OperatorProps, catalog: Catalog): Settings {
  const replicas = props.replicas ?? 2;
  const reason = `not a number of pods (given ${replicas}). Allowed are whole numbers from 1. Use 2.`;
  refuse('InvalidSpec', 'Operator', Number.isInteger(replicas) && replicas > 0 ? [] : [{ path: 'replicas', reason }]);
  return {
    image: props.image ?? nodeImage(catalog),
    replicas,
    logLevel: props.logLevel ?? OperatorLogLevel.INFO,
    metricsNamespace: props.metricsNamespace,
  };
}

/** The operator's account and its rights. What it may write is bound by each tenant, in its own namespace. */
function access(catalog: Catalog): KubeObject[] {
  const { reads, writes } = operatorAccess(catalog);
  const subjects = [{ kind: 'ServiceAccount', name: OPERATOR_ACCOUNT, namespace: PLATFORM_NAMESPACE }];
  const clusterRole = (name: string, rules: typeof reads) => ({ apiVersion: `${RBAC_GROUP}/v1`, kind: 'ClusterRole', metadata: { name, labels: operatorLabels() }, rules: [...rules] }) satisfies V1ClusterRole & KubeObject;
  const readBinding = {
    apiVersion: `${RBAC_GROUP}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: OPERATOR_ACCOUNT, labels: operatorLabels() },
    roleRef: { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name: OPERATOR_ACCOUNT },
    subjects,
  } satisfies V1ClusterRoleBinding & KubeObject;
  const lease = {
    apiVersion: `${RBAC_GROUP}/v1`,
    kind: 'Role',
    metadata: operatorMetadata(),
    rules: [
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: [OPERATOR.name], verbs: ['get', 'update'] },
    ],
  } satisfies V1Role & KubeObject;
  const leaseBinding = { apiVersion: `${RBAC_GROUP}/v1`, kind: 'RoleBinding', metadata: operatorMetadata(), roleRef: { apiGroup: RBAC_GROUP, kind: 'Role', name: OPERATOR.name }, subjects } satisfies V1RoleBinding & KubeObject;
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: operatorMetadata(), automountServiceAccountToken: false } satisfies V1ServiceAccount & KubeObject;
  return [account, clusterRole(OPERATOR_ACCOUNT, reads), readBinding, clusterRole(OPERATOR_TENANT_ROLE, writes), lease, leaseBinding];
}

function program({ packed, start }: OperatorBundle) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: operatorMetadata(), data: { [OPERATOR.start]: start }, binaryData: { [OPERATOR.program]: packed } } satisfies V1ConfigMap & KubeObject;
}

function service() {
  const ports = [{ name: 'http', port: 80, targetPort: 'http', appProtocol: 'http' }];
  return { apiVersion: 'v1', kind: 'Service', metadata: operatorMetadata(), spec: { selector: OPERATOR_SELECTOR, ports } } satisfies V1Service & KubeObject;
}

function disruptionBudget() {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: operatorMetadata(),
    spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: OPERATOR_SELECTOR } },
  } satisfies V1PodDisruptionBudget & KubeObject;
}

/** Ports that API servers listen on: behind their Service, and of themselves. */
const API_SERVER_PORTS = [443, 6443];

/**
 * In come those who read the metrics, out go the calls to the API server: to its addresses where the catalog has them, since no label selects
 * it. A policy for each direction: not every network plugin keeps the two of one policy apart.
 */
function networkPolicies({ metricsNamespace }: Settings, { apiServer }: Catalog) {
  const to = apiServer?.cidrs.map((cidr) => ({ ipBlock: { cidr } }));
  const ports = (apiServer?.ports ?? API_SERVER_PORTS).map((port) => ({ port, protocol: 'TCP' }));
  const from = metricsNamespace === undefined ? [] : [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': metricsNamespace } } }];
  return [
    networkPolicy('', { policyTypes: ['Ingress'], ingress: from.length === 0 ? [] : [{ from, ports: [{ port: 'http' }] }] }),
    networkPolicy('-egress', { policyTypes: ['Egress'], egress: [{ ...(to === undefined ? {} : { to }), ports }] }),
  ];
}

function networkPolicy(suffix: string, rules: object) {
  const { name, ...metadata } = operatorMetadata();
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `${name}${suffix}`, ...metadata },
    spec: { podSelector: { matchLabels: OPERATOR_SELECTOR }, ...rules },
  } satisfies KubeObjectOf<object>;
}
