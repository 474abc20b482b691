import type { JobCondition, JobConditionType } from '../lib/jobs/common/status';
import { list, object, text, time } from '../lib/observed/read';

/** A condition as it shall be, before it is known when it became so. */
export interface ConditionDraft {
  readonly type: JobConditionType;
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
  /** When it became so, where an observed object tells. */
  readonly since?: string | undefined;
  /** When it became so if it was never reported before. */
  readonly initially?: string | undefined;
}

/** Milliseconds that two objects may differ in when they tell of the same moment: Kubernetes writes whole seconds. */
const SAME_MOMENT = 1000;

/**
 * The conditions with the time of their last transition. While its status stays, a condition keeps its time, unless an object tells another that
 * differs by more than a moment. A new status has the time that was observed, else now.
 */
export function settleConditions(drafts: readonly ConditionDraft[], previous: readonly JobCondition[], now: Date): JobCondition[] {
  return drafts.map(({ since, initially, ...draft }) => {
    const before = previous.find((condition) => condition.type === draft.type);
    const kept = before?.status === draft.status ? before.lastTransitionTime : undefined;
    const first = before === undefined ? initially : undefined;
    const same = since !== undefined && kept !== undefined && Math.abs(Date.parse(since) - Date.parse(kept)) <= SAME_MOMENT;
    return { ...draft, lastTransitionTime: (same ? kept : since) ?? kept ?? first ?? timestamp(now) };
  });
}

/** The conditions of a status that we may have written. */
export function readJobConditions(status: unknown): JobCondition[] {
  return list(object(status).conditions).flatMap((value) => {
    const condition = object(value);
    const [type, state, since] = [text(condition.type), condition.status, time(condition.lastTransitionTime)];
    if (type === undefined || since === undefined || (state !== 'True' && state !== 'False')) {
      return [];
    }
    return [{ type, status: state, reason: text(condition.reason) ?? '', message: text(condition.message) ?? '', lastTransitionTime: since }];
  });
}

/** The time as Kubernetes writes it: whole seconds, UTC. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
