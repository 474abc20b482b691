import { App, Chart } from 'cdk8s';
import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  BatchQueueing,
  type Catalog,
  ComputeSize,
  CustomResourceDefinitions,
  DEFAULT_CATALOG,
  GpuNodePool,
  Identity,
  JobFile,
  Operator,
  parseYaml,
  PlatformCatalog,
  PlatformNamespace,
  PythonJob,
  Runtime,
  summarise,
  Tenant,
  TensorFlowJob,
} from 'ds-platform';

/** The catalog of a file that `DS_CATALOG` names, else the default one with a package index of our own. */
function baseCatalog(): Catalog {
  const file = process.env.DS_CATALOG;
  if (file !== undefined) return parseYaml(fs.readFileSync(file, 'utf8'), file)[0] as unknown as Catalog;
  return { ...DEFAULT_CATALOG, packageIndex: { url: 'https://pypi.example.com/simple/' } };
}

/** A whole platform: definitions, the platform itself, one tenant, and jobs written in TypeScript and in YAML. */
export function examplePlatform(app: App, base: Catalog = baseCatalog()): void {
  const definitions = new Chart(app, 'definitions');
  new CustomResourceDefinitions(definitions, 'jobs');

  const platform = new Chart(app, 'platform');
  platform.addDependency(definitions);
  new PlatformNamespace(platform, 'namespace');
  const gpus = new GpuNodePool(platform, 'gpus', { name: 'gpu', provider: 'existing', nodes: 4, gpusPerNode: 8, ...base.nodePools.gpu });
  const catalog = { ...base, nodePools: { ...base.nodePools, [gpus.name]: gpus.nodePool } };
  new PlatformCatalog(platform, 'catalog', { catalog });
  new BatchQueueing(platform, 'queueing');
  new Operator(platform, 'operator');

  const tenants = new Chart(app, 'tenants');
  tenants.addDependency(platform);
  const tenant = new Tenant(tenants, 'mlplatform', {
    name: 's-mlplatform',
    owners: ['ml-platform-owners'],
    submitters: ['ml-platform-scientists'],
    quota: {
      cpu: { cpu: '64', memory: '256Gi' },
      [gpus.name]: { cpu: '256', memory: '1Ti', gpus: 16 },
    },
    egress: [{ name: 'package-index', cidr: '192.0.2.10/32', ports: [{ port: 443 }] }],
  });

  const jobs = new Chart(app, 'jobs', { namespace: tenant.namespace });
  jobs.addDependency(tenants);
  new JobFile(jobs, 'tf-test', { file: path.join(__dirname, 'tf-test.yaml') });
  new TensorFlowJob(jobs, 'news-ranking', {
    metadata: { name: 'news-ranking' },
    project: 'news',
    experiment: 'ranking',
    framework: Runtime.TENSORFLOW_2_PYTHON_3,
    size: ComputeSize.GPU_SMALL,
    identities: [Identity.hadoop('davideis')],
    module: 'news.ranking.train',
    replicas: { chief: {}, worker: { count: 2 }, ps: { count: 1, size: ComputeSize.CPU_SMALL } },
    args: ['--epochs', '3'],
  });
  new PythonJob(jobs, 'news-index', {
    metadata: { name: 'news-index' },
    project: 'news',
    framework: Runtime.PYTHON_3,
    size: ComputeSize.CPU_SMALL,
    script: 'import os\nprint("shard", os.environ["DS_REPLICA_INDEX"], "of", os.environ["DS_REPLICA_COUNT"])\n',
    parallelism: 4,
  });
}

if (require.main === module) {
  const app = new App();
  examplePlatform(app);
  app.synth();
  const { text, problems } = summarise(app);
  process.stdout.write(`${text}\nWritten to ${app.outdir}/. Apply it in the order of the file names.\n`);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
