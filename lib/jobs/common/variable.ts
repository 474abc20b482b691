import type { V1EnvVar } from '@kubernetes/client-node';
import { literal } from './args';
import type { JobSpec } from './spec';

/** A variable whose value is passed as it is. */
export function textVariable(name: string, value: string): V1EnvVar {
  return { name, value: literal(value) };
}

/** A variable, or none where there is no value. */
export function optionalVariable(name: string, value: string | undefined): V1EnvVar[] {
  return value === undefined ? [] : [textVariable(name, value)];
}

/** The variables of the platform, and a job's own after them, each name once: the job's own value decides. */
export function oneOfEach(platform: readonly V1EnvVar[], own: readonly V1EnvVar[]): V1EnvVar[] {
  const given = new Set(own.map(({ name }) => name));
  return [...platform.filter(({ name }) => !given.has(name)), ...own];
}

/** The variables that a job sets itself, passed as they are. */
export function ownVariables({ env = [] }: Pick<JobSpec, 'env'>): V1EnvVar[] {
  return env.map(({ name, value = '', valueFrom }) => (valueFrom ? { name, valueFrom } : textVariable(name, value)));
}
