/** What hands out and measures the GPUs of a layer's pools. */
export interface DevicesSpec {
  /** NVIDIA's device plugin: `{}` for nodes that come with the driver and the container toolkit. Not beside `gpuOperator`. @default - nodes hand out their GPUs by themselves, or not at all */
  devicePlugin?: DevicePluginOptions;
  /** NVIDIA's GPU Operator: `{}` for nodes that come with nothing. Not beside `devicePlugin`. @default - nodes hand out their GPUs by themselves, or not at all */
  gpuOperator?: GpuOperatorOptions;
  /** NVIDIA's exporter of metrics: `{}` to measure the GPUs. Not beside the exporter of `gpuOperator`. @default - GPUs are measured by the operator, where there is one */
  dcgmExporter?: DcgmExporterOptions;
}

/** How the device plugin runs. */
export interface DevicePluginOptions {
  /** RuntimeClass of NVIDIA's container runtime, where it is not the nodes' default. @default - the default runtime */
  runtimeClassName?: string;
}

/** What the GPU Operator brings. */
export interface GpuOperatorOptions {
  /** Whether it installs the driver; not where the nodes' image has it. @default true */
  driver?: boolean;
  /** Whether it installs the container toolkit; not where the nodes' image has it. @default true */
  toolkit?: boolean;
  /** Whether it measures the GPUs. @default true */
  dcgmExporter?: boolean;
}

/** How the exporter runs. */
export interface DcgmExporterOptions {
  /** Namespace whose pods may read the metrics. @default monitoring */
  metricsNamespace?: string;
  /** Whether the use of tensor cores and memory is measured too, for which the exporter needs the capability SYS_ADMIN. @default false */
  profiling?: boolean;
  /** RuntimeClass of NVIDIA's container runtime, where it is not the nodes' default. @default - the default runtime */
  runtimeClassName?: string;
}
