import type { Catalog } from '../catalog/spec';
import type { JobKind, JobNamespace } from '../jobs/kind';
import type { KubeObject } from '../k8s/object';
import { AMBIENT } from '../mesh/names';
import type { MeshSpec } from '../mesh/spec';
import { compileClaimTemplates } from '../nodes/claims';
import { compileClusterQueue, compileLocalQueue } from '../queues/compile';
import type { ClusterQueueSpec } from '../queues/spec';
import { compileAccess } from './access';
import { compileHadoop } from './hadoop';
import { compileJobQuota, compileLimitRange, compileResourceQuota, compileStorageQuota } from './limits';
import { compileTenantMesh } from './mesh';
import { tenantMetadata } from './metadata';
import { compileNamespace } from './namespace';
import { compileNetwork } from './network';
import { compileOperatorBinding } from './operator';
import { retainData } from './retain';
import type { TenantSpec } from './spec';

/** What a tenant is compiled for. */
export interface TenantTarget {
  /** Catalog whose node pools the quota names. */
  readonly catalog: Catalog;
  /** Kinds of job that the tenant may submit. */
  readonly kinds: readonly JobKind[];
  /** Mesh that the tenant's namespace joins. @default - none */
  readonly mesh?: MeshSpec;
}

/** Everything that a tenant is in the cluster; the namespace comes first. The tenant is valid. */
export function compileTenant(tenant: TenantSpec, { catalog, kinds, mesh }: TenantTarget): KubeObject[] {
  const queue = queueOf(tenant);
  const jobPlurals = kinds.map(({ plural }) => plural);
  return retainData(tenant, [
    compileNamespace(tenant, catalog, mesh === undefined ? {} : AMBIENT),
    compileClusterQueue(queue, catalog),
    compileLocalQueue(tenant.name, queue),
    compileLimitRange(tenant),
    compileResourceQuota(tenant, catalog),
    compileStorageQuota(tenant),
    ...compileJobQuota(tenant, jobPlurals),
    ...compileNetwork(tenant),
    ...(mesh === undefined ? [] : compileTenantMesh(tenant)),
    ...compileAccess(tenant, jobPlurals),
    compileOperatorBinding(tenant),
    ...compileHadoop(tenant, catalog),
    ...kinds.flatMap((kind) => kind.namespaceObjects?.(namespaceOf(tenant), catalog) ?? []),
    ...compileClaimTemplates(tenant.name, Object.keys(tenant.quota), catalog),
  ]);
}

/** The tenant's namespace, for what kinds of job need in it. */
function namespaceOf(tenant: TenantSpec): JobNamespace {
  return { name: tenant.name, metadata: (name) => tenantMetadata(tenant, name) };
}

/** The tenant's queue: it bears the tenant's name and serves its namespace alone. */
export function queueOf(tenant: TenantSpec): ClusterQueueSpec {
  const { name, quota, cohortName, queueingStrategy, preemption, fairSharing } = tenant;
  return { name, tenant: name, quota, cohortName, queueingStrategy, preemption, fairSharing };
}
