import type { Catalog, NodePoolSpec } from '../catalog/spec';
import { gpuResourcesOf, poolGpuResource } from '../nodes/gpu-resource';
import { Quantity } from '../quantity/quantity';
import type { PoolLimitSpec, PoolQuotaSpec } from './spec';

/** Quotas of resources that are given out together. */
export interface ResourceGroup {
  coveredResources: string[];
  flavors: FlavorQuotas[];
}

/** Quotas of one node pool. */
interface FlavorQuotas {
  name: string;
  resources: ResourceQuota[];
}

interface ResourceQuota {
  name: string;
  nominalQuota: string;
  borrowingLimit?: string;
  lendingLimit?: string;
}

/**
 * One resource group holds all pools, since Kueue allows a resource in one group only. Every flavor lists every resource, in the same order;
 * a pool without GPUs has a quota of none. Which flavor a pod gets is decided by the labels of the pool that it selects.
 */
export function resourceGroups(quota: Record<string, PoolQuotaSpec>, catalog: Catalog): ResourceGroup[] {
  const coveredResources = coveredBy(catalog);
  const pools = Object.entries(quota).sort(([a], [b]) => (a < b ? -1 : 1));
  const flavors = pools.map(([name, pool]) => flavorQuotas(name, pool, coveredResources, catalog.nodePools[name] ?? {}));
  return flavors.length === 0 ? [] : [{ coveredResources, flavors }];
}

/**
 * What quotas count: CPU, memory, and whatever the pools of the catalog call their GPUs. Pods are not counted: CPU and memory, which every
 * pod asks for, bound them already. What is not listed here cannot be asked for: a job that requests ephemeral-storage is never admitted.
 */
function coveredBy(catalog: Catalog): string[] {
  return ['cpu', 'memory', ...gpuResourcesOf(catalog)];
}

/** A pool has GPUs of one kind; of the others its quota is none. */
function flavorQuotas(name: string, quota: PoolQuotaSpec, covered: readonly string[], pool: NodePoolSpec): FlavorQuotas {
  const gpuResource = poolGpuResource(pool);
  const nominal = amounts({ ...quota, gpus: quota.gpus ?? 0 }, gpuResource);
  const borrowing = amounts(quota.borrowingLimit ?? {}, gpuResource);
  const lending = amounts(quota.lendingLimit ?? {}, gpuResource);
  const resources = covered.map((resource) => ({
    name: resource,
    nominalQuota: nominal[resource] ?? '0',
    ...(borrowing[resource] !== undefined && { borrowingLimit: borrowing[resource] }),
    ...(lending[resource] !== undefined && { lendingLimit: lending[resource] }),
  }));
  return { name, resources };
}

/** Amounts by the name of their resource, for those that are given. */
function amounts({ cpu, memory, gpus }: PoolLimitSpec, gpuResource: string): Record<string, string> {
  return {
    ...(cpu !== undefined && { cpu: canonical(cpu) }),
    ...(memory !== undefined && { memory: canonical(memory) }),
    ...(gpus !== undefined && { [gpuResource]: canonical(String(gpus)) }),
  };
}

/** The API server stores the canonical form, so another one would differ from what is stored at every comparison. */
export function canonical(quantity: string): string {
  return Quantity.parse(quantity).toString();
}
