import { App, Chart } from 'cdk8s';
import { ComputeSize, Runtime, TensorFlowJob } from 'ds-platform';

const app = new App();
const chart = new Chart(app, 'tensorflow-fit');
new TensorFlowJob(chart, 'fit', {
  metadata: { name: 'keras-fit' },
  framework: Runtime.TENSORFLOW_2_PYTHON_3,
  size: ComputeSize.GPU_SMALL,
  pipPackages: ['keras-fit'],
  module: 'keras_fit',
  args: '--checkpoints /checkpoints/keras-fit --epochs 10',
  replicas: { worker: { count: 2 } },
  backoffLimit: 2,
  podTemplatePatches: [
    { op: 'add', path: '/spec/volumes/-', value: { name: 'checkpoints', persistentVolumeClaim: { claimName: 'checkpoints' } } },
    { op: 'add', path: '/spec/containers/0/volumeMounts/-', value: { name: 'checkpoints', mountPath: '/checkpoints' } },
  ],
});
app.synth();
