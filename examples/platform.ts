import { App, Chart } from 'cdk8s';
import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  BatchQueueing,
  type Catalog,
  ComputeSize,
  CustomResourceDefinitions,
  DcgmExporter,
  DEFAULT_CATALOG,
  GpuNodePool,
  Identity,
  IstioIngress,
  type IstioIngressProps,
  JobFile,
  Mesh,
  Monitoring,
  notebookGateway,
  NvidiaDevicePlugin,
  Operator,
  parseYaml,
  PlatformCatalog,
  PlatformNamespace,
  PythonJob,
  Runtime,
  summarise,
  Tenant,
  TenantBudgets,
  TensorFlowJob,
} from 'ds-platform';

/** What a cluster may have beside JobSet and Kueue (`nvidia`: real GPUs with their driver); the platform uses what is there. */
const ENGINES = ['karpenter', 'nvidia', 'istio', 'prometheus'] as const;
type Engine = (typeof ENGINES)[number];

/** The catalog of a file that `DS_CATALOG` names, else the default one with a package index of our own. */
function baseCatalog(): Catalog {
  const file = process.env.DS_CATALOG;
  if (file !== undefined) return parseYaml(fs.readFileSync(file, 'utf8'), file)[0] as unknown as Catalog;
  return { ...DEFAULT_CATALOG, packageIndex: { url: 'https://pypi.example.com/simple/' } };
}

/** The engines that `DS_ENGINES` lists, else all. */
function enginesOf(cluster: string | undefined): readonly Engine[] {
  if (cluster === undefined) return ENGINES;
  const names = cluster.split(/[\s,]+/).filter((name) => name !== '' && name !== 'none');
  const unknown = names.filter((name) => !ENGINES.includes(name as Engine));
  if (unknown.length > 0) throw new Error(`DS_ENGINES: unknown (given ${unknown.join(', ')}). Allowed: none, or some of ${ENGINES.join(', ')}. Correct it.`);
  return names as Engine[];
}

/** A whole platform: definitions, node pools, the platform itself, mesh and monitoring, two tenants, and jobs written in TypeScript and in YAML. */
export function examplePlatform(app: App, base: Catalog = baseCatalog(), engines = enginesOf(process.env.DS_ENGINES)): void {
  const definitions = new Chart(app, 'definitions');
  new CustomResourceDefinitions(definitions, 'jobs');

  const platform = new Chart(app, 'platform');
  platform.addDependency(definitions);
  new PlatformNamespace(platform, 'namespace');
  const pools = [new GpuNodePool(platform, 'gpus', { name: 'gpu', provider: 'existing', nodes: 4, gpusPerNode: 8, ...base.nodePools.gpu })];
  if (engines.includes('karpenter')) pools.push(elasticPool(platform));
  const nodePools = pools.reduce((all, pool) => ({ ...all, ...pool.nodePools }), base.nodePools);
  const doors = engines.includes('istio') && { notebookGateway: notebookGateway(INGRESS, {}) };
  new PlatformCatalog(platform, 'catalog', { catalog: { ...base, nodePools, queueing: { cohorts: { research: {} } }, ...doors } });
  new BatchQueueing(platform, 'queueing');
  new Operator(platform, 'operator', { metricsNamespace: 'monitoring' });

  if (engines.includes('nvidia')) devices(app, platform, pools);
  const ingress = engines.includes('istio') ? mesh(app, platform) : undefined;
  const tenants = exampleTenants(app, pools.slice(1));
  // A route belongs into the tenant's namespace, which must be there.
  ingress?.addRoute(
    { name: 'model-cards', host: 'ds.example.com', path: '/model-cards', tenant: 's-mlplatform', service: 'model-cards', port: 80, targetPort: 8080, pods: { app: 'model-cards' }, groups: ['ml-platform-scientists'] },
    tenants,
  );
  if (engines.includes('prometheus')) monitoring(app, tenants);
  exampleJobs(app, tenants, base);
}

/** Nodes that Karpenter starts when there are jobs for them. They are cheap, and may be taken away: only jobs that say `spot: true` run on them. */
function elasticPool(scope: Chart): GpuNodePool {
  return new GpuNodePool(scope, 'elastic', {
    name: 'gpu-elastic',
    provider: 'karpenter',
    capacityType: 'spot',
    gpusPerNode: 8,
    maxSize: 8,
    karpenter: {
      instanceTypes: ['p4d.24xlarge'],
      nodeClass: { amiAlias: 'al2023@v20260819', role: 'ds-platform-nodes', subnetTags: { 'karpenter.sh/discovery': 'ds' }, securityGroupTags: { 'karpenter.sh/discovery': 'ds' } },
    },
  });
}

/** What hands out the GPUs of the nodes, and what measures them. */
function devices(app: App, platform: Chart, pools: readonly GpuNodePool[]): void {
  const chart = new Chart(app, 'devices');
  chart.addDependency(platform);
  new NvidiaDevicePlugin(chart, 'plugin', { pools });
  new DcgmExporter(chart, 'metrics', { pools, metricsNamespace: 'monitoring' });
}

/** The one way in: for people whose token names a group that a route lets through, and for each to the notebooks that name them. */
const INGRESS: IstioIngressProps = {
  hosts: ['ds.example.com'],
  tls: { issuer: { name: 'letsencrypt' } },
  jwt: { issuer: 'https://login.example.com', audiences: ['ds-platform'], userClaim: 'email' },
  notebooks: { domain: 'notebooks.example.com' },
  platformNamespaces: ['monitoring'],
  routes: [{ name: 'dashboards', host: 'ds.example.com', path: '/dashboards', namespace: 'monitoring', service: 'kube-prometheus-stack-grafana', port: 80, groups: ['ml-platform-owners', 'news-owners'] }],
};

/** Mutual TLS everywhere, and the way in. */
function mesh(app: App, before: Chart): IstioIngress {
  const chart = new Chart(app, 'mesh');
  chart.addDependency(before);
  new Mesh(chart, 'mesh');
  return new IstioIngress(chart, 'ingress', INGRESS);
}

/** Two teams that lend each other what they do not use. */
function exampleTenants(app: App, elastic: readonly GpuNodePool[]): Chart {
  const chart = new Chart(app, 'tenants');
  chart.addDependency(...app.charts.filter((other) => other !== chart));
  const spot = Object.fromEntries(elastic.map(({ name }) => [name, { cpu: '384', memory: '4Ti', gpus: 32 }]));
  new Tenant(chart, 'mlplatform', {
    name: 's-mlplatform',
    owners: ['ml-platform-owners'],
    submitters: ['ml-platform-scientists'],
    cohortName: 'research',
    quota: { cpu: { cpu: '64', memory: '256Gi' }, gpu: { cpu: '256', memory: '1Ti', gpus: 16 }, ...spot },
    identities: ['davideis'],
    budget: { gpuHoursPerMonth: 6000 },
    egress: [{ name: 'package-index', cidr: '192.0.2.10/32', ports: [{ port: 443 }] }],
  });
  new Tenant(chart, 'news', {
    name: 's-news',
    owners: ['news-owners'],
    cohortName: 'research',
    quota: { cpu: { cpu: '16', memory: '64Gi' }, gpu: { cpu: '64', memory: '256Gi', gpus: 8, lendingLimit: { gpus: 6 } } },
    budget: { gpuHoursPerMonth: 2000 },
  });
  return chart;
}

/** Metrics, alerts and dashboards; and an alert when a team has used up its month. */
function monitoring(app: App, tenants: Chart): void {
  const chart = new Chart(app, 'monitoring');
  chart.addDependency(tenants);
  new Monitoring(chart, 'monitoring');
  new TenantBudgets(chart, 'budgets', { tenants: tenants.node.findAll().filter((construct) => construct instanceof Tenant).map(({ spec }) => spec) });
}

function exampleJobs(app: App, tenants: Chart, { runtimes }: Catalog): void {
  const jobs = new Chart(app, 'jobs', { namespace: 's-mlplatform' });
  jobs.addDependency(tenants);
  new JobFile(jobs, 'tf-test', { file: path.join(__dirname, 'tf-test.yaml') });
  new TensorFlowJob(jobs, 'news-ranking', {
    metadata: { name: 'news-ranking' },
    project: 'news',
    experiment: 'ranking',
    framework: Runtime.TENSORFLOW_2_PYTHON_3.name in runtimes ? Runtime.TENSORFLOW_2_PYTHON_3 : Runtime.TENSORFLOW_1_13_PYTHON_3,
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
