import type { FieldError } from '../lib/errors';
import { formatFieldError } from '../lib/errors';
import type { JobEngine, JobPhase, JobStatus } from '../lib/jobs/common/status';
import { type ConditionDraft, readJobConditions, settleConditions } from './conditions';
import { type Failure, startOf } from './failure';
import { bounded, runningMessage, startingMessage } from './message';
import { conditionOf, findWorkload, type ObservedJobSet, type ObservedWorkload } from './observed';
import { findPods } from './pods';
import { judgeWaiting, type Waiting } from './queueing';
import { object, time } from './read';
import type { SyncRequest } from './request';

/** Most characters of all errors of a spec together. */
const ERRORS_LIMIT = 8192;

/** The status of a job whose spec or catalog must change first. */
export function invalidStatus(request: SyncRequest, errors: readonly FieldError[], now: Date): JobStatus {
  const lines = errors.map(formatFieldError);
  const condition = accepted(request, { status: 'False', reason: 'InvalidSpec', message: bounded(lines.join('\n'), ERRORS_LIMIT) });
  return compose(request, { phase: 'Invalid', message: lines.join(' '), drafts: [condition], now });
}

/** The status of a job that is held back by its own spec. */
export function suspendedStatus(request: SyncRequest, now: Date): JobStatus {
  const message = 'Suspended by spec.suspend.';
  const held: ConditionDraft = { type: 'Admitted', status: 'False', reason: 'Suspended', message };
  return compose(request, { phase: 'Suspended', message, drafts: [accepted(request), held], now });
}

/** The status of a job whose native objects are asked for and not there yet. */
export function startingStatus(request: SyncRequest, now: Date): JobStatus {
  const message = "Accepted; its JobSet is being made. If this lasts, the job's events say why.";
  return compose(request, { phase: 'Pending', message, drafts: [accepted(request)], now });
}

/** The status of a job that cannot start before the Workload of an earlier JobSet of its name is gone. */
export function clearingStatus(request: SyncRequest, now: Date): JobStatus {
  const message = 'Accepted; it starts when the queue has let go of its earlier JobSet.';
  return compose(request, { phase: 'Pending', message, drafts: [accepted(request)], now });
}

/** The status of a job whose JobSet has not ended. */
export function liveStatus(request: SyncRequest, jobSet: ObservedJobSet, now: Date): JobStatus {
  const workload = findWorkload(request.related, jobSet.uid);
  const waiting = jobSet.suspended ? judgeWaiting(jobSet, workload) : undefined;
  const { phase, message } = livePhase(request, jobSet, waiting);
  return compose(request, { phase, message, drafts: [accepted(request), admitted(jobSet, waiting, workload)], now, jobSet });
}

/** The status of a job whose JobSet has failed, while the reason is still looked for. */
export function failingStatus(request: SyncRequest, jobSet: ObservedJobSet, now: Date): JobStatus {
  const drafts = [accepted(request), admitted(jobSet)];
  return compose(request, { phase: 'Running', message: 'Failed; the reason is being looked for.', drafts, now, jobSet });
}

const SUCCEEDED = { phase: 'Succeeded', type: 'Complete', observed: 'Completed' } as const;
const FAILED = { phase: 'Failed', type: 'Failed', observed: 'Failed' } as const;

/** The final status of a job: with a failure, or without one. */
export function finalStatus(request: SyncRequest, jobSet: ObservedJobSet, failure: Failure | undefined, now: Date): JobStatus {
  const { phase, type, observed } = failure === undefined ? SUCCEEDED : FAILED;
  const since = conditionOf(jobSet.conditions, observed)?.since;
  const lasted = duration(startOf(jobSet), since);
  const { reason, message } = failure ?? success(lasted);
  const drafts = [accepted(request), admitted(jobSet), { type, status: 'True', reason, message: bounded(message), since } as const];
  const status = compose(request, { phase, message, drafts, now, jobSet });
  return { ...status, completionTime: status.conditions?.at(-1)?.lastTransitionTime, ...(lasted === undefined ? {} : { duration: lasted }) };
}

function success(lasted: string | undefined): { reason: string; message: string } {
  return { reason: 'Succeeded', message: lasted === undefined ? 'Succeeded.' : `Succeeded in ${lasted}.` };
}

interface Composition {
  readonly phase: JobPhase;
  readonly message: string;
  readonly drafts: readonly ConditionDraft[];
  readonly now: Date;
  readonly jobSet?: ObservedJobSet;
}

function compose(request: SyncRequest, { phase, message, drafts, now, jobSet }: Composition): JobStatus {
  const startTime = jobSet && startOf(jobSet);
  return {
    phase,
    message: bounded(message),
    conditions: settleConditions(drafts, readJobConditions(object(request.parent).status), now),
    ...(startTime === undefined ? {} : { startTime }),
    ...(jobSet === undefined ? {} : { restarts: jobSet.restarts, engine: engineOf(jobSet) }),
  };
}

function livePhase(request: SyncRequest, jobSet: ObservedJobSet, waiting: Waiting | undefined): { phase: JobPhase; message: string } {
  if (jobSet.deleting) {
    return { phase: 'Pending', message: `JobSet ${jobSet.name} was deleted; the job will be started again.` };
  }
  if (waiting !== undefined) {
    return { phase: 'Queued', message: waiting.message };
  }
  const pods = findPods(request.related, jobSet.uid);
  const running = jobSet.active || pods.some((pod) => ['Running', 'Succeeded', 'Failed'].includes(pod.phase));
  return running ? { phase: 'Running', message: runningMessage(jobSet.restarts) } : { phase: 'Pending', message: startingMessage(pods) };
}

function engineOf({ apiVersion, name, uid }: ObservedJobSet): JobEngine {
  return { apiVersion, kind: 'JobSet', name, uid };
}

function accepted(request: SyncRequest, verdict?: Pick<ConditionDraft, 'status' | 'reason' | 'message'>): ConditionDraft {
  const initially = time(object(request.parent.metadata).creationTimestamp);
  return { type: 'Accepted', ...(verdict ?? { status: 'True', reason: 'Valid', message: 'The spec is valid.' }), initially };
}

function admitted(jobSet: ObservedJobSet, waiting?: Waiting, workload?: ObservedWorkload): ConditionDraft {
  if (jobSet.suspended) {
    const { reason, message } = waiting ?? judgeWaiting(jobSet, workload);
    const since = conditionOf(jobSet.conditions, 'Suspended')?.since;
    return { type: 'Admitted', status: 'False', reason, message: bounded(message), since, initially: jobSet.created };
  }
  return { type: 'Admitted', status: 'True', reason: 'Admitted', message: 'The job may run.', since: startOf(jobSet) };
}

/** The time between two points, as people write it: `1h2m3s`. */
function duration(start: string | undefined, end: string | undefined): string | undefined {
  const seconds = Math.round((Date.parse(end ?? '') - Date.parse(start ?? '')) / 1000);
  if (!Number.isFinite(seconds) || seconds < 0) {
    return undefined;
  }
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  return parts.flatMap(([value, unit]) => (value === 0 ? [] : [`${value}${unit}`])).join('') || '0s';
}
