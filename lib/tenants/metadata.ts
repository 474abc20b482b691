import { LABELS, MANAGED_BY } from '../api';
import type { ObjectMeta } from '../k8s/object';
import type { TenantSpec } from './spec';

/** Metadata of an object in the tenant's namespace. */
export function tenantMetadata(tenant: TenantSpec, name: string): ObjectMeta {
  return { name, namespace: tenant.name, labels: { [LABELS.managedBy]: MANAGED_BY, [LABELS.tenant]: tenant.name } };
}
