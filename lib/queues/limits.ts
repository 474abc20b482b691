import type { FieldError } from '../errors';
import { checkDevices, checkQuantity, QUOTA_CPU, QUOTA_MEMORY } from '../quantity/check';
import { Quantity } from '../quantity/quantity';
import type { PoolLimitSpec, PoolQuotaSpec } from './spec';

/** Whom a queue or a cohort shares with, and what it may lend to them. */
export interface LimitRules {
  /** Field that names whom it shares with: `cohortName`, `parentName`. */
  readonly groupField: string;
  /** Whether that field is set: without it nothing is borrowed or lent. */
  readonly inGroup: boolean;
  /** Whether no more can be lent than the quota: a cohort also lends what its queues have. */
  readonly lendsNominal: boolean;
}

/** Everything that is wrong with a limit on what is borrowed or lent. */
export function checkLimit(path: string, limit: PoolLimitSpec, { groupField, inGroup }: LimitRules): FieldError[] {
  return [
    ...(inGroup ? [] : [withoutGroup(path, limit, groupField)]),
    ...(Object.keys(limit).length > 0 ? [] : [emptyLimit(path)]),
    ...(limit.cpu === undefined ? [] : checkQuantity(`${path}.cpu`, limit.cpu, QUOTA_CPU)),
    ...(limit.memory === undefined ? [] : checkQuantity(`${path}.memory`, limit.memory, QUOTA_MEMORY)),
    ...(limit.gpus === undefined ? [] : checkDevices(`${path}.gpus`, limit.gpus)),
  ];
}

function withoutGroup(path: string, limit: PoolLimitSpec, groupField: string): FieldError {
  const reason = `limits nothing without ${groupField} (given ${JSON.stringify(limit)}). Allowed: with ${groupField} alone. Set ${groupField}, or remove the limit.`;
  return { path, reason };
}

function emptyLimit(path: string): FieldError {
  return { path, reason: 'empty (given {}). Allowed: cpu, memory, gpus. Give one of them, or remove the limit.' };
}

/** The errors of a queue that would lend more than it has. */
export function checkLent(path: string, limit: PoolLimitSpec, quota: PoolQuotaSpec): FieldError[] {
  const amounts: [name: string, lent: string | undefined, owned: string][] = [
    ['cpu', limit.cpu, quota.cpu],
    ['memory', limit.memory, quota.memory],
    ['gpus', limit.gpus?.toString(), String(quota.gpus ?? 0)],
  ];
  return amounts.flatMap(([name, lent, owned]) => {
    if (lent === undefined || !exceeds(lent, owned)) return [];
    const reason = `more than the quota itself (given ${JSON.stringify(lent)}). Allowed: 0 to ${owned}. Lower it, or raise the quota.`;
    return [{ path: `${path}.${name}`, reason }];
  });
}

/** What is no quantity is told elsewhere. */
function exceeds(one: string, other: string): boolean {
  const [first, second] = [Quantity.tryParse(one), Quantity.tryParse(other)];
  return first !== undefined && second !== undefined && first.compare(second) > 0;
}
