import { validateCatalog } from '../../../lib/catalog/validate';
import { compileCohorts, compilePriorities } from '../../../lib/queues/compile-queueing';
import type { CohortSpec, QueueingSpec } from '../../../lib/queues/spec';
import { catalog } from '../../builders/catalog';
import { texts } from '../../builders/errors';

const labels = { 'app.kubernetes.io/managed-by': 'ds-platform' };
const errorsOf = (queueing: QueueingSpec): string[] => texts(validateCatalog(catalog({ queueing })));
const pool = { cpu: '8', memory: '32Gi' };

describe('cohorts', () => {
  test('become objects where they are more than a name', () => {
    const cohorts: Record<string, CohortSpec> = {
      loose: {},
      research: { parentName: 'company', fairSharing: { weight: 2 }, quota: { gpu: { ...pool, gpus: 2, borrowingLimit: { gpus: 1 }, lendingLimit: { gpus: 50 } } } },
      company: { quota: { cpu: pool } },
      legal: { parentName: 'company' },
    };
    expect(errorsOf({ cohorts, fairSharing: true })).toEqual([]);
    const cohort = (name: string, spec: object): object => ({ apiVersion: 'kueue.x-k8s.io/v1beta2', kind: 'Cohort', metadata: { name, labels }, spec });
    expect(compileCohorts(catalog({ queueing: { cohorts } }))).toEqual([
      cohort('company', { resourceGroups: [group('cpu', {})] }),
      cohort('legal', { parentName: 'company' }),
      cohort('research', { parentName: 'company', fairSharing: { weight: '2' }, resourceGroups: [group('gpu', { nominalQuota: '2', borrowingLimit: '1', lendingLimit: '50' })] }),
    ]);
  });

  function group(name: string, gpus: object): object {
    const resources = [
      { name: 'cpu', nominalQuota: '8' },
      { name: 'memory', nominalQuota: '32Gi' },
      { name: 'nvidia.com/gpu', nominalQuota: '0', ...gpus },
    ];
    return { coveredResources: ['cpu', 'memory', 'nvidia.com/gpu'], flavors: [{ name, resources }] };
  }

  test('are refused with every error', () => {
    expect(
      errorsOf({
        cohorts: {
          'Re search': {},
          research: { parentName: 'compny', quota: { tpu: { cpu: 'x', memory: '1Gi' } }, fairSharing: { weight: 1 } },
          company: { quota: { cpu: { ...pool, lendingLimit: { cpu: '1' } } }, fairSharing: { weight: 1 } },
        },
      }),
    ).toEqual([
      'queueing.cohorts.Re search: not a name (given "Re search"). Allowed: at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends. Rename it.',
      'queueing.cohorts.research.parentName: not a cohort of the catalog (given "compny"). Allowed: Re search, company, research. Did you mean company?',
      'queueing.cohorts.research.quota.tpu: not a node pool of the catalog (given "tpu"). Allowed: cpu, gpu. Did you mean cpu or gpu?',
      'queueing.cohorts.research.quota.tpu.cpu: not a Kubernetes quantity (given "x"). Allowed: quantities from 0. Write it like "64".',
      'queueing.cohorts.research.fairSharing.weight: has no effect without fair sharing (given 1). Allowed: while queueing.fairSharing of the catalog is true. Set that, or remove the weight.',
      'queueing.cohorts.company.quota.cpu.lendingLimit: limits nothing without parentName (given {"cpu":"1"}). Allowed: with parentName alone. Set parentName, or remove the limit.',
      'queueing.cohorts.company.fairSharing.weight: has no effect without parentName (given 1). Allowed: with parentName alone. Set parentName, or remove it.',
      'queueing.cohorts.company.fairSharing.weight: has no effect without fair sharing (given 1). Allowed: while queueing.fairSharing of the catalog is true. Set that, or remove the weight.',
    ]);
  });

  test.each<[Record<string, string>, string[]]>([
    [{ a: 'a' }, ['a → a']],
    [{ b: 'a', a: 'b' }, ['a → b → a']],
    [{ a: 'b', b: 'c', c: 'a', d: 'a', e: 'd' }, ['a → b → c → a']],
    [{ a: 'b', b: 'a', c: 'd', d: 'c' }, ['a → b → a', 'c → d → c']],
    [{ a: 'b', b: 'c' }, []],
  ])('%j: each circle is told once', (parents, circles) => {
    const cohorts = { ...Object.fromEntries([...Object.keys(parents), ...Object.values(parents)].map((name) => [name, {}])), ...Object.fromEntries(Object.entries(parents).map(([name, parentName]) => [name, { parentName }])) };
    expect(errorsOf({ cohorts })).toEqual(
      circles.map((circle) => `queueing.cohorts.${circle.charAt(0)}.parentName: leads back to the cohort itself (given ${circle}). Allowed: parents without a circle. Remove one of these parents.`),
    );
  });
});

describe('priorities', () => {
  test('of a platform that names none are three, beside that of notebooks', () => {
    const compiled = compilePriorities(catalog());
    expect(compiled.map(({ kind, metadata, value }) => [kind, metadata.name, value])).toEqual([
      ['WorkloadPriorityClass', 'ds-notebook', 1_000_000_001],
      ['WorkloadPriorityClass', 'high', 1000],
      ['WorkloadPriorityClass', 'low', -1000],
      ['WorkloadPriorityClass', 'normal', 0],
    ]);
    expect(compiled.every(({ description }) => (description ?? '').length > 10)).toBe(true);
  });

  test('of the catalog stand in their place', () => {
    const priorities = { nightly: { value: -5 }, deadline: { value: 100, description: 'For papers.' } };
    expect(errorsOf({ priorities })).toEqual([]);
    expect(compilePriorities(catalog({ queueing: { priorities } })).filter(({ metadata }) => metadata.name !== 'ds-notebook')).toEqual([
      { apiVersion: 'kueue.x-k8s.io/v1beta2', kind: 'WorkloadPriorityClass', metadata: { name: 'deadline', labels }, value: 100, description: 'For papers.' },
      { apiVersion: 'kueue.x-k8s.io/v1beta2', kind: 'WorkloadPriorityClass', metadata: { name: 'nightly', labels }, value: -5 },
    ]);
  });

  test('are refused with every error', () => {
    expect(errorsOf({ priorities: { 'ds-notebook': { value: 1 }, 'Very High': { value: 1.5, description: 'x'.repeat(2050) }, low: { value: -1_000_000_001 } } })).toEqual([
      'queueing.priorities.ds-notebook: is the priority of notebooks (given "ds-notebook"). Allowed: other names. Rename it.',
      'queueing.priorities.Very High: not a name (given "Very High"). Allowed: at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends. Rename it.',
      'queueing.priorities.Very High.value: not a priority (given 1.5). Allowed: whole numbers from -1000000000 to 1000000000. Write it like 1000.',
      'queueing.priorities.Very High.description: too long (given 2050 characters). Allowed: at most 2048. Shorten it by 2.',
      'queueing.priorities.low.value: not a priority (given -1000000001). Allowed: whole numbers from -1000000000 to 1000000000. Write it like 1000.',
    ]);
  });
});
