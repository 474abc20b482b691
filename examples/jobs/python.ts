import { App, Chart, Duration } from 'cdk8s';
import { ComputeSize, PythonJob, Runtime } from 'ds-platform';

const app = new App();
const chart = new Chart(app, 'python');
new PythonJob(chart, 'shards', {
  metadata: { name: 'news-shards' },
  project: 'news',
  framework: Runtime.PYTHON_3,
  size: ComputeSize.CPU_SMALL,
  parallelism: 2,
  completions: 4,
  backoffLimit: 1,
  activeDeadline: Duration.hours(1),
  script: 'import os\nprint("shard", os.environ["DS_REPLICA_INDEX"], "of", os.environ["DS_REPLICA_COUNT"])\n',
});
app.synth();
