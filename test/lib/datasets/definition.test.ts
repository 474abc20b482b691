import { datasetDefinition, isDataset, validateDataset } from '../../../lib/datasets/definition';
import type { Json } from '../../../lib/k8s/object';
import { texts } from '../../builders/errors';
import { SHA256 } from '../../builders/jobs';

const dataset = (spec: Json, name = 'news-index') => ({ apiVersion: 'ds.bloomberg.com/v1', kind: 'Dataset', metadata: { name }, spec });
const PLACE = 'spec: needs one place. Allowed: either uri or volume. Give exactly one.';

test.each<[Json, string[]]>([
  [{ version: '1', uri: 'hdfs://CLUSTER/news' }, []],
  [{ version: '2026-01-01', volume: { claimName: 'news', subPath: 'index/2026' }, checksum: SHA256, description: 'The index.' }, []],
  [{ version: '1' }, [PLACE]],
  [{ version: '1', uri: 'hdfs://CLUSTER/news', volume: { claimName: 'news' } }, [PLACE]],
])('%j', (spec, expected) => {
  expect(texts(validateDataset(dataset(spec)))).toEqual(expected);
});

test.each<[Json, string]>([
  [{ uri: 'hdfs://CLUSTER/news' }, 'spec.version: is missing. '],
  [{ version: '1', uri: '/news' }, 'spec.uri: is not well formed (given "/news"). '],
  [{ version: '1', volume: { claimName: 'news', subPath: '../etc' } }, 'spec.volume.subPath: is not well formed (given "../etc"). '],
  [{ version: '1', volume: { claimName: 'news', subPath: '/etc' } }, 'spec.volume.subPath: is not well formed (given "/etc"). '],
  [{ version: '1', volume: {} }, 'spec.volume.claimName: is missing. '],
  [{ version: '1', uri: 'hdfs://CLUSTER/news', checksum: 'md5' }, 'spec.checksum: is not well formed (given "md5"). '],
  [{ version: '1', uri: 'hdfs://CLUSTER/news', readOnly: true }, 'spec.readOnly: unknown field (given "readOnly"). '],
])('%j is refused', (spec, start) => {
  const [error, ...others] = texts(validateDataset(dataset(spec)));
  expect(error?.startsWith(start)).toBe(true);
  expect(others).toEqual([]);
});

test('its name fits variables, paths and labels', () => {
  expect(texts(validateDataset(dataset({ version: '1', uri: 'hdfs://CLUSTER/news' }, 'News')))[0]).toContain('metadata.name: is not well formed (given "News").');
});

test('a version means the same for ever', () => {
  const { spec } = datasetDefinition() as unknown as { spec: { versions: { schema: { openAPIV3Schema: { properties: { spec: { 'x-kubernetes-validations': { rule: string; fieldPath?: string }[] } } } } }[] } };
  const rules = spec.versions[0]?.schema.openAPIV3Schema.properties.spec['x-kubernetes-validations'] ?? [];
  expect(rules.filter(({ rule }) => rule.startsWith('self.version != oldSelf.version || ')).map(({ fieldPath }) => fieldPath)).toEqual(['.uri', '.volume', '.checksum']);
});

test('is told from other objects', () => {
  expect([dataset({}), { ...dataset({}), apiVersion: 'v1' }, { kind: 'Dataset' }, [], null, 'Dataset'].map((manifest) => isDataset(manifest as Json))).toEqual([true, false, false, false, false, false]);
});
