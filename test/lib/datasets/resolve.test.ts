import { resolveDatasets, withPins } from '../../../lib/datasets/resolve';
import { DEFAULT_CATALOG } from '../../../lib/catalog/default';
import { compileJob, validateJob } from '../../../lib/jobs/job';
import { texts } from '../../builders/errors';
import { pythonJob, SHA256 } from '../../builders/jobs';

const KNOWN = {
  'news-index': { version: '2', uri: 'hdfs://CLUSTER/news/2', checksum: SHA256, description: 'The index.' },
  pictures: { version: '7', volume: { claimName: 'pictures', subPath: 'v7' } },
};

const resolved = (...datasets: object[]) => resolveDatasets(pythonJob({ datasets: datasets as never }), KNOWN);

test('a job sees what the Datasets say, and what it says itself', () => {
  expect(resolved({ name: 'news-index' }, { name: 'images', dataset: 'pictures', version: '7' }, { name: 'own', uri: 's3://bucket/own', version: 'x' })).toEqual({
    pins: [
      { name: 'news-index', dataset: 'news-index', version: '2', uri: 'hdfs://CLUSTER/news/2', checksum: SHA256 },
      { name: 'images', dataset: 'pictures', version: '7', volume: { claimName: 'pictures', subPath: 'v7' } },
      { name: 'own', uri: 's3://bucket/own', version: 'x' },
    ],
  });
});

test('every Dataset that is not there, or not at the version, is told with its fix', () => {
  const result = resolved({ name: 'news-idx' }, { name: 'a', dataset: 'weather' }, { name: 'pictures', version: '6' }, { name: 'constructor' });
  expect('errors' in result ? texts(result.errors) : []).toEqual([
    'spec.datasets[0].name: there is no such Dataset in the namespace (given "news-idx"). Allowed: news-index, pictures. Did you mean news-index?',
    'spec.datasets[1].dataset: there is no such Dataset in the namespace (given "weather"). Allowed: news-index, pictures. Create the Dataset, correct the name, or say where the data is with uri or volume.',
    'spec.datasets[2].version: Dataset pictures is at another version (given "6"). Allowed: "7". Correct it, or leave it out.',
    'spec.datasets[3].name: there is no such Dataset in the namespace (given "constructor"). Allowed: news-index, pictures. Create the Dataset, correct the name, or say where the data is with uri or volume.',
  ]);
  const none = resolveDatasets(pythonJob({ datasets: [{ name: 'a' }] }), {});
  expect('errors' in none ? texts(none.errors) : []).toEqual([
    'spec.datasets[0].name: there is no such Dataset in the namespace (given "a"). Allowed: a dataset with uri or volume, since there is no Dataset. Create the Dataset, correct the name, or say where the data is with uri or volume.',
  ]);
});

test('with its pins a job is valid, and compiles without its Datasets', () => {
  const job = pythonJob({ datasets: [{ name: 'news-index' }, { name: 'images', dataset: 'pictures' }] });
  expect(validateJob(job, DEFAULT_CATALOG)).toEqual([]);
  expect(() => compileJob(job, DEFAULT_CATALOG)).toThrow('spec.datasets[0]: names Dataset news-index, which is not at hand here. Allowed: datasets with uri or volume.');
  const resolution = resolveDatasets(job, KNOWN);
  const pinned = withPins(job, 'pins' in resolution ? resolution.pins : []);
  expect(validateJob(pinned, DEFAULT_CATALOG)).toEqual([]);
  expect(compileJob(pinned, DEFAULT_CATALOG)).toHaveLength(1);
  expect(withPins(pythonJob(), [])).toEqual(pythonJob());
});

test.each<[object, string[]]>([
  [{ name: 'a', uri: 's3://a/b', volume: { claimName: 'a' } }, ['spec.datasets[0]: has both uri and volume. Allowed: one of the two, or neither for a Dataset of the namespace. Remove the other.']],
  [{ name: 'a', uri: 's3://a/b', dataset: 'b' }, ['spec.datasets[0].dataset: names a Dataset, which tells itself where its data is. Allowed: neither uri nor volume beside it. Remove them, or dataset.']],
  [{ name: 'a', checksum: SHA256 }, ['spec.datasets[0].checksum: is given by the Dataset. Allowed: beside uri or volume. Remove it, or give the version that you mean.']],
])('%j is refused', (reference, expected) => {
  expect(texts(validateJob(pythonJob({ datasets: [reference as never] }), DEFAULT_CATALOG))).toEqual(expected);
});
