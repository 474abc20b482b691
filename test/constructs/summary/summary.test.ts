import { type App, Chart, Testing } from 'cdk8s';
import { PlatformCatalog } from '../../../constructs/catalog';
import { ComputeSize } from '../../../constructs/compute-size';
import { GpuNodePool } from '../../../constructs/gpu-node-pool';
import { IstioIngress } from '../../../constructs/istio-ingress';
import { Mesh } from '../../../constructs/mesh';
import { layersTable } from '../../../constructs/summary/layers';
import { PythonJob } from '../../../constructs/python-job';
import { Runtime } from '../../../constructs/runtime';
import { summarise, type PlatformSummary } from '../../../constructs/summary/summary';
import { Tenant, type TenantProps } from '../../../constructs/tenant';
import { TensorFlowJob, type TensorFlowJobProps } from '../../../constructs/tensorflow-job';
import type { QueueingSpec } from '../../../lib/queues/spec';
import { catalog, gpuPool, tenant } from '../../builders/catalog';

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
      'GPU POOL  GPUS  GIVEN AS QUOTA  LEFT  TO WHOM',
      'gpu       32    8               24    s-mlplatform 8',
      '',
      'EXPOSED TO NOBODY: no ingress leads into the cluster.',
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

test('counts a job that is held back, or expanded, as it will run', () => {
  expect(platform({ suspend: true }).text).toBe(platform().text);
  expect(platform({ expand: 'synth' }).text).toBe(platform().text);
});

test('knows no quota for a namespace without a tenant', () => {
  const { text, problems } = platform({ metadata: { name: 'train', namespace: 'other' }, replicas: { worker: { count: 100 } } });
  expect(text).toContain('train  TensorFlowJob  other         default  worker  100   400  1600Gi  100   gpu        yes');
  expect(problems).toEqual([]);
});

describe('in a cohort', () => {
  /** The same, with a second tenant in the cohort and whatever the cohort has itself. */
  function shared(first: Partial<TenantProps>, second: Partial<TenantProps>, cohorts: QueueingSpec['cohorts'] = {}): PlatformSummary {
    const app = Testing.app();
    const chart = new Chart(app, 'platform');
    const pool = new GpuNodePool(chart, 'gpus', gpuPool());
    const base = catalog({ nodePools: { ...catalog().nodePools, gpu: pool.nodePool } });
    new PlatformCatalog(chart, 'catalog', { catalog: { ...base, queueing: { cohorts: { research: {}, ...cohorts } } } });
    const quota = { gpu: { cpu: '32', memory: '128Gi', gpus: 8 } };
    new Tenant(chart, 'first', tenant({ name: 's-first', cohortName: 'research', quota, ...first }));
    new Tenant(chart, 'second', tenant({ name: 's-second', cohortName: 'research', quota, ...second }));
    const jobs = new Chart(app, 'jobs', { namespace: 's-first' });
    new TensorFlowJob(jobs, 'train', { metadata: { name: 'train' }, framework: Runtime.TENSORFLOW_2_PYTHON_3, size: ComputeSize.GPU_SMALL, module: 'a', replicas: { worker: { count: 12 } } });
    return summarise(app);
  }
  const amounts = (gpus: number) => ({ cpu: '32', memory: '128Gi', gpus });

  test('a job fits into what its tenant may borrow', () => {
    expect(shared({}, {}).problems).toEqual([]);
  });

  test('not into what others do not lend', () => {
    expect(shared({}, { quota: { gpu: { ...amounts(8), lendingLimit: { gpus: 3 } } } }).problems).toEqual(['TensorFlowJob/train asks for 12 GPUs of pool gpu, and tenant s-first may use 11.']);
  });

  test('nor into more than it may borrow', () => {
    expect(shared({ quota: { gpu: { ...amounts(8), borrowingLimit: { gpus: 2 } } } }, {}).problems).toEqual(['TensorFlowJob/train asks for 12 GPUs of pool gpu, and tenant s-first may use 10.']);
  });

  test('a quota of the cohort, and of one above it, counts too, and both are seen as given', () => {
    const { text, problems } = shared({ quota: { gpu: amounts(4) } }, { quota: { gpu: amounts(1) } }, { research: { parentName: 'all', quota: { gpu: amounts(4) } }, all: { quota: { gpu: amounts(3) } } });
    expect(problems).toEqual([]);
    expect(text).toContain('gpu       32    12              20    s-first 4, s-second 1, cohort research 4, cohort all 3\n');
  });
});

test('tells of GPUs that are given away and not there', () => {
  const app = Testing.app();
  const chart = new Chart(app, 'platform');
  const pool = new GpuNodePool(chart, 'gpus', gpuPool());
  new PlatformCatalog(chart, 'catalog', { catalog: catalog({ nodePools: { ...catalog().nodePools, gpu: pool.nodePool } }) });
  new Tenant(chart, 'tenant', tenant({ quota: { gpu: { cpu: '32', memory: '128Gi', gpus: 33 } } }));
  expect(summarise(app).problems).toEqual(['Pool gpu has 32 GPUs, and 33 are given as quota: jobs would be admitted that find no node.']);
});

test('tells what is exposed to whom', () => {
  const app = Testing.app();
  const chart = new Chart(app, 'platform');
  new Mesh(chart, 'mesh');
  new IstioIngress(chart, 'ingress', {
    hosts: ['ds.example.com'],
    tls: { issuer: { name: 'letsencrypt' } },
    jwt: { issuer: 'https://login.example.com', audiences: ['ds'] },
    platformNamespaces: ['monitoring'],
    routes: [{ name: 'grafana', host: 'ds.example.com', path: '/grafana', namespace: 'monitoring', service: 'grafana', port: 80, groups: ['platform'], users: ['ada'] }],
  });
  expect(summarise(app).text).toContain(
    ['EXPOSED AT                      SERVICE                TO WHOM', 'https://ds.example.com/grafana  monitoring/grafana:80  group platform, user ada', ''].join('\n'),
  );
});
