/**
 * What the GPU Operator runs on nodes, at the versions of its release 26.7.0, by the field of the ClusterPolicy; a registry mirror stands in
 * for the registry. Its chart (lib/engines) and what hands out GPUs without the operator take them from here too.
 * @see https://github.com/NVIDIA/gpu-operator/blob/v26.7.0/deployments/gpu-operator/values.yaml
 */
export const OPERAND_IMAGES = {
  validator: 'nvcr.io/nvidia/gpu-operator:v26.7.0',
  nodeStatusExporter: 'nvcr.io/nvidia/gpu-operator:v26.7.0',
  // The operator adds the node's operating system to the tag: `-ubuntu24.04`.
  driver: 'nvcr.io/nvidia/driver:595.91.07',
  driverManager: 'nvcr.io/nvidia/cloud-native/k8s-driver-manager:v0.12.0',
  toolkit: 'nvcr.io/nvidia/k8s/container-toolkit:v1.20.0',
  devicePlugin: 'nvcr.io/nvidia/k8s-device-plugin:v0.20.0',
  dcgm: 'nvcr.io/nvidia/cloud-native/dcgm:4.6.0-1-ubuntu24.04',
  dcgmExporter: 'nvcr.io/nvidia/k8s/dcgm-exporter:4.6.0-4.8.3-distroless',
  gfd: 'nvcr.io/nvidia/k8s-device-plugin:v0.20.0',
  migManager: 'nvcr.io/nvidia/cloud-native/k8s-mig-manager:v0.15.0',
} as const;

/** What NVIDIA's parts run on nodes that have drivers: the same as under the operator. */
export const DEVICE_IMAGES = { devicePlugin: OPERAND_IMAGES.devicePlugin, dcgmExporter: OPERAND_IMAGES.dcgmExporter } as const;
