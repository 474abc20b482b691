import type { JSONSchema7, JSONSchema7Definition } from 'json-schema';
import type { Json } from '../lib/k8s/object';
import type { StructuralSchema } from '../lib/schema/structural';

type Source = JSONSchema7 & { example?: unknown; listMapKey?: string };

/** Constraints that both dialects spell alike. */
const CONSTRAINTS = ['format', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems', 'minProperties', 'maxProperties'] as const;

/** Balanced quotes: what a POSIX shell could split. */
const SHELL_WORDS = `^([^'"\\\\]|\\\\[\\s\\S]|'[^']*'|"([^"\\\\]|\\\\[\\s\\S])*")*$`;

/**
 * Turns the JSON schema of a TypeScript type into a structural schema: references inlined, unions spelled as Kubernetes allows.
 * @throws Error for what a structural schema cannot hold, naming the place.
 */
export function toStructural(root: JSONSchema7, name: string): StructuralSchema {
  const definitions = root.definitions ?? {};
  return convert({ $ref: `#/definitions/${name}` }, definitions, name);
}

function convert(node: JSONSchema7Definition, definitions: Record<string, JSONSchema7Definition>, place: string): StructuralSchema {
  const source = resolve(node, definitions, place);
  const out: StructuralSchema = {};
  if (source.description) out.description = source.description.replace(/\s+/g, ' ').trim();
  if (source.default !== undefined) out.defaultText = defaultText(source.default as Json);
  if (source.example !== undefined) out.example = exampleText(source.example);
  return Object.assign(out, shape(source, definitions, place));
}

function shape(source: Source, definitions: Record<string, JSONSchema7Definition>, place: string): StructuralSchema {
  const branches = alternatives(source, definitions, place);
  if (branches.length > 1) return union(source, branches, definitions, place);
  const only = branches[0] as Source;
  if (Array.isArray(only.enum)) return { type: 'string', enum: only.enum as Json[] };
  if (only.const !== undefined) return { type: 'string', enum: [only.const as Json] };
  switch (only.type) {
    case 'object':
      return objectShape(only, definitions, place);
    case 'array':
      return { type: 'array', items: convert(only.items as JSONSchema7, definitions, `${place}[]`), ...listType(only), ...constraints(only) };
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
      return { type: only.type, ...integerFormat(only), ...constraints(only) };
    default:
      throw new Error(`${place}: a structural schema cannot hold ${JSON.stringify(only)}`);
  }
}

/** A list whose entries are told apart by one field: the API server refuses doubles and merges by that field. */
function listType(source: Source): StructuralSchema {
  return source.listMapKey === undefined ? {} : { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': [source.listMapKey] };
}

/** API servers store integers as int64. */
function integerFormat(source: Source): StructuralSchema {
  return source.type === 'integer' ? { format: 'int64' } : {};
}

function objectShape(source: Source, definitions: Record<string, JSONSchema7Definition>, place: string): StructuralSchema {
  const out: StructuralSchema = { type: 'object', ...constraints(source) };
  const properties = Object.entries(source.properties ?? {});
  if (properties.length > 0) {
    out.properties = Object.fromEntries(properties.map(([key, value]) => [key, convert(value, definitions, `${place}.${key}`)]));
  }
  if (source.required?.length) out.required = properties.map(([key]) => key).filter((key) => source.required?.includes(key));
  if (typeof source.additionalProperties === 'object') out.additionalProperties = convert(source.additionalProperties, definitions, `${place}{}`);
  return out;
}

function union(source: Source, branches: Source[], definitions: Record<string, JSONSchema7Definition>, place: string): StructuralSchema {
  if (isJson(branches)) return { 'x-kubernetes-preserve-unknown-fields': true, nullable: true };
  const notNull = branches.filter((branch) => branch.type !== 'null');
  if (notNull.length < branches.length && notNull.length === 1) {
    return { ...convert(notNull[0] as Source, definitions, place), ...(source.description ? { description: source.description } : {}), nullable: true };
  }
  const types = branches.map((branch) => branch.type).sort();
  const list = branches.find((branch) => branch.type === 'array');
  if (types.join() === 'array,string' && list) return { ...stringOrList(), items: convert(list.items as JSONSchema7, definitions, `${place}[]`) };
  if (types.every((type) => type === 'object')) return merged(branches, definitions, place);
  throw new Error(`${place}: a structural schema cannot hold a union of ${types.join(', ')}`);
}

/** Objects that one field tells apart, as one object with the fields of all: which go together is left to the validator. */
function merged(branches: Source[], definitions: Record<string, JSONSchema7Definition>, place: string): StructuralSchema {
  const shapes = branches.map((branch) => objectShape(branch, definitions, place));
  const properties: Record<string, StructuralSchema> = {};
  for (const shape of shapes) {
    for (const [name, property] of Object.entries(shape.properties ?? {})) {
      const known = properties[name];
      properties[name] = known?.enum && property.enum ? { ...known, enum: [...new Set([...known.enum, ...property.enum])] } : (known ?? property);
    }
  }
  const required = Object.keys(properties).filter((name) => shapes.every((shape) => shape.required?.includes(name)));
  return { type: 'object', properties, ...(required.length > 0 && { required }) };
}

/**
 * A string or a list. Kubernetes has no such type: the value is left untyped, and what it must not be is ruled out by limits that
 * apply to numbers and objects alone, and by an enumeration of the booleans.
 */
function stringOrList(): StructuralSchema {
  return {
    'x-kubernetes-preserve-unknown-fields': true,
    pattern: SHELL_WORDS,
    maxLength: 65536,
    maxItems: 1024,
    minimum: 1,
    maximum: 0,
    minProperties: 1,
    maxProperties: 0,
    not: { enum: [true, false] },
  };
}

/** Any JSON value: the recursive type `Json` has all six branches. */
function isJson(branches: Source[]): boolean {
  const types = new Set(branches.flatMap((branch) => branch.type ?? []));
  return ['array', 'boolean', 'null', 'number', 'object', 'string'].every((type) => types.has(type as never));
}

function alternatives(source: Source, definitions: Record<string, JSONSchema7Definition>, place: string): Source[] {
  if (source.anyOf) return source.anyOf.flatMap((branch) => alternatives(resolve(branch, definitions, place), definitions, place));
  if (Array.isArray(source.type)) return source.type.map((type) => ({ ...source, type }));
  return [source];
}

/** Follows references; what stands beside a reference wins over what it points to. */
function resolve(node: JSONSchema7Definition, definitions: Record<string, JSONSchema7Definition>, place: string): Source {
  if (typeof node === 'boolean') throw new Error(`${place}: a structural schema cannot hold ${node}`);
  if (node.$ref === undefined) return node;
  const name = decodeURIComponent(node.$ref.replace('#/definitions/', ''));
  const target = definitions[name];
  if (target === undefined) throw new Error(`${place}: no definition of ${name}`);
  const { $ref: _, ...beside } = node;
  return { ...resolve(target, definitions, place), ...beside };
}

function constraints(source: Source): StructuralSchema {
  return Object.fromEntries(CONSTRAINTS.filter((key) => source[key] !== undefined).map((key) => [key, source[key]])) as StructuralSchema;
}

/** `- no limit` is prose, everything else a value. */
function defaultText(value: Json): string {
  return typeof value === 'string' ? value.replace(/^- /, '') : JSON.stringify(value);
}

/** An example as people write it: a text as it is, anything else as JSON, which is YAML too. */
function exampleText(example: unknown): string {
  return typeof example === 'string' ? example : JSON.stringify(example);
}
