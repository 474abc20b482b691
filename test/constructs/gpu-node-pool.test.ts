import { Testing } from 'cdk8s';
import { PlatformCatalog } from '../../constructs/catalog';
import { GpuNodePool } from '../../constructs/gpu-node-pool';
import { catalog, GPU_NODES, gpuPool } from '../builders/catalog';
import { chart, names } from '../builders/charts';

describe('GpuNodePool', () => {
  test('gives its entry for the catalog and its GPUs for quotas; existing nodes need no objects', () => {
    const platform = chart();
    const pool = new GpuNodePool(platform, 'gpu', gpuPool());
    expect(pool.name).toBe('gpu');
    expect(pool.nodePool).toEqual(GPU_NODES);
    expect(pool.gpus).toBe(32);
    expect(names(platform)).toEqual([]);
  });

  test('refuses a pool with every error', () => {
    expect(() => new GpuNodePool(chart(), 'gpu', gpuPool({ nodes: 0, gpusPerNode: 0 }))).toThrow('GpuNodePool/gpu: 2 errors\n  nodes: not a count (given 0).');
  });

  test('is compared with the catalog when all is known', () => {
    const platform = chart();
    new GpuNodePool(platform, 'a100', gpuPool({ name: 'a100' }));
    expect(() => Testing.synth(platform)).toThrow('[test/a100] nodePools.a100: missing in the catalog (given cpu, gpu).');
    const pool = gpuPool({ name: 'a100' });
    new PlatformCatalog(platform, 'catalog', {
      catalog: catalog({ nodePools: { ...catalog().nodePools, a100: new GpuNodePool(chart(), 'same', pool).nodePool } }),
    });
    expect(() => Testing.synth(platform)).not.toThrow();
  });
});
