import { App, Chart } from 'cdk8s';
import { ComputeSize, DEFAULT_CATALOG, PlatformCatalog, Runtime, SparkJob } from 'ds-platform';

const app = new App();
// A platform that has the Spark operator says so in its catalog.
const platform = new Chart(app, 'platform');
new PlatformCatalog(platform, 'catalog', { catalog: { ...DEFAULT_CATALOG, engines: ['spark'], apiServer: { cidrs: ['10.0.0.10/32'] } } });

const chart = new Chart(app, 'spark');
new SparkJob(chart, 'counts', {
  metadata: { name: 'news-counts' },
  project: 'news',
  framework: Runtime.SPARK_4,
  size: ComputeSize.CPU_SMALL,
  args: ['hdfs://CLUSTER/projects/news/news_index', 'hdfs://CLUSTER/users/davideis/counts'],
  backoffLimit: 1,
  mainApplicationFile: 'hdfs://CLUSTER/apps/news-counts.jar',
  mainClass: 'com.example.news.Counts',
  sparkConf: { 'spark.sql.shuffle.partitions': '64' },
  executor: { instances: 4, size: ComputeSize.CPU_MEDIUM },
});
app.synth();
