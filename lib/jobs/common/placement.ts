import type { V1PodSpec, V1ResourceRequirements } from '@kubernetes/client-node';
import type { Catalog, ComputeSizeSpec, NodePoolSpec, TaintSpec } from '../../catalog/spec';
import { claimTemplateName } from '../../nodes/claims';
import { tolerationOf, type Toleration } from '../../nodes/compile';
import { poolGpuResource } from '../../nodes/gpu-resource';
import { markOf } from '../../nodes/mark';
import { isSpot, poolOfSize, SPOT_TOLERATION } from '../../nodes/spot';
import { placementAnnotations } from '../../nodes/topology';

/** Name that a container claims its GPUs by. */
const CLAIM = 'gpus';

/** Where the pods of a size run, and what they ask for there. */
export interface Placement {
  /** Annotations of the pod. */
  readonly annotations: Record<string, string>;
  /** Fields of the pod's spec. */
  readonly spec: Pick<V1PodSpec, 'nodeSelector' | 'tolerations' | 'resourceClaims'>;
  /** What the container asks for that runs the job's own code. */
  readonly main: V1ResourceRequirements;
  /** What a container asks for that needs no GPU. */
  readonly helper: V1ResourceRequirements;
}

/** Where the pods of a size run. Labels decide on the nodes; the tolerations of other taints come from the flavor that Kueue assigns. */
export function placementOf(size: ComputeSizeSpec, spot: boolean, { nodePools }: Catalog): Placement {
  const name = poolOfSize(size, spot, nodePools) ?? size.nodePool;
  const pool = nodePools[name] ?? {};
  const tolerations = tolerationsOf(pool, markOf(name, nodePools));
  const claims = pool.deviceClassName !== undefined && size.gpus ? [{ name: CLAIM, resourceClaimTemplateName: claimTemplateName(name, size.gpus) }] : [];
  return {
    annotations: placementAnnotations(pool),
    spec: {
      ...nodeSelector(pool),
      ...(tolerations.length > 0 && { tolerations }),
      ...(claims.length > 0 && { resourceClaims: claims }),
    },
    main: claims.length > 0 ? { ...amounts(size), claims: [{ name: CLAIM }] } : amounts(size, poolGpuResource(pool)),
    helper: amounts(size),
  };
}

/** Of what a flavor states and does not tolerate itself. */
function tolerationsOf(pool: NodePoolSpec, mark: TaintSpec | undefined): Toleration[] {
  return [...(isSpot(pool) ? [{ ...SPOT_TOLERATION }] : []), ...(mark === undefined ? [] : [tolerationOf(mark)])];
}

function nodeSelector({ labels = {} }: NodePoolSpec): { nodeSelector?: Record<string, string> } {
  return Object.keys(labels).length > 0 ? { nodeSelector: { ...labels } } : {};
}

/** CPU and memory, and the GPUs under the name that the pool gives them. Requests equal limits. */
function amounts(size: ComputeSizeSpec, gpuResource?: string): V1ResourceRequirements {
  const asked: Record<string, string> = { cpu: size.cpu, memory: size.memory };
  if (gpuResource !== undefined && size.gpus) asked[gpuResource] = String(size.gpus);
  return { requests: asked, limits: { ...asked } };
}
