import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { stepsBetween } from '../../../../lib/jobs/tune/decimal';
import { choices } from '../../../../lib/jobs/tune/space';

/** Numbers as people write them. */
const numeral = fc
  .tuple(fc.constantFrom('', '-'), fc.integer({ min: 0, max: 99_999 }), fc.option(fc.integer({ min: 0, max: 999 })), fc.option(fc.integer({ min: -20, max: 20 })))
  .map(([sign, whole, fraction, exponent]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${exponent === null ? '' : `e${exponent}`}`);

const ranges = fc.sample(
  fc.tuple(numeral, numeral, numeral).filter(([min, max, step]) => Number(min) < Number(max) && Number(step) > 0),
  { numRuns: 300, seed: 7 },
);

const PYTHON = `
import json, sys
from decimal import Context, Decimal
exact = Context(prec=300)
for min, max, step in json.load(sys.stdin):
    count = int(exact.divide_int(exact.subtract(Decimal(max), Decimal(min)), Decimal(step)))
    last = exact.add(Decimal(min), exact.multiply(Decimal(step), Decimal(count)))
    print(count, "true" if last == Decimal(max) else "false", format(last, "f"))
`;

test("steps are counted as Python's decimals count them", () => {
  const lines = execFileSync('python3', ['-c', PYTHON], { input: JSON.stringify(ranges), encoding: 'utf8' }).trim().split('\n');
  const ours = ranges.map((range) => stepsBetween(...range)).map(({ count, meets, last }) => [String(count), String(meets), last]);
  const plain = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text).replace(/^-0$/, '0');
  expect(ours).toEqual(lines.map((line) => line.split(' ')).map(([count, meets, last = '']) => [count, meets, plain(last)]));
});

test.each([
  ['0', '0.9', '0.3', 4],
  ['0', '0.7', '0.1', 8],
  ['0.1', '1.1', '0.1', 11],
  ['1e-3', '5e-3', '0.001', 5],
  ['-0.3', '0.3', '0.1', 7],
])('from %s to %s by %s are %d values', (min, max, step, expected) => {
  expect(choices({ name: 'x', parameterType: 'double', feasibleSpace: { min, max, step } })).toBe(expected);
});
