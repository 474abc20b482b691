import type { V1Namespace } from '@kubernetes/client-node';
import { LABELS, MANAGED_BY } from '../api';
import type { Catalog } from '../catalog/spec';
import type { KubeObject } from '../k8s/object';
import { compileClusterQueue, compileLocalQueue } from '../queues/compile';
import type { ClusterQueueSpec } from '../queues/spec';
import { compileAccess } from './access';
import { compileLimitRange, compileResourceQuota } from './limits';
import { compileNetwork } from './network';
import type { TenantSpec } from './spec';

/** What a tenant is compiled for. */
export interface TenantTarget {
  /** Catalog whose node pools the quota names. */
  readonly catalog: Catalog;
  /** Plural names of the job kinds that the tenant may submit: `pythonjobs`. */
  readonly jobPlurals: readonly string[];
}

/** Everything that a tenant is in the cluster; the namespace comes first. The tenant is valid. */
export function compileTenant(tenant: TenantSpec, { catalog, jobPlurals }: TenantTarget): KubeObject[] {
  const queue = queueOf(tenant);
  return [
    namespace(tenant),
    compileClusterQueue(queue, catalog),
    compileLocalQueue(tenant.name, queue),
    compileLimitRange(tenant),
    compileResourceQuota(tenant, catalog),
    ...compileNetwork(tenant),
    ...compileAccess(tenant, jobPlurals),
  ];
}

/** The tenant's queue: it bears the tenant's name and serves its namespace alone. */
export function queueOf(tenant: TenantSpec): ClusterQueueSpec {
  return { name: tenant.name, tenant: tenant.name, quota: tenant.quota };
}

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
function namespace(tenant: TenantSpec): KubeObject {
  const modes = ['enforce', 'audit', 'warn'].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, 'restricted'],
    [`pod-security.kubernetes.io/${mode}-version`, 'latest'],
  ]);
  const object = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: tenant.name, labels: { [LABELS.managedBy]: MANAGED_BY, [LABELS.tenant]: tenant.name, ...Object.fromEntries(modes) } },
  } satisfies KubeObject & V1Namespace;
  return object;
}
