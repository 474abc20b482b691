import type { V1ResourceQuota } from '@kubernetes/client-node';
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
 * the queue's. Jobs are not counted: Kubernetes refuses every object of a counted custom kind until it has discovered the kind, up to half a
 * minute after the platform is installed.
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
