import { App, Chart, Duration, Size } from 'cdk8s';
import { ComputeSize, JupyterNotebook, Runtime } from 'ds-platform';

const app = new App();
const chart = new Chart(app, 'notebook');
new JupyterNotebook(chart, 'explore', {
  metadata: { name: 'explore' },
  project: 'news',
  framework: Runtime.JUPYTER_PYTHON_3,
  size: ComputeSize.CPU_SMALL,
  pipPackages: ['pandas>=2.2,<3'],
  workspaceVolume: { size: Size.gibibytes(20) },
  idleTimeout: Duration.hours(2),
});
app.synth();
