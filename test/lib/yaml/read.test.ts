import fc from 'fast-check';
import { parseYaml } from '../../../lib/yaml/read';
import { toYaml } from '../../../lib/yaml/write';
import { NASTY } from './nasty';

const read = (text: string): unknown => parseYaml(text, 'a.yaml')[0];

test.each([
  ['yes', true], ['On', true], ['y', true], ['NO', false], ['off', false], ['n', false], ['yEs', 'yEs'],
  ['010', 8], ['0o10', 8], ['08', 8], ['-0O17', -15], ['0x1F', 31], ['0b101', 5], ['0b-1', -1], ['1_000', 1000], ['0_7', 7], ['_1', '_1'],
  ['1e3', 1000], ['.5', 0.5], ['5.', 5], ['.1_0', 0.1], ['._5', '._5'], ['1e400', '1e400'], ['0x', '0x'], ['0777777777777777777777777', 7.77777777777777777777777e23],
  ['12:30:45', '12:30:45'], ['1:30', '1:30'], ['2020-01-01', '2020-01-01'], ['=', '='], ['<<', '<<'], ['inf', 'inf'],
  ['!!str 010', '010'], ['!!int "7"', 7], ['!!float 1', 1], ['!!binary aGFsbG8=', 'hallo'], ['! 5', '5'], ['!ours 5', '5'], ["'010'", '010'], ['"yes"', 'yes'],
])('%s is what kubectl takes it for', (text, value) => {
  expect(read(`a: ${text}\n`)).toEqual({ a: value });
});

test('a scalar that is made of nothing is nothing', () => {
  expect(read('{a: , b: ~, c: Null}')).toEqual({ a: null, b: null, c: null });
});

test('keys are texts, as kubectl writes them', () => {
  expect(read('{yes: 1, 010: 2, 1.50: 3, 1e20: 4, 1234567.0: 5, 0.00001: 6, "__proto__": 7}')).toEqual(JSON.parse('{"true":1,"8":2,"1.5":3,"1e+20":4,"1.234567e+06":5,"1e-05":6,"__proto__":7}'));
});

describe('merge keys', () => {
  test('give what the mapping does not say itself', () => {
    expect(read('one: &one {min: "0", max: "1"}\ntwo: {<<: *one, max: "2"}')).toMatchObject({ two: { min: '0', max: '2' } });
    expect(read('one: &one {a: 1}\ntwo: {<<: [*one, {a: 2, b: 3}]}')).toMatchObject({ two: { a: 1, b: 3 } });
  });

  test('count in their order, as with kubectl: one that stands behind a key wins over it', () => {
    expect(read('one: &one {a: 1}\ntwo: {a: 2, <<: *one}')).toMatchObject({ two: { a: 1 } });
  });

  test('are texts in quotes', () => {
    expect(read('{"<<": 3}')).toEqual({ '<<': 3 });
  });

  test('cost no more than they may', () => {
    const wide = Array.from({ length: 2000 }, (_, at) => `k${at}: 1`).join(', ');
    expect(() => read(`one: &one {${wide}}\ntwo: [${Array.from({ length: 100 }, () => '{<<: *one}').join(', ')}]`)).toThrow('merges give more than 100000 keys');
  });
});

test.each([
  ['a: 1\nb: 2\na: 3', 'line 3, column 1: is not YAML: duplicated mapping key "a".'],
  ['{1: a, "1": b}', 'duplicated mapping key "1"'],
  ['a: .inf', 'line 1, column 4: is not YAML: Kubernetes has no number that is infinite or none. Quote it, if it is a text.'],
  ['a: !!int yes', '"yes" is no !!int'],
  ['a: !!binary "?"', '"?" is no !!binary'],
  ['{~: a}', 'a key is nothing'],
  ['{? [a] : b}', 'a key is a list or a mapping'],
  ['{<<: 5}', 'what is merged is no mapping'],
  ['a: &a {<<: *a}', 'a mapping is merged into itself'],
  ['a: *b', 'unidentified alias "b"'],
])('%j is refused', (text, message) => {
  expect(() => read(text)).toThrow(message);
});

test.each(NASTY.map((nasty) => [JSON.stringify(nasty), nasty]))('what we write is read back: %s', (_shown, nasty) => {
  expect(read(toYaml([{ [nasty]: nasty, list: [nasty] }]))).toEqual({ [nasty]: nasty, list: [nasty] });
});

test('any value that JSON holds is read as it is, from JSON and from YAML', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (given) => {
      const value = JSON.parse(JSON.stringify(given)) as object;
      expect(read(JSON.stringify(value))).toEqual(value);
      expect(read(toYaml([value]))).toEqual(value);
    }),
  );
});
