import { Quantity } from '../quantity/quantity';
import type { CohortSpec, PoolLimitSpec, PoolQuotaSpec, QueueSettings } from './spec';

/** Amounts of one node pool. */
export interface PoolAmounts {
  readonly cpu: Quantity;
  readonly memory: Quantity;
  readonly gpus: Quantity;
}

/** A queue by its name, with what it has and how it shares it. */
export type NamedQueue = Pick<QueueSettings, 'quota' | 'cohortName'> & { readonly name: string };

const RESOURCES = ['cpu', 'memory', 'gpus'] as const;

type Resource = (typeof RESOURCES)[number];

/** A queue or a cohort, for one resource of one pool. */
interface Member {
  readonly nominal: Quantity;
  readonly borrowingLimit?: Quantity;
  readonly lendingLimit?: Quantity;
  readonly parent?: string;
}

/** What all queues and cohorts have of one resource of one pool. */
interface Tree {
  readonly cohorts: ReadonlyMap<string, Member>;
  readonly queues: readonly Member[];
}

/**
 * The most that each queue may use of a pool, if nobody else uses anything: its own, and what it may borrow as far as others may lend.
 * A job that asks for more never starts. The queues and cohorts are valid; queues of a cohort that is not among them are as if alone in it.
 * @see https://kueue.sigs.k8s.io/docs/concepts/cohort/
 */
export function reachOf(queues: readonly NamedQueue[], cohorts: Readonly<Record<string, CohortSpec>>, pool: string): ReadonlyMap<string, PoolAmounts> {
  const [cpu, memory, gpus] = RESOURCES.map((resource) => {
    const members = queues.map(({ quota, cohortName }) => member(quota[pool], resource, cohortName));
    const tree: Tree = { queues: members, cohorts: new Map(Object.entries(cohorts).map(([name, { quota = {}, parentName }]) => [name, member(quota[pool], resource, parentName)])) };
    return members.map((queue, index) => (queues[index]?.quota[pool] === undefined ? Quantity.ZERO : reach(queue, queue.nominal, tree)));
  });
  return new Map(queues.map(({ name }, index) => [name, { cpu: at(cpu, index), memory: at(memory, index), gpus: at(gpus, index) }]));
}

function at(amounts: readonly Quantity[] | undefined, index: number): Quantity {
  return amounts?.[index] ?? Quantity.ZERO;
}

function member(quota: PoolQuotaSpec | undefined, resource: Resource, parent: string | undefined): Member {
  const amount = (of: PoolLimitSpec | undefined): Quantity | undefined => (of?.[resource] === undefined ? undefined : Quantity.parse(String(of[resource])));
  return { nominal: amount(quota) ?? Quantity.ZERO, borrowingLimit: amount(quota?.borrowingLimit), lendingLimit: amount(quota?.lendingLimit), parent };
}

/** The most that a member may use. @param owned what it has, with what its own members lend it */
function reach(one: Member, owned: Quantity, tree: Tree): Quantity {
  if (one.parent === undefined) return owned;
  const parent = tree.cohorts.get(one.parent) ?? { nominal: Quantity.ZERO };
  const all = kept(one, owned).plus(reach(parent, ownedByCohort(one.parent, tree), tree));
  return one.borrowingLimit === undefined ? all : smaller(all, owned.plus(one.borrowingLimit));
}

/** What a cohort has: its own quota, and what its members lend to it. */
function ownedByCohort(name: string, tree: Tree): Quantity {
  const own = tree.cohorts.get(name)?.nominal ?? Quantity.ZERO;
  const queues = tree.queues.filter(({ parent }) => parent === name).map((queue) => lent(queue, queue.nominal));
  const cohorts = [...tree.cohorts].filter(([, { parent }]) => parent === name).map(([child, cohort]) => lent(cohort, ownedByCohort(child, tree)));
  return [...queues, ...cohorts].reduce((sum, part) => sum.plus(part), own);
}

/** What a member lends at most. */
function lent({ lendingLimit }: Member, owned: Quantity): Quantity {
  return lendingLimit === undefined ? owned : smaller(owned, lendingLimit);
}

/** What a member never lends. */
function kept(one: Member, owned: Quantity): Quantity {
  return owned.minus(lent(one, owned));
}

function smaller(one: Quantity, other: Quantity): Quantity {
  return one.compare(other) < 0 ? one : other;
}
