import { compileClusterQueue, compileLocalQueue } from '../../../lib/queues/compile';
import { queue } from '../../builders/queue';

const labels = { 'app.kubernetes.io/managed-by': 'ds-platform', 'ds.bloomberg.com/tenant': 's-mlplatform' };

test('a ClusterQueue lists every resource for every pool, in the same order and in canonical form', () => {
  expect(compileClusterQueue(queue())).toEqual({
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

test('cohort and strategy are given as they are', () => {
  expect(compileClusterQueue(queue({ cohortName: 'research', queueingStrategy: 'StrictFIFO' })).spec).toMatchObject({
    cohortName: 'research',
    queueingStrategy: 'StrictFIFO',
  });
  expect(compileClusterQueue(queue()).spec).not.toHaveProperty('cohortName');
});

test('a LocalQueue leads to it', () => {
  expect(compileLocalQueue('s-mlplatform', queue())).toEqual({
    apiVersion: 'kueue.x-k8s.io/v1beta2',
    kind: 'LocalQueue',
    metadata: { name: 'default', namespace: 's-mlplatform', labels },
    spec: { clusterQueue: 's-mlplatform' },
  });
});
