import Ajv from 'ajv';
import fc from 'fast-check';
import type { Json } from '../../../lib';
import { complaintsOf } from '../../../lib/schema/assertions';
import type { StructuralSchema } from '../../../lib/schema/structural';

const NAMES = ['a', 'b', 'a/b~c', 'constructor'];
const TEXTS = ['', 'x', 'xy', 'xyz', '😀', '😀😀', '1'];
const small = fc.integer({ min: 0, max: 3 });

const leaf: fc.Arbitrary<StructuralSchema> = fc.oneof(
  fc.record({ type: fc.constantFrom('string' as const), minLength: small, maxLength: small, pattern: fc.constantFrom('^x', '^.$', 'z$'), enum: fc.subarray(TEXTS, { minLength: 1 }), nullable: fc.boolean() }, { requiredKeys: ['type'] }),
  fc.record({ type: fc.constantFrom('integer' as const, 'number' as const), minimum: small, maximum: small, nullable: fc.boolean() }, { requiredKeys: ['type'] }),
  fc.record({ type: fc.constant('boolean' as const) }),
  fc.record({ 'x-kubernetes-preserve-unknown-fields': fc.constant(true) }),
);

const { schema } = fc.letrec<{ schema: StructuralSchema }>((tie) => {
  const inner = tie('schema');
  return {
    schema: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.record({ type: fc.constant('array' as const), items: inner, minItems: small, maxItems: small }, { requiredKeys: ['type', 'items'] }),
      fc.record(
        { type: fc.constant('object' as const), properties: fc.dictionary(fc.constantFrom(...NAMES), inner), required: fc.subarray(NAMES), additionalProperties: inner, minProperties: small, maxProperties: small },
        { requiredKeys: ['type'] },
      ),
      fc.record({ anyOf: fc.array(inner, { minLength: 1, maxLength: 2 }), not: leaf }, { requiredKeys: ['anyOf'] }),
    ),
  };
});

const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(null, true, 0, 1, 2.5, -1, ...TEXTS),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value')),
  ),
}));

/** What Ajv says, in the same words. */
function ofAjv(given: Json, of: StructuralSchema): string[] {
  const check = new Ajv({ allErrors: true, strict: false, ownProperties: true, logger: false }).compile(of);
  check(given);
  return (check.errors ?? []).map(({ keyword, instancePath, params, schemaPath }) => {
    const path = instancePath === '' ? [] : instancePath.slice(1).split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    return JSON.stringify({ keyword, path, missing: params.missingProperty, limit: params.limit, alternative: schemaPath.includes('/anyOf/') });
  });
}

function ours(given: Json, of: StructuralSchema): string[] {
  return complaintsOf(given, of).map(({ keyword, path, missing, limit, alternative = false }) => JSON.stringify({ keyword, path, missing, limit, alternative }));
}

/** Ajv does not look for a pattern's errors differently where a text is too long; we do. */
function withoutPatternsOfLongTexts(complaints: readonly string[]): string[] {
  const long = new Set(complaints.map((one) => JSON.parse(one) as { keyword: string; path: string[] }).filter(({ keyword }) => keyword === 'maxLength').map(({ path }) => path.join('\0')));
  return complaints.filter((one) => {
    const { keyword, path } = JSON.parse(one) as { keyword: string; path: string[] };
    return keyword !== 'pattern' || !long.has(path.join('\0'));
  });
}

test('a schema asserts what Ajv says that it asserts', () => {
  fc.assert(
    fc.property(schema, value, (of, given) => {
      expect(withoutPatternsOfLongTexts(ours(given, of)).sort()).toEqual(withoutPatternsOfLongTexts(ofAjv(given, of)).sort());
    }),
    { numRuns: 500 },
  );
});

test('a pattern is not tried on a text that is too long', () => {
  expect(complaintsOf('xxxx', { type: 'string', maxLength: 3, pattern: '^y' }).map(({ keyword }) => keyword)).toEqual(['maxLength']);
  expect(complaintsOf('😀😀', { type: 'string', maxLength: 2, minLength: 2, pattern: '^..$' })).toEqual([]);
});
