import type { Catalog } from '../lib/catalog/spec';
import type { JobStatus } from '../lib/jobs/common/status';
import { jobKind } from '../lib/jobs/registry';
import type { KubeObject } from '../lib/k8s/object';
import { count, object, text } from '../lib/observed/read';
import { compiled, engineObject, lasting, whileRunning, withMissing } from './children';
import type { ObservedRun, ObservedRunEnd } from './engines/engine';
import { judgeFailure } from './failure';
import { isDisplaced, leftover, withDeadline } from './interruption';
import { existing, findPods, findReport, findRun } from './observed';
import type { SyncRequest, SyncResponse } from './request';
import { clearingStatus, displacedStatus, endingStatus, failingStatus, finalStatus, invalidStatus, isResting, liveStatus, restingStatus, startingStatus, suspendedStatus } from './status';

/** How long the pods of a failed run may take to be seen: they are watched apart from what runs them. */
const SETTLING_SECONDS = 10;

/** How often they are looked for in that time. */
const SETTLING_RESYNC_SECONDS = 2;

/**
 * What a job shall look like, given what exists: pure, and the same for the same input.
 *
 * A native object that exists is kept whatever the catalog says now; one that has ended is kept until its end is recorded
 * in the job's status. From then on the job is never started again and its status never changes, unless its kind starts again: then to
 * suspend it forgets its end.
 *
 * Whoever writes what it says need not ask again before something else changes: the answer would be the same, unless it names a time.
 */
export function sync(request: SyncRequest, catalog: Catalog, now: Date): SyncResponse {
  const previous = object(object(request.parent).status);
  const resting = jobKind(request.parent.kind)?.startsAgain ? stopped(request, previous, catalog, now) : undefined;
  if (resting !== undefined) {
    return resting;
  }
  if (previous.phase === 'Succeeded' || previous.phase === 'Failed') {
    return rest(request, previous, now);
  }
  const found = findRun(request.children, text(object(previous.engine).uid));
  const run = found && withDeadline(request, found, text(previous.startTime));
  const suspended = object(request.parent.spec).suspend === true;
  if (run === undefined) {
    return begin(request, catalog, suspended, now);
  }
  if (isDisplaced(request, run)) {
    return answer(displacedStatus(request, run, now), lasting(request));
  }
  if (run.end !== undefined) {
    return finish(request, { ...run, end: run.end }, catalog, now);
  }
  return suspended ? answer(suspendedStatus(request, now), lasting(request)) : answer(liveStatus(request, run, catalog, now), whileRunning(request, catalog));
}

/** What a job that may start again shall look like while it does not run; nothing if it runs, is to run, or has failed. */
function stopped(request: SyncRequest, previous: JobStatus, catalog: Catalog, now: Date): SyncResponse | undefined {
  if (object(request.parent.spec).suspend === true) {
    return begin(request, catalog, true, now);
  }
  const run = findRun(request.children, previous.engine?.uid);
  if (run?.end !== undefined && !run.end.failed) {
    const status = restingStatus(request, run, now);
    // What has ended is all that tells of the end until the job's status does: without either, the job would be started again.
    return isResting(previous) ? answer(status, lasting(request)) : { status, children: existing(request.children), resyncAfterSeconds: 0 };
  }
  return run === undefined && isResting(previous) ? answer(previous, lasting(request)) : undefined;
}

/** The job has ended and its status says so. */
function rest(request: SyncRequest, status: JobStatus, now: Date): SyncResponse {
  const children = existing(request.children);
  const ttl = count(object(request.parent.spec).ttlSecondsAfterFinished);
  const left = Math.ceil((Date.parse(status.completionTime ?? '') - now.getTime()) / 1000 + (ttl ?? Number.NaN));
  const after = lasting(request);
  if (children.length === after.length || Number.isNaN(left)) {
    return { status, children };
  }
  return left <= 0 ? { status, children: after } : { status, children, resyncAfterSeconds: left };
}

/** The run has ended and the job's status does not say so yet. */
function finish(request: SyncRequest, run: ObservedRun & { readonly end: ObservedRunEnd }, catalog: Catalog, now: Date): SyncResponse {
  const { end } = run;
  const children = existing(request.children);
  const age = Math.abs(now.getTime() - Date.parse(end.since ?? '')) / 1000;
  const settled = !(age < SETTLING_SECONDS);
  const report = findReport(request, run);
  if (!end.failed) {
    const awaited = jobKind(request.parent.kind)?.terminationReport !== undefined && report === undefined && !settled;
    return awaited
      ? { status: endingStatus(request, run, now), children, resyncAfterSeconds: SETTLING_RESYNC_SECONDS }
      : atEnd(request, finalStatus(request, run, undefined, now), now);
  }
  const failure = judgeFailure({ job: request.parent, catalog, end, pods: findPods(request.related, run), settled, told: report?.message });
  if (failure === undefined) {
    return { status: failingStatus(request, run, now), children, resyncAfterSeconds: SETTLING_RESYNC_SECONDS };
  }
  return atEnd(request, finalStatus(request, run, failure, now), now);
}

/** The job ends: what ran it stays until its status says so, whatever is to become of it then. */
function atEnd(request: SyncRequest, status: JobStatus, now: Date): SyncResponse {
  const { children, resyncAfterSeconds } = rest(request, status, now);
  const there = existing(request.children);
  const again = children.length === there.length ? resyncAfterSeconds : 0;
  return { status, children: there, ...(again === undefined ? {} : { resyncAfterSeconds: again }) };
}

/** Nothing runs the job: it is new, suspended, or somebody deleted what ran it. */
function begin(request: SyncRequest, catalog: Catalog, suspended: boolean, now: Date): SyncResponse {
  const made = compiled(request, catalog);
  const there = lasting(request);
  if ('errors' in made) {
    return answer(invalidStatus(request, made.errors, now), there);
  }
  const children = withMissing(there, made.objects);
  if (suspended) {
    return answer(suspendedStatus(request, now), children);
  }
  const engine = engineObject(made.objects);
  const left = leftover(request, engine);
  if (left !== undefined) {
    return answer(clearingStatus(request, left, now), there);
  }
  return answer(startingStatus(request, engine?.kind ?? 'run', now), children);
}

function answer(status: JobStatus, children: readonly KubeObject[]): SyncResponse {
  return { status, children };
}
