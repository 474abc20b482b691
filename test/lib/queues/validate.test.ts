import { validateClusterQueue } from '../../../lib/queues/validate';
import { catalog } from '../../builders/catalog';
import { texts } from '../../builders/errors';
import { queue } from '../../builders/queue';

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
