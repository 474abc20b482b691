import type { EngineDefinition } from './engine';
import { imageParts, repositoryAndTag } from './image-parts';

/** An image as this chart takes it. */
function split(reference: string): { repository: string; image: string; version: string } {
  const { repository, tag } = imageParts(reference);
  const slash = repository.lastIndexOf('/');
  return { repository: repository.slice(0, slash), image: repository.slice(slash + 1), version: tag };
}

/**
 * Installs NVIDIA's drivers and all that goes with them, as one object says: the ClusterPolicy, which is the platform's own, not the chart's.
 * Without it, the device plugin and the exporter of metrics are the platform's own; never both.
 */
export const GPU_OPERATOR: EngineDefinition = {
  name: 'gpuOperator',
  chart: { name: 'gpu-operator', version: 'v26.7.0', repository: 'https://helm.ngc.nvidia.com/nvidia' },
  see: 'https://github.com/NVIDIA/gpu-operator/tree/v26.7.0/deployments/gpu-operator',
  release: 'gpu-operator',
  namespace: 'gpu-operator',
  // Drivers are built and loaded on the nodes.
  podSecurity: 'privileged',
  apiGroups: ['nvidia.com', 'nfd.k8s-sigs.io'],
  after: [],
  workloads: ['deployment/gpu-operator'],
  images: {
    operator: 'nvcr.io/nvidia/gpu-operator:v26.7.0',
    driverManager: 'nvcr.io/nvidia/cloud-native/k8s-driver-manager:v0.12.0',
    nodeFeatureDiscovery: 'registry.k8s.io/nfd/node-feature-discovery:v0.19.0',
  },
  values: ({ image }) => ({
    operator: { ...split(image('operator')), upgradeCRD: false },
    validator: split(image('operator')),
    driver: { manager: split(image('driverManager')) },
    clusterPolicy: { deployCR: false },
    'node-feature-discovery': { image: repositoryAndTag(image('nodeFeatureDiscovery')) },
  }),
};
