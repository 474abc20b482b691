import type { FieldError } from '../errors';
import type { Json } from '../k8s/object';
import { nearest } from './nearest';
import type { StructuralSchema } from './structural';

/** Most errors that are told of one value. */
export const MAX_ERRORS = 100;

/**
 * Reads a value as the API server does before it validates: what is null and may not be is dropped.
 * Reports what the API server refuses while reading: fields that it does not know, and entries of a keyed list that are given twice.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
 */
export function normalise(value: Json, schema: StructuralSchema, path: string, errors: FieldError[]): Json {
  if (Array.isArray(value)) {
    const items = schema.items;
    if (items === undefined) return value;
    const allowed = withinLength(value, schema, path, errors);
    reportTwins(allowed, schema, path, errors);
    return mapUnlessSame(allowed, (item, index) => normalise(item, items, `${path}[${index}]`, errors));
  }
  if (typeof value === 'object' && value !== null) return normaliseObject(value, schema, path, errors);
  return value;
}

/** The entries that a list may have: those beyond are told as one error, and not looked at. */
function withinLength(list: Json[], { maxItems }: StructuralSchema, path: string, errors: FieldError[]): Json[] {
  if (maxItems === undefined || list.length <= maxItems) return list;
  report(errors, () => ({ path, reason: `has too many entries (given ${list.length}). Allowed: at most ${maxItems}. Remove ${list.length - maxItems}.` }));
  return list.slice(0, maxItems);
}

/** Adds an error, unless there are more than anybody reads: each costs work, and input may hold any number. */
function report(errors: FieldError[], error: () => FieldError): void {
  if (errors.length < MAX_ERRORS) errors.push(error());
}

function normaliseObject(value: { [key: string]: Json }, schema: StructuralSchema, path: string, errors: FieldError[]): Json {
  if (keepsAll(schema)) return value;
  const out: { [key: string]: Json } = {};
  let same = true;
  for (const [name, part] of Object.entries(value)) {
    const place = path === '' ? name : `${path}.${name}`;
    const property = ownProperty(schema.properties, name) ?? schema.additionalProperties;
    if (property === undefined) report(errors, () => ({ path: place, reason: unknownField(name, Object.keys(schema.properties ?? {})) }));
    const result = property === undefined || isDropped(part, property) ? undefined : normalise(part, property, place, errors);
    if (result !== undefined) setOwn(out, name, result);
    same &&= result === part;
  }
  return same ? value : out;
}

/** Sets a field by whatever name: to assign to `__proto__` would set what the object inherits. */
export function setOwn<Value>(object: { [key: string]: Value }, name: string, value: Value): void {
  if (name === '__proto__') Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}

/** Whether the schema says nothing of an object's fields. */
function keepsAll(schema: StructuralSchema): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true || (schema.properties === undefined && schema.additionalProperties === undefined);
}

function isDropped(value: Json, schema: StructuralSchema): boolean {
  return value === null && !schema.nullable;
}

/** The schema of a field of that name; nothing for what every object inherits. */
export function ownProperty(properties: Record<string, StructuralSchema> | undefined, name: string): StructuralSchema | undefined {
  return properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function unknownField(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const fix = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Remove it.';
  return `unknown field (given ${JSON.stringify(name)}). Allowed: ${known.join(', ')}. ${fix}`;
}

function reportTwins(value: Json[], schema: StructuralSchema, path: string, errors: FieldError[]): void {
  const key = schema['x-kubernetes-list-map-keys']?.[0];
  if (key === undefined) return;
  const seen = new Map<Json, number>();
  value.forEach((item, index) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return;
    const name = item[key];
    if (name === undefined || name === null) return;
    const first = seen.get(name);
    if (first === undefined) seen.set(name, index);
    else report(errors, () => ({ path: `${path}[${index}].${key}`, reason: `given twice (given ${JSON.stringify(name)}, first in ${path}[${first}]). Allowed: each ${key} once. Remove one of the two.` }));
  });
}

function mapUnlessSame(values: Json[], change: (value: Json, index: number) => Json): Json[] {
  let same = true;
  const out = values.map((value, index) => {
    const result = change(value, index);
    same &&= result === value;
    return result;
  });
  return same ? values : out;
}
