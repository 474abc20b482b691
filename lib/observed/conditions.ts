import { list, object, text, time } from './read';

/** A condition of an object that another controller wrote. */
export interface ObservedCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly since: string | undefined;
}

/** The condition of the type, when its status is `True` (or the given one). */
export function conditionOf(conditions: readonly ObservedCondition[], type: string, status = 'True'): ObservedCondition | undefined {
  return conditions.find((condition) => condition.type === type && condition.status === status);
}

/** The conditions in a status. */
export function readConditions(status: unknown): ObservedCondition[] {
  return list(object(status).conditions).map((value) => {
    const condition = object(value);
    return {
      type: text(condition.type) ?? '',
      status: text(condition.status) ?? 'Unknown',
      reason: text(condition.reason) ?? '',
      message: text(condition.message) ?? '',
      since: time(condition.lastTransitionTime),
    };
  });
}
