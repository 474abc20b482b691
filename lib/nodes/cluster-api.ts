import { LABELS, MANAGED_BY } from '../api';
import type { KubeObjectOf } from '../k8s/object';
import { devicesOf } from './devices';
import { nodeLabelsOf, nodeTaintsOf } from './entries';
import type { TemplateRefSpec } from './provider-spec';
import type { ClusterApiGpuNodePoolSpec } from './spec';

/** What the cluster autoscaler reads of a node that is not there yet. @see https://github.com/kubernetes/autoscaler/tree/master/cluster-autoscaler/cloudprovider/clusterapi */
const CAPACITY = 'capacity.cluster-autoscaler.kubernetes.io';
const SIZE = 'cluster.x-k8s.io/cluster-api-autoscaler-node-group';
const CLUSTER_LABEL = 'cluster.x-k8s.io/cluster-name';
const DEPLOYMENT_LABEL = 'cluster.x-k8s.io/deployment-name';

/** A MachineDeployment or MachinePool of Cluster API. @see https://cluster-api.sigs.k8s.io/user/concepts */
export type MachineGroup = KubeObjectOf<{
  clusterName: string;
  replicas?: number;
  selector?: { matchLabels: Record<string, string> };
  template: {
    metadata: { labels: Record<string, string> };
    spec: {
      clusterName: string;
      version?: string;
      failureDomain?: string;
      bootstrap: { configRef: TemplateRefSpec };
      infrastructureRef: TemplateRefSpec;
      taints?: { key: string; value?: string; effect: string; propagation: 'Always' }[];
    };
  };
}>;

/**
 * The machines of a pool. Cluster API puts labels of its own domains on nodes by itself, and others where its controller is told by
 * `--additional-sync-machine-labels`; taints by a feature gate. Else the bootstrap template must do it.
 * @see https://cluster-api.sigs.k8s.io/reference/api/metadata-propagation
 */
export function compileClusterApi(pool: ClusterApiGpuNodePoolSpec): MachineGroup {
  const { clusterApi, minSize, maxSize, name } = pool;
  const { clusterName, namespace, version, bootstrapConfigRef, infrastructureRef, failureDomain, propagateTaints = false } = clusterApi;
  const isDeployment = clusterApi.kind !== 'MachinePool';
  const selected = { [CLUSTER_LABEL]: clusterName, ...(isDeployment && { [DEPLOYMENT_LABEL]: name }) };
  const taints = propagateTaints ? nodeTaintsOf(pool) : [];
  const fixed = minSize === maxSize;
  return {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: clusterApi.kind ?? 'MachineDeployment',
    metadata: {
      name,
      namespace,
      labels: { [LABELS.managedBy]: MANAGED_BY, [CLUSTER_LABEL]: clusterName },
      ...(!fixed && { annotations: autoscaling(pool) }),
    },
    spec: {
      clusterName,
      // Where the autoscaler decides on the number, writing one here would undo it at every deployment.
      ...(fixed && { replicas: maxSize }),
      ...(isDeployment && { selector: { matchLabels: selected } }),
      template: {
        metadata: { labels: { ...selected, ...nodeLabelsOf(pool) } },
        spec: {
          clusterName,
          ...(version !== undefined && { version }),
          ...(failureDomain !== undefined && { failureDomain }),
          bootstrap: { configRef: reference(bootstrapConfigRef) },
          infrastructureRef: reference(infrastructureRef),
          ...(taints.length > 0 && { taints: taints.map((taint) => ({ ...taint, propagation: 'Always' as const })) }),
        },
      },
    },
  };
}

function reference({ apiGroup, kind, name }: TemplateRefSpec): TemplateRefSpec {
  return { apiGroup, kind, name };
}

/** Between which sizes the autoscaler may choose, and what a node brings. It knows one kind of device. */
function autoscaling(pool: ClusterApiGpuNodePoolSpec): Record<string, string> {
  const [device] = devicesOf(pool);
  const labels = Object.entries(nodeLabelsOf(pool)).map(([key, value]) => `${key}=${value}`);
  const taints = nodeTaintsOf(pool).map(({ key, value = '', effect }) => `${key}=${value}:${effect}`);
  return {
    [`${SIZE}-min-size`]: String(pool.minSize),
    [`${SIZE}-max-size`]: String(pool.maxSize),
    [`${CAPACITY}/labels`]: labels.join(','),
    ...(taints.length > 0 && { [`${CAPACITY}/taints`]: taints.join(',') }),
    ...(device !== undefined && pool.dra === undefined && { [`${CAPACITY}/gpu-type`]: device.resource, [`${CAPACITY}/gpu-count`]: String(device.perNode) }),
    ...(pool.clusterApi.nodeCpu !== undefined && { [`${CAPACITY}/cpu`]: pool.clusterApi.nodeCpu }),
    ...(pool.clusterApi.nodeMemory !== undefined && { [`${CAPACITY}/memory`]: pool.clusterApi.nodeMemory }),
  };
}
