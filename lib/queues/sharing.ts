import type { Catalog } from '../catalog/spec';
import type { FieldError } from '../errors';
import type { LimitRules } from './limits';
import type { BorrowWithinCohortSpec, FairSharingSpec, PreemptionSpec, QueueingSpec, QueueSettings } from './spec';

/** The smallest weight that Kueue tells from none with room to spare. */
const MIN_WEIGHT = 0.001;
const MAX_WEIGHT = 1_000_000;

/** Everything that is wrong with the preemption of a queue. */
export function checkPreemption(path: string, { reclaimWithinCohort, borrowWithinCohort }: PreemptionSpec, { cohortName }: QueueSettings, { queueing }: Catalog): FieldError[] {
  const reclaims = reclaimWithinCohort !== undefined && reclaimWithinCohort !== 'Never' && cohortName === undefined;
  const errors = reclaims ? [withoutCohort(`${path}.reclaimWithinCohort`, reclaimWithinCohort)] : [];
  if (borrowWithinCohort === undefined) return errors;
  const place = `${path}.borrowWithinCohort`;
  if (borrowWithinCohort.policy !== 'Never') {
    if (cohortName === undefined) errors.push(withoutCohort(`${place}.policy`, borrowWithinCohort.policy));
    if (reclaimWithinCohort === 'Never') errors.push(borrowsWithoutReclaim(`${place}.policy`, borrowWithinCohort));
    if (queueing?.fairSharing) errors.push(borrowsWithFairSharing(`${place}.policy`, borrowWithinCohort));
  }
  return [...errors, ...checkThreshold(`${place}.maxPriorityThreshold`, borrowWithinCohort)];
}

function withoutCohort(path: string, given: string): FieldError {
  return { path, reason: `has no effect without cohortName (given ${JSON.stringify(given)}). Allowed: Never. Set cohortName, or remove it.` };
}

function borrowsWithoutReclaim(path: string, { policy }: BorrowWithinCohortSpec): FieldError {
  const reason = `stops jobs to borrow, where none is stopped to reclaim (given ${JSON.stringify(policy)}). Allowed: Never, while reclaimWithinCohort is Never. Set reclaimWithinCohort to LowerPriority or Any, or remove it.`;
  return { path, reason };
}

function borrowsWithFairSharing(path: string, { policy }: BorrowWithinCohortSpec): FieldError {
  const reason = `is not for a platform with fair sharing (given ${JSON.stringify(policy)}). Allowed: Never, while queueing.fairSharing of the catalog is true. Remove it: fair sharing stops jobs by itself.`;
  return { path, reason };
}

function checkThreshold(path: string, { policy, maxPriorityThreshold }: BorrowWithinCohortSpec): FieldError[] {
  if (maxPriorityThreshold === undefined) return [];
  if (maxPriorityThreshold !== (maxPriorityThreshold | 0)) {
    return [{ path, reason: `not a priority (given ${maxPriorityThreshold}). Allowed: whole numbers of 32 bits. Give the value of a priority, for example 0.` }];
  }
  if (policy !== 'Never') return [];
  return [{ path, reason: `has no effect (given ${maxPriorityThreshold}). Allowed: with policy LowerPriority alone. Set the policy, or remove it.` }];
}

/** Everything that is wrong with the weight of a queue or a cohort. */
export function checkFairSharing(path: string, { weight }: FairSharingSpec, { groupField, inGroup }: LimitRules, queueing: QueueingSpec | undefined): FieldError[] {
  const place = `${path}.weight`;
  const errors: FieldError[] = [];
  if (!Number.isFinite(weight) || (weight !== 0 && weight < MIN_WEIGHT) || weight > MAX_WEIGHT) {
    errors.push({ path: place, reason: `not a weight (given ${weight}). Allowed: 0, and numbers from ${MIN_WEIGHT} to ${MAX_WEIGHT}. Write it like 2.` });
  }
  if (!inGroup) {
    errors.push({ path: place, reason: `has no effect without ${groupField} (given ${weight}). Allowed: with ${groupField} alone. Set ${groupField}, or remove it.` });
  }
  if (!queueing?.fairSharing) {
    errors.push({ path: place, reason: `has no effect without fair sharing (given ${weight}). Allowed: while queueing.fairSharing of the catalog is true. Set that, or remove the weight.` });
  }
  return errors;
}
