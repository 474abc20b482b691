import { App } from 'cdk8s';
import { examplePlatform } from '../../examples/platform';
import { DEFAULT_CATALOG } from '../../lib/catalog/default';
import type { Catalog } from '../../lib/catalog/spec';
import type { KubeObject } from '../../lib/k8s/object';

/** What plain `kubectl apply` can apply, and what etcd can hold. */

/** Most bytes of all annotations of an object together. @see https://github.com/kubernetes/apimachinery/blob/v0.34.0/pkg/api/validation/objectmeta.go */
const ANNOTATIONS = 256 * 1024;

/** Most bytes of a request to etcd. @see https://etcd.io/docs/v3.6/dev-guide/limit/ */
const ETCD = 1.5 * 1024 * 1024;

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** JSON as Go writes it: characters that mean something to HTML are escaped, and so are two line ends. */
function goJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}

/** Bytes of the annotations that an object has when plain `kubectl apply` has applied it: the whole object is one of them. */
function annotationsWhenApplied({ metadata, ...object }: KubeObject): number {
  const annotations = metadata.annotations ?? {};
  const applied = `${goJson({ ...object, metadata: { ...metadata, annotations } })}\n`;
  return Object.entries({ ...annotations, [LAST_APPLIED]: applied }).reduce((sum, entry) => sum + Buffer.byteLength(entry.join('')), 0);
}

function objectsOf(catalog: Catalog): KubeObject[] {
  const app = new App();
  examplePlatform(app, catalog);
  return app.charts.flatMap((chart) => chart.toJson() as KubeObject[]);
}

const nameOf = ({ kind, metadata }: KubeObject): string => `${kind}/${metadata.name}`;

const PLATFORMS: [string, Catalog][] = [
  ['the example', DEFAULT_CATALOG],
  ['one with every engine', { ...DEFAULT_CATALOG, engines: ['spark', 'katib'], apiServer: { cidrs: ['10.0.0.1/32'] } }],
];

describe.each(PLATFORMS)('%s, with definitions, tenants, mesh and monitoring,', (_title, catalog) => {
  const objects = objectsOf(catalog);

  test('can be applied by plain kubectl apply: the annotation that it adds has room', () => {
    expect(objects.length).toBeGreaterThan(100);
    expect(objects.filter((object) => annotationsWhenApplied(object) > ANNOTATIONS).map(nameOf)).toEqual([]);
  });

  test('fits into etcd, with that annotation', () => {
    expect(objects.filter((object) => Buffer.byteLength(goJson(object)) + annotationsWhenApplied(object) > ETCD).map(nameOf)).toEqual([]);
  });
});

test('the annotation is counted as it is written: with what Go escapes', () => {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { rule: '<&>' } };
  const written = '{"apiVersion":"v1","kind":"ConfigMap","data":{"rule":"\\u003c\\u0026\\u003e"},"metadata":{"name":"a","annotations":{}}}\n';
  expect(annotationsWhenApplied(object)).toBe(LAST_APPLIED.length + written.length);
});
