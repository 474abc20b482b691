import type { Catalog, OptionalEngine } from '../../catalog/spec';
import type { FieldError } from '../../errors';
import type { Job } from '../kind';
import { unknownName, validateSize } from './validate';

/** What a kind asks of the runtime that a job names. */
export interface RuntimeNeeds {
  readonly language: 'python' | 'jvm';
  readonly framework?: string;
}

/** A field of a job's spec that names an entry of the catalog. The offline check and admission both go by it. */
export interface CatalogReference {
  /** Path from the spec: `replicas.chief.size`. */
  readonly field: string;
  /** What it names: a size, or a runtime that the pods can run in. */
  readonly names: 'size' | RuntimeNeeds;
  /** Field and the value of it with which the reference counts. @default - always */
  readonly when?: { readonly field: string; readonly value: string };
  /** Engine that every job needs that gives such a name. @default - none */
  readonly engine?: OptionalEngine;
  /** Whether its pods never run on spot nodes, whatever the job says. @default false */
  readonly lasting?: boolean;
}

/** The two names that jobs of every kind give. */
export function commonReferences(needs: RuntimeNeeds): CatalogReference[] {
  return [{ field: 'framework', names: needs }, { field: 'size', names: 'size' }];
}

/** The runtimes of a catalog that a kind of job can run in. */
export function runtimesFor({ language, framework }: RuntimeNeeds, { runtimes }: Catalog): string[] {
  return Object.entries(runtimes)
    .filter(([, runtime]) => runtime.language === language && (framework === undefined || runtime.framework === framework))
    .map(([name]) => name);
}

/** The errors of names that the catalog lacks, or that do not fit. */
export function validateReferences(job: Job, references: readonly CatalogReference[], catalog: Catalog): FieldError[] {
  return references.flatMap(({ field, names, when, lasting }): FieldError[] => {
    const name = at(job.spec, field);
    if (name === undefined || (when !== undefined && at(job.spec, when.field) !== when.value)) return [];
    const path = `spec.${field}`;
    if (names !== 'size') return validateRuntime(path, name, names, catalog);
    return validateSize(lasting ? { ...job, spec: { ...job.spec, spot: false } } : job, name, catalog, path);
  });
}

function validateRuntime(path: string, name: string, needs: RuntimeNeeds, catalog: Catalog): FieldError[] {
  const fitting = runtimesFor(needs, catalog);
  if (fitting.includes(name)) return [];
  return [{ path, reason: unknownName(Object.hasOwn(catalog.runtimes, name) ? 'this kind of job cannot run in it' : 'unknown runtime', name, fitting) }];
}

function at(spec: object, field: string): string | undefined {
  const value = field.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown> | null | undefined)?.[name], spec);
  return typeof value === 'string' ? value : undefined;
}
