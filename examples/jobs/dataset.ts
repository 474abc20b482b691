import { App, Chart } from 'cdk8s';
import { ComputeSize, Dataset, PythonJob, Runtime } from 'ds-platform';

const app = new App();
const chart = new Chart(app, 'dataset');
const news = new Dataset(chart, 'news-index', {
  version: '2026-01-01',
  uri: 'hdfs://CLUSTER/projects/news/news_index/2026-01-01',
});
new PythonJob(chart, 'ranking', {
  metadata: { name: 'news-ranking' },
  framework: Runtime.PYTHON_3,
  size: ComputeSize.CPU_SMALL,
  datasets: [news.reference()],
  script: 'import os\nprint("ranks", os.environ["DS_DATASET_NEWS_INDEX"])\n',
});
app.synth();
