import type { Catalog, OptionalEngine } from '../../catalog/spec';
import type { FieldError } from '../../errors';
import type { Job } from '../kind';
import { validateIdentities } from './identities';
import type { Identity } from './spec';
import { unknownName, validatePriority, validateSize } from './validate';

/** What a kind asks of the runtime that a job names. */
export interface RuntimeNeeds {
  readonly language: 'python' | 'jvm';
  readonly framework?: string;
}

/** A field of a job's spec that names an entry of the catalog, or users. The offline check and admission both go by it. */
export interface CatalogReference {
  /** Path from the spec: `replicas.chief.size`. */
  readonly field: string;
  /** What it names: a size, a priority, users that the job acts as, or a runtime that the pods can run in. */
  readonly names: 'size' | 'priority' | 'identities' | RuntimeNeeds;
  /** Field and the value of it with which the reference counts. @default - always */
  readonly when?: { readonly field: string; readonly value: string };
  /** Engine that every job needs that gives such a name. @default - none */
  readonly engine?: OptionalEngine;
  /** Whether its pods never run on spot nodes, whatever the job says. @default false */
  readonly lasting?: boolean;
}

/** What jobs of every kind name beside their runtime. */
export const COMMON_REFERENCES: readonly CatalogReference[] = [
  { field: 'size', names: 'size' },
  { field: 'priority', names: 'priority' },
  { field: 'identities', names: 'identities' },
];

/** The names that jobs of most kinds give. */
export function commonReferences(needs: RuntimeNeeds): CatalogReference[] {
  return [{ field: 'framework', names: needs }, ...COMMON_REFERENCES];
}

/** The runtimes of a catalog that a kind of job can run in. */
export function runtimesFor({ language, framework }: RuntimeNeeds, { runtimes }: Catalog): string[] {
  return Object.entries(runtimes)
    .filter(([, runtime]) => runtime.language === language && (framework === undefined || runtime.framework === framework))
    .map(([name]) => name);
}

/** The errors of names that the catalog lacks, or that do not fit. */
export function validateReferences(job: Job, references: readonly CatalogReference[], catalog: Catalog): FieldError[] {
  return references.flatMap((reference) => {
    const { field, when } = reference;
    const value = at(job.spec, field);
    return value === undefined || (when !== undefined && at(job.spec, when.field) !== when.value) ? [] : validateValue(job, value, reference, catalog);
  });
}

function validateValue(job: Job, value: unknown, { field, names, lasting }: CatalogReference, catalog: Catalog): FieldError[] {
  const path = `spec.${field}`;
  if (names === 'identities') return validateIdentities(path, value as readonly Identity[], catalog);
  const name = String(value);
  if (names === 'priority') return validatePriority(path, name, catalog);
  if (names === 'size') return validateSize(lasting ? { ...job, spec: { ...job.spec, spot: false } } : job, name, catalog, path);
  return validateRuntime(path, name, names, catalog);
}

function validateRuntime(path: string, name: string, needs: RuntimeNeeds, catalog: Catalog): FieldError[] {
  const fitting = runtimesFor(needs, catalog);
  if (fitting.includes(name)) return [];
  return [{ path, reason: unknownName(Object.hasOwn(catalog.runtimes, name) ? 'this kind of job cannot run in it' : 'unknown runtime', name, fitting) }];
}

function at(spec: object, field: string): unknown {
  return field.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown> | null | undefined)?.[name], spec) ?? undefined;
}
