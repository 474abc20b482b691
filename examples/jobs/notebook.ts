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
  // Made by `ds notebook token`, which keeps the token itself.
  tokenHashes: ['77978b0199fe68a34780d8d6917833a5c4fe211c7c994f9722be1a7631e31117'],
  workspaceVolume: { size: Size.gibibytes(20) },
  idleTimeout: Duration.hours(2),
});
app.synth();
