import { conditionOf, readConditions } from '../../lib/observed/conditions';
import { list, object, text, type JsonObject } from '../../lib/observed/read';
import { Quantity } from '../../lib/quantity/quantity';
import { workloadOf } from '../../lib/observed/workload';
import type { Evidence } from './evidence';
import { quotaOf, reservedThrough, shortagesIn, type Quota, type Shortage } from './quota';
import { keptFromStarting } from './not-ready';
import { lastSeen } from './running';
import { askedBy, holdings, podCount, waitingIn, type Holding } from './workloads';

/** Most of the jobs that are named as holders. */
const NAMED = 5;

/** Why a queued job waits: what it asks for, what is missing of it, and who holds that. */
export function explainWaiting(evidence: Evidence): string[] {
  const { engine, message = '' } = evidence.job.status ?? {};
  const workload = workloadOf(evidence.queue.workloads, engine?.uid ?? '');
  if (workload === undefined) return [message];
  const refusal = conditionOf(readConditions(workload.status), 'QuotaReserved', 'False')?.message ?? '';
  const shortages = shortagesOf(evidence, workload, refusal);
  return [
    shortages.length === 0 ? message : lead(message),
    ...keptFromStarting(evidence, workload),
    asked(workload),
    ...shortages.map((shortage) => lacking(evidence, shortage, workload)),
    ...preempting(refusal),
    ...order(evidence, workload),
    ...checks(workload),
  ];
}

/**
 * What a Workload lacks. Where some of its pods would fit and others do not, Kueue tries the other flavors for the first ones, and in the
 * end says of these alone why they do not do: what is lacking it said before.
 */
function shortagesOf({ warnings }: Evidence, workload: JsonObject, refusal: string): readonly Shortage[] {
  const found = shortagesIn(refusal);
  if (found.length > 0 || !refusal.includes("couldn't assign flavors")) return found;
  const { name } = object(workload.metadata);
  const before = warnings
    .filter(({ involvedObject }) => object(involvedObject).kind === 'Workload' && object(involvedObject).name === name)
    .sort((one, other) => (lastSeen(one) > lastSeen(other) ? -1 : 1))
    .map(({ message }) => shortagesIn(text(message) ?? ''));
  return before.find((shortages) => shortages.length > 0) ?? [];
}

/** The platform's sentence without what Kueue says in its own words, which is told in ours. */
function lead(message: string): string {
  const cut = message.indexOf(": couldn't assign");
  return cut < 0 ? message : `${message.slice(0, cut)}.`;
}

function asked(workload: JsonObject): string {
  const pods = podCount(workload);
  const amounts = [...askedBy(workload)].filter(([, amount]) => amount.compare(Quantity.ZERO) > 0).map(([resource, amount]) => amountOf(amount.toString(), resource));
  return `Its ${pods === 1 ? 'pod asks' : `${pods} pods ask`} for ${sentence(amounts)}${pods === 1 ? '' : ' together'}.`;
}

function lacking(evidence: Evidence, shortage: Shortage, workload: JsonObject): string {
  const { workloads, localQueue, clusterQueue } = evidence.queue;
  const { resource, flavor, missing } = shortage;
  const quota = clusterQueue && quotaOf(clusterQueue, shortage);
  if (missing === undefined) return `Flavor ${flavor} can never give so much ${resource}${quota === undefined ? '' : `: ${quotaText(quota, resource, clusterQueue)}`}.`;
  const held = holdings(workloads, text(object(object(localQueue).spec).clusterQueue), shortage);
  const what = `Flavor ${flavor} lacks ${amountOf(missing, resource)}`;
  if (quota === undefined) {
    const used = localQueue === undefined ? undefined : reservedThrough(localQueue, shortage);
    return `${what}${used === undefined ? '' : `; ${used.toString()} are in use through this queue`}${holders(held)}.`;
  }
  const elsewhere = quota.used.minus(held.reduce((total, { amount }) => total.plus(amount), Quantity.ZERO));
  const others = elsewhere.compare(Quantity.ZERO) > 0 ? ` (${elsewhere.toString()} of that by others, in namespaces that are not yours)` : '';
  return `${what}: ${quotaText(quota, resource, clusterQueue)}, and ${quota.used.toString()} are in use${others}${holders(held)}${lent(quota, askedBy(workload).get(resource), clusterQueue)}.`;
}

function quotaText({ nominal, borrowingLimit }: Quota, resource: string, clusterQueue: JsonObject | undefined): string {
  const { name } = object(clusterQueue?.metadata);
  const cohort = text(object(clusterQueue?.spec).cohortName);
  const borrows = cohort === undefined || borrowingLimit?.compare(Quantity.ZERO) === 0 ? '' : `, and may borrow ${borrowingLimit === undefined ? 'what is idle' : `up to ${borrowingLimit.toString()}`} from cohort ${cohort}`;
  return `the quota of ClusterQueue ${text(name)} is ${amountOf(nominal.toString(), resource)}${borrows}`;
}

/** What is idle of a queue's own quota and cannot be had is lent to others. */
function lent({ nominal, used }: Quota, wanted: Quantity | undefined, clusterQueue: JsonObject | undefined): string {
  const cohort = text(object(clusterQueue?.spec).cohortName);
  const fits = wanted !== undefined && used.plus(wanted).compare(nominal) <= 0;
  return cohort !== undefined && fits ? `; the rest of its quota is lent to other queues of cohort ${cohort}` : '';
}

function holders(held: readonly Holding[]): string {
  if (held.length === 0) return '';
  const named = held.slice(0, NAMED).map(({ holder, amount }) => `${holder} (${amount.toString()})`);
  const more = held.length - named.length;
  return `, held by ${sentence(more === 0 ? named : [...named, `${more} more`])}`;
}

function preempting(refusal: string): string[] {
  const stopped = /Pending the preemption of (\d+) workload/.exec(refusal)?.[1];
  return stopped === undefined ? [] : [`The queue is stopping ${stopped} of lower priority, or that borrow, to make room.`];
}

function order({ queue }: Evidence, workload: JsonObject): string[] {
  const waiting = waitingIn(queue.workloads, text(object(workload.spec).queueName) ?? '');
  const place = waiting.indexOf(workload);
  if (place < 0 || waiting.length === 1) return [];
  return [`${waiting.length} jobs wait in this queue; it is number ${place + 1} by priority and age.`];
}

function checks({ status }: JsonObject): string[] {
  return list(object(status).admissionChecks)
    .map(object)
    .filter(({ state }) => state !== 'Ready')
    .map(({ name, state, message }) => `Admission check ${text(name)} is ${text(state)}${text(message) === undefined ? '' : `: ${text(message)}`}.`);
}

function amountOf(amount: string, resource: string): string {
  return resource === 'memory' ? `${amount} of memory` : `${amount} ${resource}`;
}

function sentence(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join() : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
