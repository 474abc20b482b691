import { setTimeout as sleep } from 'node:timers/promises';
import { type JobKind, jobKind, type JobPhase } from '../lib';
import { ApiError } from './api-error';
import type { Cluster } from './cluster';
import { CommandError } from './command-error';
import { EXIT } from './exit-codes';
import { describe } from './follow';
import { type ClusterJob, findJob, isFinal, jobsPath } from './jobs';
import { mapOf } from './json';
import { watchJobs } from './watch';

/** What can be waited for: a phase, the end of the job in whatever way, or that it is gone. */
export type Goal = JobPhase | 'Ended' | 'Deleted';

/** What a job has come to: the goal, or something from which it does not come to the goal any more. */
export type Verdict = { readonly reached: true } | { readonly reached: false; readonly error: CommandError };

/** Longest that one watch lasts: a connection may be lost without a word. */
const ROUND = 300_000;

/** Pauses after a failure, in milliseconds: the first, and the longest. */
const [FIRST_PAUSE, LONGEST_PAUSE] = [1000, 30_000];

/** What is to be said of a job as it is now; nothing while it may still come to the goal. */
export function verdictOf(job: ClusterJob, goal: Goal): Verdict | undefined {
  const phase = job.status?.phase;
  if (phase === goal || (goal === 'Ended' && phase === 'Succeeded')) return { reached: true };
  if (goal === 'Deleted') return undefined;
  if (phase === 'Failed') return { reached: false, error: new CommandError(EXIT.jobFailed, describe(job)) };
  if (phase === 'Invalid') return { reached: false, error: new CommandError(EXIT.refused, describe(job)) };
  if (!isFinal(phase)) return undefined;
  // Who waits for a job to run may come late.
  return goal === 'Failed' ? { reached: false, error: new CommandError(EXIT.refused, describe(job)) } : { reached: true };
}

/** Waits until a job has come to the goal, whatever becomes of the connection. @throws CommandError if it cannot come to it, or not in time */
export async function waitFor(cluster: Cluster, found: ClusterJob, goal: Goal, signal: AbortSignal | undefined): Promise<void> {
  let job: ClusterJob | undefined = found;
  for (let pause = FIRST_PAUSE; ; ) {
    const verdict = job === undefined ? gone(found, goal) : verdictOf(job, goal);
    if (verdict?.reached) return;
    if (verdict !== undefined) throw verdict.error;
    if (signal?.aborted) throw new CommandError(EXIT.timeout, `Waited in vain for ${goal}. ${describe(job ?? found)}`);
    try {
      job = await nextOf(cluster, job ?? found, goal, signal);
      pause = FIRST_PAUSE;
    } catch (error) {
      if (!isTransient(error)) throw error;
      await sleep(pause, undefined, { signal }).catch(() => undefined);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  }
}

function gone({ kind, metadata }: ClusterJob, goal: Goal): Verdict {
  return goal === 'Deleted' ? { reached: true } : { reached: false, error: new CommandError(EXIT.notFound, `${kind}/${metadata.name} was deleted.`) };
}

/** The job as soon as there is something to be said of it, or as it is after a while; nothing if it is deleted. */
async function nextOf(cluster: Cluster, job: ClusterJob, goal: Goal, signal: AbortSignal | undefined): Promise<ClusterJob | undefined> {
  const kind = jobKind(job.kind) as JobKind;
  const { name, namespace = '', uid } = job.metadata;
  const now = await present(cluster, kind, job);
  if (now === undefined || verdictOf(now, goal) !== undefined) return now;
  let last: ClusterJob | undefined = now;
  const done = new AbortController();
  const ends = AbortSignal.any([done.signal, AbortSignal.timeout(ROUND), ...(signal === undefined ? [] : [signal])]);
  await watchJobs(cluster, { kind, namespace, name, resourceVersion: now.metadata.resourceVersion ?? '', signal: ends }, async ({ job: changed, deleted }) => {
    if (changed.metadata.uid !== uid) return;
    last = deleted ? undefined : changed;
    if (last === undefined || verdictOf(last, goal) !== undefined) done.abort();
  });
  return last;
}

/** The very job that was found first: another of its name is none. */
async function present(cluster: Cluster, kind: JobKind, { metadata }: ClusterJob): Promise<ClusterJob | undefined> {
  try {
    const answer = mapOf(await cluster.request({ path: jobsPath(kind, metadata.namespace, metadata.name) }));
    const now = { kind: kind.kind, ...answer } as unknown as ClusterJob;
    return now.metadata.uid === metadata.uid ? now : undefined;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** What goes away by itself: lost connections, and servers that have too much to do or are replaced. */
function isTransient(error: unknown): boolean {
  if (error instanceof ApiError) return error.status === 429 || error.status >= 500;
  return error instanceof CommandError && error.exitCode === EXIT.cluster && error.cause !== undefined;
}

/** The jobs that are waited for, each found once. */
export async function waitForAll(cluster: Cluster, targets: readonly Parameters<typeof findJob>[1][], how: { namespace: string; goal: Goal; signal: AbortSignal | undefined; tell: (job: ClusterJob) => Promise<void> }): Promise<void> {
  const jobs: ClusterJob[] = [];
  for (const target of targets) jobs.push(await findJob(cluster, target, how.namespace));
  for (const job of jobs) {
    await waitFor(cluster, job, how.goal, how.signal);
    await how.tell(job);
  }
}
