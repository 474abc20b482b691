import type { Json } from '../../lib/k8s/object';

export type JsonObject = { [key: string]: Json };

/** The entries of a generated list; of nothing, none. */
export function objectsOf(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? (value as JsonObject[]) : [];
}

/** The entries of a generated list, of each name one. */
export function distinct(value: Json | undefined): JsonObject[] {
  return [...new Map(objectsOf(value).map((entry) => [entry.name, entry])).values()];
}

/** Generated variables with names that no runtime takes, each with one value. */
export function namedApart(value: Json | undefined): JsonObject[] {
  return distinct(value).map((variable, index) => oneValue({ ...variable, name: `V${index}_${String(variable.name).slice(0, 20)}` }));
}

function oneValue(variable: JsonObject): JsonObject {
  const source = variable.valueFrom as JsonObject | undefined;
  if (source === undefined) return variable;
  const { value: _, ...rest } = variable;
  const { configMapKeyRef, secretKeyRef } = source;
  return { ...rest, valueFrom: configMapKeyRef ? { configMapKeyRef } : { secretKeyRef: secretKeyRef ?? { name: 'a', key: 'b' } } };
}

/** An identity in one of its two forms. */
export function oneId({ hadoop, id }: JsonObject): JsonObject {
  return hadoop ? { hadoop } : { hadoop: null, id: id ?? 'davideis' };
}

/** A Dataset at one place. */
export function onePlace({ name, version, uri, volume, checksum }: JsonObject): JsonObject {
  return { name: name ?? 'data', ...(version !== undefined && { version }), ...(volume ? { volume } : { uri: uri ?? 'file:///data' }), ...(checksum !== undefined && { checksum }) };
}
