import { Testing } from 'cdk8s';
import { PlatformCatalog } from '../../constructs/catalog';
import { ComputeSize } from '../../constructs/compute-size';
import { PythonJob } from '../../constructs/python-job';
import { Runtime } from '../../constructs/runtime';
import { TensorFlowJob } from '../../constructs/tensorflow-job';
import { DEFAULT_CATALOG } from '../../lib/catalog/default';
import { catalog } from '../builders/catalog';
import { chart } from '../builders/charts';

const OWN_RUNTIME = Runtime.custom({ name: 'news-3', image: 'registry.example.com/news:3', language: 'python', framework: 'tensorflow', version: '3' });
const OWN_SIZE = ComputeSize.custom({ name: 'CpuHuge', cpu: '64', memory: '512Gi', nodePool: 'cpu' });

test('every runtime and size with a name of its own is in the catalog that a platform starts with', () => {
  const names = (type: object): string[] => Object.values(type).flatMap((value: unknown) => (value instanceof Runtime || value instanceof ComputeSize ? [value.name] : []));
  expect(names(Runtime)).toEqual(Object.keys(DEFAULT_CATALOG.runtimes));
  expect(names(ComputeSize)).toEqual(Object.keys(DEFAULT_CATALOG.sizes));
});

describe('runtimes and sizes of your own', () => {
  test('stand beside those of the catalog', () => {
    const made = new PlatformCatalog(chart(), 'catalog', { runtimes: [OWN_RUNTIME], sizes: [OWN_SIZE] });
    expect(made.catalog).toEqual({
      ...DEFAULT_CATALOG,
      runtimes: { ...DEFAULT_CATALOG.runtimes, 'news-3': { image: 'registry.example.com/news:3', language: 'python', framework: 'tensorflow', version: '3' } },
      sizes: { ...DEFAULT_CATALOG.sizes, CpuHuge: { cpu: '64', memory: '512Gi', nodePool: 'cpu' } },
    });
  });

  test('are in the ConfigMap that the operator reads', () => {
    const platform = chart();
    new PlatformCatalog(platform, 'catalog', { catalog: catalog(), runtimes: [OWN_RUNTIME], sizes: [OWN_SIZE] });
    const [configMap] = Testing.synth(platform) as { data: Record<string, string> }[];
    expect(configMap?.data).toMatchObject({ runtimes: 'news-3,python-3,tensorflow-2-python-3', sizes: 'CpuHuge,CpuSmall,GpuSmall' });
    expect(JSON.parse(configMap?.data['catalog.json'] ?? '')).toMatchObject({ runtimes: { 'news-3': OWN_RUNTIME.spec } });
  });

  test('take the place of those of the same name', () => {
    const python = Runtime.custom({ name: 'python-3', image: 'registry.example.com/python:3', language: 'python', version: '3' });
    expect(new PlatformCatalog(chart(), 'catalog', { runtimes: [python] }).catalog.runtimes['python-3']?.image).toBe('registry.example.com/python:3');
  });

  test("may be the platform's, for a catalog that lacks them", () => {
    const made = new PlatformCatalog(chart(), 'catalog', { catalog: catalog(), runtimes: [Runtime.PYTORCH_2_PYTHON_3], sizes: [ComputeSize.CPU_LARGE] });
    expect(made.catalog.runtimes['pytorch-2-python-3']).toEqual(DEFAULT_CATALOG.runtimes['pytorch-2-python-3']);
    expect(made.catalog.sizes.CpuLarge).toEqual(DEFAULT_CATALOG.sizes.CpuLarge);
  });

  test('leave the catalog that is given as it was', () => {
    const given = catalog();
    new PlatformCatalog(chart(), 'catalog', { catalog: given, sizes: [OWN_SIZE] });
    expect(given).toEqual(catalog());
  });

  test('are checked with all the rest', () => {
    const size = ComputeSize.custom({ name: 'Cpu Huge', cpu: 'many', memory: '1Gi', nodePool: 'cpus' });
    expect(() => new PlatformCatalog(chart(), 'catalog', { sizes: [size] })).toThrow(
      'Catalog/ds-catalog: 3 errors\n' +
        '  sizes.Cpu Huge: not a name of a size (given "Cpu Huge"). Allowed: at most 63 letters, digits, "-" and ".", with a letter or digit at both ends. Rename it.\n' +
        '  sizes.Cpu Huge.cpu: not a Kubernetes quantity (given "many"). Allowed: quantities from 1m. Write it like "4".\n' +
        '  sizes.Cpu Huge.nodePool: not a node pool of the catalog (given "cpus"). Allowed: cpu, gpu. Did you mean cpu or gpu?',
    );
  });
});

describe('a job', () => {
  test('runs in a runtime and with a size of your own that the catalog was given', () => {
    const platform = chart();
    new PlatformCatalog(platform, 'catalog', { runtimes: [OWN_RUNTIME], sizes: [OWN_SIZE] });
    const job = new PythonJob(platform, 'job', { framework: OWN_RUNTIME, size: OWN_SIZE, module: 'a' });
    expect(job.manifest.spec).toEqual({ framework: 'news-3', size: 'CpuHuge', module: 'a' });
    expect(job.catalog.runtimes).toHaveProperty('news-3');
  });

  const MISSING = 'missing in the catalog (given "NAME", which is your own). Allowed: what the catalog offers. Give it to PlatformCatalog too, in `LIST`.';
  const missing = (path: string, name: string, list: string): string => `  ${path}: ${MISSING.replace('NAME', name).replace('LIST', list)}`;

  test('is told where to give them, where the catalog lacks them', () => {
    expect(() => new PythonJob(chart(), 'job', { metadata: { name: 'job' }, framework: OWN_RUNTIME, size: OWN_SIZE, module: 'a' })).toThrow(
      `PythonJob/job: 2 errors\n${missing('spec.framework', 'news-3', 'runtimes')}\n${missing('spec.size', 'CpuHuge', 'sizes')}`,
    );
  });

  test('is told so of the sizes of its parts', () => {
    const replicas = { worker: { size: OWN_SIZE }, ps: { size: ComputeSize.CPU_SMALL } };
    expect(() => new TensorFlowJob(chart(), 'job', { metadata: { name: 'job' }, framework: Runtime.TENSORFLOW_2_PYTHON_3, size: ComputeSize.GPU_SMALL, module: 'a', replicas })).toThrow(
      `TensorFlowJob/job: 1 error\n${missing('spec.replicas.worker.size', 'CpuHuge', 'sizes')}`,
    );
  });

  test('is told what there is, where the catalog lacks one of the platform\'s', () => {
    const platform = chart();
    new PlatformCatalog(platform, 'catalog', { catalog: catalog() });
    expect(() => new PythonJob(platform, 'job', { metadata: { name: 'job' }, framework: Runtime.PYTHON_3, size: ComputeSize.CPU_LARGE, module: 'a' })).toThrow(
      "PythonJob/job: 1 error\n  spec.size: unknown size (given \"CpuLarge\"). Allowed: GpuSmall, CpuSmall. Use one of them, or ask the platform's owners to add it to the catalog.",
    );
  });
});
