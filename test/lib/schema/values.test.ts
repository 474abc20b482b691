import fc from 'fast-check';
import type { Json } from '../../../lib/k8s/object';
import { nearest } from '../../../lib/schema/nearest';
import { normalise } from '../../../lib/schema/normalise';
import { schemas } from '../../../lib/schema/schemas';
import type { StructuralSchema } from '../../../lib/schema/structural';
import { SchemaValidator } from '../../../lib/schema/validator';
import { fitting } from '../../builders/arbitrary-jobs';
import { texts } from '../../builders/errors';

const read = (value: Json, schema: StructuralSchema): Json => normalise(value, schema, '', []);

describe('nulls', () => {
  const schema: StructuralSchema = {
    type: 'object',
    properties: {
      a: { type: 'string' },
      n: { type: 'string', nullable: true },
      list: { type: 'array', items: { type: 'object', properties: { a: { type: 'string' } } } },
      any: { 'x-kubernetes-preserve-unknown-fields': true, nullable: true },
    },
    required: ['a'],
  };

  test('are dropped where they may not stand, and kept where they may', () => {
    expect(read({ a: null, n: null, any: { b: null }, list: [{ a: null }] }, schema)).toEqual({ n: null, any: { b: null }, list: [{}] });
  });

  test('are as good as missing', () => {
    expect(texts(new SchemaValidator(schema).validate({ a: null }))).toEqual([`a: is missing. Allowed: a text (quote it if it looks like a number or a boolean). Add it.`]);
  });

  test('cannot be dropped from a list', () => {
    expect(new SchemaValidator(schema).validate({ a: 'x', list: [null] })).toMatchObject([{ path: 'list[0]' }]);
  });

  test('a value without them is the same value', () => {
    const value = { a: 'x', list: [{ a: 'y' }] };
    expect(read(value, schema)).toBe(value);
  });

  test('reading twice is as reading once', () => {
    const spec = schemas.TensorFlowJobSpec;
    fc.assert(
      fc.property(fitting(spec), (value) => {
        const once = read(value, spec);
        expect(read(once, spec)).toBe(once);
      }),
      { numRuns: 100 },
    );
  });
});

describe('keyed lists', () => {
  const items: StructuralSchema = { type: 'object', properties: { name: { type: 'string' }, v: { type: 'string' } }, required: ['name'] };
  const schema: StructuralSchema = { type: 'object', properties: { env: { type: 'array', items, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] } } };
  const errors = (env: Json): string[] => texts(new SchemaValidator(schema).validate({ env }));

  test('hold each key once', () => {
    expect(errors([{ name: 'A' }, { name: 'B' }])).toEqual([]);
    expect(errors([{ name: 'A' }, { name: 'B' }, { name: 'A', v: 'x' }, { name: 'A' }])).toEqual([
      'env[2].name: given twice (given "A", first in env[0]). Allowed: each name once. Remove one of the two.',
      'env[3].name: given twice (given "A", first in env[0]). Allowed: each name once. Remove one of the two.',
    ]);
  });

  test('do not take entries without a key for twins', () => {
    expect(errors([{}, {}])).toEqual([
      'env[0].name: is missing. Allowed: a text (quote it if it looks like a number or a boolean). Add it.',
      'env[1].name: is missing. Allowed: a text (quote it if it looks like a number or a boolean). Add it.',
    ]);
  });
});

describe('a string or a list', () => {
  const args = schemas.PythonJobSpec.properties?.args ?? {};
  const validator = new SchemaValidator({ type: 'object', properties: { args } });
  const TYPE = 'Allowed: one string, or a list of strings. Quote it if it is text.';

  test.each<[Json, string[]]>([
    ['--a "b c"', []],
    ['', []],
    [['a', '"', ''], []],
    [[], []],
    [null, []],
    [7, [`args: has the wrong type (given 7). ${TYPE}`]],
    [0, [`args: has the wrong type (given 0). ${TYPE}`]],
    [1.5, [`args: has the wrong type (given 1.5). ${TYPE}`]],
    [true, [`args: has the wrong type (given true). ${TYPE}`]],
    [false, [`args: has the wrong type (given false). ${TYPE}`]],
    [{}, [`args: has the wrong type (given {}). ${TYPE}`]],
    [{ a: 'b' }, [`args: has the wrong type (given {"a":"b"}). ${TYPE}`]],
    [['a', 7], ['args[1]: has the wrong type (given 7). Allowed: a text (quote it if it looks like a number or a boolean). Correct it.']],
    ["it's", ['args: has a quote or backslash that is not closed (given "it\'s"). Allowed: words as in a POSIX shell. Close it, or give a list.']],
    ['a'.repeat(65537), ['args: is too long (given 65537 characters). Allowed: at most 65536. Shorten it by 1.']],
    [Array.from({ length: 1025 }, () => 'a'), ['args: has too many entries (given 1025). Allowed: at most 1024. Remove 1.']],
  ])('%j', (given, expected) => {
    expect(texts(validator.validate({ args: given }))).toEqual(expected);
  });
});

describe('nearest', () => {
  const SIZES = ['CpuSmall', 'CpuMedium', 'CpuLarge', 'GpuSmall', 'GpuMedium', 'GpuLarge'];

  test.each<[string, string[]]>([
    ['GpuLarg', ['GpuLarge', 'CpuLarge']],
    ['gpularge', ['GpuLarge', 'CpuLarge']],
    ['Small', []],
    ['', []],
    ['Xpu', []],
  ])('%j is near %j', (wrong, names) => {
    expect(nearest(wrong, SIZES)).toEqual(names);
  });

  test('names at most three, the most alike first, and of equals the first of the alphabet', () => {
    expect(nearest('aaaa', ['aaab', 'aaac', 'aabb', 'aaaa', 'aaad'])).toEqual(['aaaa', 'aaab', 'aaac']);
  });
});
