import { validateAgainstCatalog, validateGpuNodePool } from '../../../lib/nodes/validate-gpu-node-pool';
import { catalog, GPU_NODES, gpuPool } from '../../builders/catalog';
import { texts } from '../../builders/errors';

describe('a pool with GPUs', () => {
  test('is refused with everything that is wrong', () => {
    expect(validateGpuNodePool(gpuPool())).toEqual([]);
    const taints = [{ key: '', effect: 'NoSchedule' as const }];
    expect(texts(validateGpuNodePool(gpuPool({ name: 'GPU', nodes: 0, gpusPerNode: 1.5, gpuModel: '', labels: { pool: 'ä' }, taints })))).toEqual([
      'name: not a name (given "GPU"). Allowed: at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends. Rename it.',
      'nodes: not a count (given 0). Allowed: whole numbers from 1. Give the number that the pool has.',
      'gpusPerNode: not a count (given 1.5). Allowed: whole numbers from 1. Give the number that the pool has.',
      'gpuModel: empty (given ""). Allowed: the value of the nodes\' label nvidia.com/gpu.product. Leave it out for any model.',
      'labels.pool: not a value (given "ä"). Allowed: at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends. Correct the value.',
      'taints[0].key: not a key (given ""). Allowed: at most 63 letters, digits, "-", "_" and ".", after a DNS name and "/" if there is a prefix. Correct the key.',
    ]);
  });

  test('needs a label that its pods can select', () => {
    expect(texts(validateGpuNodePool(gpuPool({ labels: {} })))).toEqual([
      'labels: empty (given {}). Allowed: at least one label, which the pods of the pool select. Leave it out for the default label.',
    ]);
    expect(validateGpuNodePool(gpuPool({ labels: {}, gpuModel: 'NVIDIA-A100' }))).toEqual([]);
  });
});

describe('a pool and its catalog', () => {
  test('fit when the catalog holds the entry of the pool', () => {
    expect(validateAgainstCatalog(gpuPool(), catalog())).toEqual([]);
  });

  test('do not fit when it is missing or another', () => {
    expect(texts(validateAgainstCatalog(gpuPool({ name: 'a100' }), catalog()))).toEqual([
      "nodePools.a100: missing in the catalog (given cpu, gpu). Allowed: the pool's own entry. Add it.",
    ]);
    expect(texts(validateAgainstCatalog(gpuPool({ taints: [] }), catalog()))).toEqual([
      `nodePools.gpu: differs from the pool (given ${JSON.stringify(GPU_NODES)}). Allowed: the pool's own entry. Use it.`,
    ]);
  });

  test('do not fit when a size asks for more GPUs than a node has', () => {
    const sizes = { Huge: { cpu: '1', memory: '1Gi', gpus: 9, nodePool: 'gpu' }, Whole: { cpu: '1', memory: '1Gi', gpus: 8, nodePool: 'gpu' } };
    expect(texts(validateAgainstCatalog(gpuPool(), catalog({ sizes })))).toEqual([
      'sizes.Huge.gpus: more than a node of pool "gpu" has (given 9). Allowed: 0 to 8. Lower it, or choose another pool.',
    ]);
  });
});
