/**
 * Reads of JSON that others wrote. Whatever is not of the expected type is absent, so nothing here throws.
 */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as an object, or an empty one. */
export function object(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** What is kept of the metadata of every object that is watched. */
export function keptMetadata({ name, namespace, uid, creationTimestamp, deletionTimestamp }: JsonObject): JsonObject {
  return { name, namespace, uid, creationTimestamp, deletionTimestamp };
}

/** The value as a list, or an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as a text that is not empty. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The value as a whole number, 0 or more. */
export function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}

/** The value as a text that is a point in time, as Kubernetes writes them. */
export function time(value: unknown): string | undefined {
  const written = text(value);
  return written !== undefined && Number.isFinite(Date.parse(written)) ? written : undefined;
}
