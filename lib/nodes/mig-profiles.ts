/** Where the parts of one profile may lie on a GPU, counted in slices of its memory. */
export interface MigPlacement {
  /** Slices of memory that a part takes. */
  readonly size: number;
  /** Slices at which it may start. */
  readonly starts: readonly number[];
  /** Whether it takes the media engines, which each GPU has once for parts that are not all of it. */
  readonly media?: true;
}

/** GPUs that are cut in the same way. */
export interface MigModel {
  /** What people call them. */
  readonly name: string;
  /** Whether a model, as feature discovery labels it, is one of them. */
  readonly pattern: RegExp;
  /** Slices of memory of a whole GPU. */
  readonly slices: number;
  /** Profiles, with where their parts may lie. */
  readonly profiles: Readonly<Record<string, MigPlacement>>;
}

/** The usual GPU: seven slices of compute, eight of memory, named after the memory of one, two, four and eight slices. */
function sevenths(one: number, two: number, four: number, eight: number): Pick<MigModel, 'slices' | 'profiles'> {
  const small = [0, 1, 2, 3, 4, 5, 6];
  return {
    slices: 8,
    profiles: {
      [`1g.${one}gb`]: { size: 1, starts: small },
      [`1g.${one}gb+me`]: { size: 1, starts: small, media: true },
      [`1g.${two}gb`]: { size: 2, starts: [0, 2, 4, 6] },
      [`2g.${two}gb`]: { size: 2, starts: [0, 2, 4] },
      [`3g.${four}gb`]: { size: 4, starts: [0, 4] },
      [`4g.${four}gb`]: { size: 4, starts: [0] },
      [`7g.${eight}gb`]: { size: 8, starts: [0] },
    },
  };
}

const QUARTER = { size: 1, starts: [0, 1, 2, 3] };
const HALF = { size: 2, starts: [0, 2] };
const ALL_QUARTERS = { size: 4, starts: [0] };

/**
 * Every GPU that can be cut, with its profiles. Names and counts are those of the MIG User Guide and of mig-parted's default configuration,
 * places those that `nvidia-smi mig -lgipp` lists.
 * @see https://docs.nvidia.com/datacenter/tesla/mig-user-guide/supported-mig-profiles.html
 * @see https://github.com/NVIDIA/mig-parted/blob/main/deployments/systemd/config-default.yaml
 */
export const MIG_MODELS: readonly MigModel[] = [
  {
    name: 'A30',
    pattern: /^(NVIDIA-)?A30$/,
    slices: 4,
    profiles: { '1g.6gb': QUARTER, '1g.6gb+me': { ...QUARTER, media: true }, '2g.12gb': HALF, '2g.12gb+me': { ...HALF, media: true }, '4g.24gb': ALL_QUARTERS },
  },
  { name: 'A100 and A800 of 40 GB', pattern: /^(NVIDIA-)?A[18]00-.*40GB/, ...sevenths(5, 10, 20, 40) },
  { name: 'A100 and A800 of 80 GB', pattern: /^(NVIDIA-)?A[18]00-.*80GB/, ...sevenths(10, 20, 40, 80) },
  { name: 'H100 and H800 of 80 GB', pattern: /^(NVIDIA-)?H[18]00(-80GB-HBM3|-PCIe)?$/, ...sevenths(10, 20, 40, 80) },
  { name: 'H100 NVL and H800 NVL', pattern: /^(NVIDIA-)?H[18]00-NVL$/, ...sevenths(12, 24, 47, 94) },
  { name: 'GH200 of 96 GB, H20 and H100 of 96 GB', pattern: /^(NVIDIA-)?(GH200-480GB|GH200-120GB|H20|H100-.*96GB.*)$/, ...sevenths(12, 24, 48, 96) },
  { name: 'GH200 of 144 GB', pattern: /^(NVIDIA-)?GH200-144G/, ...sevenths(18, 36, 72, 144) },
  { name: 'H200', pattern: /^(NVIDIA-)?H200(-NVL)?$/, ...sevenths(18, 35, 71, 141) },
  { name: 'B200', pattern: /^(NVIDIA-)?B200$/, ...sevenths(23, 45, 90, 180) },
  { name: 'GB200', pattern: /^(NVIDIA-)?GB200$/, ...sevenths(23, 47, 93, 186) },
  { name: 'B300', pattern: /^(NVIDIA-)?B300(-|$)/, ...sevenths(34, 67, 135, 269) },
  { name: 'GB300', pattern: /^(NVIDIA-)?GB300$/, ...sevenths(35, 70, 139, 278) },
  {
    name: 'RTX PRO 6000 Blackwell',
    pattern: /^(NVIDIA-)?RTX-PRO-6000-Blackwell/,
    slices: 4,
    profiles: {
      '1g.24gb': QUARTER,
      '1g.24gb+me': { ...QUARTER, media: true },
      '1g.24gb+gfx': QUARTER,
      '1g.24gb+me.all': { ...QUARTER, media: true },
      '1g.24gb-me': QUARTER,
      '2g.48gb': HALF,
      '2g.48gb+gfx': HALF,
      '2g.48gb+me.all': { ...HALF, media: true },
      '2g.48gb-me': HALF,
      '4g.96gb': ALL_QUARTERS,
      '4g.96gb+gfx': ALL_QUARTERS,
    },
  },
];

/** The way in which GPUs of a model are cut; undefined if they cannot be. */
export function migModel(gpuModel: string): MigModel | undefined {
  return MIG_MODELS.find(({ pattern }) => pattern.test(gpuModel));
}
