import type { GpuNodePoolSpec } from '../../../lib/nodes/spec';
import { compileFlavors } from '../../../lib/nodes/compile';
import { capacityOf } from '../../../lib/nodes/devices';
import { nodePoolsOf } from '../../../lib/nodes/entries';
import { CPU_NODES, GPU_NODES, gpuPool } from '../../builders/catalog';

const nodePoolOf = (pool: GpuNodePoolSpec) => nodePoolsOf(pool)[pool.name];

describe('a pool with GPUs', () => {
  test('is known by its label and keeps other pods away, unless told otherwise', () => {
    expect(nodePoolOf(gpuPool({ name: 'a100' }))).toEqual({
      labels: { 'ds.bloomberg.com/node-pool': 'a100' },
      taints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }],
    });
    expect(nodePoolOf(gpuPool({ labels: { pool: 'x' }, taints: [] }))).toEqual({ labels: { pool: 'x' }, taints: [] });
  });

  test('is narrowed to one model of GPU', () => {
    expect(nodePoolOf(gpuPool({ gpuModel: 'NVIDIA-A100-SXM4-80GB' }))?.labels).toEqual({
      'ds.bloomberg.com/node-pool': 'gpu',
      'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB',
    });
  });

  test('has the GPUs of all its nodes', () => {
    expect(capacityOf(gpuPool({ nodes: 4, gpusPerNode: 8 }))).toEqual({ gpu: 32 });
  });
});

describe('ResourceFlavors', () => {
  const labels = { 'app.kubernetes.io/managed-by': 'ds-platform' };

  test('one for each pool, by name; taints are stated and tolerated', () => {
    expect(compileFlavors({ gpu: GPU_NODES, cpu: CPU_NODES })).toEqual([
      {
        apiVersion: 'kueue.x-k8s.io/v1beta2',
        kind: 'ResourceFlavor',
        metadata: { name: 'cpu', labels },
        spec: { nodeLabels: { 'ds.bloomberg.com/node-pool': 'cpu' } },
      },
      {
        apiVersion: 'kueue.x-k8s.io/v1beta2',
        kind: 'ResourceFlavor',
        metadata: { name: 'gpu', labels },
        spec: {
          nodeLabels: { 'ds.bloomberg.com/node-pool': 'gpu' },
          nodeTaints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }],
          tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
        },
      },
    ]);
  });

  test('a taint with a value is tolerated with that value alone', () => {
    const [flavor] = compileFlavors({ gpu: { taints: [{ key: 'team', value: 'ml', effect: 'NoExecute' }] } });
    expect(flavor?.spec.tolerations).toEqual([{ key: 'team', operator: 'Equal', value: 'ml', effect: 'NoExecute' }]);
  });

  test('a pool of any nodes has an empty one', () => {
    expect(compileFlavors({ all: {} })[0]?.spec).toEqual({});
  });
});
