import type { Catalog } from '../../catalog/spec';
import type { FieldError } from '../../errors';
import type { EngineNeed, Job, JobKind } from '../kind';

/** The engines that a job needs and the platform lacks. */
export function validateEngines(job: Job, kind: JobKind, catalog: Catalog): FieldError[] {
  const installed: readonly string[] = catalog.engines ?? [];
  return (kind.needs ?? [])
    .filter(({ engine, when }) => !installed.includes(engine) && (when === undefined || (job.spec as unknown as Record<string, unknown>)[when.field] === when.value))
    .map((need) => ({ path: pathOf(need), reason: missingEngine(need, JSON.stringify(need.when?.value ?? job.kind), installed.join(', ') || 'none') }));
}

/** The field that asks for an engine. */
export function pathOf({ when }: EngineNeed): string {
  return when === undefined ? 'kind' : `spec.${when.field}`;
}

/** What is said of an engine that the platform lacks. */
export function missingEngine({ engine }: EngineNeed, given: string, installed: string): string {
  return `needs the engine ${engine}, which this platform does not have (given ${given}). Engines of the platform: ${installed}. Allowed: what these run. Ask the platform team to install ${engine} and to add it to engines of the catalog.`;
}
