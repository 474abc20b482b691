import { USUAL_COUNT } from './rules';
import type { HyperTuneSpec } from './spec';

/** Trials that run at the same time. */
export function parallelTrialCount({ parallelTrialCount: count, maxTrialCount }: HyperTuneSpec): number {
  return count ?? Math.min(USUAL_COUNT, maxTrialCount);
}

/** Failed trials at which the study fails. */
export function maxFailedTrialCount({ maxFailedTrialCount: count, maxTrialCount }: HyperTuneSpec): number {
  return count ?? Math.min(USUAL_COUNT, maxTrialCount);
}
