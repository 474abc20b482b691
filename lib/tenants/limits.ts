import type { V1ResourceQuota } from '@kubernetes/client-node';
import { LABELS, MANAGED_BY } from '../api';
import type { Catalog, ComputeSizeSpec } from '../catalog/spec';
import type { KubeObject, KubeObjectOf } from '../k8s/object';
import { Quantity } from '../quantity/quantity';
import type { PoolQuotaSpec } from '../queues/spec';
import type { TenantSpec } from './spec';

/** What a container gets that asks for nothing; the platform's own all ask. */
const CONTAINER_DEFAULT = { cpu: '500m', memory: '512Mi' };

type LimitRange = KubeObjectOf<{ limits: { type: 'Container'; default: Record<string, string>; defaultRequest: Record<string, string> }[] }>;

/** Pods that a tenant may have in any case. */
const MIN_PODS = 100n;

/** Kueue and the scheduler count what pods ask for, so every container of the namespace must ask for something. */
export function compileLimitRange(tenant: TenantSpec): LimitRange {
  return {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: metadata(tenant, 'ds-defaults'),
    spec: { limits: [{ type: 'Container', defaultRequest: { ...CONTAINER_DEFAULT }, default: { ...CONTAINER_DEFAULT } }] },
  };
}

/**
 * Counts of objects alone: CPU, memory and GPUs are Kueue's. A second quota on those would refuse pods that Kueue has admitted,
 * and leave their gang hanging with the quota that it holds. For the same reason pods are limited to twice what the queue can admit
 * (the pods of a restarted job and those that they replace exist side by side), so this limit is never met before the queue's.
 * Jobs are not counted: Kubernetes refuses every object of a counted custom kind until it has discovered the kind, up to half a
 * minute after the platform is installed.
 */
export function compileResourceQuota(tenant: TenantSpec, catalog: Catalog): KubeObject {
  const object = {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: metadata(tenant, 'ds-counts'),
    spec: { hard: { pods: Quantity.parse(String(podLimit(tenant, catalog))).toString() } },
  } satisfies KubeObject & V1ResourceQuota;
  return object;
}

function podLimit(tenant: TenantSpec, catalog: Catalog): bigint {
  const admissible = Object.entries(tenant.quota).map(([pool, quota]) =>
    largest(Object.values(catalog.sizes).filter((size) => size.nodePool === pool).map((size) => podsThatFit(quota, size))),
  );
  const limit = 2n * admissible.reduce((sum, pods) => sum + pods, 0n);
  return largest([limit, MIN_PODS]);
}

/** How many pods of one size fit into a quota. */
function podsThatFit(quota: PoolQuotaSpec, size: ComputeSizeSpec): bigint {
  const byCpu = Quantity.parse(quota.cpu).fits(Quantity.parse(size.cpu));
  const byMemory = Quantity.parse(quota.memory).fits(Quantity.parse(size.memory));
  const byGpu = size.gpus ? BigInt(quota.gpus ?? 0) / BigInt(size.gpus) : byCpu;
  return [byMemory, byGpu].reduce((least, pods) => (pods < least ? pods : least), byCpu);
}

function largest(numbers: readonly bigint[]): bigint {
  return numbers.reduce((most, number) => (number > most ? number : most), 0n);
}

function metadata(tenant: TenantSpec, name: string): KubeObject['metadata'] {
  return { name, namespace: tenant.name, labels: { [LABELS.managedBy]: MANAGED_BY, [LABELS.tenant]: tenant.name } };
}
