import type { Change, KeptObject } from '../cluster/cache';
import { ENDED, RUNNING } from './watched';

/** Milliseconds that changes are gathered before the job of a changed object is looked at. */
export type Pace = (change: Change, job: KeptObject) => number;

/** In milliseconds. What starts a job changes many objects within moments: looked at together they are one look and one status. */
export const PACE = {
  job: 0,
  ended: 20,
  others: 300,
  pods: 1000,
  /** Its engine's own object tells of most that happens to pods that run. */
  podsThatRun: 2000,
  /** A Workload that goes on waiting says something new whenever the jobs before it change. */
  stillWaiting: 10_000,
} as const;

export const afterOthers: Pace = () => PACE.others;

export const afterRun: Pace = ({ before, after }) => (after?.state === ENDED && before?.state !== ENDED ? PACE.ended : PACE.others);

export const afterWorkload: Pace = ({ before, after }) => (before?.state !== undefined && before.state === after?.state ? PACE.stillWaiting : PACE.others);

export const afterPods: Pace = (_change, { state }) => (state === RUNNING ? PACE.podsThatRun : PACE.pods);
