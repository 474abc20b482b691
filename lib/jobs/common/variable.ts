import type { V1EnvVar } from '@kubernetes/client-node';
import { literal } from './args';

/** A variable whose value is passed as it is. */
export function textVariable(name: string, value: string): V1EnvVar {
  return { name, value: literal(value) };
}

/** A variable, or none where there is no value. */
export function optionalVariable(name: string, value: string | undefined): V1EnvVar[] {
  return value === undefined ? [] : [textVariable(name, value)];
}
