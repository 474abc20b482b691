import { compileGpuNodePool } from '../../../lib/nodes/provider';
import { deviceClassMappings } from '../../../lib/nodes/device-class';
import { nodePoolsOf } from '../../../lib/nodes/entries';
import { validateGpuNodePool } from '../../../lib/nodes/validate-gpu-node-pool';
import { gpuPool } from '../../builders/catalog';
import { texts } from '../../builders/errors';
import { clusterApiPool, karpenterPool } from '../../builders/node-pools';

const TAINT = { key: 'nvidia.com/gpu', effect: 'NoSchedule' };
const SPOT = { key: 'ds.bloomberg.com/spot', effect: 'NoSchedule' };
const MIXED = { gpuModel: 'NVIDIA-A100-SXM4-80GB', sharing: { mig: { strategy: 'mixed', profiles: { '1g.10gb': 4, '3g.40gb': 1 } } } } as const;

test('nodes that are there need nothing', () => {
  expect(compileGpuNodePool(gpuPool())).toEqual([]);
});

describe('Karpenter', () => {
  test('starts nodes with the labels and taints of the pool, and takes away empty ones alone', () => {
    const [nodeClass, nodePool, ...others] = compileGpuNodePool(karpenterPool({ capacityType: 'spot' }));
    expect(others).toEqual([]);
    expect(nodeClass).toMatchObject({
      apiVersion: 'karpenter.k8s.aws/v1',
      kind: 'EC2NodeClass',
      metadata: { name: 'gpu' },
      spec: { role: 'gpu-nodes', subnetSelectorTerms: [{ tags: { cluster: 'ds' } }], metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1 } },
    });
    expect(nodePool).toMatchObject({
      apiVersion: 'karpenter.sh/v1',
      kind: 'NodePool',
      spec: {
        template: {
          metadata: { labels: { 'ds.bloomberg.com/node-pool': 'gpu' } },
          spec: { nodeClassRef: { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: 'gpu' }, taints: [TAINT, SPOT], expireAfter: 'Never' },
        },
        limits: { nodes: '4', 'nvidia.com/gpu': '32' },
        disruption: { consolidationPolicy: 'WhenEmpty' },
      },
    });
    const { requirements } = (nodePool as unknown as { spec: { template: { spec: { requirements: object[] } } } }).spec.template.spec;
    expect(requirements).toContainEqual({ key: 'karpenter.sh/capacity-type', operator: 'In', values: ['spot'] });
    expect(requirements).toContainEqual({ key: 'karpenter.k8s.aws/instance-gpu-count', operator: 'In', values: ['8'] });
  });

  test('is told of devices that it cannot know', () => {
    const overlay = compileGpuNodePool(karpenterPool(MIXED)).at(-1);
    expect(overlay).toMatchObject({
      apiVersion: 'karpenter.sh/v1alpha1',
      kind: 'NodeOverlay',
      spec: {
        requirements: [{ key: 'karpenter.sh/nodepool', operator: 'In', values: ['gpu'] }],
        capacity: { 'nvidia.com/mig-1g.10gb': '32', 'nvidia.com/mig-3g.40gb': '8' },
      },
    });
    expect(compileGpuNodePool(karpenterPool()).map(({ kind }) => kind)).toEqual(['EC2NodeClass', 'NodePool']);
  });

  test('may use a node class that is there, and reservations', () => {
    const nodeClassRef = { group: 'karpenter.azure.com', kind: 'AKSNodeClass', name: 'gpus' };
    const [nodePool, ...others] = compileGpuNodePool(karpenterPool({ karpenter: { nodeClassRef, instanceTypes: ['Standard_ND96'] } }));
    expect(others).toEqual([]);
    expect(nodePool).toMatchObject({ kind: 'NodePool', spec: { template: { spec: { nodeClassRef } } } });
    expect(JSON.stringify(nodePool)).not.toContain('karpenter.k8s.aws');
    const nodeClass = { ...karpenterPool().karpenter.nodeClass, capacityReservationIds: ['cr-0123'] } as never;
    expect(JSON.stringify(compileGpuNodePool(karpenterPool({ karpenter: { nodeClass } })))).toContain('["reserved","on-demand"]');
  });
});

describe('Cluster API', () => {
  test('leaves the number of machines to the autoscaler, and tells it what a node brings', () => {
    const [group] = compileGpuNodePool(clusterApiPool());
    expect(group).toMatchObject({
      apiVersion: 'cluster.x-k8s.io/v1beta2',
      kind: 'MachineDeployment',
      metadata: {
        name: 'gpu',
        namespace: 'clusters',
        annotations: {
          'cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size': '0',
          'cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size': '4',
          'capacity.cluster-autoscaler.kubernetes.io/labels': 'ds.bloomberg.com/node-pool=gpu',
          'capacity.cluster-autoscaler.kubernetes.io/taints': 'nvidia.com/gpu=:NoSchedule',
          'capacity.cluster-autoscaler.kubernetes.io/gpu-type': 'nvidia.com/gpu',
          'capacity.cluster-autoscaler.kubernetes.io/gpu-count': '8',
        },
      },
    });
    expect((group as unknown as { spec: object }).spec).not.toHaveProperty('replicas');
    expect(JSON.stringify(group)).not.toContain('propagation');
  });

  test('holds a fixed number, in a MachinePool, with taints, where asked', () => {
    const pool = clusterApiPool({ minSize: 4 });
    const [group] = compileGpuNodePool({ ...pool, clusterApi: { ...pool.clusterApi, kind: 'MachinePool', propagateTaints: true, version: 'v1.34.2' } });
    expect(group).toMatchObject({ kind: 'MachinePool', spec: { replicas: 4, template: { spec: { version: 'v1.34.2', taints: [{ ...TAINT, propagation: 'Always' }] } } } });
    expect(group?.metadata).not.toHaveProperty('annotations');
    expect((group as unknown as { spec: object }).spec).not.toHaveProperty('selector');
  });
});

describe('claims', () => {
  test('are on a class of the devices of a pool', () => {
    const [whole] = compileGpuNodePool(gpuPool({ dra: {} }));
    expect(whole).toMatchObject({
      apiVersion: 'resource.k8s.io/v1',
      kind: 'DeviceClass',
      metadata: { name: 'gpu' },
      spec: { selectors: [{ cel: { expression: 'device.driver == "gpu.nvidia.com" && device.attributes["gpu.nvidia.com"].type == "gpu"' } }] },
    });
    const parts = compileGpuNodePool(gpuPool({ ...MIXED, dra: { requests: 'extendedResource' } }));
    expect(parts.map(({ metadata }) => metadata.name)).toEqual(['gpu-1g-10gb', 'gpu-3g-40gb']);
    expect(parts[0]).toMatchObject({ spec: { extendedResourceName: 'nvidia.com/mig-1g.10gb' } });
    expect(JSON.stringify(parts[0])).toContain('.profile == \\"1g.10gb\\"');
  });

  test('are counted by Kueue as its mapping says', () => {
    const pools = [gpuPool({ dra: {} }), gpuPool({ name: 'a', dra: {} }), gpuPool({ name: 'b', dra: { requests: 'extendedResource' } }), gpuPool({ name: 'c' })];
    expect(deviceClassMappings({ nodePools: Object.assign({}, ...pools.map(nodePoolsOf)) })).toEqual([
      { name: 'nvidia.com/gpu', deviceClassNames: ['a', 'gpu'] },
    ]);
  });
});

test('a pool of a file has the fields of its provider, and no others', () => {
  const errors = (pool: object): string[] => texts(validateGpuNodePool(pool as never));
  expect(errors({ name: 'a', provider: 'karpenter', gpusPerNode: 8, nodes: 4, maxSize: 4 })).toEqual([
    'karpenter: missing (given none, with provider: karpenter). Allowed: maxSize, karpenter. Give it.',
    'nodes: belongs to another provider (given with provider: karpenter). Allowed: maxSize, karpenter. Remove it, or change the provider.',
  ]);
  expect(errors(gpuPool({ gpuModel: 'NVIDIA-A30', sharing: { mig: { strategy: 'single' } as never } }))).toEqual([
    'sharing.mig.profile: missing (given strategy: single). Allowed: profile with single, profiles with mixed. Give profile alone.',
  ]);
  expect(errors(gpuPool({ gpuModel: 'NVIDIA-A30', sharing: { mig: { strategy: 'mixed', profile: '1g.6gb', profiles: { '1g.6gb': 1 } } as never } }))).toHaveLength(1);
});

test('a pool that its provider would refuse does not validate', () => {
  const nodeClass = { amiAlias: 'ubuntu', role: '', subnetTags: {}, securityGroupTags: { a: '' }, volumeSize: '1Ti', capacityReservationIds: ['r'] };
  const starts = (found: string[]) => found.map((text) => text.slice(0, text.indexOf(' (given')));
  expect(starts(texts(validateGpuNodePool(karpenterPool({ maxSize: 0, topologyName: 'racks', labels: { 'karpenter.sh/x': 'y' }, karpenter: { nodeClass, instanceTypes: [], expireAfter: '1 day' } }))))).toEqual([
    'maxSize: not a count',
    'karpenter.nodeClass.amiAlias: not an image',
    'karpenter.nodeClass.role: empty',
    'karpenter.nodeClass.subnetTags: no tags to select by',
    'karpenter.nodeClass.securityGroupTags: no tags to select by',
    'karpenter.nodeClass.volumeSize: not the size of a disk',
    'karpenter.nodeClass.capacityReservationIds[0]: not a reservation',
    'karpenter.instanceTypes: nothing to choose from',
    'karpenter.expireAfter: not a time',
    'topologyName: for a pool whose nodes come and go',
    'labels: a label that Karpenter sets itself',
  ]);
  expect(starts(texts(validateGpuNodePool(karpenterPool({ karpenter: {} }))))).toEqual(['karpenter: no clear node class']);
  const ref = { apiGroup: 'v1', kind: '', name: 'A' };
  expect(starts(texts(validateGpuNodePool(clusterApiPool({ minSize: 5, clusterApi: { clusterName: '', namespace: 'x', version: '1.34', bootstrapConfigRef: ref, infrastructureRef: ref, nodeCpu: '0' } }))))).toEqual([
    'minSize: more than maxSize',
    'clusterApi.clusterName: not a name',
    'clusterApi.version: not a version',
    'clusterApi.bootstrapConfigRef.apiGroup: not an API group',
    'clusterApi.bootstrapConfigRef.kind: not a kind',
    'clusterApi.bootstrapConfigRef.name: not a name',
    'clusterApi.infrastructureRef.apiGroup: not an API group',
    'clusterApi.infrastructureRef.kind: not a kind',
    'clusterApi.infrastructureRef.name: not a name',
    'clusterApi.nodeCpu: not an amount',
  ]);
  expect(starts(texts(validateGpuNodePool(clusterApiPool({ ...MIXED, topologyName: 'racks' }))))).toEqual(['topologyName: for a pool whose nodes come and go', 'minSize: too few']);
  expect(validateGpuNodePool(clusterApiPool({ ...MIXED, minSize: 4, topologyName: 'racks' }))).toEqual([]);
});
