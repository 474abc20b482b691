import fc from 'fast-check';
import { DEFAULT_CATALOG } from '../../../../lib/catalog/default';
import type { Catalog } from '../../../../lib/catalog/spec';
import type { Identity } from '../../../../lib/jobs/common/spec';
import { compileJob, validateJob } from '../../../../lib/jobs/job';
import { texts } from '../../../builders/errors';
import { environmentOf, jobSetOf, mainOf, podOf, pythonJob, templateOf, tensorFlowJob } from '../../../builders/jobs';
import { programOf, variablesOf, wordsOf } from '../../../builders/kubelet';

const withCatalog = (parts: Partial<Catalog>): Catalog => ({ ...DEFAULT_CATALOG, ...parts });
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('the pod', () => {
  test('runs as a user who is not root, owns its volumes, and has no token', () => {
    expect(podOf(pythonJob())).toMatchObject({
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001, seccompProfile: { type: 'RuntimeDefault' } },
    });
  });

  test('can write where programs expect it, and only there', () => {
    const { volumes, containers } = podOf(pythonJob());
    expect(containers[0]?.volumeMounts).toEqual([
      { name: 'home', mountPath: '/home/ds' },
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'shm', mountPath: '/dev/shm' },
    ]);
    expect(volumes).toEqual([
      { name: 'home', emptyDir: { sizeLimit: '100Gi' } },
      { name: 'tmp', emptyDir: { sizeLimit: '100Gi' } },
      { name: 'shm', emptyDir: { medium: 'Memory' } },
    ]);
    expect(containers[0]).toMatchObject({ workingDir: '/home/ds', securityContext: { readOnlyRootFilesystem: true } });
  });

  test('is labelled with its job, its part and its size, and is off the mesh', () => {
    const { labels, annotations } = templateOf(jobSetOf(tensorFlowJob())).metadata ?? {};
    expect(labels).toEqual({
      'app.kubernetes.io/managed-by': 'ds-platform',
      'ds.bloomberg.com/job-kind': 'TensorFlowJob',
      'ds.bloomberg.com/job-name': 'news',
      'ds.bloomberg.com/role': 'worker',
      'ds.bloomberg.com/size': 'GpuSmall',
      'sidecar.istio.io/inject': 'false',
    });
    expect(annotations).toBeUndefined();
  });

  test.each([
    ['CpuSmall', { cpu: '1', memory: '4Gi' }, 'cpu'],
    ['GpuLarge', { cpu: '32', memory: '128Gi', 'nvidia.com/gpu': '4' }, 'gpu'],
  ])('of size %s may use what it asks for', (size, amounts, pool) => {
    expect(mainOf(pythonJob({ size })).resources).toEqual({ requests: amounts, limits: amounts });
    expect(podOf(pythonJob({ size })).nodeSelector).toEqual({ 'ds.bloomberg.com/node-pool': pool });
  });

  test('asks for the GPUs under the name that its pool gives them', () => {
    const gpu = { ...DEFAULT_CATALOG.nodePools.gpu, gpuResource: 'nvidia.com/mig-1g.10gb' };
    const amounts = { cpu: '4', memory: '16Gi', 'nvidia.com/mig-1g.10gb': '1' };
    const main = mainOf(pythonJob({ size: 'GpuSmall' }), withCatalog({ nodePools: { ...DEFAULT_CATALOG.nodePools, gpu } }));
    expect(main.resources).toEqual({ requests: amounts, limits: amounts });
  });

  test('is placed near the others where its pool has a topology', () => {
    const annotationsWith = (parts: object): object | undefined => {
      const nodePools = { ...DEFAULT_CATALOG.nodePools, cpu: { ...DEFAULT_CATALOG.nodePools.cpu, ...parts } };
      return templateOf(jobSetOf(pythonJob(), withCatalog({ nodePools }))).metadata?.annotations;
    };
    expect(annotationsWith({})).toBeUndefined();
    expect(annotationsWith({ topologyName: 'racks', topologyLevels: ['block', 'rack'] })).toEqual({ 'kueue.x-k8s.io/podset-preferred-topology': 'rack' });
    expect(annotationsWith({ topologyName: 'hosts' })).toEqual({ 'kueue.x-k8s.io/podset-preferred-topology': 'kubernetes.io/hostname' });
  });

  test('is bound to no nodes where its pool has no labels', () => {
    expect(podOf(pythonJob(), withCatalog({ nodePools: { cpu: {}, gpu: {} } }))).not.toHaveProperty('nodeSelector');
  });

  test("uses the runtime's image and launcher", () => {
    const runtimes = { mine: { image: 'registry.example.com/mine:1', language: 'python' as const, version: '3', command: '/opt/bin/python' } };
    const main = mainOf(pythonJob({ framework: 'mine' }), withCatalog({ runtimes }));
    expect([main.command?.[0], programOf(main)[0]]).toEqual(['/opt/bin/python', '/opt/bin/python']);
    expect(main).toMatchObject({ image: 'registry.example.com/mine:1', imagePullPolicy: 'IfNotPresent', terminationMessagePolicy: 'FallbackToLogsOnError' });
  });

  test('there is none while the job is held back', () => {
    expect(compileJob(pythonJob({ suspend: true }), DEFAULT_CATALOG)).toEqual([]);
    expect(compileJob(pythonJob({ suspend: false }), DEFAULT_CATALOG)).toHaveLength(1);
  });
});

describe('packages', () => {
  const index = { url: 'https://pypi.example.com/$(HOME)/simple/', extraUrls: ['https://a.example.com/', 'https://b.example.com/'], trustedHosts: ['a.example.com', 'b.example.com'] };

  test('are installed before the job starts, on the same image', () => {
    const job = pythonJob({ pipPackages: ['numpy>=2', 'six'] });
    const environment = environmentOf(job);
    const main = mainOf(job);
    expect(environment?.image).toBe(main.image);
    expect(environment?.securityContext).toEqual(main.securityContext);
    expect(wordsOf(environment ?? { name: '' }).slice(-1)).toEqual(['/opt/ds/environment']);
    expect(variablesOf(environment ?? {})).toEqual({ HOME: '/home/ds', DS_REQUIREMENTS: 'numpy>=2\nsix' });
    expect([main.command?.[0], programOf(main)[0]]).toEqual(['/opt/ds/environment/bin/python', '/opt/ds/environment/bin/python']);
    expect(main.volumeMounts).toContainEqual({ name: 'environment', mountPath: '/opt/ds/environment' });
  });

  test('use no GPUs while they are installed', () => {
    expect(environmentOf(pythonJob({ size: 'GpuSmall', pipPackages: ['six'] }))?.resources).toEqual({ requests: { cpu: '4', memory: '16Gi' }, limits: { cpu: '4', memory: '16Gi' } });
  });

  test.each([[undefined], [[]]])('%j: nothing is installed', (pipPackages) => {
    const job = pythonJob({ pipPackages });
    expect(environmentOf(job)).toBeUndefined();
    expect(programOf(mainOf(job))[0]).toBe('python3');
    expect(podOf(job).volumes?.map(({ name }) => name)).not.toContain('environment');
  });

  test('come from the index of the catalog', () => {
    const environment = environmentOf(pythonJob({ pipPackages: ['six'] }), withCatalog({ packageIndex: index }));
    expect(variablesOf(environment ?? {})).toMatchObject({
      PIP_INDEX_URL: 'https://pypi.example.com/$(HOME)/simple/',
      PIP_EXTRA_INDEX_URL: 'https://a.example.com/ https://b.example.com/',
      PIP_TRUSTED_HOST: 'a.example.com b.example.com',
    });
  });

  test('come from one index alone where there are no others', () => {
    const environment = environmentOf(pythonJob({ pipPackages: ['six'] }), withCatalog({ packageIndex: { url: 'https://pypi.example.com/', extraUrls: [] } }));
    expect(Object.keys(variablesOf(environment ?? {})).filter((name) => name.startsWith('PIP_'))).toEqual(['PIP_INDEX_URL']);
  });
});

describe('a lock', () => {
  const packages = [`six==1.17.0 --hash=${DIGEST}`];

  test('gives the image and the packages, whose hashes are checked', () => {
    const job = pythonJob({ pipPackages: ['six', 'numpy'], lock: { image: `docker.io/library/python@${DIGEST}`, packages } });
    expect(mainOf(job).image).toBe(`docker.io/library/python@${DIGEST}`);
    expect(environmentOf(job)?.image).toBe(`docker.io/library/python@${DIGEST}`);
    expect(variablesOf(environmentOf(job) ?? {})).toMatchObject({ DS_REQUIREMENTS: packages[0], DS_REQUIRE_HASHES: '1' });
  });

  test('of the image alone leaves the packages as they were', () => {
    const job = pythonJob({ pipPackages: ['six'], lock: { image: `python@${DIGEST}` } });
    expect(variablesOf(environmentOf(job) ?? {})).toEqual({ HOME: '/home/ds', DS_REQUIREMENTS: 'six' });
  });

  test('of no packages installs none', () => {
    expect(environmentOf(pythonJob({ pipPackages: ['six'], lock: { packages: [] } }))).toBeUndefined();
  });

  test('is pulled from the mirror too', () => {
    expect(mainOf(pythonJob({ lock: { image: `docker.io/library/python@${DIGEST}` } }), withCatalog({ registryMirror: 'mirror.example.com' })).image).toBe(`mirror.example.com/library/python@${DIGEST}`);
  });
});

describe('identities', () => {
  const objects = (identities: Identity[]): object[] => compileJob(pythonJob({ identities }), DEFAULT_CATALOG);

  test('give the same objects however they are spelled', () => {
    const expected = objects([{ hadoop: { id: 'davideis' } }]);
    expect(objects([{ hadoop: null, id: 'davideis' }])).toEqual(expected);
    expect(objects([{ id: 'davideis' }])).toEqual(expected);
    expect(variablesOf(mainOf(pythonJob({ identities: [{ id: 'davideis' }] })))).toMatchObject({ HADOOP_USER_NAME: 'davideis' });
  });

  test('nobody is acted as unless told', () => {
    expect(variablesOf(mainOf(pythonJob()))).not.toHaveProperty('HADOOP_USER_NAME');
    expect(variablesOf(mainOf(pythonJob({ identities: [] })))).not.toHaveProperty('HADOOP_USER_NAME');
  });

  test('only one can be acted as', () => {
    expect(texts(validateJob(pythonJob({ identities: [{ id: 'a' }, { hadoop: { id: 'b' } }] }), DEFAULT_CATALOG))).toEqual([
      'spec.identities[1]: a job acts as one Hadoop user (given also "b"). Allowed: one hadoop identity. Remove the others.',
    ]);
  });

  test('none can be acted as where the platform knows no way', () => {
    expect(texts(validateJob(pythonJob({ identities: [{ id: 'a' }] }), withCatalog({ identityProviders: {} })))).toEqual([
      "spec.identities[0].hadoop: the platform has no such identity provider (given \"hadoop\"). Allowed: no identities. Remove it, or ask the platform's owners to set identityProviders.hadoop in the catalog.",
    ]);
  });
});

describe('variables', () => {
  const variables = (spec: object, metadata = {}, catalog = DEFAULT_CATALOG): Record<string, string> => variablesOf(mainOf(pythonJob(spec, metadata), catalog));
  const annotations = { 'ai.bloomberg.com/project': 'news', 'ai.bloomberg.com/experiment': 'a b' };

  test('tell the program who it is', () => {
    expect(variables({}, { annotations })).toEqual({
      HOME: '/home/ds',
      PYTHONUNBUFFERED: '1',
      DS_JOB_NAME: 'news',
      DS_JOB_KIND: 'PythonJob',
      DS_PROJECT: 'news',
      DS_EXPERIMENT: 'a b',
      DS_REPLICA_INDEX: '0',
      DS_REPLICA_COUNT: '1',
      DS_LEADER_HOST: 'news-py-main-0-0.news-py',
    });
  });

  test.each([
    [annotations, 'news/a b'],
    [{ 'ai.bloomberg.com/project': 'news' }, 'news'],
    [{ 'ai.bloomberg.com/experiment': 'a' }, 'a'],
    [undefined, undefined],
  ])("with the experiment %j MLflow's experiment is %j", (given, experiment) => {
    const found = variables({}, { annotations: given }, withCatalog({ tracking: { uri: 'http://mlflow:5000' } }));
    expect(found).toMatchObject({ MLFLOW_TRACKING_URI: 'http://mlflow:5000', MLFLOW_RUN_NAME: 'news' });
    expect(found.MLFLOW_EXPERIMENT_NAME).toBe(experiment);
  });

  test('MLflow is not spoken of where there is none', () => {
    expect(Object.keys(variables({}, { annotations })).filter((name) => name.startsWith('MLFLOW'))).toEqual([]);
  });

  test('tell where the data is, and of which version', () => {
    const datasets = [{ name: 'news-index', uri: 'hdfs://a/$(HOME)', version: '7' }, { name: 'b', uri: 's3://b' }];
    const found = Object.entries(variables({ datasets })).filter(([name]) => name.startsWith('DS_DATASET'));
    expect(Object.fromEntries(found)).toEqual({ DS_DATASET_NEWS_INDEX: 'hdfs://a/$(HOME)', DS_DATASET_NEWS_INDEX_VERSION: '7', DS_DATASET_B: 's3://b' });
  });

  test("are passed from Secrets and ConfigMaps, and a job's own are empty where nothing is given", () => {
    const env = [
      { name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
      { name: 'B', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } },
      { name: 'C' },
    ];
    const given = mainOf(pythonJob({ env })).env?.filter(({ name }) => ['A', 'B', 'C'].includes(name));
    expect(given).toEqual([env[0], env[1], { name: 'C', value: '' }]);
  });

  test('every text that people give reaches their program as they gave it', () => {
    const pieces = fc.array(fc.constantFrom('$', '$(HOME)', '$$', ')', ' ', 'a', '"', '\n', '日'), { maxLength: 6 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 4 }), pieces, (args, value) => {
        const main = mainOf(pythonJob({ args, env: [{ name: 'MINE', value }] }));
        expect(programOf(main).slice(3)).toEqual(args);
        expect(variablesOf(main).MINE).toBe(value);
      }),
    );
  });
});
