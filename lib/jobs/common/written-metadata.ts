import type { FieldError } from '../../errors';
import type { Json } from '../../k8s/object';
import type { StructuralSchema } from '../../schema/structural';
import { METADATA_SCHEMA } from './names';

/** Values of labels, which the API server checks by itself. */
const LABEL_VALUES: StructuralSchema = {
  type: 'object',
  additionalProperties: {
    type: 'string',
    description: 'Value of a label: letters, digits, "-", "_" and ".", with a letter or digit at both ends, or nothing.',
    example: 'news-search',
    maxLength: 63,
    pattern: '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$',
  },
};

const TEXTS: StructuralSchema = { type: 'object', additionalProperties: { type: 'string' } };

/** Schema of what people write of a job's metadata. The API server reads it by itself, so a CRD can only hold {@link METADATA_SCHEMA}. */
export const WRITTEN_METADATA: StructuralSchema = {
  ...METADATA_SCHEMA,
  properties: { ...METADATA_SCHEMA.properties, generateName: { type: 'string' }, namespace: { type: 'string' }, labels: LABEL_VALUES, annotations: TEXTS },
  required: ['name'],
};

/** What the API server writes into the metadata of an object: it is not ours to judge, and no mistake where a file has it. */
const WRITTEN_BY_SERVER = ['creationTimestamp', 'deletionGracePeriodSeconds', 'deletionTimestamp', 'finalizers', 'generation', 'managedFields', 'ownerReferences', 'resourceVersion', 'selfLink', 'uid'];

/** What is judged of an object's metadata. */
export function writtenOnly(metadata: Json | undefined): Json {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return metadata ?? {};
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => !WRITTEN_BY_SERVER.includes(name)));
}

/** Most characters of `generateName` that the API server takes: the name that it makes has 63. @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/staging/src/k8s.io/apiserver/pkg/storage/names/generate.go */
const MAX_BASE = 58;

/** What stands for the five characters that the API server will put behind `generateName`. */
const GENERATED = 'xxxxx';

/** An object with the name that it will have, where the API server makes it: as long as it, and of the same form. */
export function withGeneratedName<Value>(object: Value): Value {
  const { metadata } = object as { metadata?: { name?: unknown; generateName?: unknown } };
  const base = metadata?.generateName;
  if (typeof base !== 'string' || base === '' || (metadata?.name ?? '') !== '') return object;
  return { ...object, metadata: { ...metadata, name: `${base.slice(0, MAX_BASE)}${GENERATED}` } };
}

/** Errors of a name that was made are told of what it is made from. */
export function blamedOnBase(object: unknown, errors: FieldError[]): FieldError[] {
  if (withGeneratedName(object) === object) return errors;
  return errors.map((error) => (error.path === 'metadata.name' ? { path: 'metadata.generateName', reason: `${error.reason.replace(/ (Correct it|Shorten it)/, ' With the five characters that the cluster adds. $1')}` } : error));
}
