import { Testing } from 'cdk8s';
import { ComputeSize } from '../../constructs/compute-size';
import { Runtime } from '../../constructs/runtime';
import { TensorFlowJob, type TensorFlowJobProps } from '../../constructs/tensorflow-job';
import { DEFAULT_CATALOG } from '../../lib/catalog/default';
import { compileJob } from '../../lib/jobs/job';
import { chart } from '../builders/charts';

const MINIMAL: TensorFlowJobProps = { metadata: { name: 'news' }, framework: Runtime.TENSORFLOW_1_13_PYTHON_3, size: ComputeSize.GPU_LARGE, module: 'news.train' };
const make = (props: Partial<TensorFlowJobProps> = {}): TensorFlowJob => new TensorFlowJob(chart(), 'job', { ...MINIMAL, ...props });

test('is the job as it is written in YAML', () => {
  const replicas = { chief: {}, worker: { count: 2, size: ComputeSize.GPU_SMALL }, ps: { size: ComputeSize.CPU_SMALL } };
  expect(make({ replicas }).manifest).toEqual({
    apiVersion: 'ds.bloomberg.com/v1',
    kind: 'TensorFlowJob',
    metadata: { name: 'news', namespace: 'elsewhere' },
    spec: {
      framework: 'tensorflow-1.13-python-3',
      size: 'GpuLarge',
      module: 'news.train',
      replicas: { chief: {}, worker: { count: 2, size: 'GpuSmall' }, ps: { size: 'CpuSmall' } },
    },
  });
});

test('has no replicas where none are given', () => {
  expect(make().manifest.spec).toEqual({ framework: 'tensorflow-1.13-python-3', size: 'GpuLarge', module: 'news.train' });
});

test('a part that is undefined is as one that is not given', () => {
  expect(make({ replicas: { worker: {}, ps: undefined } }).manifest.spec).toMatchObject({ replicas: { worker: {} } });
});

test("expand 'synth' writes what the operator would make of it", () => {
  const platform = chart();
  const { manifest } = new TensorFlowJob(platform, 'job', { ...MINIMAL, replicas: { chief: {}, worker: {} }, expand: 'synth' });
  expect(Testing.synth(platform)).toEqual(JSON.parse(JSON.stringify(compileJob(manifest, DEFAULT_CATALOG))));
});

test('is refused with every error', () => {
  expect(() => make({ framework: Runtime.PYTHON_3, replicas: { chief: { count: 2 } } })).toThrow('TensorFlowJob/news: 1 error\n  spec.replicas.chief.count: is too large (given 2). Allowed: 1 to 1. Use 1 or less.');
  expect(() => make({ framework: Runtime.PYTHON_3 })).toThrow('TensorFlowJob/news: 1 error\n  spec.framework: this kind of job cannot run in it (given "python-3"). Allowed: tensorflow-1.13-python-3, tensorflow-2-python-3.');
});
