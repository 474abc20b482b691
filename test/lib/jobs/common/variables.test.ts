import fc from 'fast-check';
import type { V1Container, V1PodTemplateSpec } from '@kubernetes/client-node';
import { DEFAULT_CATALOG } from '../../../../lib/catalog/default';
import type { Catalog } from '../../../../lib/catalog/spec';
import type { Job } from '../../../../lib/jobs/kind';
import { compileJob, validateJob } from '../../../../lib/jobs/job';
import { hyperTune, jupyterNotebook, jvmJob, pythonJob, SHA256, SPARK_CATALOG, sparkJob, tensorFlowJob } from '../../../builders/jobs';
import { variablesOf } from '../../../builders/kubelet';
import { texts } from '../../../builders/errors';

const CATALOG: Catalog = {
  ...SPARK_CATALOG,
  tracking: { uri: 'http://mlflow.ds-platform.svc:5000' },
  packageIndex: { url: 'https://pypi.example.com/simple/', secretName: 'package-index' },
  identityProviders: { hadoop: { authentication: 'kerberos', kerberos: { realm: 'EXAMPLE.COM' } } },
};

const COMMON = { identities: [{ id: 'davideis' }], datasets: [{ name: 'news', uri: 'hdfs://CLUSTER/news', version: '1' }] };
const pipPackages = ['numpy'];

/** A job of each kind with as many variables of the platform as there may be. */
const JOBS: readonly Job[] = [
  pythonJob({ ...COMMON, pipPackages, completions: 4 }),
  tensorFlowJob({ ...COMMON, pipPackages, replicas: { chief: {}, worker: { count: 2 } } }),
  jvmJob({ ...COMMON, jar: 'https://jars.example.com/news.jar', sha256: SHA256 }),
  sparkJob({ ...COMMON, pipPackages, packages: ['com.example:lib:1.0'] }),
  jupyterNotebook({ ...COMMON, pipPackages }),
  hyperTune({ ...COMMON, pipPackages }),
];

function templates(value: unknown): V1PodTemplateSpec[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'containers' in ((value as V1PodTemplateSpec).spec ?? {}) ? [value as V1PodTemplateSpec] : [];
  return [...own, ...Object.values(value).flatMap(templates)];
}

/** Every container of a job's pods; those of Spark, which stand beside the template, too. */
function containersOf(job: Job): V1Container[] {
  const objects = compileJob(job, CATALOG);
  const spark = objects.flatMap(({ kind, ...object }) => (kind === 'SparkApplication' ? ['driver', 'executor'].flatMap((role) => (object as never as { spec: Record<string, { initContainers: V1Container[] }> }).spec[role]?.initContainers ?? []) : []));
  return [...spark, ...templates(objects).flatMap(({ spec }) => [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])])];
}

const mainOf = (job: Job): V1Container[] => containersOf(job).filter(({ name }) => name === 'main' || name.startsWith('spark-'));

test('the credentials of a package index are read where packages are installed, and nowhere else', () => {
  const readers = (job: Job): string[] => containersOf(job).filter(({ env = [], volumeMounts = [] }) => env.some(({ name }) => name === 'NETRC') || volumeMounts.some(({ mountPath }) => mountPath === '/opt/ds/package-index')).map(({ name }) => name);
  const installing = JOBS.filter(({ spec }) => 'pipPackages' in spec);
  expect(installing.map((job) => [job.kind, new Set(readers(job))])).toEqual(installing.map(({ kind }) => [kind, new Set(['environment'])]));
});

const byKind = JOBS.map((job): [string, Job] => [job.kind, job]);

describe.each(byKind)('the variables of a %s', (_kind, job) => {
  /** Names that the platform gives to the job's own containers, and that the job may give too. */
  const ownNames = [...new Set(mainOf(job).flatMap(({ env = [] }) => env.map(({ name }) => name)))];
  const refused = (name: string): boolean => /^DS_|^TF_CONFIG$|^HADOOP_USER_NAME$|^SPARK_USER$/.test(name);

  test('stand once in each container, the job\'s own value deciding', () => {
    const env = ownNames.filter((name) => !refused(name)).map((name) => ({ name, value: 'mine' }));
    expect(env.length).toBeGreaterThan(1);
    const own = { ...job, spec: { ...job.spec, env } };
    expect(texts(validateJob(own, CATALOG))).toEqual([]);
    for (const container of containersOf(own)) {
      const names = (container.env ?? []).map(({ name }) => name);
      expect([container.name, names]).toEqual([container.name, [...new Set(names)]]);
    }
    for (const container of mainOf(own).filter(({ env: found = [] }) => !found.some(({ name }) => name === 'DS_STUDY'))) {
      expect(variablesOf(container)).toMatchObject(Object.fromEntries(env.map(({ name, value }) => [name, value])));
    }
  });

  test('that must be the platform\'s are refused, each at its place', () => {
    const names = [...ownNames.filter(refused), 'DS_X', 'TF_CONFIG', 'HADOOP_USER_NAME', 'SPARK_USER', 'NVIDIA_VISIBLE_DEVICES', 'NVIDIA_MIG_CONFIG_DEVICES', 'CUDA_MPS_ACTIVE_THREAD_PERCENTAGE'];
    for (const name of names) {
      expect(texts(validateJob({ ...job, spec: { ...job.spec, env: [{ name, value: 'x' }] } }, CATALOG))).toEqual([expect.stringMatching(/^spec\.env\[0\]\.name: (belongs to|chooses devices)/)]);
    }
  });

  test('of the job reach what fetches its packages, and not what holds keytabs', () => {
    const own = { ...job, spec: { ...job.spec, env: [{ name: 'HTTPS_PROXY', value: 'http://proxy.example.com:3128' }, { name: 'INDEX_TOKEN', valueFrom: { secretKeyRef: { name: 'index', key: 'token' } } }] } };
    const having = containersOf(own).filter(({ env = [] }) => ['HTTPS_PROXY', 'INDEX_TOKEN'].every((name) => env.some((variable) => variable.name === name)));
    const fetching = containersOf(own).filter(({ name }) => ['environment', 'jar', 'packages'].includes(name));
    expect(fetching.length).toBeGreaterThan(0);
    expect(having).toEqual(expect.arrayContaining(fetching));
    expect(having.filter(({ name }) => ['kerberos', 'kerberos-renewal', 'datasets', 'size'].includes(name))).toEqual([]);
  });
});

test.each(['CUDA_VISIBLE_DEVICES', 'NVIDIA_DRIVER_CAPABILITIES', 'NVIDIA_TF32_OVERRIDE', 'HIP_VISIBLE_DEVICES', 'MLFLOW_RUN_NAME', 'SPARK_HOME', 'HADOOP_HOME'])('%s may be set', (name) => {
  expect(validateJob(pythonJob({ env: [{ name, value: '0' }] }), DEFAULT_CATALOG)).toEqual([]);
});

test.each(['NVIDIA_VISIBLE_DEVICES', 'DS_X', 'HADOOP_USER_NAME', 'TF_CONFIG'])('%s is refused of trials too, where the API server looks', (name) => {
  const trial = { kind: 'PythonJob', spec: { module: 'news.train', args: '${trialParameters.lr}', env: [{ name, value: 'x' }] } };
  expect(texts(validateJob(hyperTune({ trial }), DEFAULT_CATALOG))).toEqual([expect.stringContaining('spec.trial.spec.env[0].name: ')]);
});

test('Spark\'s own way to set variables of executors is left to env', () => {
  expect(texts(validateJob(sparkJob({ sparkConf: { 'spark.executorEnv.HOME': '/tmp' } }), SPARK_CATALOG))).toEqual([expect.stringContaining('spec.sparkConf')]);
});

test('two datasets whose variables would have one name are refused', () => {
  const datasets = [{ name: 'news', uri: 'file:///a', version: '1' }, { name: 'news-version', uri: 'file:///b' }];
  expect(texts(validateJob(pythonJob({ datasets }), DEFAULT_CATALOG))).toEqual([expect.stringContaining('spec.datasets: gives two datasets the same variable')]);
  expect(validateJob(pythonJob({ datasets: [{ name: 'news', uri: 'file:///a' }, { name: 'old-version', uri: 'file:///b' }] }), DEFAULT_CATALOG)).toEqual([]);
});

describe('sizes in bytes', () => {
  const LINUX = 131_072;

  test('a value is refused exactly where Linux would not start the program', () => {
    fc.assert(
      fc.property(fc.constantFrom('a', 'ä', '日', '🎉'), fc.integer({ min: 32_000, max: 32_768 }), fc.stringMatching(/^[A-Z]{1,200}$/), (letter, count, name) => {
        const value = letter.repeat(letter === '🎉' ? count - 1 : count);
        const bytes = Buffer.byteLength(`${name}=${value}`) + 1;
        const errors = validateJob(pythonJob({ env: [{ name: `V_${name}`, value }] }), DEFAULT_CATALOG);
        expect(errors.length === 0).toBe(bytes + 2 <= LINUX && [...value].length <= 32_768);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['a'.repeat(65_536), true],
    ['ä'.repeat(65_535), true],
    ['ä'.repeat(65_536), false],
    ['日'.repeat(50_000), false],
  ])('a script is measured in bytes', (script, fits) => {
    expect(texts(validateJob(pythonJob({ script }), DEFAULT_CATALOG))).toEqual(fits ? [] : [expect.stringContaining('spec.script: has too many bytes to be started (given 1')]);
  });
});
