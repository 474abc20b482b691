import type { Parameter } from './spec';

/** Keeps the last step where adding up steps has gone past the end by a rounding. */
const ROUNDING = 1e-9;

/** How many values a parameter can have; infinite for a double without steps. */
export function choices({ parameterType, feasibleSpace }: Parameter): number {
  const { min = '0', max = '0', step, list = [] } = feasibleSpace;
  if (parameterType === 'discrete' || parameterType === 'categorical') return list.length;
  if (parameterType === 'double' && step === undefined) return Number.POSITIVE_INFINITY;
  return Math.floor((Number(max) - Number(min)) / Number(step ?? 1) + ROUNDING) + 1;
}

/** Points of the grid over all parameters. */
export function gridPoints(parameters: readonly Parameter[]): number {
  return parameters.reduce((product, parameter) => product * choices(parameter), 1);
}
