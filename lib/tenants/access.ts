import type { V1ClusterRole, V1ClusterRoleBinding, V1PolicyRule, V1Role, V1RoleBinding } from '@kubernetes/client-node';
import { API_GROUP, CATALOG_READER, IDENTITIES, LABELS, MANAGED_BY, PLATFORM_NAMESPACE } from '../api';
import type { KubeObject } from '../k8s/object';
import { RBAC_GROUP } from '../k8s/rbac';
import { tenantMetadata } from './metadata';
import type { TenantSpec } from './spec';

const READ = ['get', 'list', 'watch'];

/** A role with its rules, and the groups that have it. */
interface Access {
  readonly name: string;
  readonly rules: V1PolicyRule[];
  readonly groups: readonly string[];
}

/** Roles and their bindings to groups. Each role holds those before it. */
export function compileAccess(tenant: TenantSpec, jobPlurals: readonly string[]): KubeObject[] {
  const viewer = viewerRules(jobPlurals);
  const submitter = [...viewer, ...submitterRules(jobPlurals), ...identityRules(tenant.identities ?? [])];
  const roles: Access[] = [
    { name: 'ds-viewer', rules: viewer, groups: tenant.viewers ?? [] },
    { name: 'ds-submitter', rules: submitter, groups: tenant.submitters ?? [] },
    { name: 'ds-admin', rules: [...submitter, ...ADMIN_RULES], groups: tenant.owners },
  ];
  const inNamespace = roles.flatMap((access) => (access.groups.length === 0 ? [role(tenant, access)] : [role(tenant, access), binding(tenant, access)]));
  const everybody = [...new Set(roles.flatMap(({ groups }) => groups))];
  return [...inNamespace, ...queueReading(tenant, everybody), catalogReading(tenant, everybody)];
}

/** Everybody of a tenant sees the quota of its queue and what is used of it: the one object outside its namespace that is its own. */
function queueReading({ name }: TenantSpec, groups: readonly string[]): KubeObject[] {
  const metadata = { name: `ds-queue-${name}`, labels: { [LABELS.managedBy]: MANAGED_BY, [LABELS.tenant]: name } };
  const role = {
    apiVersion: `${RBAC_GROUP}/v1`,
    kind: 'ClusterRole',
    metadata,
    rules: [{ apiGroups: ['kueue.x-k8s.io'], resources: ['clusterqueues'], resourceNames: [name], verbs: ['get'] }],
  } satisfies KubeObject & V1ClusterRole;
  const bound = {
    apiVersion: `${RBAC_GROUP}/v1`,
    kind: 'ClusterRoleBinding',
    metadata,
    roleRef: { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name: metadata.name },
    subjects: subjects(groups),
  } satisfies KubeObject & V1ClusterRoleBinding;
  return [role, bound];
}

/** Everybody of a tenant sees what its jobs may name: runtimes and sizes. The role is the catalog's; a tenant's name is that of no other tenant, so is its binding's. */
function catalogReading({ name }: TenantSpec, groups: readonly string[]): KubeObject {
  const bound = {
    apiVersion: `${RBAC_GROUP}/v1`,
    kind: 'RoleBinding',
    metadata: { name: `ds-catalog-${name}`, namespace: PLATFORM_NAMESPACE, labels: { [LABELS.managedBy]: MANAGED_BY, [LABELS.tenant]: name } },
    roleRef: { apiGroup: RBAC_GROUP, kind: 'Role', name: CATALOG_READER },
    subjects: subjects(groups),
  } satisfies KubeObject & V1RoleBinding;
  return bound;
}

function subjects(groups: readonly string[]): V1RoleBinding['subjects'] {
  return groups.map((group) => ({ apiGroup: RBAC_GROUP, kind: 'Group', name: group }));
}

/** Sees jobs, the data that they read, what they became, and why they wait. */
function viewerRules(jobPlurals: readonly string[]): V1PolicyRule[] {
  return [
    { apiGroups: [API_GROUP], resources: [...jobPlurals, 'datasets'].sort(), verbs: READ },
    { apiGroups: [''], resources: ['events', 'persistentvolumeclaims', 'pods', 'resourcequotas'], verbs: READ },
    { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
    { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: READ },
    { apiGroups: ['jobset.x-k8s.io'], resources: ['jobsets'], verbs: READ },
    { apiGroups: ['sparkoperator.k8s.io'], resources: ['sparkapplications'], verbs: READ },
    { apiGroups: ['kubeflow.org'], resources: ['experiments', 'trials'], verbs: READ },
    { apiGroups: ['kueue.x-k8s.io'], resources: ['localqueues', 'workloads'], verbs: READ },
    { apiGroups: ['sparkoperator.k8s.io'], resources: ['sparkapplications'], verbs: READ },
  ];
}

/**
 * Submits, suspends and deletes jobs. Pods are made by the platform alone, so that all of them are queued and restricted. Ports of pods can be
 * reached, as they can from any job of the tenant: a notebook lets in those who have its token. The workspaces of notebooks can be deleted.
 */
function submitterRules(jobPlurals: readonly string[]): V1PolicyRule[] {
  return [
    { apiGroups: [API_GROUP], resources: [...jobPlurals].sort(), verbs: ['create', 'delete', 'patch'] },
    { apiGroups: [''], resources: ['pods/portforward'], verbs: ['create', 'get'] },
    { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: ['delete'] },
  ];
}

/** Whom jobs may act as. Admission asks for this verb, on a resource that exists for this question alone. */
function identityRules(names: readonly string[]): V1PolicyRule[] {
  return names.length === 0 ? [] : [{ apiGroups: [API_GROUP], resources: [IDENTITIES], resourceNames: [...names].sort(), verbs: ['use'] }];
}

/**
 * Says what data there is, holds and releases the queue, and ends a single pod. No `pods/exec`: whoever runs a command in a pod acts as its job's identity.
 */
const ADMIN_RULES: V1PolicyRule[] = [
  { apiGroups: [API_GROUP], resources: ['datasets'], verbs: ['create', 'delete', 'patch', 'update'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['delete'] },
  { apiGroups: ['kueue.x-k8s.io'], resources: ['localqueues'], verbs: ['patch'] },
];

function role(tenant: TenantSpec, { name, rules }: Access): KubeObject {
  const object = { apiVersion: `${RBAC_GROUP}/v1`, kind: 'Role', metadata: tenantMetadata(tenant, name), rules } satisfies KubeObject & V1Role;
  return object;
}

function binding(tenant: TenantSpec, { name, groups }: Access): KubeObject {
  const object = {
    apiVersion: `${RBAC_GROUP}/v1`,
    kind: 'RoleBinding',
    metadata: tenantMetadata(tenant, name),
    roleRef: { apiGroup: RBAC_GROUP, kind: 'Role', name },
    subjects: subjects(groups),
  } satisfies KubeObject & V1RoleBinding;
  return object;
}
