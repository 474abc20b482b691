/** What NVIDIA's parts run, as NVIDIA publishes them; a registry mirror stands in for the registry. */
export const DEVICE_IMAGES = {
  /** @see https://github.com/NVIDIA/k8s-device-plugin/releases/tag/v0.20.0 */
  devicePlugin: 'nvcr.io/nvidia/k8s-device-plugin:v0.20.0',
  /** @see https://github.com/NVIDIA/dcgm-exporter/releases/tag/4.5.3-4.8.2 */
  dcgmExporter: 'nvcr.io/nvidia/k8s/dcgm-exporter:4.5.3-4.8.2-distroless',
} as const;

/**
 * What the GPU Operator runs on nodes, at the versions of its release 26.7.0, by the field of the ClusterPolicy.
 * @see https://github.com/NVIDIA/gpu-operator/blob/v26.7.0/deployments/gpu-operator/values.yaml
 */
export const OPERAND_IMAGES = {
  validator: 'nvcr.io/nvidia/gpu-operator:v26.7.0',
  nodeStatusExporter: 'nvcr.io/nvidia/gpu-operator:v26.7.0',
  driver: 'nvcr.io/nvidia/driver:595.91.07',
  driverManager: 'nvcr.io/nvidia/cloud-native/k8s-driver-manager:v0.12.0',
  toolkit: 'nvcr.io/nvidia/k8s/container-toolkit:v1.20.0',
  devicePlugin: 'nvcr.io/nvidia/k8s-device-plugin:v0.20.0',
  dcgm: 'nvcr.io/nvidia/cloud-native/dcgm:4.6.0-1-ubuntu24.04',
  dcgmExporter: 'nvcr.io/nvidia/k8s/dcgm-exporter:4.6.0-4.8.3-distroless',
  gfd: 'nvcr.io/nvidia/k8s-device-plugin:v0.20.0',
  migManager: 'nvcr.io/nvidia/cloud-native/k8s-mig-manager:v0.15.0',
} as const;
