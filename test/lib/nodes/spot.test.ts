import { DEFAULT_CATALOG } from '../../../lib/catalog/default';
import type { Catalog } from '../../../lib/catalog/spec';
import { validateCatalog } from '../../../lib/catalog/validate';
import { demandOf } from '../../../lib/jobs/demand';
import { validateJob } from '../../../lib/jobs/job';
import { compileFlavors } from '../../../lib/nodes/compile';
import { poolsOfSize } from '../../../lib/nodes/spot';
import { compileTenant } from '../../../lib/tenants/compile';
import { CPU_NODES, GPU_NODES, tenant } from '../../builders/catalog';
import { texts } from '../../builders/errors';
import { jobSetOf, podOf, pythonJob, templateOf, tensorFlowJob } from '../../builders/jobs';

const SPOT_NODES = { ...GPU_NODES, labels: { 'ds.bloomberg.com/node-pool': 'gpu-spot' }, capacityType: 'spot' as const };

/** The default catalog with spot nodes beside those with GPUs, and a size of spot nodes alone. */
const catalog: Catalog = {
  ...DEFAULT_CATALOG,
  sizes: { ...DEFAULT_CATALOG.sizes, Cheap: { cpu: '1', memory: '1Gi', gpus: 1, nodePool: 'gpu-spot' } },
  nodePools: { cpu: CPU_NODES, gpu: { ...GPU_NODES, spotPool: 'gpu-spot' }, 'gpu-spot': SPOT_NODES },
};
const TOLERATION = { key: 'ds.bloomberg.com/spot', operator: 'Exists', effect: 'NoSchedule' };

test('a flavor of spot nodes states their taint and does not tolerate it', () => {
  expect(compileFlavors({ spot: SPOT_NODES })[0]?.spec).toEqual({
    nodeLabels: SPOT_NODES.labels,
    nodeTaints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }, { key: 'ds.bloomberg.com/spot', effect: 'NoSchedule' }],
    tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
  });
  expect(compileFlavors({ spot: { ...SPOT_NODES, taints: [] } })[0]?.spec).not.toHaveProperty('tolerations');
});

test.each([
  ['GpuSmall', false, 'gpu'],
  ['GpuSmall', true, 'gpu-spot'],
  ['Cheap', true, 'gpu-spot'],
])('a job of size %s with spot: %s runs on %s', (size, spot, pool) => {
  const job = pythonJob({ size, spot });
  expect(podOf(job, catalog).nodeSelector).toEqual({ 'ds.bloomberg.com/node-pool': pool });
  expect(podOf(job, catalog).tolerations).toEqual(spot ? [TOLERATION] : undefined);
  expect(demandOf(job, catalog)).toMatchObject([{ nodePool: pool }]);
});

test('a patch may add tolerations, and takes none away', () => {
  const patched = (path: string, value: unknown) => validateJob(pythonJob({ size: 'GpuSmall', spot: true, podTemplatePatches: [{ op: 'add', path, value: value as never }] }), catalog);
  expect(texts(patched('/spec/tolerations', []))).toEqual([
    'spec.podTemplatePatches[0].path: takes away the toleration of ds.bloomberg.com/spot, which belongs to the platform (given "/spec/tolerations"). ' +
      "Allowed: tolerations beside the platform's own. Add yours at /spec/tolerations/-.",
  ]);
  expect(patched('/spec/tolerations/-', { key: 'mine', operator: 'Exists' })).toEqual([]);
});

test('parts of a job that have no spot nodes run on lasting ones', () => {
  const job = tensorFlowJob({ spot: true, replicas: { chief: {}, ps: { count: 1, size: 'CpuSmall' } } });
  expect(validateJob(job, catalog)).toEqual([]);
  const pods = ['chief', 'ps'].map((role) => templateOf(jobSetOf(job, catalog), role).spec);
  expect(pods.map((pod) => [pod?.nodeSelector?.['ds.bloomberg.com/node-pool'], pod?.tolerations])).toEqual([['gpu-spot', [TOLERATION]], ['cpu', undefined]]);
});

test('a job gets no spot nodes without asking, and asks for none where there are none', () => {
  expect(texts(validateJob(pythonJob({ size: 'Cheap' }), catalog))).toEqual([
    'spec.size: has spot nodes alone (given "Cheap"). Allowed: jobs that may lose their nodes at any time. Say spot: true, or choose another size.',
  ]);
  expect(texts(validateJob(pythonJob({ spot: true }), catalog))).toEqual([
    'spec.spot: there are no spot nodes for size CpuSmall (given true). Allowed: true for the sizes GpuSmall, GpuMedium, GpuLarge, Cheap. Leave it out, or choose another size.',
  ]);
  expect(texts(validateJob(pythonJob({ spot: true }), DEFAULT_CATALOG))).toEqual([
    'spec.spot: there are no spot nodes for size CpuSmall (given true). Allowed: false, since the platform has no spot nodes. Leave it out, or choose another size.',
  ]);
  expect(texts(validateJob(tensorFlowJob({ replicas: { chief: {}, ps: { count: 1, size: 'Cheap' } } }), catalog))).toHaveLength(1);
});

test('a pool names a spot pool of the catalog', () => {
  const errors = (nodePools: Catalog['nodePools']): string[] => texts(validateCatalog({ ...catalog, nodePools: { ...catalog.nodePools, ...nodePools } }));
  expect(errors({})).toEqual([]);
  expect(errors({ gpu: { ...GPU_NODES, spotPool: 'cpu' } })).toEqual([
    'nodePools.gpu.spotPool: not a spot pool of the catalog (given "cpu"). Allowed: gpu-spot. Choose one, or set its capacityType: spot.',
  ]);
  expect(errors({ 'gpu-spot': { ...SPOT_NODES, spotPool: 'gpu-spot' } })).toEqual([
    'nodePools.gpu-spot.spotPool: a spot pool beside a spot pool (given "gpu-spot"). Allowed: for pools of lasting nodes alone. Leave it out.',
  ]);
  expect(errors({ cpu: { ...CPU_NODES, taints: [{ key: 'ds.bloomberg.com/spot', effect: 'NoSchedule' }] } })).toEqual([
    'nodePools.cpu.taints[0].key: belongs to the platform (given "ds.bloomberg.com/spot"). Allowed: taints of your own. Set capacityType: spot instead.',
  ]);
});

test('a tenant has room for the pods of spot jobs', () => {
  expect(poolsOfSize(catalog.sizes.GpuSmall as never, catalog.nodePools)).toEqual(['gpu', 'gpu-spot']);
  expect(poolsOfSize(catalog.sizes.Cheap as never, catalog.nodePools)).toEqual(['gpu-spot']);
  const objects = compileTenant(tenant({ quota: { 'gpu-spot': { cpu: '4000', memory: '16Ti', gpus: 1000 } } }), { catalog, kinds: [] });
  expect(objects.find(({ kind }) => kind === 'ResourceQuota')).toMatchObject({ spec: { hard: { pods: '2k' } } });
});
