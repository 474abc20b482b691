import type { Catalog, ComputeSizeSpec } from '../../catalog/spec';
import type { FieldError } from '../../errors';
import { hasSpotNodes, poolOfSize } from '../../nodes/spot';
import { prioritiesOf } from '../../queues/priorities';
import { nearest } from '../../schema/nearest';
import type { Job } from '../kind';
import { checkExperimentNames } from './experiment';
import { checkPatchBounds } from './patches';

/** What all kinds ask of the catalog, apart from the names that it must have. */
export function validateCommon(job: Job, catalog: Catalog): FieldError[] {
  return [...validateSpot(job, catalog), ...checkPatchBounds(job.spec), ...checkExperimentNames(job)];
}

/** Whether a size is in the catalog, and has nodes for the job. */
export function validateSize(job: Job, name: string, catalog: Catalog, path: string): FieldError[] {
  const size = Object.hasOwn(catalog.sizes, name) ? catalog.sizes[name] : undefined;
  if (size === undefined) return [{ path, reason: unknownName('unknown size', name, Object.keys(catalog.sizes)) }];
  if (poolOfSize(size, job.spec.spot ?? false, catalog.nodePools) !== undefined) return [];
  const reason = `has spot nodes alone (given ${JSON.stringify(name)}). Allowed: jobs that may lose their nodes at any time. Say spot: true, or choose another size.`;
  return [{ path, reason }];
}

/** A job that says `spot: true` must gain something by it. */
function validateSpot(job: Job, catalog: Catalog): FieldError[] {
  const size = Object.hasOwn(catalog.sizes, job.spec.size) ? catalog.sizes[job.spec.size] : undefined;
  if (!job.spec.spot || size === undefined || hasSpotNodes(size, catalog.nodePools)) return [];
  const sizes = Object.keys(catalog.sizes).filter((name) => hasSpotNodes(catalog.sizes[name] as ComputeSizeSpec, catalog.nodePools));
  const allowed = sizes.length === 0 ? 'false, since the platform has no spot nodes' : `true for the sizes ${sizes.join(', ')}`;
  return [{ path: 'spec.spot', reason: `there are no spot nodes for size ${job.spec.size} (given true). Allowed: ${allowed}. Leave it out, or choose another size.` }];
}

/** Whether a priority is in the catalog. */
export function validatePriority(path: string, name: string, catalog: Catalog): FieldError[] {
  const known = prioritiesOf(catalog);
  if (Object.hasOwn(known, name)) return [];
  return [{ path, reason: unknownName('unknown priority', name, Object.keys(known)) }];
}

/** What is said of a name that is not known. */
export function unknownName(problem: string, given: string, known: readonly string[]): string {
  const near = nearest(given, known);
  const fix = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Use one of them, or ask the platform\'s owners to add it to the catalog.';
  return `${problem} (given ${JSON.stringify(given)}). Allowed: ${known.join(', ')}. ${fix}`;
}
