import type { Change, KeptObject } from '../cluster/cache';
import { DISPLACED, HAS_ENDED, RUNNING } from './watched';

/** Milliseconds that changes are gathered before the job of a changed object is looked at. */
export type Pace = (change: Change, job: KeptObject) => number;

/** In milliseconds. What starts a job changes many objects within moments: looked at together they are one look and one status, and a status is a second or two behind. */
export const PACE = {
  job: 0,
  urgent: 20,
  others: 1500,
  /** Pods that run, and what runs them, change often, and little of that is told. */
  running: 2000,
  /** A Workload that goes on waiting says something new whenever the jobs before it change. */
  stillWaiting: 10_000,
} as const;

export const afterOthers: Pace = (_change, { state }) => (state === RUNNING ? PACE.running : PACE.others);

export const afterRun: Pace = (change, job) => (becomes(change, HAS_ENDED) ? PACE.urgent : afterOthers(change, job));

export const afterPod: Pace = (change, job) => (becomes(change, DISPLACED) ? PACE.urgent : afterOthers(change, job));

export const afterWorkload: Pace = (change, job) => (change.before?.state !== undefined && change.before.state === change.after?.state ? PACE.stillWaiting : afterOthers(change, job));

function becomes({ before, after }: Change, state: string): boolean {
  return after?.state === state && before?.state !== state;
}
