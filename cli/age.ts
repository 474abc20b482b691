interface Scale {
  /** Times shorter than this are told so. */
  readonly below: number;
  readonly units: readonly (readonly [seconds: number, letter: string])[];
}

const [MINUTE, HOUR, DAY, YEAR] = [60, 3600, 86_400, 31_536_000];

/** The steps in which kubectl tells a time: the longer, the coarser. @see https://pkg.go.dev/k8s.io/apimachinery/pkg/util/duration#HumanDuration */
const SCALES: readonly Scale[] = [
  { below: 2 * MINUTE, units: [[1, 's']] },
  { below: 10 * MINUTE, units: [[MINUTE, 'm'], [1, 's']] },
  { below: 3 * HOUR, units: [[MINUTE, 'm']] },
  { below: 8 * HOUR, units: [[HOUR, 'h'], [MINUTE, 'm']] },
  { below: 2 * DAY, units: [[HOUR, 'h']] },
  { below: 8 * DAY, units: [[DAY, 'd'], [HOUR, 'h']] },
  { below: 2 * YEAR, units: [[DAY, 'd']] },
  { below: 8 * YEAR, units: [[YEAR, 'y'], [DAY, 'd']] },
  { below: Infinity, units: [[YEAR, 'y']] },
];

/** The time since a moment, as kubectl tells it; `-` if the moment is not known. */
export function since(moment: string | undefined, now: Date): string {
  const seconds = Math.floor((now.getTime() - Date.parse(moment ?? '')) / 1000);
  return Number.isNaN(seconds) ? '-' : tell(Math.max(0, seconds));
}

function tell(seconds: number): string {
  const { units } = SCALES.find(({ below }) => seconds < below) as Scale;
  let rest = seconds;
  const parts = units.map(([size, letter], index) => {
    const count = Math.floor(rest / size);
    rest %= size;
    return count === 0 && index > 0 ? '' : `${count}${letter}`;
  });
  return parts.join('');
}
