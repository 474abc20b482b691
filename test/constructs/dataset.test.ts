import { Testing } from 'cdk8s';
import { ComputeSize } from '../../constructs/compute-size';
import { Dataset } from '../../constructs/dataset';
import { PythonJob } from '../../constructs/python-job';
import { Runtime } from '../../constructs/runtime';
import { chart } from '../builders/charts';

const JOB = { metadata: { name: 'read' }, framework: Runtime.PYTHON_3, size: ComputeSize.CPU_SMALL, module: 'news.index' };

test('is the dataset as it is written in YAML', () => {
  const platform = chart();
  const dataset = new Dataset(platform, 'news-index', { version: '1', uri: 'hdfs://CLUSTER/news/1' });
  expect(Testing.synth(platform)).toEqual([{ apiVersion: 'ds.bloomberg.com/v1', kind: 'Dataset', metadata: { name: 'news-index', namespace: 'elsewhere' }, spec: { version: '1', uri: 'hdfs://CLUSTER/news/1' } }]);
  expect([dataset.reference(), dataset.reference('index')]).toEqual([{ name: 'news-index' }, { name: 'index', dataset: 'news-index' }]);
});

test('is refused with every error', () => {
  expect(() => new Dataset(chart(), 'News', { version: '1' })).toThrow('Dataset/News: ');
});

test('a job that is written as native objects is told its version; one for the operator is not', () => {
  const platform = chart();
  const dataset = new Dataset(platform, 'news-index', { version: '3', volume: { claimName: 'news' } });
  new PythonJob(platform, 'native', { ...JOB, datasets: [dataset.reference('index')], expand: 'synth' });
  expect(new PythonJob(platform, 'job', { ...JOB, datasets: [dataset.reference('index')] }).manifest.spec.datasets).toEqual([{ name: 'index', dataset: 'news-index' }]);
  expect(JSON.stringify(Testing.synth(platform))).toContain('{"name":"DS_DATASET_INDEX_VERSION","value":"3"}');
});

test('native objects need the Dataset in the same app and namespace', () => {
  const platform = chart();
  new Dataset(platform, 'news-index', { metadata: { namespace: 'other' }, version: '3', uri: 's3://news/3' });
  expect(() => new PythonJob(platform, 'native', { ...JOB, datasets: [{ name: 'news-index' }], expand: 'synth' })).toThrow('spec.datasets[0].name: there is no such Dataset in the namespace (given "news-index").');
});
