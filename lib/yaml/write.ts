import { lineScalar, numberScalar, stringScalar } from './scalar';

/** Longest key that may stand on the line of its value. @see https://yaml.org/spec/1.2.2/#822-block-mappings */
const MAX_SIMPLE_KEY = 1000;

/**
 * Kubernetes objects as one YAML stream: the same objects give the same bytes. Keys keep their order; nothing is folded or aliased.
 * Values are what JSON makes of them. It is written here because libraries take several times as long (docs/benchmarks.md).
 */
export function toYaml(objects: readonly object[]): string {
  return objects.map(document).join('---\n');
}

/** The parts of a text in their order: to join many at once is much cheaper than to append each to what there is. */
type Parts = string[];

function document(object: object): string {
  const parts: Parts = [];
  node(object, '', parts);
  parts.push('\n');
  return parts.join('');
}

/** A value where a line of its own begins: at the start of a document, or behind the dash of an item. */
function node(given: unknown, indent: string, parts: Parts): void {
  const value = plainData(given);
  if (typeof value !== 'object' || value === null) parts.push(scalar(value, indent));
  else if (isEmpty(value)) parts.push(emptyOf(value));
  else collection(value, indent, parts);
}

function collection(value: object, indent: string, parts: Parts): void {
  if (Array.isArray(value)) items(value, indent, parts);
  else pairs(value as Readonly<Record<string, unknown>>, indent, parts);
}

function items(values: readonly unknown[], indent: string, parts: Parts): void {
  const inner = `${indent}  `;
  let dash = '- ';
  for (const value of values) {
    parts.push(dash);
    node(value, inner, parts);
    dash = `\n${indent}- `;
  }
}

function pairs(object: Readonly<Record<string, unknown>>, indent: string, parts: Parts): void {
  const inner = `${indent}  `;
  const next = `\n${indent}`;
  let first = true;
  for (const name of Object.keys(object)) {
    const given = object[name];
    if (given === undefined) continue;
    if (!first) parts.push(next);
    first = false;
    const key = lineScalar(name);
    if (key.length > MAX_SIMPLE_KEY) parts.push('? ', key, next, ':');
    else parts.push(key, ':');
    behindKey(plainData(given), inner, parts);
  }
}

function behindKey(value: unknown, inner: string, parts: Parts): void {
  if (typeof value !== 'object' || value === null) parts.push(' ', scalar(value, inner));
  else if (isEmpty(value)) parts.push(' ', emptyOf(value));
  else {
    parts.push('\n', inner);
    collection(value, inner, parts);
  }
}

/** Whether there is nothing in it that would be written. */
function isEmpty(value: object): boolean {
  if (Array.isArray(value)) return value.length === 0;
  for (const name in value) if ((value as Readonly<Record<string, unknown>>)[name] !== undefined) return false;
  return true;
}

function emptyOf(value: object): string {
  return Array.isArray(value) ? '[]' : '{}';
}

function scalar(value: unknown, indent: string): string {
  if (typeof value === 'string') return stringScalar(value, indent);
  return typeof value === 'number' ? numberScalar(value) : value === true || value === false ? String(value) : 'null';
}

/** What JSON would write: dates and the like tell it themselves. */
function plainData(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === 'function' ? (toJSON.call(value) as unknown) : value;
}
