import fc from 'fast-check';
import { NASTY } from '../lib/yaml/nasty';

/** Words and numbers that readers of YAML take for different things. */
const WORDS = ['yes', 'Yes', 'yEs', 'no', 'on', 'OFF', 'y', 'N', 'true', 'True', 'null', '~', '', '010', '08', '0o17', '0O7', '0x1F', '0b101', '0b-1', '-0b1', '1_000', '0_7', '0x_1', '.5', '.1_0', '._5', '5.', '1e3', '1.e-3', '1e400', '-0', '+1', '+-1', '12:30:45', '1:30', '2020-01-01', '2020-1-1T1:2:3Z', '<<', '=', '.Infinity', 'nan', '18446744073709551615', '-9223372036854775809', '!!str 010', '!!int "7"', '!!float 1', '!!bool yes', '!!binary aGFsbG8=', '!other 5', '! 5', '!!set {a, b}', "'010'", '"yes"', '!<tag:yaml.org,2002:int> 0x10'];

/** Strings of signs that numbers are made of. */
const almostNumber = fc.string({ unit: fc.constantFrom(...'0123456789xobefEXOB+-._'), minLength: 1, maxLength: 7 }).filter((text) => text !== '-');

/** Texts that begin like no indicator, and so may stand without quotes. */
const plain = fc.constantFrom(...NASTY).filter((text) => /^[A-Za-z0-9.+~$/]/.test(text) && !/[\s:#,[\]{}\u0000-\u001f\u007f-\uffff]/.test(text));

const scalar = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...WORDS) }, { weight: 4, arbitrary: almostNumber }, { weight: 2, arbitrary: plain });

const key = fc.oneof({ weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c') }, { weight: 1, arbitrary: fc.oneof(fc.constantFrom('yes', 'n', '010', '1.50', '1e7', '0.00001', '1e20', '"1"', '16777217.0', '2020-01-01'), almostNumber) });

const pairs = fc.uniqueArray(fc.tuple(key, scalar), { maxLength: 4, selector: ([name]) => name }).map((given) => given.map(([name, value]) => `${name}: ${value === '' ? '~' : value}`));

const merged = fc.constantFrom('<<: *m', '<<: [*m, *n]', '<<: {b: 5, c: yes}', '"<<": 3');

/** A mapping in braces; its keys may come from others, before and behind its own. */
const mapping = fc.tuple(pairs, fc.option(merged), pairs).map(([before, merge, after]) => `{${[...before, ...(merge === null ? [] : [merge]), ...after].join(', ')}}`);

const entry = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 3, arbitrary: mapping },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }).map((items) => items.map((item) => `\n- ${item}`).join('') || '[]') },
  { weight: 1, arbitrary: fc.constantFrom('|\n  yes\n  010\n', '>-\n  a\n  b\n', '*m', '&k 5', "'it''s'", '"\\x41\\n"', '# nothing', 'a # b', 'a\n  b') },
);

/** Documents of an object of Kubernetes with everything on which readers of YAML differ. */
export const yamlText = fc.array(entry, { minLength: 1, maxLength: 5 }).map((entries) => `one: &m {a: 1, b: yes}\ntwo: &n {b: 010, c: n}\n${entries.map((value, at) => `x${at}: ${value}\n`).join('')}`);
