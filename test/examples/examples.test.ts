import { type App, Testing } from 'cdk8s';
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { examplePlatform } from '../../examples/platform';
import { DEFAULT_CATALOG } from '../../lib/catalog/default';
import { compileJob, type Job, validateJob } from '../../lib/jobs/job';
import type { KubeObject } from '../../lib/k8s/object';
import { parseYaml } from '../../lib/yaml/read';
import { mainOf } from '../builders/jobs';
import { programOf, variablesOf } from '../builders/kubelet';

const ROOT = path.resolve(__dirname, '../..');
const EXAMPLES = path.join(ROOT, 'examples');

/** The manifest of the talk "Machine Learning @ Bloomberg: Building on Kubernetes" (GTC 2019, S9810), as it was printed. */
const PRINTED = `\
apiVersion: ds.bloomberg.com/v1
kind: TensorFlowJob
metadata:
  name: tf-test
  annotations:
    ai.bloomberg.com/project: foo
    ai.bloomberg.com/experiment: abcde
spec:
  framework: tensorflow-1.13-python-3
  identities:
    - hadoop:
      id: davideis
  pipPackages: [ai.bloomberg.com.myteam.gpu_tftraining, numpy]
  module: gpu_tftraining
  size: GpuLarge
  args:
    --data-dir hdfs://CLUSTER/projects/news/news_index
    --output-dir hdfs://CLUSTER/users/deis/fancy_model
`;

describe("the talk's manifest", () => {
  const job = parseYaml(PRINTED, 'the talk')[0] as unknown as Job;

  test('is in the examples, character for character', () => {
    expect(fs.readFileSync(path.join(EXAMPLES, 'tf-test.yaml'), 'utf8')).toBe(PRINTED);
  });

  test('runs what it says, as whom it says', () => {
    expect(validateJob(job, DEFAULT_CATALOG)).toEqual([]);
    const main = mainOf(job);
    expect(programOf(main).slice(1)).toEqual([
      '-m',
      'gpu_tftraining',
      '--data-dir',
      'hdfs://CLUSTER/projects/news/news_index',
      '--output-dir',
      'hdfs://CLUSTER/users/deis/fancy_model',
    ]);
    expect(variablesOf(main)).toMatchObject({ HADOOP_USER_NAME: 'davideis', DS_PROJECT: 'foo', DS_EXPERIMENT: 'abcde' });
    expect(main.resources?.limits).toMatchObject({ 'nvidia.com/gpu': '4' });
  });
});

test('every manifest of the examples is valid', () => {
  const files = fs.readdirSync(EXAMPLES).filter((file) => file.endsWith('.yaml'));
  expect(files).toContain('tf-test.yaml');
  for (const file of files) {
    for (const job of parseYaml(fs.readFileSync(path.join(EXAMPLES, file), 'utf8'), file)) {
      expect({ file, errors: validateJob(job as unknown as Job, DEFAULT_CATALOG) }).toEqual({ file, errors: [] });
    }
  }
});

describe('the example platform', () => {
  const app: App = Testing.app();
  examplePlatform(app, DEFAULT_CATALOG);
  const objects = app.charts.flatMap((chart) => Testing.synth(chart) as KubeObject[]);

  test('has its definitions, the platform, tenants and jobs, in the order in which they are applied', () => {
    expect(app.charts.map(({ node }) => node.id)).toEqual(['definitions', 'platform', 'devices', 'mesh', 'tenants', 'monitoring', 'jobs']);
    const kinds = new Set(objects.map(({ kind }) => kind));
    for (const kind of ['CustomResourceDefinition', 'Namespace', 'ConfigMap', 'ResourceFlavor', 'Deployment', 'RoleBinding', 'ClusterQueue', 'LocalQueue', 'NodePool', 'PeerAuthentication', 'VirtualService', 'PrometheusRule', 'TensorFlowJob', 'PythonJob']) {
      expect(kinds).toContain(kind);
    }
  });

  test('has jobs that run', () => {
    const jobs = objects.filter(({ kind }) => ['TensorFlowJob', 'PythonJob'].includes(kind)) as Job[];
    expect(jobs.map(({ metadata }) => metadata.name).sort()).toEqual(['news-index', 'news-ranking', 'tf-test']);
    for (const job of jobs) {
      expect(job.metadata.namespace).toBe('s-mlplatform');
      expect(compileJob(job, DEFAULT_CATALOG)).toHaveLength(1);
    }
  });

  test('on a cluster without the other engines, leaves out what is theirs', () => {
    const small = Testing.app();
    examplePlatform(small, DEFAULT_CATALOG, []);
    expect(small.charts.map(({ node }) => node.id)).toEqual(['definitions', 'platform', 'tenants', 'jobs']);
    const groups = new Set(small.charts.flatMap((chart) => Testing.synth(chart) as KubeObject[]).map(({ apiVersion }) => apiVersion.split('/')[0]));
    expect([...groups].filter((group) => /istio|cert-manager|coreos|karpenter/.test(group ?? ''))).toEqual([]);
  });

  test('names no object twice', () => {
    const names = objects.map(({ apiVersion, kind, metadata }) => `${apiVersion}/${kind}/${metadata.namespace ?? ''}/${metadata.name}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe('the example platform as a program', () => {
  let folder = '';
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-example-'));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  async function run(name: string): Promise<{ files: Record<string, string>; stdout: string }> {
    const outdir = path.join(folder, name);
    const { DS_CATALOG: _, DS_ENGINES: __, ...env } = process.env;
    const tsx = path.join(ROOT, 'node_modules/tsx/dist/cli.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [tsx, path.join(EXAMPLES, 'platform.ts')], { cwd: folder, env: { ...env, CDK8S_OUTDIR: outdir } });
    const names = fs.readdirSync(outdir).sort();
    return { files: Object.fromEntries(names.map((file) => [file, fs.readFileSync(path.join(outdir, file), 'utf8')])), stdout: stdout.replaceAll(outdir, 'dist') };
  }

  test('writes the same bytes whenever it runs, and finds no problem', async () => {
    const [first, second] = [await run('first'), await run('second')];
    expect(Object.keys(first.files)).toEqual([
      '0000-definitions.k8s.yaml',
      '0001-platform.k8s.yaml',
      '0002-devices.k8s.yaml',
      '0003-mesh.k8s.yaml',
      '0004-tenants.k8s.yaml',
      '0005-monitoring.k8s.yaml',
      '0006-jobs.k8s.yaml',
    ]);
    expect(Object.entries(first.files).filter(([name, text]) => second.files[name] !== text).map(([name]) => name)).toEqual([]);
    expect(first.stdout).toBe(second.stdout);
    for (const table of ['LAYER', 'JOB', 'GPU POOL', 'EXPOSED AT']) expect(first.stdout).toMatch(new RegExp(`^${table} `, 'm'));
    expect(first.stdout).not.toMatch(/ no$/m);
  }, 60_000);
});
