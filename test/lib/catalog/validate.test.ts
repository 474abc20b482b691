import { validateCatalog } from '../../../lib/catalog/validate';
import { DEFAULT_CATALOG } from '../../../lib/catalog/default';
import type { Catalog } from '../../../lib/catalog/spec';
import { catalog, CPU_NODES, GPU_NODES } from '../../builders/catalog';
import { texts } from '../../builders/errors';

const labelled = (count: number): Record<string, string> => Object.fromEntries(Array.from({ length: count }, (_, index) => [`label-${index}`, 'x']));

test('a good catalog has no errors', () => {
  expect(validateCatalog(catalog())).toEqual([]);
});

test('the catalog that a platform starts with has no errors', () => {
  expect(validateCatalog(DEFAULT_CATALOG)).toEqual([]);
});

test('everything that is wrong is told at once', () => {
  const errors = validateCatalog(
    catalog({
      runtimes: {},
      sizes: { 'Gpu,Large': { cpu: 'four', memory: '512m', gpus: 1.5, nodePool: 'gpus' } },
      packageIndex: { url: 'pypi.example.com', extraUrls: ['https://user:secret@pypi.example.com/simple/'] },
      registryMirror: 'https://registry.example.com',
      tracking: { uri: 'mlflow:5000' },
    }),
  );
  expect(texts(errors)).toEqual([
    'runtimes: empty (given {}). Allowed: at least one. Add one, or no job can be submitted.',
    'sizes.Gpu,Large: not a name of a size (given "Gpu,Large"). Allowed: at most 63 letters, digits, "-" and ".", with a letter or digit at both ends. Rename it.',
    'sizes.Gpu,Large.cpu: not a Kubernetes quantity (given "four"). Allowed: quantities from 1m. Write it like "4".',
    'sizes.Gpu,Large.memory: too small (given "512m"). Allowed: quantities from 1Mi. Write it like "16Gi".',
    'sizes.Gpu,Large.gpus: not a number of GPUs (given 1.5). Allowed: whole numbers from 0. Give a whole number.',
    'sizes.Gpu,Large.nodePool: not a node pool of the catalog (given "gpus"). Allowed: cpu, gpu. Did you mean gpu or cpu?',
    'packageIndex.url: not a web address (given "pypi.example.com"). Allowed: http:// and https:// addresses. Give the full address.',
    'packageIndex.extraUrls[0]: holds a user or password (given for pypi.example.com). Allowed: addresses without. Give jobs the credentials in a Secret.',
    'registryMirror: not a registry (given "https://registry.example.com"). Allowed: a host, a port and a path, without "https://". Write it like "registry.example.com/mirror".',
    'tracking.uri: not a web address (given "mlflow:5000"). Allowed: http:// and https:// addresses. Give the full address.',
  ]);
});

test('a runtime needs a name that a job can give', () => {
  const image = { image: 'python:3', language: 'python', version: '3' } as const;
  expect(texts(validateCatalog(catalog({ runtimes: { Python_3: image, 'python-3.13': image } })))).toEqual([
    'runtimes.Python_3: not a name of a runtime (given "Python_3"). Allowed: at most 63 of a-z, 0-9, "-" and ".", with a letter or digit at both ends. Rename it.',
  ]);
});

test.each(['python-3.-x', 'python..3'])('no job could name the runtime %s', (name) => {
  const runtimes = { [name]: { image: 'python:3', language: 'python', version: '3' } } as const;
  const rule = 'Allowed: at most 63 of a-z, 0-9, "-" and ".", with a letter or digit at both ends, and on both sides of each ".". Rename it.';
  expect(texts(validateCatalog(catalog({ runtimes })))).toEqual([`runtimes.${name}: not a name of a runtime (given "${name}"). ${rule}`]);
});

test('a size needs a pool that exists, and what is far off is not suggested', () => {
  const sizes = { Small: { cpu: '1', memory: '1Gi', nodePool: 'high-memory' } };
  expect(texts(validateCatalog(catalog({ sizes })))).toEqual([
    'sizes.Small.nodePool: not a node pool of the catalog (given "high-memory"). Allowed: cpu, gpu. Choose one, or add it to nodePools.',
  ]);
  expect(texts(validateCatalog(catalog({ sizes, nodePools: {} })))).toEqual([
    'sizes.Small.nodePool: not a node pool of the catalog (given "high-memory"). Allowed: none, since the catalog has no node pool. Choose one, or add it to nodePools.',
  ]);
});

test.each(['0', '-1', '0.5m'])('cpu of %s is refused', (cpu) => {
  const sizes = { Small: { cpu, memory: '1Gi', nodePool: 'cpu' } };
  expect(texts(validateCatalog(catalog({ sizes })))).toEqual([`sizes.Small.cpu: too small (given "${cpu}"). Allowed: quantities from 1m. Write it like "4".`]);
});

describe('node pools', () => {
  const pools = (nodePools: Catalog['nodePools']): string[] =>
    texts(validateCatalog(catalog({ nodePools })));

  test('have names that can be labels', () => {
    expect(pools({ cpu: CPU_NODES, gpu: GPU_NODES, 'GPU.A100': { labels: { pool: 'a100' } } })).toEqual([
      'nodePools.GPU.A100: not a name (given "GPU.A100"). Allowed: at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends. Rename it.',
    ]);
  });

  test('have no more labels and taints than a ResourceFlavor holds', () => {
    const taints = Array.from({ length: 9 }, (_, index) => ({ key: `taint-${index}`, effect: 'NoSchedule' as const }));
    expect(pools({ cpu: { labels: labelled(10) }, gpu: { ...GPU_NODES, taints } })).toEqual([
      'nodePools.cpu.labels: too many (10). Allowed: 8, the limit of a ResourceFlavor. Remove 2.',
      'nodePools.gpu.taints: too many (9). Allowed: 8, the limit of a ResourceFlavor. Remove 1.',
    ]);
  });

  test('have labels and taints that a node can carry, each taint once', () => {
    const gpu = {
      labels: { '-pool': 'gpu', 'ds.bloomberg.com/node-pool': 'my gpus' },
      taints: [
        { key: 'nvidia.com/gpu/x', effect: 'NoSchedule' as const },
        { key: 'gpu', value: 'a b', effect: 'NoSchedule' as const },
        { key: 'gpu', effect: 'NoSchedule' as const },
        { key: 'gpu', effect: 'NoExecute' as const },
      ],
    };
    expect(pools({ cpu: CPU_NODES, gpu })).toEqual([
      'nodePools.gpu.labels: not a key (given "-pool"). Allowed: at most 63 letters, digits, "-", "_" and ".", after a DNS name and "/" if there is a prefix. Correct the key.',
      'nodePools.gpu.labels.ds.bloomberg.com/node-pool: not a value (given "my gpus"). Allowed: at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends. Correct the value.',
      'nodePools.gpu.taints[0].key: not a key (given "nvidia.com/gpu/x"). Allowed: at most 63 letters, digits, "-", "_" and ".", after a DNS name and "/" if there is a prefix. Correct the key.',
      'nodePools.gpu.taints[1].value: not a value (given "a b"). Allowed: at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends. Correct the value.',
      'nodePools.gpu.taints[2]: given twice ("gpu:NoSchedule"). Allowed: one taint of a key and effect. Remove one of them.',
    ]);
  });

  test('name a resource of devices', () => {
    const rule = 'Allowed: a domain of its vendor, "/" and a name; kubernetes.io is not for devices. Write it like "nvidia.com/gpu".';
    for (const gpuResource of ['cpu', 'kubernetes.io/gpu', 'x.kubernetes.io/gpu', 'requests.nvidia.com/gpu', 'nvidia.com/', 'nvidia.com/a/b', '/gpu', '']) {
      expect(pools({ cpu: CPU_NODES, gpu: { ...GPU_NODES, gpuResource } })).toEqual([
        `nodePools.gpu.gpuResource: not a resource of devices (given ${JSON.stringify(gpuResource)}). ${rule}`,
      ]);
    }
    for (const gpuResource of ['nvidia.com/gpu', 'nvidia.com/mig-1g.10gb', 'nvidia.com/gpu.shared', 'amd.com/gpu']) {
      expect(pools({ cpu: CPU_NODES, gpu: { ...GPU_NODES, gpuResource } })).toEqual([]);
    }
  });

  test('have no more resources together than a queue can count', () => {
    const named = Array.from({ length: 62 }, (_, index) => [`p${index}`, { labels: { pool: `p${index}` }, gpuResource: `x.com/${index}` }]);
    expect(pools({ ...Object.fromEntries(named), cpu: CPU_NODES, gpu: GPU_NODES })).toEqual([
      'nodePools: too many GPU resources (given 63). Allowed: 62, the limit of a ClusterQueue. Let pools share names of resources.',
    ]);
  });

  test('have topologies that Kueue takes', () => {
    const gpu = (parts: object): string[] => pools({ cpu: CPU_NODES, gpu: { ...GPU_NODES, ...parts } });
    expect(gpu({ topologyName: 'racks', topologyLevels: ['example.com/block', 'example.com/rack', 'kubernetes.io/hostname'] })).toEqual([]);
    expect(gpu({ topologyName: 'racks' })).toEqual([]);
    expect(gpu({ topologyLevels: ['rack'] })).toEqual([
      'nodePools.gpu.topologyLevels: without a name (given ["rack"]). Allowed: levels of a topology that has a name. Give topologyName too.',
    ]);
    expect(gpu({ topologyName: 'Racks', topologyLevels: [] })).toEqual([
      'nodePools.gpu.topologyName: not a name (given "Racks"). Allowed: at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends. Rename it.',
      'nodePools.gpu.topologyLevels: not the levels of a topology (given 0). Allowed: 1 to 16. Name the labels of nodes that tell how near they are.',
    ]);
    expect(gpu({ topologyName: 'racks', topologyLevels: ['kubernetes.io/hostname', 'rack', 'rack', 'a/b/c'] })).toEqual([
      'nodePools.gpu.topologyLevels[0]: the narrowest level, but not the last (given "kubernetes.io/hostname"). Allowed: the widest first. Move it to the end.',
      'nodePools.gpu.topologyLevels[2]: given twice ("rack"). Allowed: each level once. Remove one of them.',
      'nodePools.gpu.topologyLevels[3]: not a key (given "a/b/c"). Allowed: at most 63 letters, digits, "-", "_" and ".", after a DNS name and "/" if there is a prefix. Correct the key.',
    ]);
  });

  test('with a topology have labels, and share one topology with the same levels alone', () => {
    const levels = { topologyName: 'racks', topologyLevels: ['rack', 'kubernetes.io/hostname'] };
    expect(pools({ cpu: { ...CPU_NODES, ...levels }, gpu: { ...GPU_NODES, ...levels } })).toEqual([]);
    expect(pools({ cpu: { ...CPU_NODES, ...levels }, gpu: { ...GPU_NODES, topologyName: 'racks' } })).toEqual([
      'nodePools.gpu.topologyLevels: other levels of topology "racks" than pool "cpu" gives (given ["kubernetes.io/hostname"]). ' +
        'Allowed: ["rack","kubernetes.io/hostname"]. Use the same, or another name.',
    ]);
    const sizes = { Small: { cpu: '1', memory: '1Gi', nodePool: 'all' } };
    expect(texts(validateCatalog(catalog({ sizes, nodePools: { all: { topologyName: 'hosts' } } })))).toEqual([
      'nodePools.all.labels: empty (given {}). Allowed: at least one label, since the pool has a topology. Add a label that its nodes carry.',
    ]);
  });

  test('are told apart by their labels, or jobs without GPUs would fill the nodes that have them', () => {
    expect(pools({ cpu: {}, gpu: GPU_NODES })).toEqual([
      'nodePools.cpu.labels: select the nodes of pool "gpu" as well (given {}). ' +
        'Allowed: labels that tell the pool from every other. Add a label that only its nodes carry, for example ds.bloomberg.com/node-pool.',
    ]);
    expect(pools({ cpu: CPU_NODES, gpu: { labels: { ...CPU_NODES.labels, 'nvidia.com/gpu.present': 'true' } } })).toHaveLength(1);
    expect(pools({ cpu: CPU_NODES, gpu: CPU_NODES })).toHaveLength(2);
  });

  test('need no labels where there is only one', () => {
    const sizes = { Small: { cpu: '1', memory: '1Gi', nodePool: 'all' } };
    expect(validateCatalog(catalog({ sizes, nodePools: { all: {} } }))).toEqual([]);
  });
});
