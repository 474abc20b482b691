import { App, Chart } from 'cdk8s';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { BatchQueueing, DcgmExporter, GpuNodePool, GpuOperator, NvidiaDevicePlugin, PlatformCatalog } from '../../../constructs';
import { compileClaimTemplates } from '../../../lib/nodes/claims';
import { toYaml, type KubeObject } from '../../../lib';
import { engineCrds } from '../../../sandbox/engines/manifests';
import { KUBERNETES_VERSIONS } from '../../../sandbox/plan';
import { Sandbox } from '../../../sandbox/sandbox';
import { catalog as catalogOf } from '../../builders/catalog';
import { poolMatrix } from '../../builders/pool-matrix';
import { established } from '../support/definitions';

/** Where the definitions of other projects are; they are none of ours. Without the folder there are Kueue's, and Kubernetes' own kinds. */
const FOLDER = process.env.DS_UPSTREAM_CRDS;
const PROJECTS = ['karpenter-1.14.0', 'karpenter-aws', 'cluster-api-1', 'gpu-operator-26', 'kueue-0.19.2', 'prometheus-operator-0.86.1'];

/** Kinds that are there in any case, and those that the folder brings, as kubectl names them. */
const KINDS = ['deviceclass.resource.k8s.io', 'resourceclaimtemplate.resource.k8s.io', 'resourceflavor.kueue.x-k8s.io', 'topology.kueue.x-k8s.io', 'daemonset.apps'];
const MORE_KINDS = ['nodepool.karpenter.sh', 'nodeoverlay.karpenter.sh', 'ec2nodeclass.karpenter.k8s.aws', 'machinedeployment.cluster.x-k8s.io', 'machinepool.cluster.x-k8s.io', 'clusterpolicy.nvidia.com', 'servicemonitor.monitoring.coreos.com'];

/** Whether the API server is told of an object's kind. */
function known({ apiVersion }: KubeObject): boolean {
  const [group = '', version] = apiVersion.split('/');
  return FOLDER !== undefined || version === undefined || !group.includes('.') || group.endsWith('.k8s.io') || group === 'kueue.x-k8s.io';
}

/** Every definition of a project, one YAML stream. */
function definitions(project: string): string {
  const folder = path.join(FOLDER ?? '', project);
  return fs.readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort().map((name) => fs.readFileSync(path.join(folder, name), 'utf8')).join('\n---\n');
}

/** Pools in every combination, and who hands out their GPUs: two trees, since there is one of them in a tree. */
function manifests(): { yaml: string; pools: number } {
  const specs = poolMatrix();
  const entries = Object.assign({}, ...specs.map((spec) => new GpuNodePool(new Chart(new App(), spec.name), 'pool', spec).nodePools));
  // A queue counts what its tenant uses; a catalog is checked for more pools than one tenant may name.
  const sizes = Object.fromEntries(Object.keys(entries).map((name) => [`Size-${name}`, { cpu: '1', memory: '1Gi', gpus: 1, nodePool: name }]));
  const catalog = catalogOf({ sizes, nodePools: entries });
  const render = (install: (chart: Chart, pools: GpuNodePool[]) => void): string => {
    const app = new App();
    const chart = new Chart(app, 'nodes');
    new PlatformCatalog(chart, 'catalog', { catalog });
    install(chart, specs.map((spec) => new GpuNodePool(chart, spec.name, spec)));
    return toYaml((chart.toJson() as KubeObject[]).filter((object) => known(object) && (object.kind !== 'ConfigMap' || object.metadata.name !== 'ds-catalog')));
  };
  const plugin = render((chart, pools) => {
    new BatchQueueing(chart, 'queueing');
    new NvidiaDevicePlugin(chart, 'plugin', { pools });
    new DcgmExporter(chart, 'dcgm', { pools, metricsNamespace: 'monitoring', serviceMonitor: true, profiling: true });
  });
  const operator = render((chart, pools) => new GpuOperator(chart, 'operator', { pools: pools.filter(({ spec }) => spec.dra === undefined && spec.sharing?.mig?.strategy !== 'single') }));
  const claims = toYaml(compileClaimTemplates('default', Object.keys(entries), catalog));
  return { yaml: [plugin, operator, claims].join('\n---\n'), pools: specs.length };
}

describe.each(KUBERNETES_VERSIONS)('Kubernetes %s', (kubernetes) => {
  let server: Sandbox;
  const apply = (yaml: string, ...options: string[]) => server.kubectl(['apply', '--server-side', '--force-conflicts', ...options, '-f', '-'], yaml);

  beforeAll(async () => {
    server = await Sandbox.up({ name: `nodes-${kubernetes.replace('.', '-')}-${process.pid}`, node: 'none', kubernetes, engines: [], simulatedNodes: 0 });
    for (const yaml of FOLDER === undefined ? [await engineCrds(['kueue'])] : PROJECTS.map(definitions)) await apply(yaml);
    await established(server);
    await server.kubectl(['create', 'namespace', 'clusters']);
    await server.kubectl(['create', 'namespace', 'ds-platform']);
  }, 600_000);

  afterAll(() => server.down(), 60_000);

  test('accepts pools of every provider with every way of sharing and claiming, and what hands out their GPUs', async () => {
    const { yaml, pools } = manifests();
    expect(pools).toBe(65);
    const said = (await apply(yaml, '--validate=strict')).trim().split('\n');
    expect(said.filter((line) => !line.endsWith(' serverside-applied'))).toEqual([]);
    const kinds = new Set(said.map((line) => line.split('/')[0]));
    const expected = [...KINDS, ...(FOLDER === undefined ? [] : MORE_KINDS)];
    expect(expected.filter((kind) => !kinds.has(kind))).toEqual([]);
    // Applied again, nothing changes: no field is written in another form than the API server's own.
    const generations = () => server.kubectl(['get', expected.join(','), '-A', '-o', 'jsonpath={range .items[*]}{.kind}/{.metadata.name}/{.metadata.generation} {end}']);
    const before = await generations();
    await apply(yaml, '--validate=strict');
    expect(await generations()).toBe(before);
  }, 300_000);
});
