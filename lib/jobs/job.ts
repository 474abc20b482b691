import { API_GROUP, API_VERSION } from '../api';
import type { Catalog } from '../catalog/spec';
import { datasetDefinition } from '../datasets/definition';
import { datasetOf } from '../datasets/resolve';
import { PlatformError, type FieldError } from '../errors';
import type { Json, KubeObject, ObjectMeta } from '../k8s/object';
import { checkBounds } from '../schema/bounds';
import { customResourceDefinition, type CustomResourceDefinition } from '../schema/crd';
import { schemas } from '../schema/schemas';
import { nearest } from '../schema/nearest';
import { normalise } from '../schema/normalise';
import { immutable, withRules } from '../schema/rules';
import type { StructuralSchema } from '../schema/structural';
import { SchemaValidator } from '../schema/validator';
import { blamedOnBase, withGeneratedName, WRITTEN_METADATA, writtenOnly } from './common/written-metadata';
import { METADATA_SCHEMA } from './common/names';
import { PatchError } from './common/patches';
import { validateReferences } from './common/references';
import { checkObjectSizes, JOB_BOUNDS } from './common/sizes';
import { inWords, validateArguments, validateTexts } from './common/texts';
import { isLasting } from './children';
import { validateEngines } from './common/engines';
import type { AllKinds, Job, JobKind, KeptObjects, PodGroup } from './kind';
import { JOB_KINDS, jobKind } from './registry';

export type { Job, JobKind, KeptObjects } from './kind';

/** `apiVersion` of every kind of job. */
export const JOB_API_VERSION = `${API_GROUP}/${API_VERSION}`;

/** The registry, for kinds that run jobs of others. */
export const KINDS: AllKinds = { validate: validateJob, podGroups: podGroupsOf, compile: compileAsItIs };

const TOP_LEVEL = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

/**
 * The verdict of the API server on the creation of a job (schema and CEL rules of its CRD): all errors, none if it accepts it.
 * It needs no catalog; {@link validateJob} tells the rest.
 */
export function validateSchema(job: Json): FieldError[] {
  if (typeof job !== 'object' || job === null || Array.isArray(job)) {
    return [{ path: '', reason: 'is no manifest (given something other than a mapping). Allowed: a mapping with apiVersion, kind, metadata and spec. Write one.' }];
  }
  const excess = [...checkBounds('metadata', writtenOnly(job.metadata), JOB_BOUNDS), ...checkBounds('spec', job.spec, JOB_BOUNDS)];
  if (excess.length > 0) return excess;
  const kind = typeof job.kind === 'string' ? jobKind(job.kind) : undefined;
  if (kind === undefined || job.apiVersion !== JOB_API_VERSION) return typeErrors(job);
  const { metadata } = withGeneratedName(job);
  const errors = blamedOnBase(job, validator(kind).validate({ metadata: writtenOnly(metadata), ...(job.spec === undefined ? {} : { spec: job.spec }) }));
  return [...topLevelErrors(job), ...errors.map((error) => inWords(error, job, kind.wraps === undefined ? ['spec'] : ['spec', `spec.${kind.wraps}`]))];
}

/** Every error of a job against the schema, the rules and the catalog; none if it can run. */
export function validateJob(job: Job, catalog: Catalog): FieldError[] {
  const judged = judge(job, catalog, {});
  return 'errors' in judged ? judged.errors : [];
}

/** All errors of a job, or what it is made of. It is made once: only then it is known what its patches make of its pods, and how large it is. */
function judge(job: Job, catalog: Catalog, kept: KeptObjects): { readonly errors: FieldError[] } | { readonly kind: JobKind; readonly objects: KubeObject[] } {
  const errors = validateSchema(job as unknown as Json);
  const kind = errors.length > 0 ? undefined : jobKind(job.kind);
  if (kind === undefined) return { errors };
  const read = withoutNulls(job, kind);
  const names = validateReferences(read, kind.references, catalog);
  const catalogErrors = blamedOnBase(job, unique([...validateTexts(read.spec), ...validateArguments(read.spec), ...validateEngines(read, kind, catalog), ...names, ...kind.validate(read, catalog, KINDS)]));
  if (catalogErrors.length > 0) return { errors: catalogErrors };
  try {
    const objects = kind.compile(read, catalog, kept, KINDS);
    const large = checkObjectSizes(objects);
    return large.length > 0 ? { errors: large } : { kind, objects };
  } catch (error) {
    if (error instanceof PatchError) return { errors: [...error.errors] };
    throw error;
  }
}

/** What a kind that holds the job of another finds, and the other too, is one error. */
function unique(errors: readonly FieldError[]): FieldError[] {
  return [...new Map(errors.map((error) => [`${error.path}\n${error.reason}`, error])).values()];
}

/**
 * The native objects that run a job; while it is suspended only those that last as long as the job does. Pure: the same job and catalog give the same objects.
 * @param kept what is there of an earlier job of the same name
 * @throws PlatformError with every error, if the job is not valid
 */
export function compileJob(job: Job, catalog: Catalog, kept: KeptObjects = {}): KubeObject[] {
  const objects = compileAsItIs(job, catalog, kept);
  const open = unresolved(job);
  if (open.length > 0) throw new PlatformError('InvalidSpec', `${job.kind}/${job.metadata.name}`, open);
  return objects;
}

/** The same, whether or not it is known what the Datasets say that the job names. */
function compileAsItIs(job: Job, catalog: Catalog, kept: KeptObjects = {}): KubeObject[] {
  const judged = judge(job, catalog, kept);
  if ('errors' in judged) throw new PlatformError('InvalidSpec', subjectOf(job), judged.errors);
  const { kind, objects } = judged;
  return job.spec.suspend ? objects.filter((object) => isLasting(kind, object)) : objects;
}

/** How errors call a job, whatever was given for one. */
function subjectOf(job: Partial<Job> | null): string {
  return `${job?.kind}/${job?.metadata?.name}`;
}

/** The pods that a job has while it runs. @throws PlatformError with every error, if the job is not valid */
export function podGroupsOf(job: Job, catalog: Catalog): PodGroup[] {
  const errors = validateJob(job, catalog);
  const kind = jobKind(job.kind);
  if (errors.length > 0 || kind === undefined) throw new PlatformError('InvalidSpec', subjectOf(job), errors);
  return kind.podGroups(withoutNulls(job, kind), catalog, KINDS);
}

/** What only the cluster, or who writes the job for it, can tell. */
function unresolved(job: Job): FieldError[] {
  return [...unknownDatasets(job), ...unknownNamespace(job)];
}

function unknownNamespace(job: Job): FieldError[] {
  const kind = jobKind(job.kind);
  const field = kind?.namespaceFor?.(withoutNulls(job, kind));
  if (field === undefined || job.metadata.namespace !== undefined) return [];
  return [{ path: 'metadata.namespace', reason: `missing (given nothing, with ${field}). Allowed: the namespace that the job will be in, which its objects name. Name it.` }];
}

function unknownDatasets(job: Job): FieldError[] {
  return (job.spec.datasets ?? []).flatMap((reference, index) => {
    const name = datasetOf(reference);
    const reason = `names Dataset ${name}, which is not at hand here. Allowed: datasets with uri or volume. Say where the data is, or let the cluster look it up.`;
    return name === undefined ? [] : [{ path: `spec.datasets[${index}]`, reason }];
  });
}

/** The valid job as the API server stores it: `args:` with nothing behind it is as if it were not there. */
function withoutNulls(job: Job, kind: JobKind): Job {
  const metadata = normalise(withGeneratedName(job).metadata as unknown as Json, WRITTEN_METADATA, 'metadata', []) as unknown as ObjectMeta;
  return { ...job, metadata, spec: normalise(job.spec as unknown as Json, kind.specSchema, 'spec', []) as unknown as Job['spec'] };
}

/** The spec of a valid job as the API server stores it. */
export function jobSpecAsStored(kind: JobKind, job: Job): Job['spec'] {
  return withoutNulls(job, kind).spec;
}

/** The CustomResourceDefinitions of all kinds of job, and of the data that they read. */
export function crds(): CustomResourceDefinition[] {
  const jobs = JOB_KINDS.map((kind) => customResourceDefinition(kind, withRules(objectSchema(kind, METADATA_SCHEMA), immutable(kind.specSchema, 'spec', { always: ['suspend'], once: kind.givenOnce }))));
  return [...jobs, datasetDefinition()];
}

const validators = new Map<string, SchemaValidator>();

function validator(kind: JobKind): SchemaValidator {
  let found = validators.get(kind.kind);
  if (found === undefined) {
    found = new SchemaValidator(objectSchema(kind, WRITTEN_METADATA));
    validators.set(kind.kind, found);
  }
  return found;
}

function objectSchema(kind: JobKind, metadata: StructuralSchema): StructuralSchema {
  const { description, ...spec } = kind.specSchema;
  const schema: StructuralSchema = {
    type: 'object',
    description,
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata,
      spec: { description: 'What the job runs, and with what.', ...spec },
      status: schemas.JobStatus,
    },
    required: ['metadata', 'spec'],
  };
  return withRules(schema, kind.rules);
}

function typeErrors(job: { [key: string]: Json }): FieldError[] {
  const kinds = JOB_KINDS.map(({ kind }) => kind);
  const errors: FieldError[] = [];
  if (job.apiVersion !== JOB_API_VERSION) {
    errors.push({ path: 'apiVersion', reason: `unknown API version (given ${JSON.stringify(job.apiVersion) ?? 'nothing'}). Allowed: ${JOB_API_VERSION}. Correct it.` });
  }
  if (typeof job.kind !== 'string' || !kinds.includes(job.kind)) {
    const near = typeof job.kind === 'string' ? nearest(job.kind, kinds) : [];
    errors.push({ path: 'kind', reason: `unknown kind (given ${JSON.stringify(job.kind) ?? 'nothing'}). Allowed: ${kinds.join(', ')}. ${near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Use one of them.'}` });
  }
  return errors;
}

function topLevelErrors(job: { [key: string]: Json }): FieldError[] {
  return Object.keys(job)
    .filter((name) => !TOP_LEVEL.includes(name))
    .map((name) => ({ path: name, reason: `unknown field (given ${JSON.stringify(name)}). Allowed: ${TOP_LEVEL.join(', ')}. Move it under spec, or remove it.` }));
}
