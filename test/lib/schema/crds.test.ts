import * as fs from 'node:fs';
import * as path from 'node:path';
import { crds } from '../../../lib/jobs/job';
import { DATASET } from '../../../lib/datasets/definition';
import { JOB_KINDS } from '../../../lib/jobs/registry';
import { published } from '../../../lib/schema/crd';
import type { StructuralSchema } from '../../../lib/schema/structural';
import { parseYaml } from '../../../lib/yaml/read';

const ROOT = path.resolve(__dirname, '../../..');

interface Version {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly subresources: object;
  readonly additionalPrinterColumns: { name: string; jsonPath: string; priority?: number }[];
  readonly schema: { openAPIV3Schema: StructuralSchema };
}

interface Crd {
  readonly metadata: { name: string };
  readonly spec: { group: string; scope: string; names: Record<string, unknown>; versions: Version[] };
}

/** Every schema of a schema, with the path to it. */
function all(schema: StructuralSchema, at = ''): [string, StructuralSchema][] {
  return [
    [at, schema],
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) => all(property, `${at}.${name}`)),
    ...(schema.items ? all(schema.items, `${at}[]`) : []),
    ...(schema.additionalProperties ? all(schema.additionalProperties, `${at}{}`) : []),
  ];
}

const definitions = crds() as unknown as Crd[];
const schemaOf = ({ spec }: Crd): StructuralSchema => spec.versions[0]?.schema.openAPIV3Schema ?? {};

test('there is one for each kind, and one file for each', () => {
  expect(definitions.map(({ metadata }) => metadata.name)).toEqual([...JOB_KINDS, DATASET].map(({ plural }) => `${plural}.ds.bloomberg.com`));
  expect(fs.readdirSync(path.join(ROOT, 'crds')).sort()).toEqual(definitions.map(({ metadata }) => `${metadata.name}.yaml`).sort());
});

describe.each(definitions.map((definition) => [definition.metadata.name, definition] as const))('%s', (name, definition) => {
  const parts = all(schemaOf(definition));
  const isJob = name !== `${DATASET.plural}.ds.bloomberg.com`;

  test('is the one that is committed', () => {
    const file = `crds/${name}.yaml`;
    const committed = fs.readFileSync(path.join(ROOT, file), 'utf8');
    const renewal = `${file} has drifted from its source. Renew it: npm run generate`;
    expect({ renewal, crd: parseYaml(committed, file) }).toEqual({ renewal, crd: [JSON.parse(JSON.stringify(definition))] });
  });

  test('is namespaced, in our group and category, with one version and a status of its own', () => {
    expect(definition.spec).toMatchObject({ group: 'ds.bloomberg.com', scope: 'Namespaced', names: { categories: ['dsjobs'] } });
    expect(definition.spec.versions).toHaveLength(1);
    expect(definition.spec.versions[0]).toMatchObject({ name: 'v1', served: true, storage: true, subresources: { status: {} } });
  });

  test('shows what people ask for first', () => {
    const columns = definition.spec.versions[0]?.additionalPrinterColumns ?? [];
    expect(columns.filter(({ priority }) => !priority).map((column) => column.name).slice(0, 6)).toEqual(isJob ? ['Phase', 'Framework', 'Size', 'Queue', 'Age', 'Duration'] : ['Version', 'Address', 'Volume', 'Age']);
    for (const { jsonPath } of columns.filter((column) => column.jsonPath !== '.metadata.creationTimestamp')) {
      expect(parts.map(([at]) => at)).toContain(jsonPath);
    }
  });

  test('describes every field', () => {
    const silent = parts.filter(([at, { description }]) => !description && !['.apiVersion', '.kind', '.metadata'].includes(at));
    expect(silent.map(([at]) => at)).toEqual([]);
  });

  test('has descriptions of one line, without what belongs to the source', () => {
    expect(parts.filter(([, { description = '' }]) => /undefined|\n|(^|\s)@\w|\{@link/.test(description)).map(([at]) => at)).toEqual([]);
  });

  test('is structural: every part has a type, or is open and says so', () => {
    const untyped = parts.filter(([, schema]) => schema.type === undefined);
    expect(untyped.filter(([, schema]) => schema['x-kubernetes-preserve-unknown-fields'] !== true).map(([at]) => at)).toEqual([]);
    for (const [at, schema] of parts) {
      expect({ at, both: Boolean(schema.properties && schema.additionalProperties) }).toEqual({ at, both: false });
      expect({ at, items: schema.type === 'array' ? schema.items !== undefined : true }).toEqual({ at, items: true });
      expect({ at, missing: (schema.required ?? []).filter((field) => !Object.hasOwn(schema.properties ?? {}, field)) }).toEqual({ at, missing: [] });
    }
  });

  test('holds nothing that an API server does not know', () => {
    expect(parts.flatMap(([at, schema]) => Object.keys(schema).filter((key) => ['example', 'defaultText', 'default', '$ref', 'oneOf', 'allOf'].includes(key)).map((key) => `${at}: ${key}`))).toEqual([]);
  });

  test('metadata is restricted by its name alone', () => {
    const metadata = schemaOf(definition).properties?.metadata;
    expect(Object.keys(metadata?.properties ?? {})).toEqual(['name']);
    expect(metadata?.required).toBeUndefined();
  });

  test('keyed lists have keys that their entries must have', () => {
    const keyed = parts.filter(([, schema]) => schema['x-kubernetes-list-type'] === 'map');
    expect(keyed.map(([at]) => at)).toEqual(expect.arrayContaining(isJob ? ['.spec.env', '.spec.datasets'] : []));
    for (const [, { items, ...schema }] of keyed) expect(items?.required).toEqual(expect.arrayContaining(schema['x-kubernetes-list-map-keys'] ?? []));
  });

  test('rules bound what they look at, so that the API server can tell their cost', () => {
    const lists = parts.filter(([at, schema]) => at.startsWith('.spec') && schema.type === 'array' && schema.maxItems === undefined);
    expect(lists.map(([at]) => at)).toEqual([]);
    const texts = parts.filter(([at, schema]) => at.startsWith('.spec') && schema.type === 'string' && !schema.enum && schema.maxLength === undefined);
    expect(texts.map(([at]) => at)).toEqual([]);
  });

  test('every field of the spec but suspend is kept as it was; arguments are guarded by a policy', () => {
    const { properties = {}, ...spec } = schemaOf(definition).properties?.spec ?? {};
    const kept = (spec['x-kubernetes-validations'] ?? []).filter(({ rule }) => rule.includes('oldSelf')).map(({ fieldPath = '' }) => fieldPath.slice(1));
    expect(Object.keys(properties).filter((field) => !kept.includes(field) && field !== 'args')).toEqual(isJob ? ['suspend'] : ['version', 'description']);
  });

  test('rules end with what to do', () => {
    for (const { message } of parts.flatMap(([, schema]) => schema['x-kubernetes-validations'] ?? [])) expect(message).toMatch(/^[a-z].*\. [A-Z].*\.$/);
  });
});

test.each<[StructuralSchema, StructuralSchema]>([
  [{ type: 'string', description: 'A name.', example: 'a', defaultText: 'none' }, { description: 'A name. Default: none. For example: a', type: 'string' }],
  [{ type: 'string', description: 'A name.', defaultText: 'Ask us!' }, { description: 'A name. Default: Ask us!', type: 'string' }],
  [{ type: 'string' }, { type: 'string' }],
  [{ type: 'array', items: { type: 'string', example: 'a' } }, { type: 'array', items: { description: 'For example: a', type: 'string' } }],
])('%j is published as %j', (schema, expected) => {
  expect(published(schema)).toEqual(expected);
});
