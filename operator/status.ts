import type { Catalog } from '../lib/catalog/spec';
import type { FieldError } from '../lib/errors';
import { formatFieldError } from '../lib/errors';
import type { JobEngine, JobPhase, JobStatus } from '../lib/jobs/common/status';
import { ENDED } from '../lib/jobs/kind';
import { jobKind } from '../lib/jobs/registry';
import { object, time } from '../lib/observed/read';
import { datasetsOf, pinnedDatasets } from './datasets';
import { type ConditionDraft, readJobConditions, settleConditions } from './conditions';
import type { ObservedRun } from './engines/engine';
import type { Failure } from './failure';
import { bounded, runningMessage, startingMessage } from './message';
import { findPods, findReport, findWorkload } from './observed';
import { type Waiting, waitingOf } from './queueing';
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

/** The status of a job that has ended well, and can be started again. */
export function restingStatus(request: SyncRequest, run: ObservedRun, now: Date): JobStatus {
  const lasted = duration(run.started, run.end?.since);
  const message = `Ended by itself${lasted === undefined ? '' : ` after ${lasted}`}, and can be started again: suspend it, and resume it.`;
  const held: ConditionDraft = { type: 'Admitted', status: 'False', reason: ENDED, message, since: run.end?.since };
  return compose(request, { phase: 'Suspended', message, drafts: [accepted(request), held], now });
}

/** Whether a status says that the job has ended well, and can be started again. */
export function isResting(status: JobStatus): boolean {
  return status.phase === 'Suspended' && readJobConditions(status).some(({ type, reason }) => type === 'Admitted' && reason === ENDED);
}

/** The status of a job whose native objects are asked for and not there yet. */
export function startingStatus(request: SyncRequest, engine: string, now: Date): JobStatus {
  const message = request.refused === undefined ? `Accepted; its ${engine} is being made.` : `Accepted, but the cluster refuses to make it run; it is tried again, ever less often. ${request.refused}.`;
  return compose(request, { phase: 'Pending', message, drafts: [accepted(request)], now });
}

/** The status of a job that cannot start before something of an earlier run of its name is gone. @param when it can: `the queue has let go of …` */
export function clearingStatus(request: SyncRequest, when: string, now: Date): JobStatus {
  return compose(request, { phase: 'Pending', message: `Accepted; it starts when ${when}.`, drafts: [accepted(request)], now });
}

/** The status of a job that has lost its run with a node, and gets a new one. */
export function displacedStatus(request: SyncRequest, run: ObservedRun, now: Date): JobStatus {
  const message = `${run.kind} ${run.name} has lost its place on a node; the job will be started again.`;
  return compose(request, { phase: 'Pending', message, drafts: [accepted(request)], now });
}

/** The status of a job whose run has not ended. */
export function liveStatus(request: SyncRequest, run: ObservedRun, catalog: Catalog, now: Date): JobStatus {
  const workload = findWorkload(request.related, run);
  const waiting = waitingOf(run, workload);
  const { phase, message } = livePhase(request, run, waiting);
  const status = compose(request, { phase, message, drafts: [accepted(request), admitted(run, waiting)], now, run });
  return phase === 'Running' ? { ...status, ...address(request, catalog) } : status;
}

/** The status of a job whose run has failed, while the reason is still looked for. */
export function failingStatus(request: SyncRequest, run: ObservedRun, now: Date): JobStatus {
  const drafts = [accepted(request), admitted(run, waitingOf(run, undefined))];
  return compose(request, { phase: 'Running', message: 'Failed; the reason is being looked for.', drafts, now, run });
}

/** The status of a job whose run has succeeded, while what it found out is still looked for. */
export function endingStatus(request: SyncRequest, run: ObservedRun, now: Date): JobStatus {
  return compose(request, { phase: 'Running', message: 'Succeeded; what it found is being looked for.', drafts: [accepted(request), admitted(run, waitingOf(run, undefined))], now, run });
}

const SUCCEEDED = { phase: 'Succeeded', type: 'Complete' } as const;
const FAILED = { phase: 'Failed', type: 'Failed' } as const;

/** The final status of a job: with a failure, or without one. */
export function finalStatus(request: SyncRequest, run: ObservedRun, failure: Failure | undefined, now: Date): JobStatus {
  const { phase, type } = failure === undefined ? SUCCEEDED : FAILED;
  const since = run.end?.since;
  const lasted = duration(run.started, since);
  const report = findReport(request, run);
  const { reason, message } = failure ?? success(lasted, report?.message);
  const drafts = [accepted(request), admitted(run, waitingOf(run, undefined)), { type, status: 'True', reason, message: bounded(message), since } as const];
  const status = compose(request, { phase, message, drafts, now, run });
  return { ...status, completionTime: status.conditions?.at(-1)?.lastTransitionTime, ...(lasted === undefined ? {} : { duration: lasted }) };
}

function success(lasted: string | undefined, found: string | undefined): { reason: string; message: string } {
  return { reason: 'Succeeded', message: `${lasted === undefined ? 'Succeeded.' : `Succeeded in ${lasted}.`}${found ? ` ${found}` : ''}` };
}

interface Composition {
  readonly phase: JobPhase;
  readonly message: string;
  readonly drafts: readonly ConditionDraft[];
  readonly now: Date;
  readonly run?: ObservedRun;
}

function compose(request: SyncRequest, { phase, message, drafts, now, run }: Composition): JobStatus {
  return {
    phase,
    message: bounded(message),
    conditions: settleConditions(drafts, readJobConditions(object(request.parent).status), now),
    ...(run?.started === undefined ? {} : { startTime: run.started }),
    ...(run === undefined ? {} : { restarts: run.restarts, engine: engineOf(run), ...findReport(request, run)?.status }),
    ...datasets(request, phase),
  };
}

/** A job that is held back, or cannot run, sees its data only when it starts. */
function datasets(request: SyncRequest, phase: JobPhase): Pick<JobStatus, 'datasets'> {
  const seen = phase === 'Suspended' || phase === 'Invalid' ? { pins: pinnedDatasets(request) } : datasetsOf(request);
  return 'pins' in seen && seen.pins.length > 0 ? { datasets: [...seen.pins] } : {};
}

function address({ parent }: SyncRequest, catalog: Catalog): Pick<JobStatus, 'url'> {
  const url = jobKind(parent.kind)?.address?.(parent, catalog);
  return url === undefined ? {} : { url };
}

function livePhase(request: SyncRequest, run: ObservedRun, waiting: Waiting | undefined): { phase: JobPhase; message: string } {
  if (run.deleting) {
    return { phase: 'Pending', message: `${run.kind} ${run.name} was deleted; the job will be started again.` };
  }
  if (waiting !== undefined) {
    return { phase: 'Queued', message: waiting.message };
  }
  const pods = findPods(request.related, run);
  const running = run.active || pods.some((pod) => ['Running', 'Succeeded', 'Failed'].includes(pod.phase));
  return running ? { phase: 'Running', message: runningMessage(run.restarts) } : { phase: 'Pending', message: startingMessage(pods) };
}

function engineOf({ apiVersion, kind, name, uid }: ObservedRun): JobEngine {
  return { apiVersion, kind, name, uid };
}

function accepted(request: SyncRequest, verdict?: Pick<ConditionDraft, 'status' | 'reason' | 'message'>): ConditionDraft {
  const initially = time(object(request.parent.metadata).creationTimestamp);
  return { type: 'Accepted', ...(verdict ?? { status: 'True', reason: 'Valid', message: 'The spec is valid.' }), initially };
}

function admitted(run: ObservedRun, waiting: Waiting | undefined): ConditionDraft {
  if (waiting !== undefined) {
    const { reason, message } = waiting;
    return { type: 'Admitted', status: 'False', reason, message: bounded(message), since: run.suspendedSince, initially: run.created };
  }
  return { type: 'Admitted', status: 'True', reason: 'Admitted', message: 'The job may run.', since: run.started };
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
