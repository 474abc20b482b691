import { App, Chart, Duration, Testing } from 'cdk8s';
import { ComputeSize } from '../../constructs/compute-size';
import { EnvValue } from '../../constructs/env-value';
import { Identity } from '../../constructs/identity';
import { PythonJob, type PythonJobProps } from '../../constructs/python-job';
import { Runtime } from '../../constructs/runtime';
import { DEFAULT_CATALOG } from '../../lib/catalog/default';
import { PlatformError } from '../../lib/errors';
import { compileJob } from '../../lib/jobs/job';
import { chart } from '../builders/charts';

const MINIMAL: PythonJobProps = { metadata: { name: 'news' }, framework: Runtime.PYTHON_3, size: ComputeSize.CPU_SMALL, module: 'news.index' };

const DIGEST = `sha256:${'0'.repeat(64)}`;
const EVERYTHING: PythonJobProps = {
  metadata: { name: 'news', namespace: 's-news', labels: { team: 'news' }, annotations: { 'example.com/a': 'b' } },
  project: 'news',
  experiment: 'index',
  framework: Runtime.PYTHON_3,
  size: ComputeSize.CPU_MEDIUM,
  identities: [Identity.hadoop('davideis')],
  pipPackages: ['six'],
  args: ['--a', 'b c'],
  env: { PLAIN: EnvValue.fromValue('x'), TOKEN: EnvValue.fromSecret('tracking', 'token'), MODE: EnvValue.fromConfigMap('settings', 'mode') },
  datasets: [{ name: 'index', uri: 'hdfs://CLUSTER/index' }],
  queueName: 'nightly',
  priorityClass: 'high',
  suspend: false,
  activeDeadline: Duration.minutes(10),
  backoffLimit: 2,
  ttlAfterFinished: Duration.days(1),
  lock: { image: `docker.io/library/python@${DIGEST}` },
  podTemplatePatches: [{ op: 'add', path: '/metadata/labels/team', value: 'news' }],
  script: 'print(1)',
  parallelism: 2,
  completions: 4,
};

const make = (props: PythonJobProps): PythonJob => new PythonJob(chart(), 'job', props);

test('is the job as it is written in YAML', () => {
  expect(make(EVERYTHING).manifest).toEqual({
    apiVersion: 'ds.bloomberg.com/v1',
    kind: 'PythonJob',
    metadata: {
      name: 'news',
      namespace: 's-news',
      labels: { team: 'news' },
      annotations: { 'example.com/a': 'b', 'ai.bloomberg.com/project': 'news', 'ai.bloomberg.com/experiment': 'index' },
    },
    spec: {
      framework: 'python-3',
      size: 'CpuMedium',
      identities: [{ hadoop: { id: 'davideis' } }],
      pipPackages: ['six'],
      args: ['--a', 'b c'],
      env: [
        { name: 'PLAIN', value: 'x' },
        { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'tracking', key: 'token' } } },
        { name: 'MODE', valueFrom: { configMapKeyRef: { name: 'settings', key: 'mode' } } },
      ],
      datasets: [{ name: 'index', uri: 'hdfs://CLUSTER/index' }],
      queue: 'nightly',
      priority: 'high',
      suspend: false,
      activeDeadlineSeconds: 600,
      backoffLimit: 2,
      ttlSecondsAfterFinished: 86400,
      lock: { image: `docker.io/library/python@${DIGEST}` },
      podTemplatePatches: [{ op: 'add', path: '/metadata/labels/team', value: 'news' }],
      script: 'print(1)',
      parallelism: 2,
      completions: 4,
    },
  });
});

test('leaves out what is not given', () => {
  expect(make(MINIMAL).manifest).toEqual({
    apiVersion: 'ds.bloomberg.com/v1',
    kind: 'PythonJob',
    metadata: { name: 'news', namespace: 'elsewhere' },
    spec: { framework: 'python-3', size: 'CpuSmall', module: 'news.index' },
  });
});

test('keeps arguments that are one text as they are', () => {
  expect(make({ ...MINIMAL, args: '--a "b c"' }).manifest.spec.args).toBe('--a "b c"');
});

describe('what is written', () => {
  const written = (props: PythonJobProps): unknown => {
    const platform = chart();
    new PythonJob(platform, 'job', props);
    return Testing.synth(platform);
  };

  test.each([undefined, 'operator'] as const)('expand %p: the job itself', (expand) => {
    expect(written({ ...EVERYTHING, expand })).toEqual([make(EVERYTHING).manifest]);
  });

  test("expand 'synth': what the operator would make of it", () => {
    const compiled = compileJob(make(EVERYTHING).manifest, DEFAULT_CATALOG);
    expect(written({ ...EVERYTHING, expand: 'synth' })).toEqual(JSON.parse(JSON.stringify(compiled)));
    expect(compiled.map(({ kind }) => kind)).toEqual(['JobSet']);
  });

  test('is decided by the same spec', () => {
    expect(make({ ...EVERYTHING, expand: 'synth' }).manifest).toEqual(make(EVERYTHING).manifest);
  });

  test('nothing, of a job that is held back, where there is no operator', () => {
    expect(written({ ...MINIMAL, suspend: true, expand: 'synth' })).toEqual([]);
    expect(written({ ...MINIMAL, suspend: true })).toHaveLength(1);
  });

  test('can be patched as any object of cdk8s', () => {
    expect(make(MINIMAL).node.defaultChild).toMatchObject({ kind: 'PythonJob' });
  });
});

describe('its place', () => {
  test("is the chart's namespace, or its own", () => {
    expect(make(MINIMAL).manifest.metadata.namespace).toBe('elsewhere');
    expect(make({ ...MINIMAL, metadata: { namespace: 'own' } }).manifest.metadata.namespace).toBe('own');
    const without = new PythonJob(new Chart(new App(), 'chart'), 'job', MINIMAL);
    expect(without.manifest.metadata).toEqual({ name: 'news' });
  });

  test('gives it a name, where it has none', () => {
    const { metadata: _, ...unnamed } = MINIMAL;
    const { name, manifest } = new PythonJob(new Chart(new App(), 'news'), 'index', unnamed);
    expect(name).toMatch(/^news-index-[0-9a-f]+$/);
    expect(manifest.metadata.name).toBe(name);
    expect(new PythonJob(new Chart(new App(), 'news'), 'index', unnamed).name).toBe(name);
    expect(new PythonJob(new Chart(new App(), 'news'), 'other', unnamed).name).not.toBe(name);
  });

  test('gives it a name that every number of pods allows, however deep it is', () => {
    const { metadata: _, ...unnamed } = MINIMAL;
    const deep = ['a-long-name-of-a-platform', 'another-long-name', 'and-a-third-one'].reduce<Chart | App>((scope, id) => new Chart(scope, id), new App());
    const { name } = new PythonJob(deep, 'nightly-index-of-all-the-news', { ...unnamed, completions: 10000 });
    expect(name.length).toBeLessThanOrEqual(40);
    expect(name).toMatch(/^[a-z][-a-z0-9]*[a-z0-9]$/);
  });
});

describe('a job that is wrong', () => {
  test('is refused with every error', () => {
    let thrown: unknown;
    try {
      make({ ...MINIMAL, metadata: { name: 'News' }, script: 'print(1)', env: { DS_X: EnvValue.fromValue('') }, backoffLimit: -1 });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(PlatformError);
    expect(thrown).toMatchObject({
      code: 'InvalidSpec',
      subject: 'PythonJob/News',
      errors: [{ path: 'metadata.name' }, { path: 'spec.backoffLimit', reason: 'is too small (given -1). Allowed: 0 to 100. Use 0 or more.' }],
    });
  });

  test('is refused with every rule that it breaks, each with its fix', () => {
    expect(() => make({ ...MINIMAL, script: 'print(1)', env: { DS_X: EnvValue.fromValue('') } })).toThrow(
      'PythonJob/news: 2 errors\n' +
        '  spec.module: needs one program. Allowed: either module or script. Give exactly one.\n' +
        '  spec.env[0].name: belongs to the platform. Allowed: names other than TF_CONFIG and those that start with DS_. Rename the variable.',
    );
  });

  test.each(['activeDeadline', 'ttlAfterFinished'] as const)('%s of parts of a second is refused', (field) => {
    expect(() => make({ ...MINIMAL, [field]: Duration.millis(1500) })).toThrow('cannot be converted into a whole number of seconds');
  });
});
