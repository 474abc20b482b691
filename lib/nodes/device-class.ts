import { LABELS, MANAGED_BY } from '../api';
import type { Catalog } from '../catalog/spec';
import type { KubeObjectOf } from '../k8s/object';
import { devicesOf, type PoolDevice } from './devices';
import { poolGpuResource } from './gpu-resource';
import type { GpuNodePoolSpec } from './spec';

/** NVIDIA's driver for Dynamic Resource Allocation. @see https://github.com/kubernetes-sigs/dra-driver-nvidia-gpu */
const DRIVER = 'gpu.nvidia.com';

/** A class of devices that pods claim. @see https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/ */
export type DeviceClass = KubeObjectOf<{ selectors: { cel: { expression: string } }[]; extendedResourceName?: string }>;

/** Which DeviceClasses Kueue counts as which resource, as its configuration has it. @see https://kueue.sigs.k8s.io/docs/concepts/dynamic_resource_allocation/ */
export interface DeviceClassMapping {
  name: string;
  deviceClassNames: string[];
}

/** The classes of the devices of a pool that are claimed; none for a pool with a device plugin. Which nodes they are on is told by labels. */
export function compileDeviceClasses(pool: GpuNodePoolSpec): DeviceClass[] {
  const { dra } = pool;
  if (dra === undefined) return [];
  return devicesOf(pool).map((device) => ({
    apiVersion: 'resource.k8s.io/v1',
    kind: 'DeviceClass',
    metadata: { name: device.name, labels: { [LABELS.managedBy]: MANAGED_BY } },
    spec: {
      selectors: [{ cel: { expression: expression(device) } }],
      ...(dra.requests === 'extendedResource' && { extendedResourceName: device.resource }),
    },
  }));
}

/** What Kueue must be told to count claims of the pools' devices; nothing where pods claim none themselves. */
export function deviceClassMappings({ nodePools }: Pick<Catalog, 'nodePools'>): DeviceClassMapping[] {
  const names = new Map<string, string[]>();
  for (const pool of Object.values(nodePools)) {
    if (pool.deviceClassName !== undefined) names.set(poolGpuResource(pool), [...(names.get(poolGpuResource(pool)) ?? []), pool.deviceClassName]);
  }
  return [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, deviceClassNames]) => ({ name, deviceClassNames: [...new Set(deviceClassNames)].sort() }));
}

function expression({ profile }: PoolDevice): string {
  const attribute = `device.attributes["${DRIVER}"]`;
  const kind = profile === undefined ? `${attribute}.type == "gpu"` : `${attribute}.type == "mig" && ${attribute}.profile == "${profile}"`;
  return `device.driver == "${DRIVER}" && ${kind}`;
}
