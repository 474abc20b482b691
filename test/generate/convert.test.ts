import type { JSONSchema7 } from 'json-schema';
import { toStructural } from '../../generate/convert';
import type { Json } from '../../lib/k8s/object';
import { schemas } from '../../lib/schema/schemas';
import type { StructuralSchema } from '../../lib/schema/structural';
import { SchemaValidator } from '../../lib/schema/validator';

/** What becomes of one type, among others that it may refer to. */
function convert(x: object, others: Record<string, object> = {}): StructuralSchema {
  return toStructural({ definitions: { X: x, ...others } as JSONSchema7['definitions'] }, 'X');
}

describe('a type', () => {
  test.each<[string, object, StructuralSchema]>([
    ['a text', { type: 'string', minLength: 1, maxLength: 9, pattern: '^a' }, { type: 'string', minLength: 1, maxLength: 9, pattern: '^a' }],
    ['a whole number', { type: 'integer', minimum: 0, maximum: 9 }, { type: 'integer', format: 'int64', minimum: 0, maximum: 9 }],
    ['a number', { type: 'number' }, { type: 'number' }],
    ['a boolean', { type: 'boolean' }, { type: 'boolean' }],
    ['a time', { type: 'string', format: 'date-time' }, { type: 'string', format: 'date-time' }],
    ['texts to choose from', { type: 'string', enum: ['a', 'b'] }, { type: 'string', enum: ['a', 'b'] }],
    ['one text', { const: 'a', type: 'string' }, { type: 'string', enum: ['a'] }],
    ['a list', { type: 'array', items: { type: 'string' }, maxItems: 3 }, { type: 'array', items: { type: 'string' }, maxItems: 3 }],
    [
      'a keyed list',
      { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } }, listMapKey: 'name' },
      {
        type: 'array',
        items: { type: 'object', properties: { name: { type: 'string' } } },
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['name'],
      },
    ],
    ['a map', { type: 'object', additionalProperties: { type: 'integer' } }, { type: 'object', additionalProperties: { type: 'integer', format: 'int64' } }],
    [
      'an interface, closed as TypeScript has it',
      { type: 'object', properties: { b: { type: 'string' }, a: { type: 'boolean' } }, required: ['a', 'b'], additionalProperties: false },
      { type: 'object', properties: { b: { type: 'string' }, a: { type: 'boolean' } }, required: ['b', 'a'] },
    ],
  ])('%s', (_what, source, expected) => {
    expect(convert(source)).toEqual(expected);
  });

  test.each([
    ['in one line', { description: 'One\n  two ', type: 'string' }, { description: 'One two' }],
    ['with an example', { type: 'string', example: 7 }, { example: '7' }],
    ['with a default in words', { type: 'string', default: '- no limit' }, { defaultText: 'no limit' }],
    ['with a default', { type: 'integer', default: 3 }, { defaultText: '3' }],
    ['with a default of false', { type: 'boolean', default: false }, { defaultText: 'false' }],
  ])('is documented %s', (_how, source, expected) => {
    expect(convert(source)).toMatchObject(expected);
  });
});

describe('a reference', () => {
  test('is followed, and what stands beside it wins', () => {
    const others = { Name: { type: 'string', description: 'A name.', maxLength: 9, example: 'a' } };
    expect(convert({ $ref: '#/definitions/Name', description: 'Its name.' }, others)).toEqual({ type: 'string', description: 'Its name.', maxLength: 9, example: 'a' });
  });

  test('is followed to the end, with names as the generator spells them', () => {
    const others = { 'Partial<Y>': { $ref: '#/definitions/Y' }, Y: { type: 'boolean' } };
    expect(convert({ type: 'object', properties: { y: { $ref: '#/definitions/Partial%3CY%3E' } } }, others)).toEqual({ type: 'object', properties: { y: { type: 'boolean' } } });
  });

  test('to nothing is told with its place', () => {
    expect(() => convert({ type: 'object', properties: { y: { $ref: '#/definitions/Gone' } } })).toThrow('X.y: no definition of Gone');
  });
});

describe('a union', () => {
  test('of objects that one field tells apart is one object with the fields of all', () => {
    const branch = (kind: string, field: string): JSONSchema7 => ({
      type: 'object',
      properties: { kind: { const: kind, type: 'string' }, [field]: { type: 'string' } },
      required: ['kind', field],
    });
    expect(convert({ anyOf: [branch('a', 'x'), branch('b', 'y')] })).toEqual({
      type: 'object',
      properties: { kind: { type: 'string', enum: ['a', 'b'] }, x: { type: 'string' }, y: { type: 'string' } },
      required: ['kind'],
    });
  });

  test('with null is nullable', () => {
    expect(convert({ anyOf: [{ type: 'string', description: 'Inner.' }, { type: 'null' }], description: 'Outer.' })).toEqual({ type: 'string', description: 'Outer.', nullable: true });
    expect(convert({ type: ['integer', 'null'], minimum: 1 })).toEqual({ type: 'integer', format: 'int64', minimum: 1, nullable: true });
    expect(convert({ anyOf: [{ $ref: '#/definitions/Y' }, { type: 'null' }] }, { Y: { type: 'object', properties: { a: { type: 'string' } } } })).toEqual({
      type: 'object',
      properties: { a: { type: 'string' } },
      nullable: true,
    });
  });

  test('of a text and a list of texts takes these, and nothing else', () => {
    const union = convert({ anyOf: [{ type: 'string' }, { $ref: '#/definitions/List' }] }, { List: { type: 'array', items: { type: 'string', maxLength: 3 } } });
    const validator = new SchemaValidator(union);
    for (const good of ['', 'a b', '"a b"', [], ['a', 'b']]) expect(validator.validate(good)).toEqual([]);
    const wrong: Json[] = [1, 0, -1, 1.5, true, false, {}, { a: 1 }, ['abcd'], [1], [['a']], '"a'];
    for (const bad of wrong) expect(validator.validate(bad)).toHaveLength(1);
    expect(union).not.toHaveProperty('type');
  });

  test('of everything that JSON has is open', () => {
    const json = { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }, { type: 'null' }, { type: 'array', items: {} }, { type: 'object' }] };
    expect(convert(json)).toEqual({ 'x-kubernetes-preserve-unknown-fields': true, nullable: true });
  });

  test.each([
    [{ anyOf: [{ type: 'string' }, { type: 'number' }] }, 'X: a structural schema cannot hold a union of number, string'],
    [{ type: 'object', properties: { a: { type: ['boolean', 'string'] } } }, 'X.a: a structural schema cannot hold a union of boolean, string'],
    [{ type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'object' }] } }, 'X[]: a structural schema cannot hold a union of object, string'],
  ])('of other things is refused with its place: %j', (source, message) => {
    expect(() => convert(source)).toThrow(message);
  });
});

test.each([
  [{ type: 'object', properties: { a: true } }, 'X.a: a structural schema cannot hold true'],
  [{ type: 'object', additionalProperties: { type: 'null' } }, 'X{}: a structural schema cannot hold {"type":"null"}'],
  [{}, 'X: a structural schema cannot hold {}'],
])('%j is refused', (source, message) => {
  expect(() => convert(source)).toThrow(message);
});

test('the schemas that are committed have what their sources say', () => {
  expect(schemas.PythonJobSpec.required).toEqual(['framework', 'size']);
  expect(schemas.TensorFlowJobSpec.required).toEqual(['framework', 'size', 'module']);
  expect(schemas.PythonJobSpec.properties?.parallelism).toEqual({
    description: 'Pods that run at the same time. Each knows its number from `DS_REPLICA_INDEX`.',
    defaultText: '1',
    type: 'integer',
    format: 'int64',
    minimum: 1,
    maximum: 1000,
  });
});
