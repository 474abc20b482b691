import type { FieldError } from '../errors';
import type { GpuNodePoolSpec } from '../nodes/spec';
import { checkPools } from './daemon';
import { validateDevicePlugin } from './device-plugin';
import { validateGpuOperator } from './gpu-operator';
import type { DevicesSpec } from './spec';

/** Everything that is wrong with the devices of these pools. Errors of the pools have the path `pools`. */
export function validateDevices({ devicePlugin, gpuOperator, dcgmExporter }: DevicesSpec, pools: readonly GpuNodePoolSpec[]): FieldError[] {
  return [
    ...(devicePlugin === undefined || gpuOperator === undefined ? [] : [BOTH]),
    ...(devicePlugin === undefined ? [] : validateDevicePlugin(pools)),
    ...(gpuOperator === undefined ? [] : [...checkPools(pools, 'for the GPU operator'), ...validateGpuOperator(pools)]),
    ...(dcgmExporter === undefined ? [] : checkPools(pools, 'to watch')),
    ...(dcgmExporter === undefined || gpuOperator === undefined || gpuOperator.dcgmExporter === false ? [] : [TWO_EXPORTERS]),
  ];
}

const BOTH: FieldError = {
  path: 'devices.gpuOperator',
  reason: 'hands out the GPUs that devicePlugin hands out (given both). Allowed: one of the two. Keep devicePlugin for nodes that come with the driver, else gpuOperator.',
};

const TWO_EXPORTERS: FieldError = {
  path: 'devices.dcgmExporter',
  reason: 'measures the GPUs that gpuOperator measures (given both). Allowed: one exporter. Remove it, or set gpuOperator.dcgmExporter: false.',
};
