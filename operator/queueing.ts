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
const ADJUDICATORS: readonly Adjudicator[] = [stopped, neverStarted, overCapacity, preempted, inadmissible, waitingForChecks, waitingForQuota];

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

function stopped({ queue, workload }: QueueEvidence): Waiting | undefined {
  if (workload.active) {
    return undefined;
  }
  const evicted = conditionOf(workload.conditions, 'Evicted');
  return { reason: 'Deactivated', message: `Taken out of queue ${queue} and not queued again${said(evicted)}` };
}

function overCapacity({ queue, refusal }: QueueEvidence): Waiting | undefined {
  const never = refusal?.message.split('; ').some(neverFits) === true;
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
 * @see https://github.com/kubernetes-sigs/kueue/blob/v0.17.0/pkg/scheduler/flavorassigner/flavorassigner.go
 */
function neverFits(reasons: string): boolean {
  const tooSmall = flavors(reasons, /insufficient quota for \S+ in flavor ([^\s,]+), [^>]*> maximum capacity/g);
  const inUse = flavors(reasons, /insufficient unused quota for \S+ in flavor ([^\s,]+)/g);
  return tooSmall.length > 0 && inUse.every((flavor) => tooSmall.includes(flavor));
}

function flavors(reasons: string, pattern: RegExp): string[] {
  return [...reasons.matchAll(pattern)].map(([, flavor = '']) => flavor);
}

function preempted({ queue, workload, refusal }: QueueEvidence): Waiting | undefined {
  const evicted = conditionOf(workload.conditions, 'Evicted');
  return refusal && evicted && { reason: evicted.reason || 'Evicted', message: `Stopped by its queue (${evicted.reason}) and waiting for quota in queue ${queue} again${said(evicted)}` };
}

function inadmissible({ queue, refusal }: QueueEvidence): Waiting | undefined {
  return refusal?.reason === 'Inadmissible' ? { reason: 'Inadmissible', message: `Queue ${queue} cannot take the job${said(refusal)}` } : undefined;
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
  return condition === undefined || condition.message === '' ? '.' : `: ${condition.message}`;
}
