/** Fractional parts of the square and cube roots of the first primes, of which SHA-256 is made. */
const PRIMES = Array.from({ length: 312 }, (_, at) => at).filter((number) => number > 1 && !Array.from({ length: number }, (_, at) => at).some((part) => part > 1 && number % part === 0));
const STATE = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const ROUNDS = PRIMES.map((prime) => fraction(Math.cbrt(prime)));

function fraction(root: number): number {
  return Math.floor((root % 1) * 2 ** 32) >>> 0;
}

/**
 * SHA-256 of a text in UTF-8, in hexadecimal digits. Written here because nothing in lib may depend on the machine that it runs on.
 * @see https://csrc.nist.gov/pubs/fips/180-4/upd1/final
 */
export function sha256(text: string): string {
  const blocks = padded(new TextEncoder().encode(text));
  const state = [...STATE];
  for (let at = 0; at < blocks.byteLength; at += 64) compress(state, schedule(blocks, at));
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** The text, a bit that ends it, and its length, in blocks of 64 bytes. */
function padded(bytes: Uint8Array): DataView {
  const whole = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  const view = new DataView(whole.buffer);
  view.setBigUint64(whole.length - 8, BigInt(bytes.length) * 8n);
  return view;
}

function schedule(blocks: DataView, at: number): number[] {
  const words = Array.from({ length: 16 }, (_, index) => blocks.getUint32(at + 4 * index));
  for (let index = 16; index < 64; index += 1) {
    const [near, far] = [words[index - 2], words[index - 15]] as [number, number];
    const one = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3);
    const two = turned(near, 17) ^ turned(near, 19) ^ (near >>> 10);
    words.push(((words[index - 16] as number) + one + (words[index - 7] as number) + two) >>> 0);
  }
  return words;
}

function compress(state: number[], words: readonly number[]): void {
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
  words.forEach((word, round) => {
    const one = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + (ROUNDS[round] as number) + word;
    const two = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [a, b, c, d, e, f, g, h] = [(one + two) >>> 0, a, b, c, (d + one) >>> 0, e, f, g];
  });
  [a, b, c, d, e, f, g, h].forEach((word, index) => (state[index] = ((state[index] as number) + word) >>> 0));
}

function turned(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}
