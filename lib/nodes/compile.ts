import { LABELS, MANAGED_BY } from '../api';
import type { NodePoolSpec, TaintSpec } from '../catalog/spec';
import type { KubeObjectOf } from '../k8s/object';
import { markOf } from './mark';
import { taintsOf } from './spot';

/** A toleration as a ResourceFlavor and a pod carry it. */
export interface Toleration {
  readonly key: string;
  readonly operator: 'Equal' | 'Exists';
  readonly value?: string;
  readonly effect: TaintSpec['effect'];
}

/** A ResourceFlavor of Kueue: one class of nodes, to which quotas are given. */
export type ResourceFlavor = KubeObjectOf<{
  nodeLabels?: Record<string, string>;
  nodeTaints?: TaintSpec[];
  tolerations?: Toleration[];
  topologyName?: string;
}>;

/** One ResourceFlavor for every pool, by name. */
export function compileFlavors(nodePools: Record<string, NodePoolSpec>): ResourceFlavor[] {
  return Object.keys(nodePools)
    .sort()
    .map((name) => compileFlavor(name, nodePools[name] ?? {}, markOf(name, nodePools)));
}

/**
 * The flavor states the pool's taints and tolerates them, so the pods that it is given to reach the nodes. Those taints therefore keep
 * no pod out: that is done by the labels, which a pod of the pool selects and no other flavor has. Where labels are not enough, a mark is
 * stated. It and the taint of spot nodes are not tolerated by the flavor: Kueue gives it to pods alone that tolerate them themselves.
 * @see https://kueue.sigs.k8s.io/docs/concepts/resource_flavor/
 */
function compileFlavor(name: string, pool: NodePoolSpec, mark: TaintSpec | undefined): ResourceFlavor {
  const { labels = {}, topologyName } = pool;
  const taints = [...taintsOf(pool), ...(mark === undefined ? [] : [mark])];
  const tolerations = (pool.taints ?? []).map(tolerationOf);
  return {
    apiVersion: 'kueue.x-k8s.io/v1beta2',
    kind: 'ResourceFlavor',
    metadata: { name, labels: { [LABELS.managedBy]: MANAGED_BY } },
    spec: {
      ...(Object.keys(labels).length > 0 && { nodeLabels: { ...labels } }),
      ...(taints.length > 0 && { nodeTaints: taints }),
      ...(tolerations.length > 0 && { tolerations }),
      ...(topologyName !== undefined && { topologyName }),
    },
  };
}

/** A taint without a value is tolerated whatever value the nodes give it. */
export function tolerationOf({ key, value, effect }: TaintSpec): Toleration {
  return value === undefined ? { key, operator: 'Exists', effect } : { key, operator: 'Equal', value, effect };
}
