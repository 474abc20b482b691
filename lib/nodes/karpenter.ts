import { LABELS, MANAGED_BY } from '../api';
import type { TaintSpec } from '../catalog/spec';
import type { KubeObject, KubeObjectOf } from '../k8s/object';
import { devicesOf } from './devices';
import { nodeLabelsOf, nodeTaintsOf } from './entries';
import { GPU_RESOURCE } from './gpu-resource';
import type { Ec2NodeClassSpec, KarpenterSpec, NodeClassRefSpec } from './provider-spec';
import type { KarpenterGpuNodePoolSpec } from './spec';

/** Group of Karpenter's node classes for EC2, and the prefix of the labels that it knows of machines there. */
const AWS = 'karpenter.k8s.aws';

interface Requirement {
  key: string;
  operator: 'In';
  values: string[];
}

/** A NodePool of Karpenter. @see https://karpenter.sh/docs/concepts/nodepools/ */
export type NodePool = KubeObjectOf<{
  template: {
    metadata: { labels: Record<string, string> };
    spec: { nodeClassRef: NodeClassRefSpec; requirements: Requirement[]; taints: TaintSpec[]; expireAfter: string };
  };
  limits: Record<string, string>;
  disruption: { consolidationPolicy: 'WhenEmpty'; consolidateAfter: string; budgets: { nodes: string; reasons: string[] }[] };
}>;

/** What makes Karpenter start and end the nodes of a pool. The pool is valid. */
export function compileKarpenter(pool: KarpenterGpuNodePoolSpec): KubeObject[] {
  const { nodeClass } = pool.karpenter;
  return [...(nodeClass === undefined ? [] : [ec2NodeClass(pool.name, nodeClass)]), nodePool(pool), ...overlay(pool)];
}

function nodePool(pool: KarpenterGpuNodePoolSpec): NodePool {
  const { karpenter, maxSize, gpusPerNode } = pool;
  return {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodePool',
    metadata: metadata(pool.name),
    spec: {
      template: {
        metadata: { labels: nodeLabelsOf(pool) },
        spec: { nodeClassRef: classRef(pool), requirements: requirements(pool), taints: nodeTaintsOf(pool), expireAfter: karpenter.expireAfter ?? 'Never' },
      },
      limits: { nodes: String(maxSize), [GPU_RESOURCE]: String(maxSize * gpusPerNode) },
      disruption: {
        // A training has no use for a cheaper node in the middle of its work: nodes are taken away when they are empty, and not before.
        consolidationPolicy: 'WhenEmpty',
        consolidateAfter: karpenter.consolidateAfter ?? '5m',
        budgets: [
          { nodes: '100%', reasons: ['Empty'] },
          { nodes: '0', reasons: ['Drifted', 'Underutilized'] },
        ],
      },
    },
  };
}

function classRef({ name, karpenter }: KarpenterGpuNodePoolSpec): NodeClassRefSpec {
  const { group, kind, name: className } = karpenter.nodeClassRef ?? { group: AWS, kind: 'EC2NodeClass', name };
  return { group, kind, name: className };
}

function requirements(pool: KarpenterGpuNodePoolSpec): Requirement[] {
  const { instanceTypes, zones, architecture = 'amd64' }: KarpenterSpec = pool.karpenter;
  const onEc2 = classRef(pool).group === AWS;
  return [
    oneOf('kubernetes.io/arch', [architecture]),
    oneOf('kubernetes.io/os', ['linux']),
    oneOf('karpenter.sh/capacity-type', capacityTypes(pool)),
    ...(onEc2 ? [oneOf(`${AWS}/instance-gpu-manufacturer`, ['nvidia']), oneOf(`${AWS}/instance-gpu-count`, [String(pool.gpusPerNode)])] : []),
    ...(instanceTypes === undefined ? [] : [oneOf('node.kubernetes.io/instance-type', instanceTypes)]),
    ...(zones === undefined ? [] : [oneOf('topology.kubernetes.io/zone', zones)]),
  ];
}

/** Reserved capacity is paid for already, so it comes first. */
function capacityTypes(pool: KarpenterGpuNodePoolSpec): string[] {
  if (pool.capacityType === 'spot') return ['spot'];
  const reserved = pool.karpenter.nodeClass?.capacityReservationIds !== undefined;
  return reserved ? ['reserved', 'on-demand'] : ['on-demand'];
}

function oneOf(key: string, values: readonly string[]): Requirement {
  return { key, operator: 'In', values: [...values] };
}

/**
 * Karpenter knows how many GPUs a machine has, but not what the device plugin makes of them: a pod that asks for shares or parts would
 * wait for ever. The overlay tells it; it needs Karpenter's feature gate `NodeOverlay`, and adds resources, but changes none.
 * @see https://karpenter.sh/docs/concepts/nodeoverlays/
 */
function overlay(pool: KarpenterGpuNodePoolSpec): KubeObject[] {
  const devices = pool.dra === undefined ? devicesOf(pool).filter(({ resource }) => resource !== GPU_RESOURCE) : [];
  if (devices.length === 0) return [];
  const object: KubeObjectOf<{ requirements: Requirement[]; capacity: Record<string, string> }> = {
    apiVersion: 'karpenter.sh/v1alpha1',
    kind: 'NodeOverlay',
    metadata: metadata(pool.name),
    spec: {
      requirements: [oneOf('karpenter.sh/nodepool', [pool.name])],
      capacity: Object.fromEntries(devices.map(({ resource, perNode }) => [resource, String(perNode)])),
    },
  };
  return [object];
}

function ec2NodeClass(name: string, spec: Ec2NodeClassSpec): KubeObject {
  const { amiAlias, role, subnetTags, securityGroupTags, volumeSize = '200Gi', capacityReservationIds, tags } = spec;
  // Bottlerocket keeps images on a disk of their own.
  const deviceName = amiAlias.startsWith('bottlerocket@') ? '/dev/xvdb' : '/dev/xvda';
  const object: KubeObjectOf<object> = {
    apiVersion: `${AWS}/v1`,
    kind: 'EC2NodeClass',
    metadata: metadata(name),
    spec: {
      amiSelectorTerms: [{ alias: amiAlias }],
      role,
      subnetSelectorTerms: [{ tags: { ...subnetTags } }],
      securityGroupSelectorTerms: [{ tags: { ...securityGroupTags } }],
      ...(capacityReservationIds !== undefined && { capacityReservationSelectorTerms: capacityReservationIds.map((id) => ({ id })) }),
      blockDeviceMappings: [{ deviceName, ebs: { volumeSize, volumeType: 'gp3', encrypted: true, deleteOnTermination: true } }],
      // Pods do not reach the machine's credentials: one hop ends at the node itself.
      metadataOptions: { httpEndpoint: 'enabled', httpProtocolIPv6: 'disabled', httpPutResponseHopLimit: 1, httpTokens: 'required' },
      ...(tags !== undefined && { tags: { ...tags } }),
    },
  };
  return object;
}

function metadata(name: string): KubeObject['metadata'] {
  return { name, labels: { [LABELS.managedBy]: MANAGED_BY } };
}
