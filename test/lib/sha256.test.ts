import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { sha256 } from '../../lib/sha256';

test('is what everybody else reckons', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
    }),
    { examples: [[''], ['abc'], ['a'.repeat(55)], ['a'.repeat(56)], ['a'.repeat(64)], ['ä'.repeat(1000)]] },
  );
});
