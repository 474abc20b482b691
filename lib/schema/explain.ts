import type { FieldError } from '../errors';
import type { Json } from '../k8s/object';
import type { Complaint } from './assertions';
import { nearest } from './nearest';
import { MAX_ERRORS, ownProperty } from './normalise';
import { isStringOrList, type StructuralSchema } from './structural';

/** A place of a value, with its schema and what was given there. */
interface Place {
  readonly path: string;
  readonly schema: StructuralSchema;
  readonly given: Json | undefined;
  /** Whether the place is such a value of its own, or a part of one. */
  readonly mixed: boolean;
}

type Reason = (error: Complaint, place: Place) => string;

/** Turns a schema's complaints into errors that people can act on: one for each field. */
export function explain(complaints: readonly Complaint[], value: Json, schema: StructuralSchema, root: string): FieldError[] {
  const errors = new Map<string, FieldError>();
  for (const complaint of complaints) {
    const error = explainOne(complaint, value, schema, root);
    if (error !== undefined && !errors.has(error.path)) errors.set(error.path, error);
    if (errors.size >= MAX_ERRORS) break;
  }
  return [...errors.values()];
}

function explainOne(complaint: Complaint, value: Json, schema: StructuralSchema, root: string): FieldError | undefined {
  const missing = complaint.missing === undefined ? [] : [complaint.missing];
  const place = locate([...complaint.path, ...missing], value, schema, root);
  if (place.mixed) return { path: place.path, reason: mixedReason(complaint, place) };
  // An alternative's own complaints are told by the field that it is about.
  if (complaint.keyword === 'anyOf' || complaint.keyword === 'not' || complaint.alternative) {
    return complaint.keyword === 'required' ? { path: place.path, reason: missingReason(complaint, place) } : undefined;
  }
  const reason = REASONS[complaint.keyword];
  if (reason === undefined) return { path: place.path, reason: `is wrong (given ${show(place.given)}). Allowed: a value that keeps the rule: ${ruleOf(complaint)}. Correct it.` };
  return { path: place.path, reason: reason(complaint, place) };
}

const REASONS: Record<string, Reason> = {
  required: missingReason,
  type: (_error, place) => `has the wrong type (given ${show(place.given)}). Allowed: ${typeName(place.schema)}.${forExample(place)}`,
  enum: (_error, place) => {
    const allowed = (place.schema.enum ?? []).map(String);
    const near = typeof place.given === 'string' ? nearest(place.given, allowed) : [];
    return `unknown value (given ${show(place.given)}). Allowed: ${allowed.join(', ')}.${near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ' Use one of them.'}`;
  },
  pattern: (_error, place) => `is not well formed (given ${show(place.given)}). Allowed: ${describe(place)} (${place.schema.pattern}).${forExample(place)}`,
  minLength: (error, place) => `is too short (given ${show(place.given)}). Allowed: at least ${error.limit} character${error.limit === 1 ? '' : 's'}.${forExample(place)}`,
  maxLength: (error, place) => `is too long (given ${length(place.given)} characters). Allowed: at most ${error.limit}. Shorten it by ${length(place.given) - Number(error.limit)}.`,
  minimum: (error, place) => `is too small (given ${show(place.given)}). Allowed: ${range(place.schema)}. Use ${error.limit} or more.`,
  maximum: (error, place) => `is too large (given ${show(place.given)}). Allowed: ${range(place.schema)}. Use ${error.limit} or less.`,
  minItems: (error, place) => `has too few entries (given ${length(place.given)}). Allowed: at least ${error.limit}. Add some.`,
  maxItems: (error, place) => `has too many entries (given ${length(place.given)}). Allowed: at most ${error.limit}. Remove ${length(place.given) - Number(error.limit)}.`,
};

function ruleOf({ keyword, limit }: Complaint): string {
  if (keyword === 'maxProperties') return `at most ${limit} entries`;
  return keyword === 'minProperties' ? `at least ${limit} ${limit === 1 ? 'entry' : 'entries'}` : keyword;
}

function missingReason(_error: Complaint, place: Place): string {
  return `is missing. Allowed: ${describe(place)}. Add it${place.schema.example ? `, for example ${JSON.stringify(place.schema.example)}` : ''}.`;
}

/** All ways in which a value is neither a string nor a list of strings look alike to people. */
function mixedReason(complaint: Complaint, place: Place): string {
  if (complaint.keyword === 'pattern') {
    return `has a quote or backslash that is not closed (given ${show(place.given)}). Allowed: words as in a POSIX shell. Close it, or give a list.`;
  }
  const entries = REASONS[complaint.keyword];
  if (entries && ['maxLength', 'maxItems', 'type'].includes(complaint.keyword)) return entries(complaint, place);
  return `has the wrong type (given ${show(place.given)}). Allowed: one string, or a list of strings. Quote it if it is text.`;
}

function locate(parts: readonly string[], value: Json, schema: StructuralSchema, root: string): Place {
  let place: Place = { path: root, schema, given: value, mixed: isStringOrList(schema) };
  for (const part of parts) place = step(place, part);
  return place;
}

function step(place: Place, part: string): Place {
  const { given, schema } = place;
  if (Array.isArray(given)) {
    return { path: `${place.path}[${part}]`, schema: schema.items ?? {}, given: given[Number(part)], mixed: false };
  }
  const inside = typeof given === 'object' && given !== null && Object.hasOwn(given, part) ? given[part] : undefined;
  const next = ownProperty(schema.properties, part) ?? schema.additionalProperties ?? {};
  return { path: place.path === '' ? part : `${place.path}.${part}`, schema: next, given: inside, mixed: isStringOrList(next) };
}

/** What was given, as JSON, cut where it is long. */
function show(given: Json | undefined): string {
  const text = JSON.stringify(given) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function length(given: Json | undefined): number {
  return typeof given === 'string' ? [...given].length : Array.isArray(given) ? given.length : 0;
}

function range(schema: StructuralSchema): string {
  const { minimum, maximum } = schema;
  if (minimum === undefined) return `at most ${maximum}`;
  return maximum === undefined ? `at least ${minimum}` : `${minimum} to ${maximum}`;
}

function describe(place: Place): string {
  const text = place.schema.description?.split(/(?<=\.)\s/)[0] ?? typeName(place.schema);
  return text.replace(/\.$/, '').replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase());
}

function forExample(place: Place): string {
  return place.schema.example ? ` For example ${JSON.stringify(place.schema.example)}.` : ' Correct it.';
}

const TYPE_NAMES: Record<string, string> = {
  object: 'a mapping of fields',
  array: 'a list',
  string: 'a text (quote it if it looks like a number or a boolean)',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

function typeName(schema: StructuralSchema): string {
  return schema.type === undefined ? 'any value' : (TYPE_NAMES[schema.type] ?? schema.type);
}
