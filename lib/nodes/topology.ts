import { LABELS, MANAGED_BY } from '../api';
import type { NodePoolSpec } from '../catalog/spec';
import type { KubeObjectOf } from '../k8s/object';

/** Label of the narrowest level that there is: each node has its own value. */
export const HOSTNAME_LABEL = 'kubernetes.io/hostname';

/** A Topology of Kueue: the levels of nearness, the widest first. @see https://kueue.sigs.k8s.io/docs/concepts/topology_aware_scheduling/ */
export type Topology = KubeObjectOf<{ levels: { nodeLabel: string }[] }>;

/** The levels of a pool's topology, the widest first. */
export function topologyLevelsOf(pool: NodePoolSpec): string[] {
  return [...(pool.topologyLevels ?? [HOSTNAME_LABEL])];
}

/** One Topology for every name that pools give, in order. Pools that share a name agree on its levels. */
export function compileTopologies(nodePools: Record<string, NodePoolSpec>): Topology[] {
  const levels = new Map<string, string[]>(Object.values(nodePools).flatMap((pool) => (pool.topologyName === undefined ? [] : [[pool.topologyName, topologyLevelsOf(pool)]])));
  return [...levels]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, nodeLabels]) => ({
      apiVersion: 'kueue.x-k8s.io/v1beta2',
      kind: 'Topology',
      metadata: { name, labels: { [LABELS.managedBy]: MANAGED_BY } },
      spec: { levels: nodeLabels.map((nodeLabel) => ({ nodeLabel })) },
    }));
}

/**
 * What makes Kueue place the pods of a job near each other: it tries one domain of the narrowest level, then wider ones, then several.
 * A flavor with a topology takes no pods without such an annotation, unless every flavor of the queue has one.
 * @see https://kueue.sigs.k8s.io/docs/concepts/topology_aware_scheduling/#user-facing-apis
 */
export function placementAnnotations(pool: NodePoolSpec): Record<string, string> {
  if (pool.topologyName === undefined) return {};
  return { 'kueue.x-k8s.io/podset-preferred-topology': topologyLevelsOf(pool).at(-1) ?? HOSTNAME_LABEL };
}
