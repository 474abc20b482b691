import type { Catalog } from '../catalog/spec';
import type { PrioritySpec } from './spec';

/** Priorities of a platform whose catalog names none. A job without a priority has 0, that of `normal`. */
export const DEFAULT_PRIORITIES: Readonly<Record<string, PrioritySpec>> = {
  low: { value: -1000, description: 'Can wait: takes what others leave, and is the first to be stopped.' },
  normal: { value: 0, description: 'As a job that names no priority.' },
  high: { value: 1000, description: 'Comes first, and may stop jobs of lower priority in its queue.' },
};

/** Priority of the notebooks that are not to be stopped: no job can name it. */
export const NOTEBOOK_PRIORITY = 'ds-notebook';

/** More than a catalog may give. */
export const NOTEBOOK_PRIORITY_VALUE = 1_000_000_001;

/** The priorities that jobs may name. */
export function prioritiesOf({ queueing }: Pick<Catalog, 'queueing'>): Readonly<Record<string, PrioritySpec>> {
  return queueing?.priorities ?? DEFAULT_PRIORITIES;
}
