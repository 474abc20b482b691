import type { Json } from '../k8s/object';
import type { StructuralSchema } from './structural';

/** A keyword of a schema that a value does not keep. */
export interface Complaint {
  readonly keyword: string;
  /** Names and indices that lead from the value as a whole to the one that is meant. */
  readonly path: readonly string[];
  /** The property that is missing, where the keyword is `required`. */
  readonly missing?: string;
  /** The figure that is not kept. */
  readonly limit?: number;
  /** Whether only one of several alternatives complains. */
  readonly alternative?: boolean;
}

/** What a mapping is; undefined is in no JSON, but in objects that programs make. */
interface Mapping {
  readonly [name: string]: Json | undefined;
}

/** Looks for what a value of a certain type does not keep. */
type Check = (value: Json, schema: StructuralSchema, place: Place) => void;

interface Place {
  readonly path: readonly string[];
  readonly alternative: boolean;
  readonly found: Complaint[];
}

/** All keywords that a value does not keep. What of a schema is not in {@link StructuralSchema} asserts nothing. */
export function complaintsOf(value: Json, schema: StructuralSchema): Complaint[] {
  const found: Complaint[] = [];
  check(value, schema, { path: [], alternative: false, found });
  return found;
}

function check(value: Json, schema: StructuralSchema, place: Place): void {
  if (schema.type !== undefined && !hasType(value, schema)) complain(place, 'type');
  if (typeof value === 'number') checkNumber(value, schema, place);
  if (typeof value === 'string') checkText(value, schema, place);
  checkAny(value, schema, place);
  if (Array.isArray(value)) checkList(value, schema, place);
  else if (typeof value === 'object' && value !== null) checkMapping(value, schema, place);
}

function complain({ found, path, alternative }: Place, keyword: string, more: Pick<Complaint, 'missing' | 'limit'> = {}): void {
  found.push({ keyword, path, ...more, ...(alternative && { alternative }) });
}

function inside(place: Place, name: string): Place {
  return { ...place, path: [...place.path, name] };
}

function hasType(value: Json, { type, nullable }: StructuralSchema): boolean {
  if (value === null) return nullable === true;
  switch (type) {
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    default:
      return typeof value === type;
  }
}

function checkNumber(value: number, { minimum, maximum }: StructuralSchema, place: Place): void {
  if (maximum !== undefined && !(value <= maximum)) complain(place, 'maximum', { limit: maximum });
  if (minimum !== undefined && !(value >= minimum)) complain(place, 'minimum', { limit: minimum });
}

/** A text that is too long is not held against its pattern: that could take much longer than to read it. */
function checkText(value: string, { minLength, maxLength, pattern }: StructuralSchema, place: Place): void {
  const tooLong = maxLength !== undefined && value.length > maxLength && characters(value) > maxLength;
  if (tooLong) complain(place, 'maxLength', { limit: maxLength });
  if (minLength !== undefined && (value.length < minLength || characters(value) < minLength)) complain(place, 'minLength', { limit: minLength });
  if (pattern !== undefined && !tooLong && !expression(pattern).test(value)) complain(place, 'pattern');
}

/** Characters as people and the API server count them: one outside of the basic plane is one. */
function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

const expressions = new Map<string, RegExp>();

function expression(pattern: string): RegExp {
  let compiled = expressions.get(pattern);
  if (compiled === undefined) {
    compiled = new RegExp(pattern, 'u');
    expressions.set(pattern, compiled);
  }
  return compiled;
}

const checkAny: Check = (value, { enum: allowed, not, anyOf }, place) => {
  // The API server knows lists and mappings as values of an `enum`; ours are texts and numbers.
  if (allowed !== undefined && !allowed.includes(value)) complain(place, 'enum');
  if (not !== undefined && complaintsOf(value, not).length === 0) complain(place, 'not');
  if (anyOf === undefined) return;
  const found = anyOf.map((alternative) => {
    const own: Complaint[] = [];
    check(value, alternative, { path: place.path, alternative: true, found: own });
    return own;
  });
  if (found.some((own) => own.length === 0)) return;
  place.found.push(...found.flat());
  complain(place, 'anyOf');
};

function checkList(value: readonly Json[], { minItems, maxItems, items }: StructuralSchema, place: Place): void {
  if (maxItems !== undefined && value.length > maxItems) complain(place, 'maxItems', { limit: maxItems });
  if (minItems !== undefined && value.length < minItems) complain(place, 'minItems', { limit: minItems });
  if (items === undefined) return;
  for (let index = 0; index < value.length; index += 1) check(value[index] as Json, items, inside(place, String(index)));
}

function checkMapping(value: Mapping, schema: StructuralSchema, place: Place): void {
  const { minProperties, maxProperties, required = [] } = schema;
  const count = Object.keys(value).length;
  if (maxProperties !== undefined && count > maxProperties) complain(place, 'maxProperties', { limit: maxProperties });
  if (minProperties !== undefined && count < minProperties) complain(place, 'minProperties', { limit: minProperties });
  for (const missing of required) {
    if (!has(value, missing)) complain(place, 'required', { missing });
  }
  checkProperties(value, schema, place);
}

function checkProperties(value: Mapping, { properties = {}, additionalProperties }: StructuralSchema, place: Place): void {
  if (additionalProperties !== undefined) {
    for (const [name, part] of Object.entries(value)) {
      if (part !== undefined && !Object.hasOwn(properties, name)) check(part, additionalProperties, inside(place, name));
    }
  }
  for (const [name, property] of Object.entries(properties)) {
    if (has(value, name)) check(value[name] as Json, property, inside(place, name));
  }
}

/** What is undefined is in no JSON. */
function has(value: Mapping, name: string): boolean {
  return Object.hasOwn(value, name) && value[name] !== undefined;
}
