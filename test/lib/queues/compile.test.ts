import { compileClusterQueue, compileLocalQueue } from '../../../lib/queues/compile';
import { catalog, CPU_NODES, GPU_NODES } from '../../builders/catalog';
import { queue } from '../../builders/queue';

const labels = { 'app.kubernetes.io/managed-by': 'ds-platform', 'ds.bloomberg.com/tenant': 's-mlplatform' };

test('a ClusterQueue lists every resource for every pool, in the same order and in canonical form', () => {
  expect(compileClusterQueue(queue(), catalog())).toEqual({
    apiVersion: 'kueue.x-k8s.io/v1beta2',
    kind: 'ClusterQueue',
    metadata: { name: 's-mlplatform', labels },
    spec: {
      queueingStrategy: 'BestEffortFIFO',
      namespaceSelector: { matchLabels: { 'ds.bloomberg.com/tenant': 's-mlplatform' } },
      resourceGroups: [
        {
          coveredResources: ['cpu', 'memory', 'nvidia.com/gpu'],
          flavors: [
            {
              name: 'cpu',
              resources: [
                { name: 'cpu', nominalQuota: '64' },
                { name: 'memory', nominalQuota: '256Gi' },
                { name: 'nvidia.com/gpu', nominalQuota: '0' },
              ],
            },
            {
              name: 'gpu',
              resources: [
                { name: 'cpu', nominalQuota: '128' },
                { name: 'memory', nominalQuota: '1Ti' },
                { name: 'nvidia.com/gpu', nominalQuota: '32' },
              ],
            },
          ],
        },
      ],
    },
  });
});

test('every pool lists the GPU resources of all pools, and has a quota of its own alone', () => {
  const nodePools = {
    cpu: CPU_NODES,
    gpu: { ...GPU_NODES, gpuResource: 'nvidia.com/mig-1g.10gb' },
    shared: { labels: { pool: 'shared' }, gpuResource: 'nvidia.com/gpu.shared' },
  };
  const { resourceGroups } = compileClusterQueue(queue(), catalog({ nodePools })).spec;
  expect(resourceGroups[0]?.coveredResources).toEqual(['cpu', 'memory', 'nvidia.com/gpu', 'nvidia.com/gpu.shared', 'nvidia.com/mig-1g.10gb']);
  const amounts = resourceGroups[0]?.flavors.map(({ resources }) => resources.map(({ name, nominalQuota }) => [name, nominalQuota]));
  expect(amounts?.[1]).toEqual([['cpu', '128'], ['memory', '1Ti'], ['nvidia.com/gpu', '0'], ['nvidia.com/gpu.shared', '0'], ['nvidia.com/mig-1g.10gb', '32']]);
});

test('cohort and strategy are given as they are', () => {
  expect(compileClusterQueue(queue({ cohortName: 'research', queueingStrategy: 'StrictFIFO' }), catalog()).spec).toMatchObject({
    cohortName: 'research',
    queueingStrategy: 'StrictFIFO',
  });
  expect(compileClusterQueue(queue(), catalog()).spec).not.toHaveProperty('cohortName');
});

test('a LocalQueue leads to it', () => {
  expect(compileLocalQueue('s-mlplatform', queue())).toEqual({
    apiVersion: 'kueue.x-k8s.io/v1beta2',
    kind: 'LocalQueue',
    metadata: { name: 'default', namespace: 's-mlplatform', labels },
    spec: { clusterQueue: 's-mlplatform' },
  });
});
