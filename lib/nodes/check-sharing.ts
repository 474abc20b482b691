import type { FieldError } from '../errors';
import { nearest } from '../schema/nearest';
import { fits, partsPerGpu } from './mig-placement';
import { MIG_MODELS, migModel, type MigModel } from './mig-profiles';
import type { GpuSharingSpec, MigSpec, ReplicasSpec } from './sharing-spec';
import type { GpuNodePoolSpec } from './spec';

/** Clients of one MPS server, on GPUs of the Turing generation or newer. @see https://github.com/NVIDIA/k8s-device-plugin/blob/main/cmd/mps-control-daemon/mps/device.go */
const MAX_MPS_REPLICAS = 48;

/** A combination of what a pool may say about its devices that cannot be, and why. */
interface Forbidden {
  readonly path: string;
  readonly applies: (sharing: GpuSharingSpec, pool: GpuNodePoolSpec) => boolean;
  readonly reason: string;
}

/**
 * What NVIDIA forbids.
 * @see https://github.com/NVIDIA/k8s-device-plugin#shared-access-to-gpus
 * @see https://github.com/NVIDIA/k8s-device-plugin/blob/main/cmd/nvidia-device-plugin/main.go
 */
const FORBIDDEN: readonly Forbidden[] = [
  {
    path: 'sharing.mps',
    applies: ({ timeSlicing, mps }) => timeSlicing !== undefined && mps !== undefined,
    reason: 'together with timeSlicing (given both). Allowed: one of the two, since a device is shared in one way. Remove one of them.',
  },
  {
    path: 'sharing.mps',
    applies: ({ mig, mps }) => mig !== undefined && mps !== undefined,
    reason: "together with mig (given both). Allowed: MPS on whole GPUs alone; NVIDIA's device plugin does not start it on parts. Use timeSlicing, or remove mig.",
  },
  {
    path: 'sharing.timeSlicing',
    applies: ({ timeSlicing }, { dra }) => timeSlicing !== undefined && dra !== undefined,
    reason: 'together with dra (given both). Allowed: with the device plugin alone, which shares what it hands out. Remove dra or timeSlicing.',
  },
  {
    path: 'sharing.mps',
    applies: ({ mps }, { dra }) => mps !== undefined && dra !== undefined,
    reason: 'together with dra (given both). Allowed: with the device plugin alone, which shares what it hands out. Remove dra or mps.',
  },
];

/** Everything that is wrong with how a pool shares its GPUs. */
export function checkSharing(pool: GpuNodePoolSpec): FieldError[] {
  const sharing = pool.sharing ?? {};
  return [
    ...FORBIDDEN.filter(({ applies }) => applies(sharing, pool)).map(({ path, reason }) => ({ path, reason })),
    ...(sharing.timeSlicing === undefined ? [] : checkReplicas('sharing.timeSlicing', sharing.timeSlicing)),
    ...(sharing.mps === undefined ? [] : checkReplicas('sharing.mps', sharing.mps, MAX_MPS_REPLICAS)),
    ...(sharing.mig === undefined ? [] : checkMig(sharing.mig, pool.gpuModel)),
  ];
}

function checkReplicas(path: string, { replicas }: ReplicasSpec, most?: number): FieldError[] {
  if (Number.isSafeInteger(replicas) && replicas >= 2 && replicas <= (most ?? replicas)) return [];
  const allowed = most === undefined ? 'whole numbers from 2' : `whole numbers from 2 to ${most}`;
  return [{ path: `${path}.replicas`, reason: `not a number of pods that share a device (given ${replicas}). Allowed: ${allowed}. Correct it.` }];
}

function checkMig(mig: MigSpec, gpuModel: string | undefined): FieldError[] {
  if (gpuModel === undefined) {
    const reason = 'missing (given none, with sharing.mig). Allowed: the value of the nodes\' label nvidia.com/gpu.product. Give it: profiles depend on the model.';
    return [{ path: 'gpuModel', reason }];
  }
  const model = migModel(gpuModel);
  if (model === undefined) {
    const reason = `for a model that cannot be cut, as far as is known (given ${JSON.stringify(gpuModel)}). Allowed: ${MIG_MODELS.map(({ name }) => name).join('; ')}. Remove mig, or correct gpuModel.`;
    return [{ path: 'sharing.mig', reason }];
  }
  const errors = checkStrategy(mig);
  if (errors.length > 0) return errors;
  return mig.strategy === 'single' ? checkProfile('sharing.mig.profile', mig.profile, model) : checkProfiles('sharing.mig.profiles', mig.profiles, model);
}

/** A pool that comes from a file may name parts in the way of the other strategy. */
function checkStrategy(mig: MigSpec): FieldError[] {
  const [own, other] = mig.strategy === 'single' ? (['profile', 'profiles'] as const) : (['profiles', 'profile'] as const);
  const given = mig as Partial<Record<typeof own | typeof other, unknown>>;
  if (given[own] !== undefined && given[other] === undefined) return [];
  const what = given[own] === undefined ? 'missing' : `together with ${other}`;
  return [{ path: `sharing.mig.${own}`, reason: `${what} (given strategy: ${mig.strategy}). Allowed: profile with single, profiles with mixed. Give ${own} alone.` }];
}

function checkProfile(path: string, profile: string, model: MigModel): FieldError[] {
  const known = Object.keys(model.profiles);
  if (known.includes(profile)) return [];
  const near = nearest(profile, known);
  const fix = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Choose one.';
  return [{ path, reason: `not a profile of ${model.name} (given ${JSON.stringify(profile)}). Allowed: ${known.join(', ')}. ${fix}` }];
}

function checkProfiles(path: string, profiles: Readonly<Record<string, number>>, model: MigModel): FieldError[] {
  const entries = Object.entries(profiles);
  if (entries.length === 0) return [{ path, reason: 'empty (given {}). Allowed: at least one profile. Add the parts that each GPU is cut into.' }];
  const errors = entries.flatMap(([profile, count]) => [
    ...checkProfile(`${path}.${profile}`, profile, model),
    ...(Number.isSafeInteger(count) && count >= 1 ? [] : [noParts(`${path}.${profile}`, count)]),
  ]);
  if (errors.length > 0 || fits(model, profiles)) return errors;
  const each = entries.map(([profile]) => `${partsPerGpu(model, profile)} of ${profile}`).join(', ');
  const reason = `more than one GPU holds together (given ${JSON.stringify(profiles)}). Allowed: parts that have a place each; of one profile alone ${each}. Lower the counts.`;
  return [{ path, reason }];
}

function noParts(path: string, count: number): FieldError {
  return { path, reason: `not a number of parts (given ${count}). Allowed: whole numbers from 1. Give how many of them each GPU is cut into.` };
}
