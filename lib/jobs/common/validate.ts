import type { Catalog } from '../../catalog/spec';
import type { FieldError } from '../../errors';
import { prioritiesOf } from '../../queues/priorities';
import { nearest } from '../../schema/nearest';
import type { Job } from '../kind';
import { validateIdentities } from './identities';
import { PatchError } from './patches';

/** What a kind asks of the runtime that a job names. */
export interface RuntimeNeeds {
  readonly language: 'python' | 'jvm';
  readonly framework?: string;
}

/** What all kinds ask of the catalog. */
export function validateCommon(job: Job, catalog: Catalog, needs: RuntimeNeeds): FieldError[] {
  return [
    ...validateRuntime(job.spec.framework, catalog, needs),
    ...validateSize(job.spec.size, catalog, 'spec.size'),
    ...validatePriority(job.spec.priority, catalog),
    ...validateIdentities(job.spec, catalog),
  ];
}

function validateRuntime(name: string, catalog: Catalog, needs: RuntimeNeeds): FieldError[] {
  const fitting = Object.entries(catalog.runtimes)
    .filter(([, runtime]) => runtime.language === needs.language && (needs.framework === undefined || runtime.framework === needs.framework))
    .map(([known]) => known);
  if (fitting.includes(name)) return [];
  const problem = Object.hasOwn(catalog.runtimes, name) ? `this kind of job cannot run in it` : 'unknown runtime';
  return [{ path: 'spec.framework', reason: unknownName(problem, name, fitting) }];
}

/** Whether a size is in the catalog. */
export function validateSize(name: string, catalog: Catalog, path: string): FieldError[] {
  if (Object.hasOwn(catalog.sizes, name)) return [];
  return [{ path, reason: unknownName('unknown size', name, Object.keys(catalog.sizes)) }];
}

function validatePriority(name: string | undefined, catalog: Catalog): FieldError[] {
  const known = prioritiesOf(catalog);
  if (name === undefined || Object.hasOwn(known, name)) return [];
  return [{ path: 'spec.priority', reason: unknownName('unknown priority', name, Object.keys(known)) }];
}

function unknownName(problem: string, given: string, known: readonly string[]): string {
  const near = nearest(given, known);
  const fix = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Use one of them, or ask the platform\'s owners to add it to the catalog.';
  return `${problem} (given ${JSON.stringify(given)}). Allowed: ${known.join(', ')}. ${fix}`;
}

/** Whether the pod template patches can be applied, told by doing so. */
export function validatePatches(build: () => unknown): FieldError[] {
  try {
    build();
    return [];
  } catch (error) {
    if (error instanceof PatchError) return [error.error];
    throw error;
  }
}
