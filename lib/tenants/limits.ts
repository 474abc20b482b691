import type { V1ResourceQuota } from '@kubernetes/client-node';
import { API_GROUP } from '../api';
import type { Catalog, ComputeSizeSpec } from '../catalog/spec';
import type { KubeObject, KubeObjectOf } from '../k8s/object';
import { poolsOfSize } from '../nodes/spot';
import { Quantity } from '../quantity/quantity';
import type { PoolQuotaSpec } from '../queues/spec';
import { tenantMetadata } from './metadata';
import type { TenantSpec } from './spec';

/** What a container gets that asks for nothing; the platform's own all ask. */
const CONTAINER_DEFAULT = { cpu: '500m', memory: '512Mi' };

type LimitRange = KubeObjectOf<{ limits: { type: 'Container'; default: Record<string, string>; defaultRequest: Record<string, string> }[] }>;

const VOLUME_CLAIMS = 1000;
const STORAGE = '100Ti';

/** Pods that a tenant may have in any case. */
const MIN_PODS = 100n;

/** Pods that a cluster of Kubernetes is made for: the limit of a tenant that may borrow without one. @see https://kubernetes.io/docs/setup/best-practices/cluster-large/ */
const MAX_PODS = 150_000n;

/** Kueue and the scheduler count what pods ask for, so every container of the namespace must ask for something. */
export function compileLimitRange(tenant: TenantSpec): LimitRange {
  return {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: tenantMetadata(tenant, 'ds-defaults'),
    spec: { limits: [{ type: 'Container', defaultRequest: { ...CONTAINER_DEFAULT }, default: { ...CONTAINER_DEFAULT } }] },
  };
}

/**
 * Counts of objects alone: CPU, memory and GPUs are Kueue's. A second quota on those would refuse pods that Kueue has admitted,
 * and leave their gang hanging with the quota that it holds. For the same reason pods are limited to twice what the queue can admit,
 * borrowed quota included (the pods of a restarted job and those that they replace exist side by side), so this limit is never met before
 * the queue's.
 */
export function compileResourceQuota(tenant: TenantSpec, catalog: Catalog): KubeObject {
  const object = {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: tenantMetadata(tenant, 'ds-counts'),
    spec: { hard: { pods: Quantity.parse(String(podLimit(tenant, catalog))).toString() } },
  } satisfies KubeObject & V1ResourceQuota;
  return object;
}

/** What claims may ask for; a namespace that keeps its data keeps this too. */
export function compileStorageQuota(tenant: TenantSpec): KubeObject {
  const { volumeClaims = VOLUME_CLAIMS, storage = STORAGE } = tenant.limits ?? {};
  return quota(tenant, 'ds-storage', { persistentvolumeclaims: String(volumeClaims), 'requests.storage': Quantity.parse(storage).toString() });
}

/**
 * Jobs of each kind, where the tenant limits them. Not by default: Kubernetes 1.37 refuses every object of a custom kind that a quota counts,
 * where the quota was there before the kind was discovered, until all quotas are counted anew, which may take five minutes.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.0/pkg/controller/resourcequota/resource_quota_controller.go
 */
export function compileJobQuota(tenant: TenantSpec, jobPlurals: readonly string[]): KubeObject[] {
  const jobs = tenant.limits?.jobs;
  return jobs === undefined ? [] : [quota(tenant, 'ds-jobs', Object.fromEntries(jobPlurals.map((plural) => [`count/${plural}.${API_GROUP}`, String(jobs)])))];
}

function quota(tenant: TenantSpec, name: string, hard: Record<string, string>): KubeObject {
  return { apiVersion: 'v1', kind: 'ResourceQuota', metadata: tenantMetadata(tenant, name), spec: { hard } } satisfies KubeObject & V1ResourceQuota as KubeObject;
}

function podLimit(tenant: TenantSpec, catalog: Catalog): bigint {
  const admissible = Object.entries(tenant.quota).map(([pool, quota]) => {
    const sizes = Object.values(catalog.sizes).filter((size) => poolsOfSize(size, catalog.nodePools).includes(pool));
    return largest(sizes.map((size) => podsThatFit(quota, size, tenant.cohortName !== undefined)));
  });
  const limit = 2n * admissible.reduce((sum, pods) => sum + pods, 0n);
  return smallest([largest([limit, MIN_PODS]), MAX_PODS]);
}

/** How many pods of one size fit into a quota with what may be borrowed. */
function podsThatFit(quota: PoolQuotaSpec, size: ComputeSizeSpec, inCohort: boolean): bigint {
  const { borrowingLimit = {} } = quota;
  const amounts: [asked: string, owned: string, borrowed: string | undefined][] = [
    [size.cpu, quota.cpu, borrowingLimit.cpu],
    [size.memory, quota.memory, borrowingLimit.memory],
    ...(size.gpus ? [[String(size.gpus), String(quota.gpus ?? 0), borrowingLimit.gpus?.toString()] as [string, string, string | undefined]] : []),
  ];
  const fitting = amounts.map(([asked, owned, borrowed]) => {
    if (inCohort && borrowed === undefined) return MAX_PODS;
    return Quantity.parse(owned).plus(Quantity.parse(borrowed ?? '0')).fits(Quantity.parse(asked));
  });
  return smallest(fitting);
}

function smallest(numbers: readonly bigint[]): bigint {
  return numbers.reduce((least, number) => (number < least ? number : least), MAX_PODS);
}

function largest(numbers: readonly bigint[]): bigint {
  return numbers.reduce((most, number) => (number > most ? number : most), 0n);
}
