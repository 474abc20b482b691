import fc from 'fast-check';
import { Quantity } from '../../../lib/quantity/quantity';

const canonical = (text: string): string => Quantity.parse(text).toString();

describe('reading and writing', () => {
  /** What Kubernetes' own Go library writes for each text. */
  test.each([
    ['0', '0'],
    ['0Gi', '0'],
    ['1', '1'],
    ['+1', '1'],
    ['-1', '-1'],
    ['007', '7'],
    ['1.5', '1500m'],
    ['.5', '500m'],
    ['1.', '1'],
    ['0.5', '500m'],
    ['1000m', '1'],
    ['1500m', '1500m'],
    ['1000', '1k'],
    ['1000k', '1M'],
    ['12000000000', '12G'],
    ['1n', '1n'],
    ['1000n', '1u'],
    ['0.1n', '1n'],
    ['1.0000000001', '1000000001n'],
    ['1e3', '1e3'],
    ['1E3', '1e3'],
    ['10e2', '1e3'],
    ['1e-3', '1e-3'],
    ['5e-30', '1e-9'],
    ['1E', '1E'],
    ['1Ki', '1Ki'],
    ['1024Ki', '1Mi'],
    ['1.5Gi', '1536Mi'],
    ['0.5Ki', '512'],
    ['1000Ki', '1000Ki'],
    ['0.1Ki', '102400m'],
    ['7Ei', '7Ei'],
    ['9223372036854775807', '9223372036854775807'],
  ])('%s is %s', (text, written) => {
    expect(canonical(text)).toBe(written);
  });

  test.each(['', ' ', '.', '+', '-', 'm', 'Gi', '1 Gi', '1gb', '1KI', '1K', '1mi', '1e', '1e1.5', '1..5', '1,5', '--1', '1Gi ', '0x10', '١', 'NaN', 'Infinity'])(
    '%p is not a quantity',
    (text) => {
      expect(Quantity.tryParse(text)).toBeUndefined();
      expect(() => Quantity.parse(text)).toThrow(`not a Kubernetes quantity (${JSON.stringify(text)})`);
    },
  );

  test.each(['9223372036854775808', '8Ei', '10E', '-8Ei', '1e19', '1e999999999', `1${'0'.repeat(70)}`])('%s is too large to hold', (text) => {
    expect(Quantity.tryParse(text)).toBeUndefined();
  });

  test('an exponent of any size is read at once', () => {
    expect(canonical('0e999999999')).toBe('0');
    expect(canonical('1e-999999999')).toBe('1e-9');
  });
});

describe('arithmetic', () => {
  test('is exact where floating point numbers are not', () => {
    expect(Quantity.parse('0.1').plus(Quantity.parse('0.2')).compare(Quantity.parse('300m'))).toBe(0);
  });

  test('keeps the spelling of the first quantity', () => {
    expect(Quantity.parse('1Gi').plus(Quantity.parse('1G')).toString()).toBe('2073741824');
    expect(Quantity.parse('1Gi').plus(Quantity.parse('1048576')).toString()).toBe('1025Mi');
    expect(Quantity.ZERO.plus(Quantity.parse('512Mi')).toString()).toBe('512Mi');
  });

  test('multiplies by whole numbers', () => {
    expect(Quantity.parse('250m').times(4).toString()).toBe('1');
    expect(Quantity.parse('64Gi').times(16).toString()).toBe('1Ti');
  });

  test('tells how often one fits into another', () => {
    expect(Quantity.parse('256Gi').fits(Quantity.parse('4Gi'))).toBe(64n);
    expect(Quantity.parse('1').fits(Quantity.parse('300m'))).toBe(3n);
    expect(Quantity.parse('1').fits(Quantity.parse('2'))).toBe(0n);
  });

  test.each([
    ['1', '1000m', 0],
    ['1Gi', '1G', 1],
    ['999m', '1', -1],
    ['-1', '0', -1],
  ])('%s against %s is %i', (a, b, order) => {
    expect(Quantity.parse(a).compare(Quantity.parse(b))).toBe(order);
  });
});

describe('for every quantity', () => {
  const suffix = fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3', 'e-3', 'E2');
  const text = fc.tuple(fc.constantFrom('', '-'), fc.nat(999_999), fc.option(fc.nat(9999)), suffix).map(([sign, whole, fraction, unit]) => {
    return `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${unit}`;
  });
  const quantity = text.map((value) => Quantity.parse(value));

  test('the canonical form is the same amount, and its own canonical form', () => {
    fc.assert(
      fc.property(quantity, (value) => {
        const again = Quantity.parse(value.toString());
        expect(again.compare(value)).toBe(0);
        expect(again.toString()).toBe(value.toString());
      }),
    );
  });

  test('the canonical form has no fraction', () => {
    fc.assert(fc.property(quantity, (value) => expect(value.toString()).toMatch(/^-?\d+(e-?\d+|[numkMGTPE]|[KMGTPE]i)?$/)));
  });

  test('sums do not depend on order', () => {
    fc.assert(
      fc.property(quantity, quantity, quantity, (a, b, c) => {
        expect(a.plus(b).compare(b.plus(a))).toBe(0);
        expect(a.plus(b).plus(c).compare(a.plus(b.plus(c)))).toBe(0);
      }),
    );
  });

  test('a product is the sum of that many', () => {
    fc.assert(
      fc.property(quantity, fc.nat(20), (value, times) => {
        const sum = Array.from({ length: times }).reduce((total: Quantity) => total.plus(value), Quantity.ZERO);
        expect(value.times(times).compare(sum)).toBe(0);
      }),
    );
  });

  test('order is kept by addition, and turns around with the sides', () => {
    fc.assert(
      fc.property(quantity, quantity, quantity, (a, b, c) => {
        expect(a.plus(c).compare(b.plus(c))).toBe(a.compare(b));
        expect(a.compare(b) + b.compare(a)).toBe(0);
      }),
    );
  });

  test('what fits, fits, and one more does not', () => {
    const positive = quantity.filter((value) => value.compare(Quantity.ZERO) > 0);
    fc.assert(
      fc.property(positive, positive, (whole, part) => {
        const times = whole.fits(part);
        expect(part.times(times).compare(whole)).toBeLessThanOrEqual(0);
        expect(part.times(times + 1n).compare(whole)).toBe(1);
      }),
    );
  });

  test('any text is read or refused, never worse', () => {
    fc.assert(fc.property(fc.string(), (anything) => void Quantity.tryParse(anything)));
  });
});
