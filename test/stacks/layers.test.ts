import { DEFAULT_CATALOG } from '../../lib/catalog/default';
import { JOB_KINDS } from '../../lib/jobs/registry';
import { readConfig } from '../../stacks/config';
import { retainMarked } from '../../stacks/components/kept';
import { deploy } from '../../stacks/deploy';
import { tenant } from '../builders/catalog';
import { karpenterPool } from '../builders/node-pools';
import { record, type Registered, type Run, type Surroundings } from './recorder';

const up = (surroundings: Surroundings): Promise<Run<object>> => record(() => deploy(readConfig()), surroundings);

const named = ({ resources }: Run<object>, name: string, type: string): Registered => {
  const found = resources.filter((resource) => resource.name === name && resource.type === type);
  if (found.length !== 1) throw new Error(`${found.length} resources of ${type}::${name}`);
  return found[0] as Registered;
};

const CHART = 'kubernetes:helm.sh/v4:Chart';
const GROUP = 'kubernetes:yaml/v2:ConfigGroup';
const NAMESPACE = 'kubernetes:core/v1:Namespace';
const CRD = 'kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition';

/** URNs as `type::name`, without the stack and the types of parents. */
const short = (urns: readonly string[]): string[] => urns.map((urn) => urn.split('::').slice(2).join('::').split('$').at(-1) as string).sort();

describe('the layer platform', () => {
  let run: Run<object>;
  beforeAll(async () => {
    run = await up({ config: { layer: 'platform' } });
  }, 30_000);

  test('is made of components', () => {
    const components = run.resources.filter(({ type }) => type.startsWith('mlplatform:')).map(({ type, name }) => `${type}::${name}`);
    expect(components.sort()).toEqual([
      'mlplatform:cdk8s:Manifests::catalog',
      'mlplatform:cdk8s:Manifests::definitions',
      'mlplatform:cdk8s:Manifests::operator',
      'mlplatform:cdk8s:Manifests::queueing',
      'mlplatform:engine:Engine::jobset',
      'mlplatform:engine:Engine::kueue',
      'mlplatform:engine:Engines::engines',
    ]);
  });

  test('installs an engine by its chart, in its namespace, after those that it needs', () => {
    const { inputs, dependencies, parent } = named(run, 'kueue', CHART);
    expect(inputs).toMatchObject({ chart: 'oci://registry.k8s.io/kueue/charts/kueue', version: '0.19.2', name: 'kueue', namespace: 'kueue-system' });
    expect(short(dependencies)).toEqual([`${NAMESPACE}::kueue-system`, `${CHART}::jobset`]);
    expect(short([parent])).toEqual(['mlplatform:engine:Engine::kueue']);
    expect(named(run, 'kueue-system', NAMESPACE).inputs).toMatchObject({ metadata: { name: 'kueue-system', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } });
  });

  test('makes objects after the engines that define or guard them', () => {
    expect(short(named(run, 'queueing', GROUP).dependencies)).toContain(`${CHART}::kueue`);
    expect(short(named(run, 'operator', GROUP).dependencies)).toEqual(expect.arrayContaining([`${GROUP}::catalog`, `${CRD}::definitions:pythonjobs.ds.bloomberg.com`]));
    expect(short(named(run, 'catalog', GROUP).dependencies)).not.toContain(`${CHART}::kueue`);
  });

  test('keeps the definitions of jobs and datasets, and nothing else', () => {
    const kept = run.resources.filter(({ protect, retainOnDelete }) => protect || retainOnDelete);
    expect(kept.map(({ name }) => name).sort()).toEqual([...JOB_KINDS.map(({ plural }) => plural), 'datasets'].map((plural) => `definitions:${plural}.ds.bloomberg.com`).sort());
    expect(kept.every(({ protect, retainOnDelete, dependencies }) => protect && retainOnDelete && dependencies.length === 0)).toBe(true);
    expect(kept.every(({ provider }) => provider.includes('::kept::'))).toBe(true);
  });

  test('retains the definitions of engines by a transform of their charts', () => {
    expect(run.resources.filter(({ type }) => type === CHART).map(({ transforms }) => transforms)).toEqual([1, 1]);
  });

  test('tells its catalog and its engines', () => {
    expect(run.result).toEqual({ catalog: DEFAULT_CATALOG, engines: { jobset: '0.12.0', kueue: '0.19.2' } });
  });

  test('a second run registers the same, to the last byte', async () => {
    expect((await up({ config: { layer: 'platform' } })).resources.map((resource) => JSON.stringify(resource)).sort()).toEqual(run.resources.map((resource) => JSON.stringify(resource)).sort());
  });
});

describe('engines', () => {
  const engines = async (platform: object): Promise<Registered[]> => (await up({ config: { layer: 'platform', platform } })).resources.filter(({ type }) => type === CHART);

  test('come from a mirror, images as well as charts', async () => {
    const charts = await engines({ registryMirror: 'registry.example.com/mirror', chartMirror: 'oci://registry.example.com/charts' });
    const kueue = charts.find(({ name }) => name === 'kueue');
    expect(kueue?.inputs).toMatchObject({
      chart: 'oci://registry.example.com/charts/kueue',
      version: '0.19.2',
      values: { controllerManager: { manager: { image: { repository: 'registry.example.com/mirror/kueue/kueue', tag: 'v0.19.2' } } } },
    });
    expect(JSON.stringify(charts.map(({ inputs }) => inputs))).not.toMatch(/registry\.k8s\.io|ghcr\.io|quay\.io/);
  });

  test('come from a folder, with values of the site over ours', async () => {
    const charts = await engines({ engines: { kueue: { chart: './charts/kueue', values: { controllerManager: { replicas: 2 } } } } });
    expect(charts.find(({ name }) => name === 'kueue')?.inputs).toMatchObject({ chart: expect.stringMatching(/^\/.*\/charts\/kueue$/), values: { controllerManager: { replicas: 2, manager: { image: { tag: 'v0.19.2' } } } } });
    expect(charts.find(({ name }) => name === 'kueue')?.inputs.version).toBeUndefined();
  });

  test('are left out where the cluster has them, and added where asked for', async () => {
    const charts = await engines({ engines: { jobset: { install: false }, sparkOperator: { install: true } } });
    expect(charts.map(({ name }) => name).sort()).toEqual(['kueue', 'sparkOperator']);
    expect(charts.find(({ name }) => name === 'sparkOperator')?.inputs).toMatchObject({ chart: 'spark-operator', repositoryOpts: { repo: 'https://kubeflow.github.io/spark-operator' } });
    expect(short(charts.find(({ name }) => name === 'kueue')?.dependencies ?? [])).toEqual([`${NAMESPACE}::kueue-system`]);
  });

  test('get secret values as secrets', async () => {
    const { resources } = await up({ config: { layer: 'platform', secretValues: { kueue: { token: 'hidden' } } } });
    const { inputs } = resources.find(({ name, type }) => name === 'kueue' && type === CHART) as Registered;
    // What marks a secret on the wire. @see https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/rpc.ts
    expect(inputs.values).toMatchObject({ '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270', value: { token: 'hidden' } });
  });
});

const INGRESS = {
  hosts: ['ds.example.com'],
  tls: { issuer: { name: 'ds' } },
  jwt: { issuer: 'https://login.example.com', audiences: ['ds'], jwksUri: 'https://login.example.com/keys' },
};

describe('parts of the platform', () => {
  test('monitoring brings its engine, and the operator lets it in', async () => {
    const run = await up({ config: { layer: 'platform', platform: { monitoring: {} }, secretValues: { kubePrometheusStack: { grafana: { adminPassword: 'hidden' } } } } });
    expect(short(named(run, 'monitoring', GROUP).dependencies)).toContain(`${CHART}::kubePrometheusStack`);
    expect(JSON.stringify(named(run, 'operator', GROUP).inputs)).toContain('"kubernetes.io/metadata.name":"monitoring"');
    expect(run.result).toMatchObject({ monitoring: {} });
    await expect(up({ config: { layer: 'platform', platform: { monitoring: {} } } })).rejects.toThrow('secretValues.kubePrometheusStack.grafana.adminPassword: missing.');
  });

  test('the mesh and the ingress bring Istio and cert-manager; the gateway\'s pods come last', async () => {
    const run = await up({ config: { layer: 'platform', platform: { mesh: { trustDomain: 'ds.example.com' }, ingress: INGRESS } } });
    const charts = run.resources.filter(({ type }) => type === CHART).map(({ name }) => name);
    expect(charts.sort()).toEqual(['certManager', 'istioBase', 'istioCni', 'istioGateway', 'istiod', 'jobset', 'kueue', 'ztunnel']);
    expect(short(named(run, 'mesh', GROUP).dependencies)).toContain(`${CHART}::istiod`);
    expect(short(named(run, 'ingress', GROUP).dependencies)).toEqual(expect.arrayContaining([`${CHART}::certManager`, `${CHART}::istiod`]));
    expect(short(named(run, 'istioGateway', CHART).dependencies)).toEqual([`${GROUP}::ingress`, `${CHART}::istiod`, `${CHART}::ztunnel`].sort());
    expect(run.resources.filter(({ type, name }) => type === NAMESPACE && /istio/.test(name)).map(({ name }) => name)).toEqual(['istio-system']);
    expect(named(run, 'istiod', CHART).inputs).toMatchObject({ values: { meshConfig: { trustDomain: 'ds.example.com' } } });
  });

  test('refuses what does not go together', async () => {
    await expect(up({ config: { layer: 'platform', platform: { ingress: INGRESS } } })).rejects.toThrow('platform.ingress: needs the mesh (given none). Allowed: with mesh alone. Add `mesh: {}`.');
    await expect(up({ config: { layer: 'platform', platform: { mesh: { rootNamespace: 'mesh' } } } })).rejects.toThrow('platform.mesh.rootNamespace: not where the engine is installed (given "mesh"). Allowed: istio-system,');
  });
});

describe('the layer tenants', () => {
  const team = (name: string, cpu = '8') => ({ ...tenant(), name, quota: { cpu: { cpu, memory: '32Gi' } } });
  const tenants = (...teams: object[]) => up({ config: { layer: 'tenants', tenants: { tenants: teams } } });
  const byUrn = ({ resources }: Run<object>) => new Map(resources.map((resource) => [resource.urn, JSON.stringify(resource)]));

  test('a tenant is one component: a namespace that stays, and what is in it', async () => {
    const run = await tenants(team('s-news'));
    const namespace = named(run, 's-news:s-news', NAMESPACE);
    expect(namespace).toMatchObject({ protect: true, retainOnDelete: true, dependencies: [] });
    expect(named(run, 's-news', GROUP)).toMatchObject({ protect: false, dependencies: [namespace.urn] });
    expect(short([named(run, 's-news', GROUP).parent])).toEqual(['mlplatform:cdk8s:Manifests::s-news']);
    expect(short([named(run, 's-news', 'mlplatform:cdk8s:Manifests').parent])).toEqual(['mlplatform:tenants:Tenant::s-news']);
    expect(run.result).toEqual({ namespaces: ['s-news'] });
  });

  test('a tenant whose data may go is kept by nothing, and changes no name', async () => {
    const kept = await tenants(team('s-news'));
    const loose = await tenants({ ...team('s-news'), onDelete: 'Delete' });
    expect(named(loose, 's-news:s-news', NAMESPACE)).toMatchObject({ protect: false, retainOnDelete: false });
    expect([...byUrn(loose).keys()]).toEqual([...byUrn(kept).keys()]);
  });

  test('the policies of a tenant stay with its data, its rights do not', () => {
    const transform = (annotations: object) => retainMarked({ custom: true, type: 't', name: 'n', props: { metadata: { annotations } }, opts: {} } as never);
    expect(transform({ 'ds.bloomberg.com/on-delete': 'retain' })).toMatchObject({ opts: { retainOnDelete: true } });
    expect(transform({})).toBeUndefined();
  });

  test('one more tenant adds its own resources and changes no other', async () => {
    const before = byUrn(await tenants(team('s-news')));
    const after = byUrn(await tenants(team('s-vision'), team('s-news')));
    for (const [urn, resource] of before) expect(after.get(urn)).toBe(resource);
    expect(short([...after.keys()].filter((urn) => !before.has(urn)))).toEqual([`${NAMESPACE}::s-vision:s-vision`, `${GROUP}::s-vision`, 'mlplatform:cdk8s:Manifests::s-vision', 'mlplatform:tenants:Tenant::s-vision'].sort());
  });

  test('a changed tenant changes nothing of the others', async () => {
    const before = byUrn(await tenants(team('s-news'), team('s-vision')));
    const after = byUrn(await tenants(team('s-news', '16'), team('s-vision')));
    expect(short([...after].filter(([urn, resource]) => before.get(urn) !== resource).map(([urn]) => urn))).toEqual([`${GROUP}::s-news`]);
  });

  test('takes the catalog from the stack of the platform', async () => {
    const catalog = { ...DEFAULT_CATALOG, nodePools: { ...DEFAULT_CATALOG.nodePools, a100: { labels: { pool: 'a100' } } } };
    const config = { layer: 'tenants', tenants: { platformStack: 'organization/ds-platform/prod', tenants: [{ ...team('s-news'), quota: { a100: { cpu: '1', memory: '1Gi', gpus: 1 } } }] } };
    const { resources } = await up({ config, stacks: { 'organization/ds-platform/prod': { catalog } } });
    expect(JSON.stringify(resources)).toContain('"name":"a100"');
    await expect(up({ config })).rejects.toThrow('platformStack: has no output catalog (given "organization/ds-platform/prod"). Allowed: a stack with the layer platform that is up. Run `pulumi up` there first.');
    await expect(up({ config, stacks: { 'organization/ds-platform/prod': { catalog: DEFAULT_CATALOG } } })).rejects.toThrow('tenants.tenants[0].quota.a100: not a node pool of the catalog');
  });

  test('joins the mesh, and what is exposed of a tenant comes and goes with it', async () => {
    const stacks = { 'o/p/prod': { catalog: DEFAULT_CATALOG, mesh: {}, ingress: INGRESS, monitoring: {} } };
    const route = { name: 'board', host: 'ds.example.com', path: '/board', tenant: 's-news', service: 'board', port: 80, pods: { app: 'board' }, groups: ['news'] };
    const config = (routes: object[]) => ({ layer: 'tenants', tenants: { platformStack: 'o/p/prod', routes, tenants: [{ ...team('s-news'), budget: { gpuHoursPerMonth: 10 } }, team('s-vision')] } });
    const run = await up({ config: config([route]), stacks });
    expect(JSON.stringify(named(run, 's-news:s-news', NAMESPACE).inputs)).toContain('"istio.io/dataplane-mode":"ambient"');
    expect(JSON.stringify(named(run, 's-news', GROUP).inputs)).toContain('"kind":"VirtualService"');
    expect(JSON.stringify(named(run, 's-vision', GROUP).inputs)).not.toContain('VirtualService');
    expect(JSON.stringify(named(run, 'budgets', GROUP).inputs)).toContain('PrometheusRule');
    expect(run.resources.filter(({ type }) => type === NAMESPACE)).toHaveLength(2);
    await expect(up({ config: config([{ ...route, tenant: 's-new' }]), stacks })).rejects.toThrow(/tenants\.routes\[0\]\.tenant/);
    await expect(up({ config: config([route]), stacks: { 'o/p/prod': { catalog: DEFAULT_CATALOG } } })).rejects.toThrow('tenants.routes: no way in for them (given 1).');
  });

  test('refuses all that is wrong with any tenant before anything is made', async () => {
    await expect(tenants({ ...team('s-news'), owners: [] }, team('default'), team('s-news'))).rejects.toThrow(/3 errors\n {2}tenants\.tenants\[0\]\.owners: .*\n {2}tenants\.tenants\[1\]\.name: reserved.*\n {2}tenants\.tenants\[2\]\.name: given twice \("s-news"\)/);
  });
});

describe('the layer cluster', () => {
  test('makes the pools that a provider makes, and nothing for nodes that are there', async () => {
    const existing = { name: 'a100', provider: 'existing', nodes: 2, gpusPerNode: 8 };
    const started = karpenterPool({ name: 'h100' });
    const run = await up({ config: { layer: 'cluster', cluster: { nodePools: [existing, started] } } });
    expect(run.resources.filter(({ type }) => type === GROUP).map(({ name }) => name)).toEqual(['node-pools']);
    expect(JSON.stringify(named(run, 'node-pools', GROUP).inputs)).toContain('"kind":"NodePool"');
    expect(Object.keys((run.result as { nodePools: object }).nodePools)).toEqual(['a100', 'h100']);
    expect((await up({ config: { layer: 'cluster', cluster: { nodePools: [existing] } } })).resources.filter(({ type }) => type === GROUP)).toEqual([]);
  });

  describe('devices', () => {
    const pool = { name: 'a100', provider: 'existing', nodes: 2, gpusPerNode: 8 };
    const cluster = (layer: object) => up({ config: { layer: 'cluster', cluster: { nodePools: [pool], ...layer } } });
    const objects = (run: Run<object>) => named(run, 'devices', GROUP).inputs.objs as { kind: string; metadata: { name: string } }[];
    const kinds = (run: Run<object>) => objects(run).map(({ kind, metadata }) => `${kind}/${metadata.name}`);

    test('by the device plugin and the exporter, which the monitoring may read', async () => {
      const run = await cluster({ devices: { devicePlugin: {}, dcgmExporter: {} } });
      expect(kinds(run)).toEqual(expect.arrayContaining(['Namespace/nvidia-device-plugin', 'DaemonSet/nvidia-device-plugin', 'DaemonSet/dcgm-exporter']));
      expect(JSON.stringify(objects(run).filter(({ kind }) => kind === 'NetworkPolicy'))).toContain('"kubernetes.io/metadata.name":"monitoring"');
      expect(run.resources.filter(({ type }) => type === CHART)).toEqual([]);
    });

    test('by the GPU operator, whose chart writes no ClusterPolicy beside ours', async () => {
      const run = await cluster({ devices: { gpuOperator: { driver: false } }, engines: { gpuOperator: { values: { operator: { replicas: 1 } } } } });
      expect(named(run, 'gpuOperator', CHART).inputs).toMatchObject({ namespace: 'gpu-operator', values: { clusterPolicy: { deployCR: false }, operator: { replicas: 1 } } });
      expect(kinds(run).filter((kind) => /ClusterPolicy|Namespace/.test(kind))).toEqual(['ClusterPolicy/cluster-policy']);
      expect(short(named(run, 'devices', GROUP).dependencies)).toEqual([`${CHART}::gpuOperator`]);
      expect(run.resources.filter(({ type }) => type === NAMESPACE).map(({ name }) => name)).toEqual(['gpu-operator']);
    });

    test('by an operator that is in the cluster already', async () => {
      const run = await cluster({ devices: { gpuOperator: {} }, engines: { gpuOperator: { install: false } } });
      expect(run.resources.filter(({ type }) => type === CHART || type === NAMESPACE)).toEqual([]);
      expect(kinds(run)).toContain('ClusterPolicy/cluster-policy');
    });

    test('come from a mirror, images as well as the chart', async () => {
      const mirror = { registryMirror: 'registry.example.com/mirror', chartMirror: 'oci://registry.example.com/charts' };
      const operator = await cluster({ ...mirror, devices: { gpuOperator: {} } });
      expect(named(operator, 'gpuOperator', CHART).inputs).toMatchObject({ chart: 'oci://registry.example.com/charts/gpu-operator' });
      const plugin = await cluster({ ...mirror, devices: { devicePlugin: {}, dcgmExporter: {} } });
      for (const run of [operator, plugin]) {
        expect(JSON.stringify(run.resources)).toContain('registry.example.com/mirror/nvidia/');
        expect(JSON.stringify(run.resources)).not.toMatch(/nvcr\.io|registry\.k8s\.io/);
      }
    });

    test('are refused where two would do the same, or nothing is there to do', async () => {
      const refused = async (layer: object): Promise<string> => cluster(layer).then(() => 'nothing', (error: Error) => error.message);
      expect(await refused({ devices: { devicePlugin: {}, gpuOperator: {} } })).toContain('cluster.devices.gpuOperator: hands out the GPUs that devicePlugin hands out (given both). Allowed: one of the two.');
      expect(await refused({ devices: { gpuOperator: {}, dcgmExporter: {} } })).toContain('cluster.devices.dcgmExporter: measures the GPUs that gpuOperator measures (given both).');
      expect(await refused({ devices: { gpuOperator: { dcgmExporter: false }, dcgmExporter: {} } })).toBe('nothing');
      expect(await refused({ nodePools: [], devices: { dcgmExporter: {} } })).toContain('cluster.nodePools: none to watch (given []).');
      expect(await refused({ engines: { gpuOperator: { version: 'v26.7.0' } } })).toContain('cluster.engines.gpuOperator: for devices.gpuOperator alone');
      expect(await refused({ devices: { gpuOperator: {} }, engines: { gpuOperator: { values: { clusterPolicy: { deployCR: true } } } } })).toContain('cluster.engines.gpuOperator.values.clusterPolicy.deployCR: a second ClusterPolicy (given true).');
      expect(await refused({ registryMirror: 'https://registry.example.com' })).toContain('cluster.registryMirror: not a registry');
    });
  });

  test('tells the catalog entries of its pools, which the platform offers', async () => {
    const pool = { name: 'a100', provider: 'existing', nodes: 2, gpusPerNode: 8 };
    const { result } = await up({ config: { layer: 'cluster', cluster: { nodePools: [pool] } } });
    expect(result).toMatchObject({ nodePools: { a100: { labels: { 'ds.bloomberg.com/node-pool': 'a100' } } } });
    const platform = await up({ config: { layer: 'platform', platform: { clusterStack: 'organization/ds-platform/prod-cluster' } }, stacks: { 'organization/ds-platform/prod-cluster': result } });
    expect(Object.keys((platform.result as { catalog: { nodePools: object } }).catalog.nodePools)).toEqual(['cpu', 'gpu', 'a100']);
  });
});
