import { checkReference, COHORT } from '../catalog/reference';
import type { Catalog } from '../catalog/spec';
import type { FieldError } from '../errors';
import { checkObjectName } from '../nodes/names';
import { NOTEBOOK_PRIORITY } from './priorities';
import { checkFairSharing } from './sharing';
import type { CohortSpec, PrioritySpec, QueueingSpec } from './spec';
import { validateQuota } from './validate';

const MAX_PRIORITY = 1_000_000_000;
const MAX_DESCRIPTION = 2048;

/** Everything that is wrong with how the queues of a platform share it. */
export function validateQueueing(path: string, queueing: QueueingSpec, catalog: Catalog): FieldError[] {
  const { cohorts = {}, priorities = {} } = queueing;
  return [
    ...Object.entries(cohorts).flatMap(([name, cohort]) => checkCohort(`${path}.cohorts.${name}`, name, cohort, catalog)),
    ...checkCycles(`${path}.cohorts`, cohorts),
    ...Object.entries(priorities).flatMap(([name, priority]) => checkPriority(`${path}.priorities.${name}`, name, priority)),
  ];
}

function checkCohort(path: string, name: string, cohort: CohortSpec, catalog: Catalog): FieldError[] {
  const { parentName, quota, fairSharing } = cohort;
  const group = { inGroup: parentName !== undefined, groupField: 'parentName', lendsNominal: false };
  return [
    ...checkObjectName(path, name),
    ...(parentName === undefined ? [] : checkReference(`${path}.parentName`, parentName, COHORT, Object.keys(catalog.queueing?.cohorts ?? {}))),
    ...(quota === undefined ? [] : validateQuota(`${path}.quota`, quota, catalog, group)),
    ...(fairSharing === undefined ? [] : checkFairSharing(`${path}.fairSharing`, fairSharing, group, catalog.queueing)),
  ];
}

/** Kueue admits nothing in cohorts that are their own ancestors. Each circle is told once, at its first name. */
function checkCycles(path: string, cohorts: Record<string, CohortSpec>): FieldError[] {
  return Object.keys(cohorts).flatMap((name) => {
    const circle = circleFrom(name, cohorts);
    if (circle === undefined || circle.some((other) => other < name)) return [];
    const given = [...circle, name].join(' → ');
    return [{ path: `${path}.${name}.parentName`, reason: `leads back to the cohort itself (given ${given}). Allowed: parents without a circle. Remove one of these parents.` }];
  });
}

/** The names on the way from a cohort to itself; none if its ancestors end, or circle without it. */
function circleFrom(name: string, cohorts: Record<string, CohortSpec>): string[] | undefined {
  const way = [name];
  for (let parent = parentOf(name, cohorts); parent !== undefined && parent !== name; parent = parentOf(parent, cohorts)) {
    if (way.includes(parent)) return undefined;
    way.push(parent);
  }
  return parentOf(way.at(-1) ?? name, cohorts) === name ? way : undefined;
}

function parentOf(name: string, cohorts: Record<string, CohortSpec>): string | undefined {
  return Object.hasOwn(cohorts, name) ? cohorts[name]?.parentName : undefined;
}

function checkPriority(path: string, name: string, { value, description = '' }: PrioritySpec): FieldError[] {
  const errors = checkObjectName(path, name);
  if (name === NOTEBOOK_PRIORITY) errors.push({ path, reason: `is the priority of notebooks (given ${JSON.stringify(name)}). Allowed: other names. Rename it.` });
  if (!Number.isInteger(value) || Math.abs(value) > MAX_PRIORITY) {
    errors.push({ path: `${path}.value`, reason: `not a priority (given ${value}). Allowed: whole numbers from -${MAX_PRIORITY} to ${MAX_PRIORITY}. Write it like 1000.` });
  }
  if (description.length > MAX_DESCRIPTION) {
    const over = description.length - MAX_DESCRIPTION;
    errors.push({ path: `${path}.description`, reason: `too long (given ${description.length} characters). Allowed: at most ${MAX_DESCRIPTION}. Shorten it by ${over}.` });
  }
  return errors;
}
