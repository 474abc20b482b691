import type { Catalog, NodePoolSpec } from '../../lib/catalog/spec';
import type { NotebookGatewaySpec } from '../../lib/mesh/spec';
import type { ExistingGpuNodePoolSpec } from '../../lib/nodes/spec';
import type { TenantSpec } from '../../lib/tenants/spec';

export const CPU_NODES: NodePoolSpec = { labels: { 'ds.bloomberg.com/node-pool': 'cpu' } };
export const GPU_NODES: NodePoolSpec = {
  labels: { 'ds.bloomberg.com/node-pool': 'gpu' },
  taints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }],
};

/** A small catalog with a pool with GPUs and one without. */
export function catalog(parts: Partial<Catalog> = {}): Catalog {
  return {
    runtimes: {
      'tensorflow-2-python-3': { image: 'docker.io/tensorflow/tensorflow:2.19.0', language: 'python', framework: 'tensorflow', version: '2.19.0' },
      'python-3': { image: 'docker.io/library/python:3.13', language: 'python', version: '3.13' },
    },
    sizes: {
      GpuSmall: { cpu: '4', memory: '16Gi', gpus: 1, nodePool: 'gpu' },
      CpuSmall: { cpu: '1', memory: '4Gi', nodePool: 'cpu' },
    },
    nodePools: { gpu: GPU_NODES, cpu: CPU_NODES },
    ...parts,
  };
}

/** The gateway of the ingress of test/builders/ingress.ts, for notebooks. */
export const NOTEBOOK_GATEWAY: NotebookGatewaySpec = {
  domain: 'notebooks.example.com',
  name: 'ds-ingress',
  namespace: 'istio-ingress',
  podLabels: { istio: 'ingress' },
  principal: 'cluster.local/ns/istio-ingress/sa/istio-ingress',
  userClaim: 'sub',
  clusterDomain: 'cluster.local',
};

/** A tenant with quota on both pools. */
export function tenant(parts: Partial<TenantSpec> = {}): TenantSpec {
  return {
    name: 's-mlplatform',
    owners: ['ml-leads'],
    quota: { gpu: { cpu: '128', memory: '1024Gi', gpus: 32 }, cpu: { cpu: '64', memory: '256Gi' } },
    ...parts,
  };
}

/** Four existing nodes of eight GPUs. */
export function gpuPool(parts: Partial<ExistingGpuNodePoolSpec> = {}): ExistingGpuNodePoolSpec {
  return { name: 'gpu', provider: 'existing', nodes: 4, gpusPerNode: 8, ...parts };
}
