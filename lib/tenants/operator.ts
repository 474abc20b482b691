import type { V1RoleBinding } from '@kubernetes/client-node';
import { OPERATOR_ACCOUNT, OPERATOR_TENANT_ROLE, PLATFORM_NAMESPACE } from '../api';
import type { KubeObject } from '../k8s/object';
import { RBAC_GROUP } from '../k8s/rbac';
import { tenantMetadata } from './metadata';
import type { TenantSpec } from './spec';

/** Lets the operator work in the tenant's namespace; it may write nowhere else. */
export function compileOperatorBinding(tenant: TenantSpec): KubeObject {
  const binding = {
    apiVersion: `${RBAC_GROUP}/v1`,
    kind: 'RoleBinding',
    metadata: tenantMetadata(tenant, OPERATOR_TENANT_ROLE),
    roleRef: { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name: OPERATOR_TENANT_ROLE },
    subjects: [{ kind: 'ServiceAccount', name: OPERATOR_ACCOUNT, namespace: PLATFORM_NAMESPACE }],
  } satisfies KubeObject & V1RoleBinding;
  return binding;
}
