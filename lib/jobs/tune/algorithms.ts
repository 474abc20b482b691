/** What a setting may be. */
interface SettingRange {
  readonly whole: boolean;
  readonly above: number;
}

const SEED: SettingRange = { whole: true, above: -1 };
const COUNT: SettingRange = { whole: true, above: 0 };
const FROM_NONE: SettingRange = { whole: true, above: -1 };
const POSITIVE: SettingRange = { whole: false, above: 0 };

/** Settings of the algorithms that choose values. */
export const ALGORITHM_SETTINGS: Readonly<Record<string, Readonly<Record<string, SettingRange>>>> = {
  grid: {},
  random: { random_state: SEED },
  tpe: { random_state: SEED, n_startup_trials: FROM_NONE, n_EI_candidates: COUNT },
  cmaes: { random_state: SEED, n_startup_trials: FROM_NONE, sigma: POSITIVE },
};

/** Settings of the algorithms that stop trials early. */
export const STOPPING_SETTINGS: Readonly<Record<string, Readonly<Record<string, SettingRange>>>> = {
  medianstop: { min_trials_required: FROM_NONE, start_step: FROM_NONE },
  successivehalving: { min_resource: COUNT, reduction_factor: { whole: true, above: 1 } },
};

/** Settings that only one engine knows. */
const OPTUNA_ONLY: readonly string[] = ['n_startup_trials'];

/** Settings of an algorithm that an engine knows. */
export function settingsOf(algorithms: typeof ALGORITHM_SETTINGS, algorithm: string, engine: string): Readonly<Record<string, SettingRange>> {
  const known = Object.hasOwn(algorithms, algorithm) ? (algorithms[algorithm] ?? {}) : {};
  return Object.fromEntries(Object.entries(known).filter(([name]) => engine !== 'katib' || !OPTUNA_ONLY.includes(name)));
}

/** What is wrong with a setting's value, if anything is. */
export function wrongValue(value: string, { whole, above }: SettingRange): string | undefined {
  const number = Number(value);
  if ((!whole || Number.isInteger(number)) && number > above) return undefined;
  return whole ? `whole numbers from ${above + 1}` : `numbers above ${above}`;
}
