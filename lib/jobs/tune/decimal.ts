const NUMERAL = /^([+-]?\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** A number as it is written, without the roundings of binary fractions: `digits` times ten to the `exponent`. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** Reads a numeral of a spec. @throws Error for any other text */
export function decimal(text: string): Decimal {
  const [, whole, fraction = '', exponent = '0'] = NUMERAL.exec(text) ?? [];
  if (whole === undefined) throw new Error(`not a number (${JSON.stringify(text)})`);
  return { digits: BigInt(`${whole}${fraction}`.replace(/^\+/, '')), exponent: Number(exponent) - fraction.length };
}

/** Distances between two numbers in steps of a third. */
export interface Steps {
  /** Whole steps from the first number that do not go beyond the second. */
  readonly count: bigint;
  /** Whether the last of them meets it. */
  readonly meets: boolean;
  /** Where the last of them is, in plain digits. */
  readonly last: string;
}

/** Steps from `min` towards `max`, which is not less. The step is above 0. */
export function stepsBetween(min: string, max: string, step: string): Steps {
  const numbers = [min, max, step].map(decimal);
  const exponent = Math.min(...numbers.map((number) => number.exponent));
  const [from = 0n, to = 0n, by = 1n] = numbers.map((number) => number.digits * 10n ** BigInt(number.exponent - exponent));
  const count = (to - from) / by;
  return { count, meets: (to - from) % by === 0n, last: plain({ digits: from + count * by, exponent }) };
}

function plain({ digits, exponent }: Decimal): string {
  if (exponent >= 0) return String(digits * 10n ** BigInt(exponent));
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits).padStart(1 - exponent, '0');
  const fraction = text.slice(exponent).replace(/0+$/, '');
  return `${sign}${text.slice(0, exponent)}${fraction === '' ? '' : `.${fraction}`}`;
}
