import { loadAll } from 'js-yaml';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';

/** A part of a JSON schema. */
type Schema = { [key: string]: unknown };

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Where kubeconform looks for the schema of an object. @see https://github.com/yannh/kubeconform#overriding-schemas-location */
export const SCHEMA_LOCATION = '{{.ResourceKind}}-{{.Group}}-{{.ResourceAPIVersion}}.json';

/** What has no group is looked for under its version. */
const fileOf = ({ group, version, kind }: GroupVersionKind): string => `${kind.toLowerCase()}-${group === '' ? version : group}-${version}.json`;

/** Writes a schema for every kind that an API server tells of, and for every kind of the definitions. Fields that they do not know are errors. */
export async function writeSchemas(folder: string, openApi: string, definitions: string): Promise<void> {
  const known = [...ofServer(JSON.parse(openApi) as OpenApi), ...ofDefinitions(definitions)];
  await Promise.all(known.map(([file, schema]) => fs.writeFile(path.join(folder, file), JSON.stringify(schema))));
}

interface OpenApi {
  readonly definitions: Readonly<Record<string, Schema>>;
}

/** @see https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v2 */
function ofServer({ definitions }: OpenApi): [string, Schema][] {
  const closed = Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, close(schema)]));
  return Object.entries(definitions).flatMap(([name, schema]) => {
    const kinds = (schema['x-kubernetes-group-version-kind'] ?? []) as GroupVersionKind[];
    return kinds.map((kind): [string, Schema] => [fileOf(kind), { $ref: `#/definitions/${name}`, definitions: pick(closed, name) }]);
  });
}

/** A definition with all that it refers to. */
function pick(definitions: Readonly<Record<string, unknown>>, start: string): Schema {
  const found: Schema = {};
  const visit = (name: string): void => {
    if (name in found) return;
    found[name] = definitions[name];
    for (const [, next] of JSON.stringify(definitions[name]).matchAll(/"#\/definitions\/([^"]+)"/g)) visit(next as string);
  };
  visit(start);
  return found;
}

interface Definition {
  readonly kind: string;
  readonly spec: { readonly group: string; readonly names: { readonly kind: string }; readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[] };
}

function ofDefinitions(yaml: string): [string, Schema][] {
  const documents = (loadAll(yaml) as (Definition | null)[]).filter((document) => document?.kind === 'CustomResourceDefinition') as Definition[];
  return documents.flatMap(({ spec }) =>
    spec.versions.map(({ name, schema }): [string, Schema] => {
      const { properties = {}, ...rest } = schema.openAPIV3Schema;
      // Metadata is the API server's own: a definition says nothing of it.
      const whole = { ...rest, properties: { ...(properties as Schema), apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } } };
      return [fileOf({ group: spec.group, version: name, kind: spec.names.kind }), close(whole) as Schema];
    }),
  );
}

/** Keywords that say nothing about whether a value fits, or say it in words that only Kubernetes knows. */
const DROPPED = ['description', 'default', 'format', 'nullable', 'example'];

/** The schema without what only Kubernetes understands, and with no room for fields that it does not name. */
function close(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(close);
  if (typeof value !== 'object' || value === null) return value;
  const source = value as Schema;
  if (source['x-kubernetes-int-or-string'] === true || source.format === 'int-or-string') return { type: ['string', 'integer'] };
  const kept = Object.entries(source).filter(([key]) => !key.startsWith('x-kubernetes-') && !DROPPED.includes(key));
  const out: Schema = Object.fromEntries(kept.map(([key, part]) => [key, key === 'properties' ? closeProperties(part as Schema) : close(part)]));
  return isOpen(source) ? out : { ...out, additionalProperties: false };
}

/** Fields may bear the names of keywords: their schemas are closed one by one, their map is not. */
function closeProperties(properties: Schema): Schema {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, close(schema)]));
}

function isOpen(source: Schema): boolean {
  const named = source.type === 'object' && 'properties' in source && !('additionalProperties' in source);
  return !named || source['x-kubernetes-preserve-unknown-fields'] === true || source['x-kubernetes-embedded-resource'] === true;
}
