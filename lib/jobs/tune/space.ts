import type { FieldError } from '../../errors';
import { stepsBetween } from './decimal';
import type { Parameter } from './spec';

/** More values than this are not told apart by the numbers that an engine counts with. */
const MOST_VALUES = 2n ** 53n;

/** How many values a parameter can have; infinite for a double without steps. */
export function choices({ parameterType, feasibleSpace }: Parameter): number {
  const { min = '0', max = '0', step, list = [] } = feasibleSpace;
  if (parameterType === 'discrete' || parameterType === 'categorical') return list.length;
  if (parameterType === 'double' && step === undefined) return Number.POSITIVE_INFINITY;
  return Number(stepsBetween(min, max, step ?? '1').count) + 1;
}

/** Points of the grid over all parameters. */
export function gridPoints(parameters: readonly Parameter[]): number {
  return parameters.reduce((product, parameter) => product * choices(parameter), 1);
}

/** Steps that lead elsewhere than whoever wrote them thinks. */
export function unfitSteps(parameters: readonly Parameter[]): FieldError[] {
  return parameters.flatMap(({ feasibleSpace: { min, max, step } }, index): FieldError[] => {
    if (min === undefined || max === undefined || step === undefined) return [];
    const { count, meets, last } = stepsBetween(min, max, step);
    const given = `(given ${JSON.stringify(step)}, from ${min} to ${max})`;
    const path = `spec.parameters[${index}].feasibleSpace.step`;
    if (count === 0n) return [{ path, reason: `is wider than the range ${given}. Allowed: the distance from min to max, or less. Lower it, or use a list of one value.` }];
    if (!meets) return [{ path, reason: `does not meet max ${given}. Allowed: steps that end at max. Choose another step, or ${JSON.stringify(last)} as max, which is the last value.` }];
    if (count >= MOST_VALUES) return [{ path, reason: `makes too many values ${given}. Allowed: ${MOST_VALUES} values. Make it wider, or leave it out.` }];
    return [];
  });
}
