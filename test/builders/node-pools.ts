import type { ClusterApiGpuNodePoolSpec, KarpenterGpuNodePoolSpec } from '../../lib/nodes/spec';

/** Up to four nodes of eight GPUs that Karpenter starts on EC2. */
export function karpenterPool(parts: Partial<KarpenterGpuNodePoolSpec> = {}): KarpenterGpuNodePoolSpec {
  const nodeClass = { amiAlias: 'al2023@v20260819', role: 'gpu-nodes', subnetTags: { cluster: 'ds' }, securityGroupTags: { cluster: 'ds' } };
  return { name: 'gpu', provider: 'karpenter', maxSize: 4, gpusPerNode: 8, karpenter: { nodeClass }, ...parts };
}

/** Up to four machines of eight GPUs of Cluster API. */
export function clusterApiPool(parts: Partial<ClusterApiGpuNodePoolSpec> = {}): ClusterApiGpuNodePoolSpec {
  const clusterApi = {
    clusterName: 'ds',
    namespace: 'clusters',
    bootstrapConfigRef: { apiGroup: 'bootstrap.cluster.x-k8s.io', kind: 'KubeadmConfigTemplate', name: 'gpu' },
    infrastructureRef: { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'AWSMachineTemplate', name: 'gpu' },
  };
  return { name: 'gpu', provider: 'clusterApi', minSize: 0, maxSize: 4, gpusPerNode: 8, clusterApi, ...parts };
}
