import { conditionOf, type ObservedCondition } from '../lib/observed/conditions';
import type { ObservedWorkload } from '../lib/observed/workload';
import type { ObservedRun } from './engines/engine';

/** Why a job waits in its queue. */
export interface Waiting {
  /** One word for programs; the reason of the condition `Admitted`. */
  readonly reason: string;
  /** One sentence for people. */
  readonly message: string;
}

interface QueueEvidence {
  readonly queue: string;
  readonly workload: ObservedWorkload;
  /** Kueue's word on the quota, while there is none. */
  readonly refusal: ObservedCondition | undefined;
}

type Adjudicator = (evidence: QueueEvidence) => Waiting | undefined;

/** In this order: the first that knows a reason gives it. */
const ADJUDICATORS: readonly Adjudicator[] = [givenUp, stopped, neverStarted, overCapacity, notReady, preempted, toldByReason, waitingForChecks, waitingForQuota];

/** Whether the queue has let a run start that may not have begun: its controller makes its volumes first, and tries again while it cannot. */
function isAdmitted(workload: ObservedWorkload | undefined): boolean {
  const is = (type: string): boolean => conditionOf(workload?.conditions ?? [], type) !== undefined;
  return workload?.active === true && is('Admitted') && !is('Evicted') && !is('Finished');
}

/** Why a run does not start; nothing if it may, or has begun. */
export function waitingOf(run: ObservedRun, workload: ObservedWorkload | undefined): Waiting | undefined {
  return run.suspended && !isAdmitted(workload) ? judgeWaiting(run, workload) : undefined;
}

/** Why a suspended run does not start. */
export function judgeWaiting(run: ObservedRun, workload: ObservedWorkload | undefined): Waiting {
  const queue = workload?.queue ?? run.queue;
  if (queue === undefined) {
    return { reason: 'Suspended', message: `${run.kind} ${run.name} is suspended, and no queue will resume it.` };
  }
  const waiting: Waiting = { reason: 'WaitingForQuota', message: `Waiting for quota in queue ${queue}.` };
  if (workload === undefined) {
    return waiting;
  }
  const evidence = { queue, workload, refusal: conditionOf(workload.conditions, 'QuotaReserved', 'False') };
  for (const adjudicate of ADJUDICATORS) {
    const found = adjudicate(evidence);
    if (found !== undefined) {
      return found;
    }
  }
  return waiting;
}

/** Kueue counts how often it had to stop a Workload whose pods did not all get ready; its configuration says how often is enough. */
function givenUp({ queue, workload }: QueueEvidence): Waiting | undefined {
  const evicted = workload.active ? undefined : conditionOf(workload.conditions, 'Evicted');
  if (evicted?.reason.endsWith('RequeuingLimitExceeded') !== true) {
    return undefined;
  }
  const message = `Not all of its pods were ready in time, time after time, so queue ${queue} does not try it again. Mend what keeps them from starting, then suspend the job and resume it.`;
  return { reason: 'RequeuingLimitExceeded', message };
}

function stopped({ queue, workload }: QueueEvidence): Waiting | undefined {
  if (workload.active) {
    return undefined;
  }
  const evicted = conditionOf(workload.conditions, 'Evicted');
  return { reason: 'Deactivated', message: `Taken out of queue ${queue} and not queued again${said(evicted)}` };
}

function overCapacity({ queue, refusal }: QueueEvidence): Waiting | undefined {
  const never = refusal?.reason === 'ExceedsMaxQuota' || refusal?.message.split('; ').some(neverFits) === true;
  return never ? { reason: 'OverCapacity', message: `Asks for more than queue ${queue} can ever give; it will wait until the queue or the job is changed${said(refusal)}` } : undefined;
}

/** Kueue is done with a Workload that has not run: it could not write what its owner needs to start. */
function neverStarted({ queue, workload }: QueueEvidence): Waiting | undefined {
  const finished = conditionOf(workload.conditions, 'Finished');
  return finished && { reason: finished.reason || 'Finished', message: `Queue ${queue} could not start the job and will not try again${said(finished)}` };
}

/**
 * Whether a set of pods is above the capacity of every flavor that it may have: then it never fits, however long it waits. Kueue gives
 * all reasons against all flavors at once; a flavor that only lacks unused quota, and nothing else, is worth waiting for.
 * @see https://github.com/kubernetes-sigs/kueue/blob/v0.19.2/pkg/scheduler/flavorassigner/flavorassigner.go
 */
function neverFits(reasons: string): boolean {
  const tooSmall = flavors(reasons, /insufficient quota for \S+ in flavor ([^\s,]+), [^>]*> maximum capacity/g);
  const inUse = flavors(reasons, /insufficient unused quota for \S+ in flavor ([^\s,]+)/g);
  return tooSmall.length > 0 && inUse.every((flavor) => tooSmall.includes(flavor));
}

function flavors(reasons: string, pattern: RegExp): string[] {
  return [...reasons.matchAll(pattern)].map(([, flavor = '']) => flavor);
}

/** Admitted, and stopped because its pods were not all ready in time: it waits for a while, and then for quota, as before. */
function notReady({ queue, workload, refusal }: QueueEvidence): Waiting | undefined {
  const evicted = conditionOf(workload.conditions, 'Evicted');
  if (refusal === undefined || evicted?.reason !== 'PodsReadyTimeout') {
    return undefined;
  }
  const { count = 1, at } = workload.requeue ?? {};
  const before = `Stopped by its queue${count > 1 ? ` ${count} times` : ''}, because not all of its pods were ready in time (PodsReadyTimeout)`;
  if (at !== undefined) {
    return { reason: evicted.reason, message: `${before}; it is queued again at ${at}.` };
  }
  // Until it is looked at again, Kueue repeats why it was stopped.
  return { reason: evicted.reason, message: `${before}, and waiting for quota in queue ${queue} again${said(refusal.message === evicted.message ? undefined : refusal)}` };
}

function preempted({ queue, workload, refusal }: QueueEvidence): Waiting | undefined {
  const evicted = conditionOf(workload.conditions, 'Evicted');
  return refusal && evicted && { reason: evicted.reason || 'Evicted', message: `Stopped by its queue (${evicted.reason}) and waiting for quota in queue ${queue} again${said(evicted)}` };
}

interface Reason {
  readonly reason: string;
  readonly sentence: (queue: string) => string;
}

const INADMISSIBLE: Reason = { reason: 'Inadmissible', sentence: (queue) => `Queue ${queue} cannot take the job` };

/**
 * Reasons of Kueue's that say more than that there is no quota. All but the first are there with its gate UnadmittedWorkloadsObservability
 * only; those that it has beside mean that the job waits for its turn.
 * @see https://github.com/kubernetes-sigs/kueue/blob/v0.19.2/apis/kueue/v1beta2/workload_types.go
 */
const REASONS: Readonly<Record<string, Reason>> = {
  Inadmissible: INADMISSIBLE,
  Misconfigured: INADMISSIBLE,
  Suspended: { reason: 'QueueStopped', sentence: (queue) => `Queue ${queue} is stopped` },
  NoMatchingFlavor: { reason: 'NoMatchingFlavor', sentence: (queue) => `None of the nodes of queue ${queue} are such as the job asks for; it will wait until the queue or the job is changed` },
  TopologyPlacementFailed: { reason: 'TopologyPlacementFailed', sentence: (queue) => `There is quota in queue ${queue}, but no place where all pods are as near to each other as the job asks` },
};

function toldByReason({ queue, refusal }: QueueEvidence): Waiting | undefined {
  const known = refusal && REASONS[refusal.reason];
  return known && { reason: known.reason, message: `${known.sentence(queue)}${said(refusal)}` };
}

function waitingForChecks({ queue, workload }: QueueEvidence): Waiting | undefined {
  return conditionOf(workload.conditions, 'QuotaReserved')
    ? { reason: 'WaitingForAdmissionChecks', message: `Has its quota in queue ${queue} and is waiting for admission checks.` }
    : undefined;
}

function waitingForQuota({ queue, refusal }: QueueEvidence): Waiting | undefined {
  return refusal && { reason: 'WaitingForQuota', message: `Waiting for quota in queue ${queue}${said(refusal)}` };
}

function said(condition: ObservedCondition | undefined): string {
  return condition === undefined || condition.message === '' ? '.' : `: ${anonymous(condition.message)}`;
}

/**
 * Whose workload took the place of one, and by which queues, is another tenant's own affair: why is not.
 * @see https://github.com/kubernetes-sigs/kueue/blob/v0.19.2/pkg/scheduler/preemption/preemption.go
 */
function anonymous(message: string): string {
  return message.replace(/\b(?:a|another) workload \([^)]*\)/g, 'another workload').replace(/;? *preempt(?:or|ee) path: [^;]*/g, '');
}
