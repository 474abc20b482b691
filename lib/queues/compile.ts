import { DEFAULT_QUEUE, LABELS, MANAGED_BY } from '../api';
import type { Catalog } from '../catalog/spec';
import type { KubeObjectOf } from '../k8s/object';
import { canonical, resourceGroups, type ResourceGroup } from './resource-groups';
import type { ClusterQueueSpec, FairSharingSpec, PreemptionSpec, QueueSettings } from './spec';

export const KUEUE_API = 'kueue.x-k8s.io/v1beta2';

/** A ClusterQueue of Kueue. @see https://kueue.sigs.k8s.io/docs/concepts/cluster_queue/ */
export type ClusterQueue = KubeObjectOf<{
  cohortName?: string;
  queueingStrategy: 'BestEffortFIFO' | 'StrictFIFO';
  preemption: PreemptionSpec;
  fairSharing?: FairSharing;
  namespaceSelector: { matchLabels: Record<string, string> };
  resourceGroups: ResourceGroup[];
}>;

/** A weight as Kueue reads it: a Kubernetes quantity. */
export interface FairSharing {
  weight: string;
}

/** A LocalQueue of Kueue: a namespace's door to a ClusterQueue. @see https://kueue.sigs.k8s.io/docs/concepts/local_queue/ */
export type LocalQueue = KubeObjectOf<{ clusterQueue: string }>;

/** The queue of a tenant. It lets in the tenant's namespaces alone: a queue without a selector would let in none. */
export function compileClusterQueue(queue: ClusterQueueSpec, catalog: Catalog): ClusterQueue {
  return {
    apiVersion: KUEUE_API,
    kind: 'ClusterQueue',
    metadata: { name: queue.name, labels: { [LABELS.managedBy]: MANAGED_BY, [LABELS.tenant]: queue.tenant } },
    spec: {
      ...(queue.cohortName !== undefined && { cohortName: queue.cohortName }),
      queueingStrategy: queue.queueingStrategy ?? 'BestEffortFIFO',
      preemption: compilePreemption(queue),
      ...(queue.fairSharing !== undefined && { fairSharing: compileFairSharing(queue.fairSharing) }),
      namespaceSelector: { matchLabels: { [LABELS.tenant]: queue.tenant } },
      resourceGroups: resourceGroups(queue.quota, catalog),
    },
  };
}

/**
 * Kueue itself stops nothing unless it is told to. Here a queue gets back what is its own, since nobody would lend otherwise, and a
 * priority is worth something within a queue.
 */
function compilePreemption({ cohortName, preemption = {} }: QueueSettings): PreemptionSpec {
  const { reclaimWithinCohort = cohortName === undefined ? 'Never' : 'Any', borrowWithinCohort, withinClusterQueue = 'LowerPriority' } = preemption;
  return { reclaimWithinCohort, ...(borrowWithinCohort !== undefined && { borrowWithinCohort: { ...borrowWithinCohort } }), withinClusterQueue };
}

/** The weight of a queue or a cohort. */
export function compileFairSharing({ weight }: FairSharingSpec): FairSharing {
  return { weight: canonical(String(weight)) };
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
