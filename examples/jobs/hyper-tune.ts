import { App, Chart } from 'cdk8s';
import { ComputeSize, HyperTune, Runtime, SearchSpace, Trial } from 'ds-platform';

const app = new App();
const chart = new Chart(app, 'hyper-tune');
new HyperTune(chart, 'tuning', {
  metadata: { name: 'news-tuning' },
  project: 'news',
  framework: Runtime.PYTHON_3,
  size: ComputeSize.CPU_SMALL,
  objective: { type: 'minimize', objectiveMetricName: 'loss', goal: 0.001 },
  algorithm: { algorithmName: 'tpe', algorithmSettings: [{ name: 'random_state', value: '7' }] },
  parameters: {
    'learning-rate': SearchSpace.double(0.0001, 1, { logarithmic: true }),
    depth: SearchSpace.int(1, 8),
  },
  maxTrialCount: 30,
  parallelTrialCount: 2,
  earlyStopping: { algorithmName: 'medianstop' },
  trial: Trial.python({
    script: `\
import sys
rate, depth = float(sys.argv[1]), int(sys.argv[2])
for epoch in range(1, 6):
    print("epoch %d: loss=%f" % (epoch, (rate - 0.01) ** 2 + (depth - 4) ** 2 + 1 / epoch - 0.2))
`,
    args: [Trial.parameter('learning-rate'), Trial.parameter('depth')],
  }),
});
app.synth();
