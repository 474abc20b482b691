import type { V1Namespace } from '@kubernetes/client-node';
import { LABELS, MANAGED_BY, TENANT_ANNOTATIONS } from '../api';
import type { Catalog } from '../catalog/spec';
import type { KubeObject } from '../k8s/object';
import { prioritiesOf } from '../queues/priorities';
import type { TenantSpec } from './spec';

/** The tenant's namespace, with the labels that its mesh needs. @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export function compileNamespace(tenant: TenantSpec, catalog: Catalog, meshLabels: Readonly<Record<string, string>> = {}): KubeObject {
  const modes = ['enforce', 'audit', 'warn'].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, 'restricted'],
    [`pod-security.kubernetes.io/${mode}-version`, 'latest'],
  ]);
  const labels = { [LABELS.managedBy]: MANAGED_BY, [LABELS.tenant]: tenant.name, ...Object.fromEntries(modes), ...meshLabels };
  const annotations = priorityAnnotations(tenant, catalog);
  const object = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: tenant.name, labels, ...(Object.keys(annotations).length > 0 && { annotations }) },
  } satisfies KubeObject & V1Namespace;
  return object;
}

/** What the catalog's policy allows the jobs of the namespace; nothing where all of the catalog is allowed. */
function priorityAnnotations({ priorities }: TenantSpec, catalog: Catalog): Record<string, string> {
  if (priorities === undefined) return {};
  const known = prioritiesOf(catalog);
  const allBelowZero = priorities.every((name) => (known[name]?.value ?? 0) < 0);
  return {
    [TENANT_ANNOTATIONS.priorities]: [...priorities].sort().join(','),
    ...(allBelowZero && { [TENANT_ANNOTATIONS.priorityRequired]: 'true' }),
  };
}
