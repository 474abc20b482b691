import type { V1PolicyRule, V1Role, V1RoleBinding, V1ServiceAccount } from '@kubernetes/client-node';
import { LABELS, MANAGED_BY } from '../../api';
import type { Catalog } from '../../catalog/spec';
import type { NetworkPolicy } from '../../k8s/network-policy';
import type { KubeObject } from '../../k8s/object';
import { RBAC_GROUP } from '../../k8s/rbac';
import type { JobNamespace } from '../kind';
import { SPARK_ACCOUNT, SPARK_KIND } from './names';

/**
 * What a driver needs in order to make its executors, watch them, hand them their settings, and clean up. Its service is the Spark operator's to
 * make. No secrets, no logs, no commands in pods. Admission holds it to what is its own.
 */
const RULES: V1PolicyRule[] = [
  { apiGroups: [''], resources: ['pods'], verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'watch'] },
  { apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'watch'] },
  { apiGroups: [''], resources: ['services'], verbs: ['delete', 'deletecollection', 'get', 'list', 'watch'] },
  { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: ['deletecollection', 'list'] },
];

/** The account of Spark's drivers in a namespace, where the platform runs Spark; no other pod has it. */
export function driverObjects(namespace: JobNamespace, { engines = [], apiServer }: Catalog): KubeObject[] {
  if (!engines.includes('spark')) return [];
  const metadata = namespace.metadata(SPARK_ACCOUNT);
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false } satisfies KubeObject & V1ServiceAccount;
  const role = { apiVersion: `${RBAC_GROUP}/v1`, kind: 'Role', metadata, rules: RULES } satisfies KubeObject & V1Role;
  const binding = {
    apiVersion: `${RBAC_GROUP}/v1`,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: RBAC_GROUP, kind: 'Role', name: SPARK_ACCOUNT },
    subjects: [{ kind: 'ServiceAccount', name: SPARK_ACCOUNT, namespace: namespace.name }],
  } satisfies KubeObject & V1RoleBinding;
  return [account, role, binding, ...(apiServer === undefined ? [] : [toApiServer(namespace, apiServer)])];
}

/** Drivers reach the API server, whose addresses no label selects. */
function toApiServer(namespace: JobNamespace, { cidrs, ports = [443, 6443] }: NonNullable<Catalog['apiServer']>): NetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: namespace.metadata('ds-allow-spark'),
    spec: {
      podSelector: { matchLabels: { [LABELS.managedBy]: MANAGED_BY, [LABELS.jobKind]: SPARK_KIND, [LABELS.role]: 'driver' } },
      policyTypes: ['Egress'],
      egress: [{ to: cidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: ports.map((port) => ({ port, protocol: 'TCP' })) }],
    },
  };
}
