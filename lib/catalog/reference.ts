import type { FieldError } from '../errors';
import { nearest } from '../schema/nearest';

/** Something that others name, and where the catalog keeps it. */
export interface Referent {
  /** What it is called: `node pool`. */
  readonly noun: string;
  /** Field of the catalog that holds all of them by name: `nodePools`. */
  readonly field: string;
}

export const NODE_POOL: Referent = { noun: 'node pool', field: 'nodePools' };
export const COHORT: Referent = { noun: 'cohort', field: 'queueing.cohorts' };
export const PRIORITY: Referent = { noun: 'priority', field: 'queueing.priorities' };

/** The one error of a name that the catalog lacks. */
export function checkReference(path: string, name: string, { noun, field }: Referent, known: readonly string[]): FieldError[] {
  if (known.includes(name)) return [];
  const allowed = known.length === 0 ? `none, since the catalog has no ${noun}` : [...known].sort().join(', ');
  const near = nearest(name, known);
  const fix = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Choose one, or add it to ${field}.`;
  return [{ path, reason: `not a ${noun} of the catalog (given ${JSON.stringify(name)}). Allowed: ${allowed}. ${fix}` }];
}
