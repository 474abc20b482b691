import { App, Chart, Duration } from 'cdk8s';
import { ComputeSize, Jar, JVMJob, Runtime } from 'ds-platform';

const app = new App();
const chart = new Chart(app, 'jvm');
new JVMJob(chart, 'index', {
  metadata: { name: 'news-index' },
  project: 'news',
  framework: Runtime.JVM_17,
  size: ComputeSize.CPU_SMALL,
  // Where the catalog has a Maven repository: Jar.fromMaven('com.example.news:news-index:1.4.0').
  jar: Jar.fromUri('https://jars.example.com/news-index-1.4.0.jar', '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881'),
  mainClass: 'com.example.news.Index',
  jvmOptions: ['-XX:+UseParallelGC', '-XX:MaxRAMPercentage=60'],
  args: ['--day', '2026-01-01'],
  parallelism: 2,
  completions: 8,
  backoffLimit: 2,
  activeDeadline: Duration.hours(2),
});
app.synth();
