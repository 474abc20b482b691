/**
 * What a scalar without quotes means to kubectl and all other clients that are written in Go: YAML 1.1, but for numbers in base 60, and with
 * numbers as Go writes them.
 * @see https://github.com/yaml/go-yaml/blob/v2.4.2/resolve.go
 */
export type Resolved =
  | { readonly kind: 'str' | 'timestamp' | 'merge'; readonly value: string }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int' | 'uint' | 'float'; readonly value: number }
  | { readonly kind: 'null'; readonly value: null };

const TRUE = ['y', 'yes', 'true', 'on'];
const FALSE = ['n', 'no', 'false', 'off'];

const WORDS: ReadonlyMap<string, Resolved> = new Map<string, Resolved>([
  ...TRUE.flatMap(spellings).map((word) => [word, { kind: 'bool', value: true }] as const),
  ...FALSE.flatMap(spellings).map((word) => [word, { kind: 'bool', value: false }] as const),
  ...['', '~', ...spellings('null')].map((word) => [word, { kind: 'null', value: null }] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, { kind: 'float', value: NaN }] as const),
  ...['.inf', '.Inf', '.INF'].flatMap((word) => [word, `+${word}`].map((signed) => [signed, { kind: 'float', value: Infinity }] as const)),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, { kind: 'float', value: -Infinity }] as const),
  ['<<', { kind: 'merge', value: '<<' }] as const,
]);

/** In lower case, with a capital, and in capitals: `yEs` is a text. */
function spellings(word: string): string[] {
  return [word, `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`, word.toUpperCase()];
}

/** What plain text means. */
export function resolvePlain(text: string): Resolved {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (text.startsWith('.')) return (/(?<!\d)_|_(?!\d)/.test(text) ? undefined : decimalOf(text.replaceAll('_', ''))) ?? { kind: 'str', value: text };
  if (!/^[-+0-9]/.test(text)) return { kind: 'str', value: text };
  if (isTimestamp(text)) return { kind: 'timestamp', value: text };
  const digits = text.replaceAll('_', '');
  return integerOf(digits) ?? decimalOf(digits) ?? { kind: 'str', value: text };
}

/** Bases by their prefix; a zero alone begins a number in base 8. */
const BASES: readonly (readonly [form: RegExp, prefix: string])[] = [
  [/^0x([0-9a-f]+)$/i, '0x'],
  [/^0o?([0-7]+)$/i, '0o'],
  [/^0b([01]+)$/i, '0b'],
  [/^(0|[1-9][0-9]*)$/, ''],
];

const [MIN_INT, MAX_INT, MAX_UINT] = [-(2n ** 63n), 2n ** 63n - 1n, 2n ** 64n - 1n];

function integerOf(text: string): Resolved | undefined {
  // Go looks for a sign behind this prefix, too.
  const [, sign = '', magnitude = ''] = /^([-+]?)(.*)$/s.exec(text.replace(/^0b([-+])/, '$10b')) as RegExpExecArray;
  for (const [form, prefix] of BASES) {
    const digits = form.exec(magnitude)?.[1]?.replace(/^0+(?=.)/, '');
    // More digits than any number of 64 bits has would cost much to read.
    if (digits !== undefined) return digits.length > 64 ? undefined : bounded(BigInt(`${prefix}${digits}`), sign);
  }
  return undefined;
}

/** What 64 bits hold, with a sign or without. */
function bounded(magnitude: bigint, sign: string): Resolved | undefined {
  const value = sign === '-' ? -magnitude : magnitude;
  if (value >= MIN_INT && value <= MAX_INT) return { kind: 'int', value: Number(value) };
  return value > 0n && value <= MAX_UINT && sign === '' ? { kind: 'uint', value: Number(value) } : undefined;
}

/** A number with a point or an exponent. One that is too large for a double is a text. */
function decimalOf(text: string): Resolved | undefined {
  if (!/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? { kind: 'float', value } : undefined;
}

const TIMESTAMP = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|\s)\d{1,2}:\d{1,2}:\d{1,2}(?:[.,]\d+)?(?:Z|[-+]\d\d:\d\d)?)?$/;

/** Only what stands behind a date tells it from numbers, so that more need not be known of it: no number holds these signs. */
function isTimestamp(text: string): boolean {
  return TIMESTAMP.test(text);
}
