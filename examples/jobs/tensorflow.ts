import { App, Chart } from 'cdk8s';
import { ComputeSize, Identity, Runtime, TensorFlowJob } from 'ds-platform';

const app = new App();
const chart = new Chart(app, 'tensorflow');
new TensorFlowJob(chart, 'ranking', {
  metadata: { name: 'news-ranking' },
  project: 'news',
  experiment: 'ranking',
  framework: Runtime.TENSORFLOW_2_PYTHON_3,
  size: ComputeSize.GPU_SMALL,
  identities: [Identity.hadoop('davideis')],
  pipPackages: ['numpy>=2'],
  module: 'news.ranking.train',
  args: '--data-dir hdfs://CLUSTER/projects/news/news_index --epochs 3',
  replicas: { chief: {}, worker: { count: 2 }, ps: { count: 1, size: ComputeSize.CPU_SMALL } },
  priorityClass: 'high',
  backoffLimit: 2,
});
app.synth();
