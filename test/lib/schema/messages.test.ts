import type { Json } from '../../../lib/k8s/object';
import type { StructuralSchema } from '../../../lib/schema/structural';
import { SchemaValidator } from '../../../lib/schema/validator';
import { texts } from '../../builders/errors';

/** The errors of the field `x` of an object. */
function errorsOf(x: StructuralSchema, given: Json | undefined, parts: StructuralSchema = {}): string[] {
  const schema: StructuralSchema = { type: 'object', properties: { x }, ...parts };
  return texts(new SchemaValidator(schema).validate(given === undefined ? {} : { x: given }));
}

const REQUIRED = { required: ['x'] };
const TEXT = 'a text (quote it if it looks like a number or a boolean)';

describe('messages', () => {
  test.each<[string, StructuralSchema, Json | undefined, string, StructuralSchema?]>([
    ['required', { type: 'string', description: 'Name of the thing. It is long.', example: 'a' }, undefined, 'x: is missing. Allowed: name of the thing. Add it, for example "a".', REQUIRED],
    ['required, without a description', { type: 'integer' }, undefined, 'x: is missing. Allowed: a whole number. Add it.', REQUIRED],
    ['type: text', { type: 'string' }, 1, `x: has the wrong type (given 1). Allowed: ${TEXT}. Correct it.`],
    ['type: text, with an example', { type: 'string', example: 'a' }, true, `x: has the wrong type (given true). Allowed: ${TEXT}. For example "a".`],
    ['type: whole number', { type: 'integer' }, 1.5, 'x: has the wrong type (given 1.5). Allowed: a whole number. Correct it.'],
    ['type: number', { type: 'number' }, '1', 'x: has the wrong type (given "1"). Allowed: a number. Correct it.'],
    ['type: boolean', { type: 'boolean' }, 'yes', 'x: has the wrong type (given "yes"). Allowed: true or false. Correct it.'],
    ['type: list', { type: 'array', items: { type: 'string' } }, 'a', 'x: has the wrong type (given "a"). Allowed: a list. Correct it.'],
    ['type: mapping', { type: 'object', properties: {} }, [1], 'x: has the wrong type (given [1]). Allowed: a mapping of fields. Correct it.'],
    ['enum, with one that is near', { type: 'string', enum: ['add', 'replace'] }, 'ad', 'x: unknown value (given "ad"). Allowed: add, replace. Did you mean add?'],
    ['enum, with none that is near', { type: 'string', enum: ['add', 'replace'] }, 'multiply', 'x: unknown value (given "multiply"). Allowed: add, replace. Use one of them.'],
    ['enum, with what has no text', { enum: ['add', 'replace'] }, { toString: null }, 'x: unknown value (given {"toString":null}). Allowed: add, replace. Use one of them.'],
    ['pattern', { type: 'string', pattern: '^a+$', description: 'Many of the letter. And more.', example: 'aaa' }, 'b', 'x: is not well formed (given "b"). Allowed: many of the letter (^a+$). For example "aaa".'],
    ['minLength', { type: 'string', minLength: 3, example: 'abc' }, 'ab', 'x: is too short (given "ab"). Allowed: at least 3 characters. For example "abc".'],
    ['maxLength, in characters as people count them', { type: 'string', maxLength: 3 }, 'ab日𝔸e', 'x: is too long (given 5 characters). Allowed: at most 3. Shorten it by 2.'],
    ['minimum', { type: 'integer', minimum: 1 }, 0, 'x: is too small (given 0). Allowed: at least 1. Use 1 or more.'],
    ['maximum', { type: 'integer', minimum: 1, maximum: 9 }, 10, 'x: is too large (given 10). Allowed: 1 to 9. Use 9 or less.'],
    ['maximum alone', { type: 'integer', maximum: 9 }, 10, 'x: is too large (given 10). Allowed: at most 9. Use 9 or less.'],
    ['minItems', { type: 'array', minItems: 2, items: {} }, [1], 'x: has too few entries (given 1). Allowed: at least 2. Add some.'],
    ['maxItems', { type: 'array', maxItems: 1, items: {} }, [1, 2, 3], 'x: has too many entries (given 3). Allowed: at most 1. Remove 2.'],
    ['a keyword without a message of its own', { type: 'object', minProperties: 1, additionalProperties: { type: 'string' } }, {}, 'x: is wrong (given {}). Allowed: a value that keeps the rule: at least 1 entry. Correct it.'],
  ])('%s', (_keyword, schema, given, expected, ...[parts]) => {
    expect(errorsOf(schema, given, parts)).toEqual([expected]);
  });

  test('a long value is cut', () => {
    expect(errorsOf({ type: 'integer' }, 'a'.repeat(100))).toEqual([`x: has the wrong type (given "${'a'.repeat(76)}…). Allowed: a whole number. Correct it.`]);
  });

  test('one field has one error', () => {
    expect(errorsOf({ type: 'string', minLength: 3, pattern: '^a+$' }, 'b')).toHaveLength(1);
  });

  test('paths are those of the manifest', () => {
    const schema: StructuralSchema = { type: 'array', items: { type: 'object', properties: { 'a/b~c': { type: 'object', additionalProperties: { type: 'integer' } } } } };
    expect(errorsOf(schema, [{}, { 'a/b~c': { 'k.l': 'x' } }])).toEqual(['x[1].a/b~c.k.l: has the wrong type (given "x"). Allowed: a whole number. Correct it.']);
    expect(new SchemaValidator({ type: 'string' }).validate(1, 'spec.size')).toMatchObject([{ path: 'spec.size' }]);
    expect(new SchemaValidator({ type: 'object', properties: { a: {} }, required: ['a'] }).validate({}, 'spec')).toMatchObject([{ path: 'spec.a' }]);
  });
});

describe('unknown fields', () => {
  const schema: StructuralSchema = { type: 'object', properties: { module: { type: 'string' }, size: { type: 'string' }, queue: { type: 'string' } } };
  const errors = (given: Json): string[] => texts(new SchemaValidator(schema).validate(given));

  test.each([
    ['modul', 'Did you mean module?'],
    ['MODULE', 'Did you mean module?'],
    ['zise', 'Did you mean size?'],
    ['replicas', 'Remove it.'],
    ['__proto__x', 'Remove it.'],
  ])('%s: %s', (name, fix) => {
    expect(errors({ [name]: 1 })).toEqual([`${name}: unknown field (given "${name}"). Allowed: module, size, queue. ${fix}`]);
  });

  test.each(['constructor', 'toString', 'hasOwnProperty'])('%s is no field, though every object has it', (name) => {
    expect(errors({ [name]: 'x' })).toEqual([`${name}: unknown field (given "${name}"). Allowed: module, size, queue. Remove it.`]);
    expect(new SchemaValidator({ ...schema, required: ['constructor'], properties: Object.fromEntries([['constructor', { type: 'string' }]]) }).validate({})).toMatchObject([{ path: 'constructor' }]);
  });

  test('are refused even where they are null, as the API server does', () => {
    expect(errors({ modul: null })).toHaveLength(1);
  });

  test('are told beside everything else', () => {
    expect(new SchemaValidator(schema).validate({ modul: 'a', size: 1 }).map(({ path }) => path)).toEqual(['modul', 'size']);
  });

  test('may stand where the schema says so', () => {
    expect(errorsOf({ 'x-kubernetes-preserve-unknown-fields': true }, { anything: [1] })).toEqual([]);
    expect(errorsOf({ type: 'object', additionalProperties: { type: 'string' } }, { anything: 'a' })).toEqual([]);
  });
});
