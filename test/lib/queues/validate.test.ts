import type { Catalog } from '../../../lib/catalog/spec';
import type { ClusterQueueSpec, PoolQuotaSpec, PreemptionSpec, QueueingSpec } from '../../../lib/queues/spec';
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
    'quota.gpus: not a node pool of the catalog (given "gpus"). Allowed: cpu, gpu. Did you mean gpu or cpu?',
    'quota.gpus.cpu: too small (given "-1"). Allowed: quantities from 0. Write it like "64".',
    'quota.gpus.memory: not a Kubernetes quantity (given "1 TB"). Allowed: quantities from 0. Write it like "256Gi".',
    'quota.gpus.gpus: not a number of GPUs (given -1). Allowed: whole numbers from 0. Give a whole number.',
    'cohortName: not a cohort of the catalog (given "a b"). Allowed: none, since the catalog has no cohort. Choose one, or add it to queueing.cohorts.',
  ]);
});

test('a quota names at least one pool, and no more than Kueue reports on', () => {
  expect(texts(validateClusterQueue(queue({ quota: {} }), catalog()))).toEqual([
    'quota: empty (given {}). Allowed: at least one node pool. Add the quota of a pool, or no job can start.',
  ]);
  const names = Array.from({ length: 65 }, (_, index) => `pool-${index}`);
  const nodePools = Object.fromEntries(names.map((name) => [name, { labels: { pool: name } }]));
  const quota = Object.fromEntries(names.map((name) => [name, { cpu: '1', memory: '1Gi' }]));
  expect(texts(validateClusterQueue(queue({ quota }), catalog({ nodePools })))).toEqual([
    'quota: too many node pools (given 65). Allowed: at most 64. Remove 1.',
  ]);
});

describe('sharing with others', () => {
  const sharing = (queueing: QueueingSpec = {}): Catalog => catalog({ queueing: { cohorts: { research: {}, production: {} }, ...queueing } });
  const errorsOf = (parts: Partial<ClusterQueueSpec>, queueing?: QueueingSpec): string[] => texts(validateClusterQueue(queue(parts), sharing(queueing)));
  const pool = (parts: Partial<PoolQuotaSpec>): ClusterQueueSpec['quota'] => ({ cpu: { cpu: '64', memory: '256Gi', ...parts } });

  test('everything that a cohort allows', () => {
    const quota = pool({ gpus: 4, borrowingLimit: { cpu: '1000', memory: '0', gpus: 100 }, lendingLimit: { cpu: '64000m', memory: '256Gi', gpus: 4 } });
    const preemption: PreemptionSpec = { reclaimWithinCohort: 'LowerPriority', borrowWithinCohort: { policy: 'LowerPriority', maxPriorityThreshold: -1 }, withinClusterQueue: 'LowerOrNewerEqualPriority' };
    expect(errorsOf({ cohortName: 'research', quota, preemption })).toEqual([]);
    expect(errorsOf({ cohortName: 'research', fairSharing: { weight: 0.5 } }, { fairSharing: true })).toEqual([]);
    expect(errorsOf({ preemption: { reclaimWithinCohort: 'Never', borrowWithinCohort: { policy: 'Never' }, withinClusterQueue: 'Never' } })).toEqual([]);
  });

  test.each<[string, Partial<ClusterQueueSpec>, QueueingSpec | undefined, string[]]>([
    [
      'an unknown cohort',
      { cohortName: 'reserch' },
      undefined,
      ['cohortName: not a cohort of the catalog (given "reserch"). Allowed: production, research. Did you mean research?'],
    ],
    [
      'limits without a cohort',
      { quota: pool({ borrowingLimit: { cpu: '1' }, lendingLimit: { cpu: '1' } }) },
      undefined,
      [
        'quota.cpu.borrowingLimit: limits nothing without cohortName (given {"cpu":"1"}). Allowed: with cohortName alone. Set cohortName, or remove the limit.',
        'quota.cpu.lendingLimit: limits nothing without cohortName (given {"cpu":"1"}). Allowed: with cohortName alone. Set cohortName, or remove the limit.',
      ],
    ],
    [
      'limits that are none',
      { cohortName: 'research', quota: pool({ borrowingLimit: {}, lendingLimit: { cpu: 'one', memory: '-1Gi', gpus: 0.5 } }) },
      undefined,
      [
        'quota.cpu.borrowingLimit: empty (given {}). Allowed: cpu, memory, gpus. Give one of them, or remove the limit.',
        'quota.cpu.lendingLimit.cpu: not a Kubernetes quantity (given "one"). Allowed: quantities from 0. Write it like "64".',
        'quota.cpu.lendingLimit.memory: too small (given "-1Gi"). Allowed: quantities from 0. Write it like "256Gi".',
        'quota.cpu.lendingLimit.gpus: not a number of GPUs (given 0.5). Allowed: whole numbers from 0. Give a whole number.',
        'quota.cpu.lendingLimit.gpus: more than the quota itself (given "0.5"). Allowed: 0 to 0. Lower it, or raise the quota.',
      ],
    ],
    [
      'lending more than there is',
      { cohortName: 'research', quota: pool({ gpus: 3, lendingLimit: { cpu: '64001m', memory: '257Gi', gpus: 4 } }) },
      undefined,
      [
        'quota.cpu.lendingLimit.cpu: more than the quota itself (given "64001m"). Allowed: 0 to 64. Lower it, or raise the quota.',
        'quota.cpu.lendingLimit.memory: more than the quota itself (given "257Gi"). Allowed: 0 to 256Gi. Lower it, or raise the quota.',
        'quota.cpu.lendingLimit.gpus: more than the quota itself (given "4"). Allowed: 0 to 3. Lower it, or raise the quota.',
      ],
    ],
    [
      'preemption in a cohort, without one',
      { preemption: { reclaimWithinCohort: 'Any', borrowWithinCohort: { policy: 'LowerPriority' } } },
      undefined,
      [
        'preemption.reclaimWithinCohort: has no effect without cohortName (given "Any"). Allowed: Never. Set cohortName, or remove it.',
        'preemption.borrowWithinCohort.policy: has no effect without cohortName (given "LowerPriority"). Allowed: Never. Set cohortName, or remove it.',
      ],
    ],
    [
      'stopping jobs to borrow but none to reclaim',
      { cohortName: 'research', preemption: { reclaimWithinCohort: 'Never', borrowWithinCohort: { policy: 'LowerPriority' } } },
      undefined,
      [
        'preemption.borrowWithinCohort.policy: stops jobs to borrow, where none is stopped to reclaim (given "LowerPriority"). Allowed: Never, while reclaimWithinCohort is Never. Set reclaimWithinCohort to LowerPriority or Any, or remove it.',
      ],
    ],
    [
      'stopping jobs to borrow beside fair sharing',
      { cohortName: 'research', preemption: { borrowWithinCohort: { policy: 'LowerPriority' } } },
      { fairSharing: true },
      [
        'preemption.borrowWithinCohort.policy: is not for a platform with fair sharing (given "LowerPriority"). Allowed: Never, while queueing.fairSharing of the catalog is true. Remove it: fair sharing stops jobs by itself.',
      ],
    ],
    [
      'thresholds without effect',
      { cohortName: 'research', preemption: { borrowWithinCohort: { policy: 'Never', maxPriorityThreshold: 1 } } },
      undefined,
      ['preemption.borrowWithinCohort.maxPriorityThreshold: has no effect (given 1). Allowed: with policy LowerPriority alone. Set the policy, or remove it.'],
    ],
    [
      'thresholds that are no priority',
      { cohortName: 'research', preemption: { borrowWithinCohort: { policy: 'LowerPriority', maxPriorityThreshold: 2 ** 31 } } },
      undefined,
      ['preemption.borrowWithinCohort.maxPriorityThreshold: not a priority (given 2147483648). Allowed: whole numbers of 32 bits. Give the value of a priority, for example 0.'],
    ],
    [
      'weights where nothing is weighed',
      { fairSharing: { weight: 0.0001 } },
      undefined,
      [
        'fairSharing.weight: not a weight (given 0.0001). Allowed: 0, and numbers from 0.001 to 1000000. Write it like 2.',
        'fairSharing.weight: has no effect without cohortName (given 0.0001). Allowed: with cohortName alone. Set cohortName, or remove it.',
        'fairSharing.weight: has no effect without fair sharing (given 0.0001). Allowed: while queueing.fairSharing of the catalog is true. Set that, or remove the weight.',
      ],
    ],
  ])('%s is refused', (_what, parts, queueing, expected) => {
    expect(errorsOf(parts, queueing)).toEqual(expected);
  });

  test.each([Number.NaN, Infinity, -1, 1_000_001])('%p is no weight', (weight) => {
    expect(errorsOf({ cohortName: 'research', fairSharing: { weight } }, { fairSharing: true })).toHaveLength(1);
  });
});
