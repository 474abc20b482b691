import type { Resolved } from './resolve';

/** A key as a text, as Kubernetes' clients make it of what was read. @returns nothing if they refuse it */
export function keyOf({ kind, value }: Resolved): string | undefined {
  if (kind === 'null' || kind === 'uint') return undefined;
  return kind === 'float' ? shortFloat(value) : kind === 'int' ? String(BigInt(value)) : String(value);
}

/** The shortest text of a number of 32 bits, as Go's `%g` writes it. @see https://pkg.go.dev/strconv#FormatFloat */
function shortFloat(given: number): string {
  const value = Math.fround(given);
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const digits = shortest(value);
  const exponent = Number(/e(.*)$/.exec(digits)?.[1]);
  if (exponent >= -4 && exponent < 6) return expanded(digits, exponent);
  return digits.replace(/e([-+])(\d)$/, 'e$10$2');
}

/** With an exponent: the fewest digits that give the number again. */
function shortest(value: number): string {
  for (let digits = 0; digits < 9; digits++) {
    const text = value.toExponential(digits);
    if (Math.fround(Number(text)) === value) return text;
  }
  return value.toExponential();
}

function expanded(digits: string, exponent: number): string {
  const value = Number(digits);
  return value.toFixed(Math.max(0, (/\.(\d+)e/.exec(digits)?.[1] ?? '').length - exponent));
}
