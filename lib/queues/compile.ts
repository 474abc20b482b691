import { DEFAULT_QUEUE, LABELS, MANAGED_BY } from '../api';
import type { Catalog, NodePoolSpec } from '../catalog/spec';
import type { KubeObjectOf } from '../k8s/object';
import { gpuResourcesOf, poolGpuResource } from '../nodes/gpu-resource';
import { Quantity } from '../quantity/quantity';
import type { ClusterQueueSpec, PoolQuotaSpec } from './spec';

const KUEUE_API = 'kueue.x-k8s.io/v1beta2';

/** A ClusterQueue of Kueue. @see https://kueue.sigs.k8s.io/docs/concepts/cluster_queue/ */
export type ClusterQueue = KubeObjectOf<{
  cohortName?: string;
  queueingStrategy: 'BestEffortFIFO' | 'StrictFIFO';
  namespaceSelector: { matchLabels: Record<string, string> };
  resourceGroups: { coveredResources: string[]; flavors: FlavorQuotas[] }[];
}>;

interface FlavorQuotas {
  name: string;
  resources: { name: string; nominalQuota: string }[];
}

/** A LocalQueue of Kueue: a namespace's door to a ClusterQueue. @see https://kueue.sigs.k8s.io/docs/concepts/local_queue/ */
export type LocalQueue = KubeObjectOf<{ clusterQueue: string }>;

/**
 * One resource group holds all pools, since Kueue allows a resource in one group only. Every flavor lists every resource, in the same order;
 * a pool without GPUs has a quota of none. Which flavor a pod gets is decided by the labels of the pool that it selects.
 */
export function compileClusterQueue(queue: ClusterQueueSpec, catalog: Catalog): ClusterQueue {
  const covered = coveredResources(catalog);
  const pools = Object.entries(queue.quota).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    apiVersion: KUEUE_API,
    kind: 'ClusterQueue',
    metadata: { name: queue.name, labels: { [LABELS.managedBy]: MANAGED_BY, [LABELS.tenant]: queue.tenant } },
    spec: {
      ...(queue.cohortName !== undefined && { cohortName: queue.cohortName }),
      queueingStrategy: queue.queueingStrategy ?? 'BestEffortFIFO',
      namespaceSelector: { matchLabels: { [LABELS.tenant]: queue.tenant } },
      resourceGroups: [{ coveredResources: covered, flavors: pools.map(([name, quota]) => flavorQuotas(name, quota, covered, catalog.nodePools[name] ?? {})) }],
    },
  };
}

/** The queue of a namespace that jobs without `queue` go to. */
export function compileLocalQueue(namespace: string, queue: ClusterQueueSpec): LocalQueue {
  return {
    apiVersion: KUEUE_API,
    kind: 'LocalQueue',
    metadata: { name: DEFAULT_QUEUE, namespace, labels: { [LABELS.managedBy]: MANAGED_BY, [LABELS.tenant]: queue.tenant } },
    spec: { clusterQueue: queue.name },
  };
}

/**
 * What quotas count: CPU, memory, and whatever the pools of the catalog call their GPUs. Pods are not counted: CPU and memory, which every
 * pod asks for, bound them already. What is not listed here cannot be asked for: a job that requests ephemeral-storage is never admitted.
 */
function coveredResources(catalog: Catalog): string[] {
  return ['cpu', 'memory', ...gpuResourcesOf(catalog)];
}

/** A pool has GPUs of one kind; of the others its quota is none. */
function flavorQuotas(name: string, quota: PoolQuotaSpec, covered: readonly string[], pool: NodePoolSpec): FlavorQuotas {
  const nominal: Record<string, string> = {
    cpu: canonical(quota.cpu),
    memory: canonical(quota.memory),
    [poolGpuResource(pool)]: canonical(String(quota.gpus ?? 0)),
  };
  return { name, resources: covered.map((resource) => ({ name: resource, nominalQuota: nominal[resource] ?? '0' })) };
}

/** The API server stores the canonical form, so another one would differ from what is stored at every comparison. */
function canonical(quantity: string): string {
  return Quantity.parse(quantity).toString();
}
