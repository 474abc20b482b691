import type { Catalog } from '../lib/catalog/spec';
import type { FieldError } from '../lib/errors';
import { PlatformError } from '../lib/errors';
import type { JobPhase, JobStatus } from '../lib/jobs/common/status';
import { compileJob } from '../lib/jobs/job';
import type { KubeObject, KubeObjectOf } from '../lib/k8s/object';
import { judgeFailure } from './failure';
import { conditionOf, findJobSet, hasWorkload, type ObservedJobSet } from './observed';
import { findPods } from './pods';
import { count, object, text } from './read';
import type { SyncRequest, SyncResponse } from './request';
import { clearingStatus, failingStatus, finalStatus, invalidStatus, liveStatus, startingStatus, suspendedStatus } from './status';

/**
 * When to ask again about a job that nothing happens to. An invalid one may have become valid with a new catalog, which
 * Metacontroller does not watch. The others are asked about because Metacontroller forgets which objects it relates to
 * which job (20 minutes in its version 4, a job of the same name elsewhere in version 1).
 */
const RESYNC_SECONDS: Readonly<Partial<Record<JobPhase, number>>> = { Invalid: 60, Pending: 60, Queued: 600, Running: 600 };

/** How long the pods of a failed JobSet may take to be seen: Metacontroller watches them apart from the JobSet. */
const SETTLING_SECONDS = 10;

/** How often they are looked for in that time. */
const SETTLING_RESYNC_SECONDS = 2;

/**
 * What a job shall look like, given what exists: pure, and the same for the same input.
 *
 * A native object that exists is kept whatever the catalog says now; one that has ended is kept until its end is recorded
 * in the job's status. From then on the job is never started again and its status never changes.
 */
export function sync(request: SyncRequest, catalog: Catalog, now: Date): SyncResponse {
  const previous = object(object(request.parent).status);
  if (previous.phase === 'Succeeded' || previous.phase === 'Failed') {
    return rest(request, previous, now);
  }
  const jobSet = findJobSet(request.children, text(object(previous.engine).uid));
  if (jobSet !== undefined && hasEnded(jobSet)) {
    return end(request, jobSet, now);
  }
  const suspended = object(request.parent.spec).suspend === true;
  if (jobSet === undefined) {
    return begin(request, catalog, suspended, now);
  }
  return suspended ? answer(suspendedStatus(request, now), []) : answer(liveStatus(request, jobSet, now), existing(request));
}

/** The job has ended and its status says so. */
function rest(request: SyncRequest, status: JobStatus, now: Date): SyncResponse {
  const children = existing(request);
  const ttl = count(object(request.parent.spec).ttlSecondsAfterFinished);
  const left = Math.ceil((Date.parse(status.completionTime ?? '') - now.getTime()) / 1000 + (ttl ?? Number.NaN));
  if (children.length === 0 || Number.isNaN(left)) {
    return { status, children };
  }
  return left <= 0 ? { status, children: [] } : { status, children, resyncAfterSeconds: left };
}

/** The JobSet has ended and the job's status does not say so yet. */
function end(request: SyncRequest, jobSet: ObservedJobSet, now: Date): SyncResponse {
  const children = existing(request);
  const failed = conditionOf(jobSet.conditions, 'Failed');
  if (failed === undefined) {
    return { status: finalStatus(request, jobSet, undefined, now), children };
  }
  const age = Math.abs(now.getTime() - Date.parse(failed.since ?? '')) / 1000;
  const settled = !(age < SETTLING_SECONDS);
  const failure = judgeFailure({ job: request.parent, jobSet, pods: findPods(request.related, jobSet.uid), settled });
  if (failure === undefined) {
    return { status: failingStatus(request, jobSet, now), children, resyncAfterSeconds: SETTLING_RESYNC_SECONDS };
  }
  return { status: finalStatus(request, jobSet, failure, now), children };
}

/** There is no JobSet: the job is new, suspended, or somebody deleted it. */
function begin(request: SyncRequest, catalog: Catalog, suspended: boolean, now: Date): SyncResponse {
  const compiled = compile(request, catalog);
  if ('errors' in compiled) {
    return answer(invalidStatus(request, compiled.errors, now), []);
  }
  if (suspended) {
    return answer(suspendedStatus(request, now), []);
  }
  // Kueue finds the Workload of a JobSet by name. It would start the new one with what is left of the old, and then never again.
  const names = compiled.objects.filter(({ kind }) => kind === 'JobSet').map(({ metadata }) => metadata.name);
  return hasWorkload(request.related, names) ? answer(clearingStatus(request, now), []) : answer(startingStatus(request, now), compiled.objects);
}

function compile({ parent }: SyncRequest, catalog: Catalog): { errors: readonly FieldError[] } | { objects: readonly KubeObject[] } {
  try {
    return { objects: compileJob(parent, catalog).map(lasting) };
  } catch (error) {
    if (error instanceof PlatformError) {
      return { errors: error.errors };
    }
    throw error;
  }
}

/** An object that removed itself might do so before its end was seen, and the job would run again: `rest` removes it instead. */
function lasting(made: KubeObject): KubeObject {
  const { ttlSecondsAfterFinished: _, ...spec } = object((made as KubeObjectOf<object>).spec);
  return { ...made, spec } as KubeObject;
}

function answer(status: JobStatus, children: readonly KubeObject[]): SyncResponse {
  const resyncAfterSeconds = status.phase && RESYNC_SECONDS[status.phase];
  return { status, children, ...(resyncAfterSeconds === undefined ? {} : { resyncAfterSeconds }) };
}

function hasEnded({ conditions }: ObservedJobSet): boolean {
  return conditionOf(conditions, 'Completed') !== undefined || conditionOf(conditions, 'Failed') !== undefined;
}

/** The objects that exist, by name alone: Metacontroller never changes an object that is there (update strategy `OnDelete`). */
function existing({ children }: SyncRequest): KubeObject[] {
  return Object.values(children).flatMap((byName) =>
    Object.values(object(byName)).flatMap((value) => {
      const child = object(value);
      const [apiVersion, kind, name] = [text(child.apiVersion), text(child.kind), text(object(child.metadata).name)];
      return apiVersion === undefined || kind === undefined || name === undefined ? [] : [{ apiVersion, kind, metadata: { name } }];
    }),
  );
}
