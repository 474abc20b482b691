import { compileClusterQueue, compileLocalQueue } from '../../../lib/queues/compile';
import type { ClusterQueueSpec } from '../../../lib/queues/spec';
import { validateClusterQueue } from '../../../lib/queues/validate';
import { catalog } from '../../builders/catalog';
import { texts } from '../../builders/errors';

function queue(parts: Partial<ClusterQueueSpec> = {}): ClusterQueueSpec {
  const quota = { gpu: { cpu: '128', memory: '1024Gi', gpus: 32 }, cpu: { cpu: '64000m', memory: '256Gi' } };
  return { name: 's-mlplatform', tenant: 's-mlplatform', quota, ...parts };
}

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

test('everything that is wrong is told at once', () => {
  expect(validateClusterQueue(queue(), catalog())).toEqual([]);
  const quota = { gpus: { cpu: '-1', memory: '1 TB', gpus: -1 }, cpu: { cpu: '0', memory: '0' } };
  expect(texts(validateClusterQueue(queue({ name: 'ML', tenant: '', cohortName: 'a b', quota }), catalog()))).toEqual([
    'name: not a name (given "ML"). Allowed: at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends. Rename it.',
    'tenant: not a name (given ""). Allowed: at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends. Rename it.',
    'cohortName: not a name (given "a b"). Allowed: at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends. Rename it.',
    'quota.gpus: not a node pool of the catalog (given "gpus"). Allowed: cpu, gpu. Did you mean gpu or cpu?',
    'quota.gpus.cpu: too small (given "-1"). Allowed: quantities from 0. Write it like "64".',
    'quota.gpus.memory: not a Kubernetes quantity (given "1 TB"). Allowed: quantities from 0. Write it like "256Gi".',
    'quota.gpus.gpus: not a number of GPUs (given -1). Allowed: whole numbers from 0. Give a whole number.',
  ]);
});

test('a quota names at least one pool, and no more than Kueue reports on', () => {
  expect(texts(validateClusterQueue(queue({ quota: {} }), catalog()))).toEqual([
    'quota: empty (given {}). Allowed: at least one node pool. Add the quota of a pool, or no job can start.',
  ]);
  const names = Array.from({ length: 17 }, (_, index) => `pool-${index}`);
  const nodePools = Object.fromEntries(names.map((name) => [name, { labels: { pool: name } }]));
  const quota = Object.fromEntries(names.map((name) => [name, { cpu: '1', memory: '1Gi' }]));
  expect(texts(validateClusterQueue(queue({ quota }), catalog({ nodePools })))).toEqual([
    'quota: too many node pools (given 17). Allowed: at most 16. Remove 1.',
  ]);
});
