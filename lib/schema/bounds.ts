import type { FieldError } from '../errors';

/** How large and how deep data from outside may be, before anything else is done with it. */
export interface Bounds {
  /** Most bytes as JSON. */
  readonly bytes: number;
  /** Most lists and mappings inside of each other. */
  readonly depth: number;
}

/** What data from outside is too much of; nothing if it is within its bounds. */
export type Excess = keyof Bounds;

const encoder = new TextEncoder();

/** Bytes of a text in UTF-8, as a program or a file is given it. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** Bytes of plain data as JSON. */
export function jsonBytes(data: unknown): number {
  return byteLength(JSON.stringify(data) ?? '');
}

/**
 * What the data is too much of. It is walked without recursion and only until a bound is met, so neither nesting nor parts that are referred
 * to many times (as aliases of YAML are) nor a part that holds itself cost more than the bounds allow.
 */
export function excessOf(data: unknown, { bytes, depth }: Bounds): Excess | undefined {
  const open: { readonly value: unknown; readonly level: number }[] = [{ value: data, level: 0 }];
  let left = bytes;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, level } = next;
    if (typeof value !== 'object' || value === null) {
      left -= scalarBytes(value, left);
    } else if (level >= depth) {
      return 'depth';
    } else {
      const names = Array.isArray(value) ? undefined : Object.keys(value);
      const parts = Array.isArray(value) ? value : Object.values(value);
      left -= 2 + Math.max(0, parts.length - 1);
      if (left < 0) return 'bytes';
      for (const name of names ?? []) left -= scalarBytes(name, left) + 1;
      for (const part of parts) open.push({ value: part, level: level + 1 });
    }
    if (left < 0) return 'bytes';
  }
  return undefined;
}

/** Text that JSON writes as it is, a byte for each character. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** Bytes of a scalar as JSON; of a text that is longer than what is left, only that it is longer. */
function scalarBytes(value: unknown, left: number): number {
  if (typeof value !== 'string') return value === undefined ? 0 : String(value).length;
  if (value.length > left) return value.length;
  return PLAIN.test(value) ? value.length + 2 : jsonBytes(value);
}

/** The one error of data that is beyond its bounds; none if it is within. */
export function checkBounds(path: string, data: unknown, bounds: Bounds): FieldError[] {
  const excess = excessOf(data, bounds);
  if (excess === undefined) return [];
  if (excess === 'depth') {
    return [{ path, reason: `is nested too deeply (given more than ${bounds.depth} levels). Allowed: at most ${bounds.depth} lists and mappings inside of each other. Flatten it.` }];
  }
  return [{ path, reason: `is too large (given ${sizeText(data)} as JSON). Allowed: at most ${bounds.bytes} bytes. Shorten it, or keep large content in a file, an image or a volume.` }];
}

/** The size where it can be told without much work. */
function sizeText(data: unknown): string {
  const most = { bytes: 64 * 1024 * 1024, depth: 10_000 };
  return excessOf(data, { ...most, depth: 500 }) === undefined ? `${jsonBytes(data)} bytes` : `more than ${most.bytes} bytes`;
}
