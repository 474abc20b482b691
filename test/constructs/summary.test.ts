import { type App, Chart, Testing } from 'cdk8s';
import { PlatformCatalog } from '../../constructs/catalog';
import { ComputeSize } from '../../constructs/compute-size';
import { GpuNodePool } from '../../constructs/gpu-node-pool';
import { layersTable } from '../../constructs/layers';
import { PythonJob } from '../../constructs/python-job';
import { Runtime } from '../../constructs/runtime';
import { summarise, type PlatformSummary } from '../../constructs/summary';
import { Tenant } from '../../constructs/tenant';
import { TensorFlowJob, type TensorFlowJobProps } from '../../constructs/tensorflow-job';
import { catalog, gpuPool, tenant } from '../builders/catalog';

/** A platform with one tenant, its training, and an index of the news. */
function platformApp(training: Partial<TensorFlowJobProps> = {}): App {
  const app = Testing.app();
  const chart = new Chart(app, 'platform');
  const pool = new GpuNodePool(chart, 'gpus', gpuPool());
  new PlatformCatalog(chart, 'catalog', { catalog: catalog({ nodePools: { ...catalog().nodePools, gpu: pool.nodePool } }) });
  new Tenant(chart, 'tenant', tenant({ quota: { gpu: { cpu: '32', memory: '128Gi', gpus: 8 }, cpu: { cpu: '4', memory: '16Gi' } } }));
  const jobs = new Chart(app, 'jobs', { namespace: 's-mlplatform' });
  new TensorFlowJob(jobs, 'train', {
    metadata: { name: 'train' },
    framework: Runtime.TENSORFLOW_2_PYTHON_3,
    size: ComputeSize.GPU_SMALL,
    module: 'a',
    replicas: { worker: { count: 2 }, ps: { size: ComputeSize.CPU_SMALL } },
    ...training,
  });
  new PythonJob(jobs, 'index', { metadata: { name: 'index' }, framework: Runtime.PYTHON_3, size: ComputeSize.CPU_SMALL, module: 'a', parallelism: 3, completions: 9, queueName: 'nightly' });
  return app;
}

/** Its summary without the layers, which are not what most tests are about. */
function platform(training: Partial<TensorFlowJobProps> = {}): PlatformSummary {
  const { text, problems } = summarise(platformApp(training));
  return { text: text.slice(text.indexOf('JOB ')), problems };
}

test('begins with the objects of each layer', () => {
  const app = platformApp();
  expect(summarise(app).text.startsWith(`${layersTable(app)}\nJOB `)).toBe(true);
});

test('tells what every job asks for, where it runs, and what has been given away', () => {
  expect(platform()).toEqual({
    text: [
      'JOB    KIND           NAMESPACE     QUEUE    ROLE    PODS  CPU  MEMORY  GPUS  NODE POOL  FITS',
      'train  TensorFlowJob  s-mlplatform  default  worker  2     8    32Gi    2     gpu        yes',
      'train  TensorFlowJob  s-mlplatform  default  ps      1     1    4Gi     0     cpu        yes',
      'index  PythonJob      s-mlplatform  nightly  main    3     3    12Gi    0     cpu        yes',
      '',
      'GPU POOL  GPUS  GIVEN AS QUOTA',
      'gpu       32    8',
      '',
    ].join('\n'),
    problems: [],
  });
});

test('finds jobs that their tenant\'s quota can never admit', () => {
  const { text, problems } = platform({ replicas: { worker: { count: 9 }, ps: { count: 5, size: ComputeSize.CPU_SMALL } } });
  expect(problems).toEqual([
    'TensorFlowJob/train asks for 5 cpu of pool cpu, and tenant s-mlplatform may use 4.',
    'TensorFlowJob/train asks for 20Gi memory of pool cpu, and tenant s-mlplatform may use 16Gi.',
    'TensorFlowJob/train asks for 36 cpu of pool gpu, and tenant s-mlplatform may use 32.',
    'TensorFlowJob/train asks for 144Gi memory of pool gpu, and tenant s-mlplatform may use 128Gi.',
    'TensorFlowJob/train asks for 9 GPUs of pool gpu, and tenant s-mlplatform may use 8.',
  ]);
  expect(text.split('\n').filter((line) => line.endsWith('no'))).toHaveLength(2);
});

test('what fits to the last GPU is no problem', () => {
  expect(platform({ replicas: { worker: { count: 8 } } }).problems).toEqual([]);
});

test.each([
  [12, []],
  [13, ['PythonJob/large asks for 13 GPUs of pool gpu, and tenant a may use 12.']],
])('a job of %d GPUs may use what its tenant can borrow', (parallelism, problems) => {
  const chart = new Chart(Testing.app(), 'platform', { namespace: 'a' });
  new PlatformCatalog(chart, 'catalog', { catalog: catalog({ queueing: { cohorts: { research: {} } } }) });
  for (const name of ['a', 'b']) new Tenant(chart, name, tenant({ name, cohortName: 'research', quota: { gpu: { cpu: '500', memory: '2Ti', gpus: 6 } } }));
  new PythonJob(chart, 'large', { metadata: { name: 'large' }, framework: Runtime.PYTHON_3, size: ComputeSize.GPU_SMALL, module: 'a', parallelism });
  expect(summarise(chart).problems).toEqual(problems);
});

test('counts a job that is held back, or expanded, as it will run', () => {
  expect(platform({ suspend: true }).text).toBe(platform().text);
  expect(platform({ expand: 'synth' }).text).toBe(platform().text);
});

test('knows no quota for a namespace without a tenant', () => {
  const { text, problems } = platform({ metadata: { name: 'train', namespace: 'other' }, replicas: { worker: { count: 100 } } });
  expect(text).toContain('train  TensorFlowJob  other         default  worker  100   400  1600Gi  100   gpu        yes');
  expect(problems).toEqual([]);
});
