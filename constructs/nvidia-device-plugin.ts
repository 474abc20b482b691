import { Construct } from 'constructs';
import { compileDevicePlugin, validateDevicePlugin } from '../lib/devices/device-plugin';
import { PlatformCatalog } from './catalog';
import { ownDevices } from './device-owner';
import type { GpuNodePool } from './gpu-node-pool';
import { addObjects, refuse } from './objects';

/** Properties of {@link NvidiaDevicePlugin}. */
export interface NvidiaDevicePluginProps {
  /** Pools whose GPUs it hands out. Those that pods claim from (`dra`) are left out. */
  readonly pools: readonly GpuNodePool[];
  /** RuntimeClass of NVIDIA's container runtime, where it is not the nodes' default. @default - the default runtime */
  readonly runtimeClassName?: string;
}

/**
 * NVIDIA's device plugin on the nodes of GPU pools: it hands out their GPUs, whole or shared as each pool says. For nodes that have the
 * driver and the container toolkit; {@link GpuOperator} brings those too. GPUs are cut (MIG) by whoever sets up the nodes.
 */
export class NvidiaDevicePlugin extends Construct {
  /** @throws PlatformError if no pool has a device plugin; Error if something else hands out the tree's GPUs */
  constructor(scope: Construct, id: string, props: NvidiaDevicePluginProps) {
    super(scope, id);
    ownDevices(this);
    const pools = props.pools.map(({ spec }) => spec);
    refuse('InvalidSpec', 'NvidiaDevicePlugin', validateDevicePlugin(pools));
    const { registryMirror } = PlatformCatalog.of(this);
    addObjects(this, compileDevicePlugin({ ...props, pools, registryMirror }));
  }
}
