import { DEFAULT_CATALOG, JOB_API_VERSION, type Catalog, type Job } from '../lib';
import type { PythonJobSpec } from '../lib/jobs/python/spec';
import type { TensorFlowJobSpec } from '../lib/jobs/tensorflow/spec';

/** What the jobs of the benchmark are checked against. */
export const BENCH_CATALOG: Catalog = {
  ...DEFAULT_CATALOG,
  packageIndex: { url: 'https://pypi.example.com/simple/' },
  tracking: { uri: 'https://mlflow.example.com' },
  identityProviders: { hadoop: { authentication: 'simple' } },
};

type Maker = (index: number) => { kind: string; spec: TensorFlowJobSpec | PythonJobSpec };

/** The kinds of job that take turns: on one pod, distributed, short and long. */
const MAKERS: readonly Maker[] = [singleTensorFlow, distributedTensorFlow, pythonModule, pythonScript];

/** So many jobs, all different and the same each time. */
export function mixedJobs(count: number): Job[] {
  return Array.from({ length: count }, (_, index) => {
    const { kind, spec } = (MAKERS[index % MAKERS.length] as Maker)(index);
    const annotations = { 'ai.bloomberg.com/project': `project-${index % 17}`, 'ai.bloomberg.com/experiment': `experiment-${index % 101}` };
    return { apiVersion: JOB_API_VERSION, kind, metadata: { name: `job-${index}`, namespace: 's-mlplatform', annotations }, spec };
  });
}

function singleTensorFlow(index: number): ReturnType<Maker> {
  const spec: TensorFlowJobSpec = {
    framework: 'tensorflow-1.13-python-3',
    size: 'GpuLarge',
    identities: [{ hadoop: null, id: 'davideis' }],
    pipPackages: ['gpu_tftraining==1.0.1', `news-features>=2.${index % 9}`],
    module: 'gpu_tftraining',
    args: `--data-dir hdfs://CLUSTER/projects/news/news_index --output-dir hdfs://CLUSTER/users/deis/model_${index}`,
  };
  return { kind: 'TensorFlowJob', spec };
}

function distributedTensorFlow(index: number): ReturnType<Maker> {
  const spec: TensorFlowJobSpec = {
    framework: 'tensorflow-2-python-3',
    size: 'GpuSmall',
    pipPackages: ['keras-tuner==1.4.7'],
    module: 'news.ranking.train',
    replicas: { chief: {}, worker: { count: 2 + (index % 7) }, ps: { count: 2, size: 'CpuSmall' } },
    args: ['--epochs', String(1 + (index % 30)), '--learning-rate', '0.001', '--name', `run ${index}: "ranking"`],
    env: [
      { name: 'TF_CPP_MIN_LOG_LEVEL', value: '1' },
      { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'ranking', key: 'token' } } },
    ],
    priority: 'high',
    activeDeadlineSeconds: 3600,
  };
  return { kind: 'TensorFlowJob', spec };
}

function pythonModule(index: number): ReturnType<Maker> {
  const spec: PythonJobSpec = {
    framework: 'python-3',
    size: 'CpuMedium',
    module: 'news.index.build',
    parallelism: 4,
    completions: 8,
    args: ['--shard', String(index), '--verbose', 'yes'],
    datasets: [{ name: 'news', uri: `hdfs://CLUSTER/projects/news/${index}`, version: '2019-03-18' }],
    env: [{ name: 'OMP_NUM_THREADS', value: '4' }],
    backoffLimit: 2,
    ttlSecondsAfterFinished: 86_400,
  };
  return { kind: 'PythonJob', spec };
}

function pythonScript(index: number): ReturnType<Maker> {
  const spec: PythonJobSpec = {
    framework: 'python-3',
    size: 'CpuSmall',
    pipPackages: ['pandas==2.2.3', 'pyarrow==18.0.0'],
    script: `import os\nprint("shard", os.environ["DS_REPLICA_INDEX"], "of", ${index})\n`,
    queue: 'nightly',
  };
  return { kind: 'PythonJob', spec };
}
