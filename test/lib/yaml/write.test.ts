import fc from 'fast-check';
import { CORE_SCHEMA, load, loadAll, YAML11_SCHEMA } from 'js-yaml';
import { toYaml } from '../../../lib/yaml/write';
import { NASTY } from './nasty';

const READERS = { 'YAML 1.2': CORE_SCHEMA, 'YAML 1.1': YAML11_SCHEMA };

/** Strings of what means something in YAML, of any characters, and of both. */
const text = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: fc.constantFrom(...'ab-yn01.:#\n\t \'"|>&*!%@`{}[],?~=<_/\\+eExoTZ$('), maxLength: 12 }),
  fc.array(fc.constantFrom(...NASTY), { maxLength: 4 }).map((parts) => parts.join('')),
  fc.array(fc.constantFrom(...NASTY), { maxLength: 4 }).map((parts) => parts.join('\n')),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);

/** Two readers know `__proto__` and `<<` as keys of their own kind; what JSON has no word for is not plain data. */
const key = text.filter((name) => name !== '__proto__');
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(-0, 1e21, 1e-7, 5e-324, 1.5e300, 2 ** 53, 0.1));
const value = fc.letrec((tie) => ({
  any: fc.oneof({ depthSize: 'small', withCrossShrink: true }, text, number, fc.boolean(), fc.constant(null), tie('list'), tie('object')),
  list: fc.array(tie('any'), { maxLength: 4 }),
  object: fc.dictionary(key, tie('any'), { maxKeys: 4, noNullPrototype: true }),
}));

describe.each(Object.entries(READERS))('a reader of %s', (_name, schema) => {
  test('reads every value as it was written', () => {
    fc.assert(
      fc.property(value.object, (object) => {
        expect(load(toYaml([object as object]), { schema })).toEqual(object);
      }),
      { numRuns: 5000 },
    );
  });

  test.each(NASTY.map((nasty) => [JSON.stringify(nasty), nasty]))('reads %s as the string that it is', (_shown, nasty) => {
    const object = { value: nasty, list: [nasty, [nasty]], inner: { value: nasty }, after: 'end', [nasty]: nasty };
    expect(load(toYaml([object]), { schema })).toEqual(object);
  });

  test('finds as many documents as there are objects', () => {
    fc.assert(
      fc.property(fc.array(value.object, { maxLength: 4 }), (objects) => {
        expect(loadAll(toYaml(objects as object[]), { schema })).toEqual(objects);
      }),
      { numRuns: 500 },
    );
  });
});

test('is written for people: no quotes where none are needed, blocks for several lines', () => {
  const object = {
    apiVersion: 'v1',
    name: 'tf-test',
    args: ['-m', 'news.train', '--name', 'a: b', '3', 'yes', '$(DS_REPLICA_INDEX)', "it's", ' # '],
    memory: '16Gi',
    cpu: '500m',
    version: '2.19.0',
    path: '.status.phase',
    script: 'import os\n\nif os:\n    print("x")\n',
    keep: 'a\n\n',
    strip: 'a\nb',
    empty: { list: [], object: {}, text: '', nothing: null },
    nested: [[1, [2]], { a: { b: true } }],
    number: 1e21,
    café: 'crème',
  };
  expect(toYaml([object, { a: 1 }])).toBe(`\
apiVersion: v1
name: tf-test
args:
  - -m
  - news.train
  - --name
  - 'a: b'
  - '3'
  - 'yes'
  - $(DS_REPLICA_INDEX)
  - it's
  - ' # '
memory: 16Gi
cpu: 500m
version: '2.19.0'
path: .status.phase
script: |
  import os

  if os:
      print("x")
keep: |+
  a

strip: |-
  a
  b
empty:
  list: []
  object: {}
  text: ''
  nothing: null
nested:
  - - 1
    - - 2
  - a:
      b: true
number: 1.0e+21
'café': 'crème'
---
a: 1
`);
});

test('writes what JSON makes of a value', () => {
  expect(toYaml([{ at: new Date(0), none: undefined, list: [undefined], inner: { none: undefined } }])).toBe("at: '1970-01-01T00:00:00.000Z'\nlist:\n  - null\ninner: {}\n");
});

test('writes a key that is too long for one line with its value', () => {
  const name = 'k'.repeat(2000);
  const object = { [name]: 'a\nb', inner: { [name]: { a: 1 }, [`${name}:`]: [] } };
  expect(load(toYaml([object]))).toEqual(object);
});
