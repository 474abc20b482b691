/** What a setting may be. */
interface SettingRange {
  readonly whole: boolean;
  readonly above: number;
  /** The greatest value: beyond it an engine fails or takes all memory. */
  readonly most: number;
}

/** The greatest seed of the generators of random numbers that both engines use. */
export const GREATEST_SEED = 2 ** 32 - 1;

const SEED: SettingRange = { whole: true, above: -1, most: GREATEST_SEED };
const COUNT: SettingRange = { whole: true, above: 0, most: 1_000_000 };
const FROM_NONE: SettingRange = { whole: true, above: -1, most: 1_000_000 };
const SIGMA: SettingRange = { whole: false, above: 0, most: 1_000_000 };
const CANDIDATES: SettingRange = { whole: true, above: 0, most: 10_000 };

/** Settings of the algorithms that choose values. */
export const ALGORITHM_SETTINGS: Readonly<Record<string, Readonly<Record<string, SettingRange>>>> = {
  grid: {},
  random: { random_state: SEED },
  tpe: { random_state: SEED, n_startup_trials: FROM_NONE, n_EI_candidates: CANDIDATES },
  cmaes: { random_state: SEED, n_startup_trials: FROM_NONE, sigma: SIGMA },
};

/** Settings of the algorithms that stop trials early. */
export const STOPPING_SETTINGS: Readonly<Record<string, Readonly<Record<string, SettingRange>>>> = {
  medianstop: { min_trials_required: FROM_NONE, start_step: FROM_NONE },
  successivehalving: { min_resource: COUNT, reduction_factor: { whole: true, above: 1, most: 1_000_000 } },
};

/** Settings that only one engine knows. */
const OPTUNA_ONLY: readonly string[] = ['n_startup_trials'];

/** Settings of an algorithm that an engine knows. */
export function settingsOf(algorithms: typeof ALGORITHM_SETTINGS, algorithm: string, engine: string): Readonly<Record<string, SettingRange>> {
  const known = Object.hasOwn(algorithms, algorithm) ? (algorithms[algorithm] ?? {}) : {};
  return Object.fromEntries(Object.entries(known).filter(([name]) => engine !== 'katib' || !OPTUNA_ONLY.includes(name)));
}

/** What is wrong with a setting's value, if anything is. */
export function wrongValue(value: string, { whole, above, most }: SettingRange): string | undefined {
  const number = Number(value);
  const range = whole ? `whole numbers from ${above + 1}` : `numbers above ${above}`;
  if ((whole && !Number.isInteger(number)) || number <= above) return range;
  return number > most ? `${range} to ${most}` : undefined;
}
