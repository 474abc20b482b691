import { OPERAND_IMAGES } from '../devices/images';
import type { EngineDefinition } from './engine';
import { imageParts, repositoryAndTag } from './image-parts';

/** An image as this chart takes it. */
function split(reference: string): { repository: string; image: string; version: string } {
  const { repository, tag } = imageParts(reference);
  const slash = repository.lastIndexOf('/');
  return { repository: repository.slice(0, slash), image: repository.slice(slash + 1), version: tag };
}

/**
 * Installs NVIDIA's drivers and all that goes with them, as one object says: the ClusterPolicy. A cluster whose nodes come with drivers and a
 * device plugin must not have it too. The layer `cluster` writes the ClusterPolicy itself and installs the chart without one; elsewhere it is
 * the chart's.
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
    // One image has the operator and the programs that look whether nodes are ready.
    operator: OPERAND_IMAGES.validator,
    driver: OPERAND_IMAGES.driver,
    driverManager: OPERAND_IMAGES.driverManager,
    toolkit: OPERAND_IMAGES.toolkit,
    devicePlugin: OPERAND_IMAGES.devicePlugin,
    dcgmExporter: OPERAND_IMAGES.dcgmExporter,
    migManager: OPERAND_IMAGES.migManager,
    nodeFeatureDiscovery: 'registry.k8s.io/nfd/node-feature-discovery:v0.19.0',
  },
  values: ({ image }) => ({
    operator: { ...split(image('operator')), upgradeCRD: false },
    validator: split(image('operator')),
    driver: { ...split(image('driver')), manager: split(image('driverManager')) },
    toolkit: split(image('toolkit')),
    devicePlugin: split(image('devicePlugin')),
    gfd: split(image('devicePlugin')),
    dcgmExporter: split(image('dcgmExporter')),
    migManager: split(image('migManager')),
    'node-feature-discovery': { image: repositoryAndTag(image('nodeFeatureDiscovery')) },
  }),
};
