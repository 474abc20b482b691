import type { Catalog } from '../catalog/spec';
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
import { compileNamespace } from './namespace';
import { compileNetwork } from './network';
import { compileOperatorBinding } from './operator';
import { retainData } from './retain';
import { compileSparkAccount } from './spark';
import type { TenantSpec } from './spec';

/** What a tenant is compiled for. */
export interface TenantTarget {
  /** Catalog whose node pools the quota names. */
  readonly catalog: Catalog;
  /** Plural names of the job kinds that the tenant may submit: `pythonjobs`. */
  readonly jobPlurals: readonly string[];
  /** Mesh that the tenant's namespace joins. @default - none */
  readonly mesh?: MeshSpec;
}

/** Everything that a tenant is in the cluster; the namespace comes first. The tenant is valid. */
export function compileTenant(tenant: TenantSpec, { catalog, jobPlurals, mesh }: TenantTarget): KubeObject[] {
  const queue = queueOf(tenant);
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
    ...compileSparkAccount(tenant, catalog),
    ...compileClaimTemplates(tenant.name, Object.keys(tenant.quota), catalog),
  ]);
}

/** The tenant's queue: it bears the tenant's name and serves its namespace alone. */
export function queueOf(tenant: TenantSpec): ClusterQueueSpec {
  const { name, quota, cohortName, queueingStrategy, preemption, fairSharing } = tenant;
  return { name, tenant: name, quota, cohortName, queueingStrategy, preemption, fairSharing };
}
