import type { GpuNodePoolSpec } from '../../lib/nodes/spec';
import type { DraSpec, GpuSharingSpec } from '../../lib/nodes/sharing-spec';
import { gpuPool } from './catalog';
import { clusterApiPool, karpenterPool } from './node-pools';

const [REPLICAS, MIXED] = [{ replicas: 4, renameByDefault: true }, { strategy: 'mixed', profiles: { '1g.10gb': 4, '3g.40gb': 1 } } as const];

/** Every way in which a pool may share its GPUs, by its name. */
export const SHARING: Readonly<Record<string, GpuSharingSpec>> = {
  whole: {},
  'mig-single': { mig: { strategy: 'single', profile: '1g.10gb' } },
  'mig-mixed': { mig: MIXED },
  'time-slicing': { timeSlicing: { replicas: 2, failRequestsGreaterThanOne: false } },
  'time-slicing-renamed': { timeSlicing: REPLICAS },
  'time-slicing-mig': { mig: MIXED, timeSlicing: REPLICAS },
  mps: { mps: REPLICAS },
};

/** How pods may claim GPUs, by its name. */
const CLAIMS: Readonly<Record<string, DraSpec | undefined>> = { plugin: undefined, claims: {}, extended: { requests: 'extendedResource' } };

/** Every provider with every way of sharing that does not shut out the way of claiming, each pool with a name of its own. */
export function poolMatrix(): GpuNodePoolSpec[] {
  const providers: ((common: Partial<GpuNodePoolSpec>) => GpuNodePoolSpec)[] = [
    (common) => gpuPool({ ...common, topologyName: 'racks', topologyLevels: ['example.com/rack', 'kubernetes.io/hostname'] } as object),
    (common) => karpenterPool({ ...common, capacityType: 'spot' } as object),
    (common) => karpenterPool({ ...common, karpenter: { nodeClassRef: { group: 'karpenter.azure.com', kind: 'AKSNodeClass', name: 'gpus' }, zones: ['a'], expireAfter: '720h' } } as object),
    (common) => clusterApiPool({ ...common, minSize: 1 } as object),
    (common) => clusterApiPool({ ...common, minSize: 4, clusterApi: { ...clusterApiPool().clusterApi, kind: 'MachinePool', version: 'v1.34.2', propagateTaints: true, nodeCpu: '96', nodeMemory: '1Ti' } } as object),
  ];
  return providers.flatMap((make, index) =>
    Object.entries(CLAIMS).flatMap(([claim, dra]) =>
      Object.entries(SHARING)
        .filter(([, { timeSlicing, mps }]) => dra === undefined || (timeSlicing === undefined && mps === undefined))
        .map(([mode, sharing]) => make({ name: `p${index}-${claim}-${mode}`, gpuModel: 'NVIDIA-A100-SXM4-80GB', sharing, ...(dra !== undefined && { dra }) })),
    ),
  );
}
