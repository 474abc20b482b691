import fc from 'fast-check';
import { capacityOf, devicesOf } from '../../../lib/nodes/devices';
import { nodeLabelsOf, nodePoolsOf } from '../../../lib/nodes/entries';
import { fits, partsPerGpu } from '../../../lib/nodes/mig-placement';
import { MIG_MODELS, migModel } from '../../../lib/nodes/mig-profiles';
import type { ExistingGpuNodePoolSpec } from '../../../lib/nodes/spec';
import { validateAgainstCatalog, validateGpuNodePool } from '../../../lib/nodes/validate-gpu-node-pool';
import { catalog, gpuPool } from '../../builders/catalog';
import { texts } from '../../builders/errors';

const A100 = 'NVIDIA-A100-SXM4-80GB';
const errors = (parts: Partial<ExistingGpuNodePoolSpec>): string[] => texts(validateGpuNodePool(gpuPool({ gpuModel: A100, ...parts })));

describe('combinations that NVIDIA forbids do not validate', () => {
  const [two, mig] = [{ replicas: 2 }, { strategy: 'single', profile: '1g.10gb' } as const];
  test.each<[string, Partial<ExistingGpuNodePoolSpec>, string[]]>([
    ['time-slicing and MPS', { sharing: { timeSlicing: two, mps: two } }, ['sharing.mps: together with timeSlicing']],
    ['MPS on equal parts', { sharing: { mig, mps: two } }, ['sharing.mps: together with mig']],
    ['MPS on parts that differ', { sharing: { mig: { strategy: 'mixed', profiles: { '1g.10gb': 1 } }, mps: two } }, ['sharing.mps: together with mig']],
    ['claims and time-slicing', { dra: {}, sharing: { timeSlicing: two } }, ['sharing.timeSlicing: together with dra']],
    ['claims and MPS', { dra: {}, sharing: { mps: two } }, ['sharing.mps: together with dra']],
    ['one share', { sharing: { timeSlicing: { replicas: 1 } } }, ['sharing.timeSlicing.replicas: not a number of pods that share a device (given 1). Allowed: whole numbers from 2.']],
    ['too many clients of MPS', { sharing: { mps: { replicas: 49 } } }, ['sharing.mps.replicas: not a number of pods that share a device (given 49). Allowed: whole numbers from 2 to 48.']],
    ['parts of no model', { gpuModel: undefined, sharing: { mig } }, ['gpuModel: missing (given none, with sharing.mig)']],
    ['parts of a model that is not cut', { gpuModel: 'Tesla-T4', sharing: { mig } }, ['sharing.mig: for a model that cannot be cut, as far as is known (given "Tesla-T4")']],
    ['a profile of another model', { sharing: { mig: { ...mig, profile: '1g.5gb' } } }, ['sharing.mig.profile: not a profile of A100 and A800 of 80 GB (given "1g.5gb")']],
    ['no profile', { sharing: { mig: { strategy: 'mixed', profiles: {} } } }, ['sharing.mig.profiles: empty']],
    ['no part', { sharing: { mig: { strategy: 'mixed', profiles: { '1g.10gb': 0 } } } }, ['sharing.mig.profiles.1g.10gb: not a number of parts (given 0)']],
    ['more than a GPU holds', { sharing: { mig: { strategy: 'mixed', profiles: { '3g.40gb': 2, '1g.10gb': 1 } } } }, ['sharing.mig.profiles: more than one GPU holds together']],
  ])('%s', (_what, parts, expected) => {
    const found = errors(parts);
    expect(found.map((text, index) => text.slice(0, expected[index]?.length))).toEqual(expected);
  });

  test.each<Partial<ExistingGpuNodePoolSpec>>([
    {},
    { sharing: { timeSlicing: { replicas: 100, renameByDefault: true } } },
    { sharing: { mps: { replicas: 48, failRequestsGreaterThanOne: false } } },
    { sharing: { mig } },
    { sharing: { mig, timeSlicing: two } },
    { sharing: { mig: { strategy: 'mixed', profiles: { '1g.10gb': 2, '2g.20gb': 1, '3g.40gb': 1 } } } },
    { dra: {}, sharing: { mig } },
    { dra: { requests: 'extendedResource' } },
  ])('others do: %j', (parts) => {
    expect(errors(parts)).toEqual([]);
  });
});

describe('places of parts', () => {
  test.each([['NVIDIA-A30', { '1g.6gb': 4, '2g.12gb': 2, '4g.24gb': 1 }], ['NVIDIA-A100-SXM4-40GB', { '1g.5gb': 7, '1g.5gb+me': 1, '1g.10gb': 4, '2g.10gb': 3, '3g.20gb': 2, '4g.20gb': 1, '7g.40gb': 1 }], ['NVIDIA-H200', { '1g.18gb': 7, '1g.35gb': 4, '7g.141gb': 1 }], ['NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition', { '1g.24gb+gfx': 4, '2g.48gb': 2, '1g.24gb+me.all': 1 }]])('%s holds as many as NVIDIA says', (name, counts) => {
    const model = migModel(name);
    expect(Object.keys(counts).map((profile) => model && partsPerGpu(model, profile))).toEqual(Object.values(counts));
  });

  test('whoever fits still fits when something is taken away, and never takes more slices than there are', () => {
    const cases = fc.constantFrom(...MIG_MODELS).chain((model) =>
      fc.tuple(fc.constant(model), fc.dictionary(fc.constantFrom(...Object.keys(model.profiles)), fc.integer({ min: 1, max: 8 }), { maxKeys: 4 })));
    fc.assert(
      fc.property(cases, ([model, parts]) => {
        if (!fits(model, parts)) return;
        const taken = Object.entries(parts).reduce((sum, [profile, count]) => sum + count * (model.profiles[profile]?.size ?? 0), 0);
        expect(taken).toBeLessThanOrEqual(model.slices);
        for (const profile of Object.keys(parts)) expect(fits(model, { ...parts, [profile]: (parts[profile] ?? 1) - 1 })).toBe(true);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  test('models are told apart', () => {
    const models = ['NVIDIA-A30', A100, 'NVIDIA-A100-SXM4-40GB', 'NVIDIA-A100-80GB-PCIe', 'NVIDIA-H100-80GB-HBM3', 'NVIDIA-H100-NVL', 'NVIDIA-GH200-480GB', 'NVIDIA-GH200-144G-HBM3e', 'NVIDIA-H200', 'NVIDIA-B200', 'NVIDIA-GB200', 'NVIDIA-B300-SXM6-AC', 'NVIDIA-GB300'];
    expect(models.map((name) => MIG_MODELS.filter(({ pattern }) => pattern.test(name)).length)).toEqual(models.map(() => 1));
    expect(migModel('NVIDIA-L40S')).toBeUndefined();
  });
});

describe('what a pool hands out', () => {
  const resources = (parts: Partial<ExistingGpuNodePoolSpec>) => devicesOf(gpuPool({ gpuModel: A100, ...parts })).map(({ name, resource, perNode }) => [name, resource, perNode]);

  test.each<[Partial<ExistingGpuNodePoolSpec>, unknown[][]]>([
    [{}, [['gpu', 'nvidia.com/gpu', 8]]],
    [{ sharing: { timeSlicing: { replicas: 4 } } }, [['gpu', 'nvidia.com/gpu', 32]]],
    [{ sharing: { mps: { replicas: 4, renameByDefault: true } } }, [['gpu', 'nvidia.com/gpu.shared', 32]]],
    [{ sharing: { mig: { strategy: 'single', profile: '1g.10gb' } } }, [['gpu', 'nvidia.com/gpu', 56]]],
    [{ dra: {}, sharing: { mig: { strategy: 'single', profile: '1g.10gb' } } }, [['gpu', 'nvidia.com/mig-1g.10gb', 56]]],
    [
      { sharing: { mig: { strategy: 'mixed', profiles: { '3g.40gb': 1, '1g.10gb+me': 1 } } } },
      [['gpu-1g-10gb-with-me', 'nvidia.com/mig-1g.10gb.me', 8], ['gpu-3g-40gb', 'nvidia.com/mig-3g.40gb', 8]],
    ],
  ])('%j', (parts, expected) => {
    expect(resources(parts)).toEqual(expected);
    const capacity = Object.fromEntries(expected.map(([name, , perNode]) => [name, 4 * (perNode as number)]));
    expect(capacityOf(gpuPool({ gpuModel: A100, ...parts }))).toEqual(capacity);
  });

  test.each<[Partial<ExistingGpuNodePoolSpec>, string]>([
    [{}, A100],
    [{ sharing: { timeSlicing: { replicas: 2 } } }, `${A100}-SHARED`],
    [{ sharing: { timeSlicing: { replicas: 2, renameByDefault: true } } }, A100],
    [{ sharing: { mig: { strategy: 'single', profile: '1g.10gb+me' }, mps: { replicas: 2 } } }, `${A100}-MIG-1g.10gbme-SHARED`],
    [{ sharing: { mig: { strategy: 'mixed', profiles: { '1g.10gb': 1 } } } }, A100],
  ])('the label of its model follows feature discovery: %j', (parts, product) => {
    expect(nodeLabelsOf(gpuPool({ gpuModel: A100, ...parts }))['nvidia.com/gpu.product']).toBe(product);
  });

  test('parts that differ are entries of their own, which labels tell apart', () => {
    const pool = gpuPool({ gpuModel: A100, sharing: { mig: { strategy: 'mixed', profiles: { '1g.10gb': 4, '3g.40gb': 1 } } } });
    const nodePools = nodePoolsOf(pool);
    expect(nodePools['gpu-1g-10gb']).toEqual({
      labels: { 'ds.bloomberg.com/node-pool': 'gpu', 'nvidia.com/gpu.product': A100, 'ds.bloomberg.com/mig-1g.10gb': 'true' },
      taints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }],
      gpuResource: 'nvidia.com/mig-1g.10gb',
    });
    expect(nodeLabelsOf(pool)).toMatchObject({ 'ds.bloomberg.com/mig-1g.10gb': 'true', 'ds.bloomberg.com/mig-3g.40gb': 'true', 'nvidia.com/mig.config': 'gpu', 'nvidia.com/device-plugin.config': 'gpu' });
    const sizes = { Small: { cpu: '1', memory: '1Gi', gpus: 1, nodePool: 'gpu-1g-10gb' } };
    expect(validateAgainstCatalog(pool, catalog({ sizes, nodePools }))).toEqual([]);
  });

  test('a size asks for no more than one share, where the device plugin gives no more', () => {
    const pool = gpuPool({ sharing: { timeSlicing: { replicas: 4 } } });
    const sizes = { Two: { cpu: '1', memory: '1Gi', gpus: 2, nodePool: 'gpu' } };
    expect(texts(validateAgainstCatalog(pool, catalog({ sizes, nodePools: nodePoolsOf(pool) })))).toEqual([
      'sizes.Two.gpus: more than one share of a GPU of pool "gpu" (given 2). Allowed: 0 to 1. Lower it, or choose another pool.',
    ]);
    const free = gpuPool({ sharing: { timeSlicing: { replicas: 4, failRequestsGreaterThanOne: false } } });
    expect(validateAgainstCatalog(free, catalog({ sizes, nodePools: nodePoolsOf(free) }))).toEqual([]);
  });
});
