import { API_GROUP } from '../api';
import { GPU_RESOURCE } from './gpu-resource';
import { partsPerGpu } from './mig-placement';
import { migModel } from './mig-profiles';
import type { ReplicasSpec } from './sharing-spec';
import type { GpuNodePoolSpec } from './spec';

/** What is added to a resource's name where its shares are told from wholes. */
const SHARED_SUFFIX = '.shared';

/** One kind of device that the nodes of a pool hand out. A pool has several where its GPUs are cut into parts that differ. */
export interface PoolDevice {
  /** Name of the entry in the catalog's `nodePools`, and of the ResourceFlavor. */
  readonly name: string;
  /** Profile of MIG; none for whole GPUs. */
  readonly profile?: string;
  /** Resource that the device plugin calls it before it is shared. */
  readonly base: string;
  /** Resource that pods ask for. */
  readonly resource: string;
  /** How many each node hands out. */
  readonly perNode: number;
}

/** The kinds of device of a pool, in the order of their names. The pool is valid. */
export function devicesOf(pool: GpuNodePoolSpec): PoolDevice[] {
  const mig = pool.sharing?.mig;
  if (mig?.strategy === 'mixed') {
    return Object.keys(mig.profiles)
      .sort()
      .map((profile) => device(pool, { name: entryName(pool.name, profile), profile, base: migResource(profile), perGpu: mig.profiles[profile] ?? 0 }));
  }
  if (mig?.strategy === 'single') return [device(pool, { name: pool.name, profile: mig.profile, base: GPU_RESOURCE, perGpu: singleParts(pool, mig.profile) })];
  return [device(pool, { name: pool.name, base: GPU_RESOURCE, perGpu: 1 })];
}

/** How many pods share one device, and how; none if they do not. */
export function replicasOf(pool: GpuNodePoolSpec): ReplicasSpec | undefined {
  return pool.sharing?.timeSlicing ?? pool.sharing?.mps;
}

/** Most nodes that a pool has at a time. */
export function maxNodes(pool: GpuNodePoolSpec): number {
  return pool.provider === 'existing' ? pool.nodes : pool.maxSize;
}

/** Devices of all nodes of a pool together, by entry of the catalog: what quotas share out. */
export function capacityOf(pool: GpuNodePoolSpec): Record<string, number> {
  return Object.fromEntries(devicesOf(pool).map(({ name, perNode }) => [name, perNode * maxNodes(pool)]));
}

/** Name of the entry for one profile. Profiles hold characters that names of objects do not: `1g.10gb+me` gives `1g-10gb-with-me`. */
export function entryName(pool: string, profile: string): string {
  return `${pool}-${profile.replace(/\./g, '-').replace(/\+/g, '-with-')}`;
}

/** Label by which the nodes of a pool are told that are cut into such parts, among others. */
export function profileLabel(profile: string): string {
  return `${API_GROUP}/mig-${profile.replace(/\+/g, '.')}`;
}

/** What the device plugin calls a part where parts differ. @see https://github.com/NVIDIA/k8s-device-plugin/blob/main/internal/rm/rm.go */
function migResource(profile: string): string {
  return `nvidia.com/mig-${profile.replace(/\+/g, '.')}`;
}

interface Parts {
  readonly name: string;
  readonly profile?: string;
  readonly base: string;
  readonly perGpu: number;
}

function device(pool: GpuNodePoolSpec, { name, profile, base, perGpu }: Parts): PoolDevice {
  const shares = replicasOf(pool);
  const resource = shares?.renameByDefault ? `${base}${SHARED_SUFFIX}` : base;
  const perNode = pool.gpusPerNode * perGpu * (shares?.replicas ?? 1);
  return { name, ...(profile !== undefined && { profile }), base, resource: claimed(pool, profile) ?? resource, perNode };
}

/** Pods that claim parts of GPUs are counted by profile, be the parts equal or not. */
function claimed(pool: GpuNodePoolSpec, profile: string | undefined): string | undefined {
  return pool.dra === undefined || profile === undefined ? undefined : migResource(profile);
}

function singleParts(pool: GpuNodePoolSpec, profile: string): number {
  const model = migModel(pool.gpuModel ?? '');
  return model === undefined ? 0 : partsPerGpu(model, profile);
}
