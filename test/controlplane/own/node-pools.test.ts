import { App, Chart, Yaml } from 'cdk8s';
import type { V1Node, V1Pod } from '@kubernetes/client-node';
import { BatchQueueing, GpuNodePool, PlatformNamespace, Tenant } from '../../../constructs';
import { PlatformCatalog } from '../../../constructs/catalog';
import { compileJob, DEFAULT_CATALOG, type Catalog } from '../../../lib';
import { devicesOf } from '../../../lib/nodes/devices';
import type { GpuNodePoolSpec } from '../../../lib/nodes/spec';
import { Sandbox } from '../../../sandbox/sandbox';
import { gpuPool } from '../../builders/catalog';
import { pythonJob } from '../../builders/jobs';
import { clusterApiPool, karpenterPool } from '../../builders/node-pools';

const A100 = 'NVIDIA-A100-SXM4-80GB';

/** Pools of each kind, and the size of jobs for each of their entries. */
const POOLS: readonly GpuNodePoolSpec[] = [
  gpuPool({ name: 'whole', nodes: 2, topologyName: 'racks', topologyLevels: ['example.com/rack', 'kubernetes.io/hostname'] }),
  karpenterPool({ name: 'grown', maxSize: 1, spotPool: 'cheap' }),
  karpenterPool({ name: 'cheap', maxSize: 1, capacityType: 'spot' }),
  clusterApiPool({ name: 'slices', maxSize: 1, sharing: { timeSlicing: { replicas: 4, renameByDefault: true } } }),
  gpuPool({ name: 'parts', nodes: 1, gpuModel: A100, sharing: { mig: { strategy: 'mixed', profiles: { '1g.10gb': 4, '3g.40gb': 1 } } } }),
  gpuPool({ name: 'equal', nodes: 1, gpuModel: A100, sharing: { mig: { strategy: 'single', profile: '1g.10gb' } } }),
];

const ENTRIES = POOLS.flatMap((pool) => devicesOf(pool).map(({ name, resource }) => ({ pool: pool.name, entry: name, resource })));
const SPOT = ['cheap'];

let server: Sandbox;
let catalog: Catalog;

/** The catalog, the queues and a tenant that may use everything. */
function platform(): { yaml: string; catalog: Catalog } {
  const chart = new Chart(new App(), 'platform');
  const pools = POOLS.map((spec) => new GpuNodePool(new Chart(chart, spec.name), spec.name, spec));
  const nodePools = Object.assign({}, ...pools.map((pool) => pool.nodePools)) as Catalog['nodePools'];
  const sizes = Object.fromEntries(ENTRIES.map(({ entry }) => [`On-${entry}`, { cpu: '1', memory: '1Gi', gpus: 1, nodePool: entry }]));
  const made = { ...DEFAULT_CATALOG, sizes, nodePools };
  new PlatformCatalog(chart, 'catalog', { catalog: made });
  const queueing = new Chart(chart, 'queueing');
  new PlatformNamespace(queueing, 'namespace');
  new BatchQueueing(queueing, 'flavors');
  const quota = Object.fromEntries(Object.keys(nodePools).map((name) => [name, { cpu: '64', memory: '256Gi', gpus: 64 }]));
  new Tenant(queueing, 'tenant', { name: 's-nodes', owners: ['owners'], quota });
  return { yaml: Yaml.stringify(...(queueing.toJson() as object[])), catalog: made };
}

/** Nodes as the pool's provider would make them, with what a device plugin would hand out. */
async function addNodes(pool: GpuNodePoolSpec): Promise<void> {
  const construct = new GpuNodePool(new Chart(new App(), 'x'), 'x', pool);
  const devices = Object.fromEntries(devicesOf(pool).map(({ resource, perNode }) => [resource, perNode]));
  await server.addSimulatedNodes({
    prefix: pool.name,
    count: pool.provider === 'existing' ? pool.nodes : pool.maxSize,
    gpus: 0,
    devices,
    labels: { ...construct.nodeLabels, ...(pool.topologyName !== undefined && { 'example.com/rack': 'r1' }) },
    taints: construct.nodeTaints,
  });
}

/** The node of the one pod of a job, once it has one. */
async function nodeOf(name: string, seconds = 60): Promise<V1Node> {
  for (const end = Date.now() + seconds * 1000; ; ) {
    const { items } = JSON.parse(await server.kubectl(['get', 'pods', '-n', 's-nodes', '-l', `ds.bloomberg.com/job-name=${name}`, '-o', 'json'])) as { items: V1Pod[] };
    const node = items[0]?.spec?.nodeName;
    if (node !== undefined) return JSON.parse(await server.kubectl(['get', 'node', node, '-o', 'json'])) as V1Node;
    if (Date.now() > end) throw new Error(`${name} has no node after ${seconds} s: ${JSON.stringify(items[0]?.status)}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function run(name: string, size: string, spot: boolean): Promise<void> {
  const annotations = { 'pod-complete.stage.kwok.x-k8s.io/delay': '10m' };
  const podTemplatePatches = Object.entries(annotations).map(([key, value]) => ({ op: 'add' as const, path: `/metadata/annotations/${key.replace('/', '~1')}`, value }));
  const objects = compileJob(pythonJob({ size, spot, podTemplatePatches }, { name, namespace: 's-nodes' }), catalog);
  await server.kubectl(['apply', '--server-side', '-f', '-'], Yaml.stringify(...objects));
}

beforeAll(async () => {
  server = await Sandbox.up({ name: `pools-${process.pid}`, node: 'none', engines: ['jobset', 'kueue'], simulatedNodes: 0 });
  for (const pool of POOLS) await addNodes(pool);
  const made = platform();
  catalog = made.catalog;
  await server.kubectl(['apply', '--server-side', '--validate=strict', '-f', '-'], made.yaml);
}, 600_000);

afterAll(() => server?.down(), 60_000);

test.each(ENTRIES)('a job of a size of $entry lands on a node of $pool, and nowhere else', async ({ pool, entry, resource }) => {
  const name = `on-${entry}`;
  await run(name, `On-${entry}`, SPOT.includes(entry));
  const node = await nodeOf(name);
  expect(node.metadata?.name).toMatch(new RegExp(`^${pool}-`));
  expect(node.status?.allocatable).toHaveProperty([resource]);
}, 90_000);

test('the same size lands on spot nodes when the job says so, and never without', async () => {
  await run('asks', 'On-grown', true);
  await run('does-not', 'On-grown', false);
  expect((await nodeOf('asks')).metadata?.name).toMatch(/^cheap-/);
  expect((await nodeOf('does-not')).metadata?.name).toMatch(/^grown-/);
}, 120_000);

test('a pod that selects spot nodes and does not tolerate them is given none', async () => {
  const jobSet = compileJob(pythonJob({ size: 'On-cheap', spot: true }, { name: 'sneaks', namespace: 's-nodes' }), catalog);
  const text = Yaml.stringify(...jobSet).replace(/ *tolerations:\n *- key: ds\.bloomberg\.com\/spot\n *operator: Exists\n *effect: NoSchedule\n/, '');
  expect(text).not.toContain('ds.bloomberg.com/spot');
  await server.kubectl(['apply', '--server-side', '-f', '-'], text);
  await expect(nodeOf('sneaks', 15)).rejects.toThrow('has no node');
}, 60_000);
