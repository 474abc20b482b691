import { PlatformError, type FieldError } from '../errors';
import type { Json } from '../k8s/object';

/** Most characters of a YAML stream: more than any file of jobs or tenants that people write. */
export const MAX_TEXT = 16 * 1024 * 1024;

/** Most lists and mappings inside of each other, as the parser counts them. */
export const MAX_DEPTH = 100;

/** Most values of a document, where it repeats parts of itself by aliases. */
export const MAX_VALUES = 1_000_000;

/** @throws PlatformError if the text is more than is read */
export function checkText(text: string, source: string): void {
  if (text.length > MAX_TEXT) refuse(source, '', `is too large (given ${text.length} characters). Allowed: at most ${MAX_TEXT}. Split it into several files.`);
}

/**
 * A few lines with aliases of aliases stand for billions of values, and one with an alias of itself for endlessly many: they are counted
 * without recursion, and only as far as they may go.
 * @throws PlatformError if a document is more than is worked with
 */
export function checkDocuments(documents: readonly Json[], text: string, source: string): void {
  // Without an anchor, a document is not larger than its text.
  if (!text.includes('&')) return;
  documents.forEach((document, index) => {
    const place = `document ${index + 1}`;
    const excess = excessOf(document);
    if (excess === 'values') refuse(source, place, `is too large with its aliases (given more than ${MAX_VALUES} values). Allowed: at most ${MAX_VALUES}. Write out what is needed, without aliases of aliases.`);
    if (excess === 'depth') refuse(source, place, `is nested too deeply with its aliases (given more than ${MAX_DEPTH} levels). Allowed: at most ${MAX_DEPTH} lists and mappings inside of each other. Remove the alias that holds itself.`);
  });
}

function excessOf(document: Json): 'values' | 'depth' | undefined {
  const open: { readonly value: Json; readonly level: number }[] = [{ value: document, level: 0 }];
  let values = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue;
    if (next.level > MAX_DEPTH) return 'depth';
    const parts = Object.values(next.value) as Json[];
    values += parts.length;
    if (values > MAX_VALUES) return 'values';
    for (const value of parts) open.push({ value, level: next.level + 1 });
  }
  return undefined;
}

function refuse(source: string, path: string, reason: string): never {
  const error: FieldError = { path, reason };
  throw new PlatformError('InvalidManifest', source, [error]);
}
