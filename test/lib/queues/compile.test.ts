import { compileClusterQueue, compileLocalQueue } from '../../../lib/queues/compile';
import { catalog, CPU_NODES, GPU_NODES } from '../../builders/catalog';
import type { ClusterQueueSpec } from '../../../lib/queues/spec';
import { queue } from '../../builders/queue';

const labels = { 'app.kubernetes.io/managed-by': 'ds-platform', 'ds.bloomberg.com/tenant': 's-mlplatform' };

test('a ClusterQueue lists every resource for every pool, in the same order and in canonical form', () => {
  expect(compileClusterQueue(queue(), catalog())).toEqual({
    apiVersion: 'kueue.x-k8s.io/v1beta2',
    kind: 'ClusterQueue',
    metadata: { name: 's-mlplatform', labels },
    spec: {
      queueingStrategy: 'BestEffortFIFO',
      preemption: { reclaimWithinCohort: 'Never', withinClusterQueue: 'LowerPriority' },
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

test('a queue in a cohort gets back what is its own, unless it says otherwise', () => {
  const preemption = (parts: Partial<ClusterQueueSpec>): unknown => compileClusterQueue(queue(parts), catalog()).spec.preemption;
  expect(preemption({ cohortName: 'research' })).toEqual({ reclaimWithinCohort: 'Any', withinClusterQueue: 'LowerPriority' });
  expect(preemption({ cohortName: 'research', preemption: { reclaimWithinCohort: 'LowerPriority', withinClusterQueue: 'Never', borrowWithinCohort: { policy: 'LowerPriority', maxPriorityThreshold: 0 } } })).toEqual({
    reclaimWithinCohort: 'LowerPriority',
    borrowWithinCohort: { policy: 'LowerPriority', maxPriorityThreshold: 0 },
    withinClusterQueue: 'Never',
  });
});

test('a weight is written as the API server stores it', () => {
  const weight = (value: number): unknown => compileClusterQueue(queue({ cohortName: 'research', fairSharing: { weight: value } }), catalog()).spec.fairSharing;
  expect([0, 0.001, 0.5, 2, 1000, 1e6].map(weight)).toEqual(['0', '1m', '500m', '2', '1k', '1M'].map((text) => ({ weight: text })));
});

test('limits stand beside the quota that they limit', () => {
  const quota = { gpu: { cpu: '128', memory: '1Ti', gpus: 32, borrowingLimit: { cpu: '0', gpus: 8 }, lendingLimit: { memory: '1024Mi', gpus: 0 } } };
  expect(compileClusterQueue(queue({ cohortName: 'research', quota }), catalog()).spec.resourceGroups[0]?.flavors).toEqual([
    {
      name: 'gpu',
      resources: [
        { name: 'cpu', nominalQuota: '128', borrowingLimit: '0' },
        { name: 'memory', nominalQuota: '1Ti', lendingLimit: '1Gi' },
        { name: 'nvidia.com/gpu', nominalQuota: '32', borrowingLimit: '8', lendingLimit: '0' },
      ],
    },
  ]);
});

test('a LocalQueue leads to it', () => {
  expect(compileLocalQueue('s-mlplatform', queue())).toEqual({
    apiVersion: 'kueue.x-k8s.io/v1beta2',
    kind: 'LocalQueue',
    metadata: { name: 'default', namespace: 's-mlplatform', labels },
    spec: { clusterQueue: 's-mlplatform' },
  });
});
