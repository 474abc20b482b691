import * as fc from 'fast-check';
import type { NodePoolSpec } from '../../../lib/catalog/spec';
import { compileFlavors, type Toleration } from '../../../lib/nodes/compile';
import { placementOf } from '../../../lib/jobs/common/placement';
import { validateNodePools } from '../../../lib/nodes/validate';
import { DEFAULT_CATALOG } from '../../../lib/catalog/default';

const SIZE = { cpu: '1', memory: '1Gi' };

interface Pod {
  readonly nodeSelector?: Record<string, string>;
  readonly tolerations?: readonly { readonly key?: string; readonly operator?: string; readonly value?: string; readonly effect?: string }[];
}

type Flavor = ReturnType<typeof compileFlavors>[number];

/** As Kueue 0.19 does it: taints first, then what the pod selects of the keys that the flavor has. */
function takes({ spec }: Flavor, pod: Pod): boolean {
  const tolerations = [...(pod.tolerations ?? []), ...(spec.tolerations ?? [])] as Toleration[];
  const tolerated = (spec.nodeTaints ?? []).every((taint) => tolerations.some((one) => one.key === taint.key && one.effect === taint.effect && (one.operator === 'Exists' || one.value === (taint.value ?? ''))));
  const labels = spec.nodeLabels ?? {};
  return tolerated && Object.entries(pod.nodeSelector ?? {}).every(([key, value]) => !(key in labels) || labels[key] === value);
}

/** Which flavors Kueue would give the pods of each pool. */
function given(nodePools: Record<string, NodePoolSpec>): Record<string, string[]> {
  const flavors = compileFlavors(nodePools);
  return Object.fromEntries(
    Object.entries(nodePools).map(([name, { capacityType }]) => {
      const { spec } = placementOf({ ...SIZE, nodePool: name }, capacityType === 'spot', { ...DEFAULT_CATALOG, nodePools });
      return [name, flavors.filter((flavor) => takes(flavor, spec as Pod)).map(({ metadata }) => metadata.name)];
    }),
  );
}

const label = fc.record({ key: fc.constantFrom('a', 'b', 'c'), value: fc.constantFrom('x', 'y') });
const pool = fc.record(
  {
    labels: fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => Object.fromEntries(labels.map(({ key, value }) => [key, value]))),
    taints: fc.constantFrom(undefined, [{ key: 'own', effect: 'NoSchedule' as const }]),
    capacityType: fc.constantFrom(undefined, 'spot' as const),
  },
  { requiredKeys: ['labels'] },
);
const pools = fc.dictionary(fc.constantFrom('one', 'two', 'three'), pool, { minKeys: 1 }).map((found) => JSON.parse(JSON.stringify(found)) as Record<string, NodePoolSpec>);

describe('pods of a pool', () => {
  test('are given its own flavor and no other, whatever its labels are', () => {
    const valid = pools.filter((found) => validateNodePools('nodePools', found).length === 0);
    fc.assert(fc.property(valid, (found) => expect(given(found)).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, [name]])))));
  });

  test('need no mark where all pools have one key', () => {
    expect(JSON.stringify(compileFlavors(DEFAULT_CATALOG.nodePools))).not.toContain('ds.bloomberg.com/flavor');
  });

  test('tolerate the mark of a flavor whose labels share no key with others', () => {
    const nodePools = { cpu: { labels: { plain: 'true' } }, gpu: { labels: { fast: 'true' } } };
    expect(compileFlavors(nodePools).map(({ spec }) => spec.nodeTaints)).toEqual([[{ key: 'ds.bloomberg.com/flavor', value: 'cpu', effect: 'NoSchedule' }], [{ key: 'ds.bloomberg.com/flavor', value: 'gpu', effect: 'NoSchedule' }]]);
    expect(placementOf({ ...SIZE, nodePool: 'gpu' }, false, { ...DEFAULT_CATALOG, nodePools }).spec.tolerations).toEqual([{ key: 'ds.bloomberg.com/flavor', operator: 'Equal', value: 'gpu', effect: 'NoSchedule' }]);
  });

  test('leave room for the mark', () => {
    const taints = Array.from({ length: 8 }, (_, index) => ({ key: `t${index}`, effect: 'NoSchedule' as const }));
    expect(validateNodePools('nodePools', { cpu: { labels: { plain: 'true' }, taints }, gpu: { labels: { fast: 'true' } } }).map((error) => `${error.path}: ${error.reason}`)).toEqual([
      'nodePools.cpu.taints: too many (8). Allowed: 7 for a pool whose labels have no key that another pool has with another value, since its ResourceFlavor states one more. Remove one, or give all pools a label of the same key, each with a value of its own.',
    ]);
    expect(validateNodePools('nodePools', { cpu: { labels: { pool: 'cpu' }, taints }, gpu: { labels: { pool: 'gpu' } } })).toEqual([]);
  });
});
