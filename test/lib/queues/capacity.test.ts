import fc from 'fast-check';
import { Quantity } from '../../../lib/quantity/quantity';
import { type NamedQueue, reachOf } from '../../../lib/queues/capacity';
import type { CohortSpec, PoolQuotaSpec } from '../../../lib/queues/spec';

const queue = (name: string, gpus: number, cohortName?: string, limits: Partial<PoolQuotaSpec> = {}): NamedQueue => ({ name, cohortName, quota: { gpu: { cpu: '0', memory: '0', gpus, ...limits } } });
const gpus = (queues: readonly NamedQueue[], cohorts: Record<string, CohortSpec> = {}): Record<string, string> =>
  Object.fromEntries([...reachOf(queues, cohorts, 'gpu')].map(([name, amounts]) => [name, amounts.gpus.toString()]));

describe('a queue may use', () => {
  test('its own, without a cohort', () => {
    expect(gpus([queue('a', 8), queue('b', 4)])).toEqual({ a: '8', b: '4' });
  });

  test('what all of its cohort have, within its borrowing limit and the lending limits of the others', () => {
    expect(gpus([queue('a', 8, 'c', { borrowingLimit: { gpus: 1 } }), queue('b', 4, 'c'), queue('c', 2, 'other')])).toEqual({ a: '9', b: '12', c: '2' });
    expect(gpus([queue('a', 8, 'c', { lendingLimit: { gpus: 3 } }), queue('b', 4, 'c', { lendingLimit: { gpus: 0 } })])).toEqual({ a: '8', b: '7' });
  });

  test('what its cohort has of its own, and the cohorts above and beside it', () => {
    const own = (count: number, limits: Partial<PoolQuotaSpec> = {}): CohortSpec['quota'] => ({ gpu: { cpu: '0', memory: '0', gpus: count, ...limits } });
    const cohorts: Record<string, CohortSpec> = {
      company: { quota: own(2) },
      research: { parentName: 'company', quota: own(1, { borrowingLimit: { gpus: 3 } }) },
      production: { parentName: 'company', quota: own(0, { lendingLimit: { gpus: 5 } }) },
    };
    const queues = [queue('a', 4, 'research'), queue('b', 10, 'production'), queue('c', 0, 'company')];
    // 4 + 1 of research and 3 borrowed; 10 of production, 2 of company and 5 of research; 2 of company, 5 of research and 5 of production.
    expect(gpus(queues, cohorts)).toEqual({ a: '8', b: '17', c: '12' });
  });

  test('nothing of a pool that it has no quota on', () => {
    expect(gpus([queue('a', 8, 'c'), { name: 'b', cohortName: 'c', quota: { cpu: { cpu: '1', memory: '1Gi' } } }])).toEqual({ a: '8', b: '0' });
  });

  test('exactly counted amounts of cpu and memory', () => {
    const quota = { gpu: { cpu: '100m', memory: '1Gi' } };
    const amounts = reachOf([{ name: 'a', cohortName: 'c', quota }, { name: 'b', cohortName: 'c', quota: { gpu: { cpu: '1.9', memory: '512Mi', lendingLimit: { memory: '1' } } } }], {}, 'gpu').get('a');
    expect([amounts?.cpu, amounts?.memory].map(String)).toEqual(['2', '1073741825']);
  });
});

/** Cohorts in a tree: each one's parent has a smaller number. */
const tree = fc.integer({ min: 1, max: 5 }).chain((size) =>
  fc.record({
    cohorts: fc.tuple(...Array.from({ length: size }, (_, index) => fc.record({ gpus: fc.nat(20), parent: index === 0 ? fc.constant(undefined) : fc.nat(index - 1), borrowing: limit(), lending: limit() }))),
    queues: fc.array(fc.record({ gpus: fc.nat(50), cohort: fc.nat(size - 1), borrowing: limit(), lending: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }) }), { minLength: 1, maxLength: 8 }),
  }),
);

function limit(): fc.Arbitrary<number | undefined> {
  return fc.option(fc.nat(60), { nil: undefined });
}

type Drawn = typeof tree extends fc.Arbitrary<infer T> ? T : never;

function limits(borrowing: number | undefined, lending: number | undefined): Partial<PoolQuotaSpec> {
  return { ...(borrowing !== undefined && { borrowingLimit: { gpus: borrowing } }), ...(lending !== undefined && { lendingLimit: { gpus: lending } }) };
}

function platform({ cohorts, queues }: Drawn): { queues: NamedQueue[]; cohorts: Record<string, CohortSpec> } {
  return {
    cohorts: Object.fromEntries(
      cohorts.map(({ gpus: count, parent, borrowing, lending }, index) => [
        `c${index}`,
        { ...(parent !== undefined && { parentName: `c${parent}` }), quota: { gpu: { cpu: '0', memory: '0', gpus: count, ...(parent !== undefined && limits(borrowing, lending)) } } },
      ]),
    ),
    queues: queues.map(({ gpus: count, cohort, borrowing, lending }, index) => queue(`q${index}`, count, `c${cohort}`, limits(borrowing, lending === undefined ? undefined : Math.floor(lending * count)))),
  };
}

/** All that there is. */
function total({ cohorts, queues }: Drawn): number {
  return [...cohorts, ...queues].reduce((sum, { gpus: count }) => sum + count, 0);
}

describe('whatever is lent and borrowed', () => {
  const check = (holds: (drawn: Drawn, reach: Record<string, number>) => boolean): void =>
    fc.assert(
      fc.property(tree, (drawn) => {
        const made = platform(drawn);
        return holds(drawn, Object.fromEntries(Object.entries(gpus(made.queues, made.cohorts)).map(([name, text]) => [name, asNumber(text)])));
      }),
      { numRuns: 500 },
    );

  test('a queue may use its own, and never more than there is', () => {
    check((drawn, reach) => drawn.queues.every(({ gpus: own }, index) => (reach[`q${index}`] ?? -1) >= own && (reach[`q${index}`] ?? Infinity) <= total(drawn)));
  });

  test('a borrowing limit is kept', () => {
    check(({ queues }, reach) => queues.every(({ gpus: own, borrowing = Infinity }, index) => (reach[`q${index}`] ?? Infinity) <= own + borrowing));
  });

  test('without limits everybody in the tree may use everything', () => {
    check((drawn) => {
      const free = { cohorts: drawn.cohorts.map((cohort) => ({ ...cohort, borrowing: undefined, lending: undefined })), queues: drawn.queues.map((one) => ({ ...one, borrowing: undefined, lending: undefined })) } as Drawn;
      const made = platform(free);
      return Object.values(gpus(made.queues, made.cohorts)).every((text) => asNumber(text) === total(free));
    });
  });

  test('who lends more takes nothing from anybody', () => {
    check((drawn, reach) => {
      const generous = platform({ ...drawn, queues: drawn.queues.map((one) => ({ ...one, lending: undefined })) } as Drawn);
      return Object.entries(gpus(generous.queues, generous.cohorts)).every(([name, text]) => asNumber(text) >= (reach[name] ?? Infinity));
    });
  });
});

function asNumber(text: string): number {
  return Number(Quantity.parse(text).fits(Quantity.parse('1')));
}
