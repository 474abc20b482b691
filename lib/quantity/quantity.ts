/** How a quantity is spelled: `1500m`, `1e3`, `512Mi`. */
type Format = 'decimal' | 'exponent' | 'binary';

/** Quantities are counted in billionths, the finest that Kubernetes keeps. */
const NANO = 1_000_000_000n;

/** The largest magnitude that Kubernetes holds. */
const MAX = (2n ** 63n - 1n) * NANO;

/** Beyond this exponent no number of the longest text is between one billionth and the largest magnitude. */
const MAX_EXPONENT = 99;

/** More characters than any quantity needs; bounds the work on hostile input. */
const MAX_LENGTH = 64;

const DECIMAL_SUFFIXES = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;

const GRAMMAR = /^(?<sign>[+-]?)(?=\.?\d)(?<whole>\d*)(?:\.(?<fraction>\d*))?(?<suffix>(?:[numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?)$/;

/**
 * An exact amount of cpu, memory or a device, as Kubernetes writes it. Never a floating point number.
 *
 * Read and written as Kubernetes does, with one difference: what exceeds 2^63-1 is refused, where Kubernetes cuts it off.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export class Quantity {
  static readonly ZERO = new Quantity(0n, 'decimal');

  private constructor(
    private readonly nanos: bigint,
    private readonly format: Format,
  ) {}

  /**
   * Reads a quantity.
   * @throws Error when the text is not a quantity
   */
  static parse(text: string): Quantity {
    const quantity = Quantity.tryParse(text);
    if (quantity === undefined) throw new Error(`not a Kubernetes quantity (${JSON.stringify(text)})`);
    return quantity;
  }

  /** Reads a quantity; undefined when the text is not one. More than nine decimal places are rounded up. */
  static tryParse(text: string): Quantity | undefined {
    const match = text.length <= MAX_LENGTH ? GRAMMAR.exec(text)?.groups : undefined;
    if (match === undefined) return undefined;
    const { sign, whole, fraction = '', suffix } = match as Record<'sign' | 'whole' | 'suffix', string> & { fraction?: string };
    const unit = readSuffix(suffix);
    const nanos = toNanos(whole, fraction, unit);
    if (nanos === undefined || nanos > MAX) return undefined;
    return new Quantity(sign === '-' ? -nanos : nanos, unit.format);
  }

  /** The sum, spelled as this quantity is. */
  plus(other: Quantity): Quantity {
    return new Quantity(this.nanos + other.nanos, this.nanos === 0n ? other.format : this.format);
  }

  /** The difference, spelled as this quantity is. */
  minus(other: Quantity): Quantity {
    return this.plus(other.times(-1));
  }

  /** The product with a whole number. */
  times(factor: number | bigint): Quantity {
    return new Quantity(this.nanos * BigInt(factor), this.format);
  }

  /** How often the other, positive quantity fits into this one as a whole. */
  fits(other: Quantity): bigint {
    return this.nanos / other.nanos;
  }

  /** Negative, zero or positive, as this quantity is smaller than, equal to or larger than the other. */
  compare(other: Quantity): -1 | 0 | 1 {
    if (this.nanos === other.nanos) return 0;
    return this.nanos < other.nanos ? -1 : 1;
  }

  /** The canonical form: no fraction, and the largest suffix that keeps every digit. */
  toString(): string {
    if (this.nanos === 0n) return '0';
    return this.isBinary() ? binaryText(this.nanos / NANO) : decimalText(this.nanos, this.format === 'exponent');
  }

  /** Fractions and what is below 1Ki are spelled in decimal, as Kubernetes does. */
  private isBinary(): boolean {
    const small = this.nanos > -1024n * NANO && this.nanos < 1024n * NANO;
    return this.format === 'binary' && !small && this.nanos % NANO === 0n;
  }
}

interface Unit {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: Format;
}

function readSuffix(suffix: string): Unit {
  if (/^[eE][+-]?\d/.test(suffix)) return { base: 10, exponent: Number(suffix.slice(1)), format: 'exponent' };
  const binary = suffix === '' ? -1 : BINARY_SUFFIXES.indexOf(suffix as (typeof BINARY_SUFFIXES)[number]);
  if (binary > 0) return { base: 2, exponent: 10 * binary, format: 'binary' };
  const decimal = DECIMAL_SUFFIXES.indexOf(suffix as (typeof DECIMAL_SUFFIXES)[number]);
  return { base: 10, exponent: 3 * (decimal - 3), format: 'decimal' };
}

/** `whole.fraction` of a unit in billionths, rounded up; undefined when it is too large to hold. */
function toNanos(whole: string, fraction: string, unit: Unit): bigint | undefined {
  const digits = BigInt(whole + fraction);
  if (digits === 0n) return 0n;
  if (unit.exponent > MAX_EXPONENT) return undefined;
  if (unit.base === 2) return roundUp(digits * 2n ** BigInt(unit.exponent) * NANO, 10n ** BigInt(fraction.length));
  const power = unit.exponent - fraction.length + 9;
  if (power >= 0) return digits * 10n ** BigInt(power);
  return power < -MAX_EXPONENT ? 1n : roundUp(digits, 10n ** BigInt(-power));
}

function roundUp(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}

function binaryText(units: bigint): string {
  let mantissa = units;
  let index = 0;
  while (mantissa % 1024n === 0n && index < BINARY_SUFFIXES.length - 1) {
    mantissa /= 1024n;
    index += 1;
  }
  return `${mantissa}${BINARY_SUFFIXES[index]}`;
}

function decimalText(nanos: bigint, asExponent: boolean): string {
  let mantissa = nanos;
  let index = 0;
  while (mantissa % 1000n === 0n && index < DECIMAL_SUFFIXES.length - 1) {
    mantissa /= 1000n;
    index += 1;
  }
  const exponent = 3 * (index - 3);
  if (asExponent) return exponent === 0 ? `${mantissa}` : `${mantissa}e${exponent}`;
  return `${mantissa}${DECIMAL_SUFFIXES[index]}`;
}
