import fc from 'fast-check';
import { captureReference, paymentReference } from '../../../workflows/domain/values/references';

const CHARACTERS = Array.from('ABCXYZabcxyz0189_-');
const orderReference = fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength: 1, maxLength: 50 });
const ordinal = fc.integer({ min: 1, max: 99 });
const RUNS = { numRuns: 10_000 };

const all = (reference: string, n: number): readonly string[] => [
  paymentReference(reference, n),
  captureReference(reference),
];

describe('the references for the gateway', () => {
  it('keep within its 50 characters and its alphabet, for every reference of an order', () => {
    fc.assert(
      fc.property(orderReference, ordinal, (reference, n) => {
        for (const derived of all(reference, n)) expect(derived).toMatch(/^[A-Za-z0-9_-]{1,50}$/);
      }),
      RUNS,
    );
  });

  it('are the same at every call', () => {
    fc.assert(
      fc.property(orderReference, ordinal, (reference, n) => expect(all(reference, n)).toEqual(all(reference, n))),
      RUNS,
    );
  });

  it('differ between the payments of an order, and between payment and capture', () => {
    fc.assert(
      fc.property(orderReference, fc.uniqueArray(ordinal, { minLength: 2, maxLength: 5 }), (reference, ordinals) => {
        const derived = [...ordinals.map((n) => paymentReference(reference, n)), captureReference(reference)];
        expect(new Set(derived).size).toBe(derived.length);
      }),
      RUNS,
    );
  });

  // Long references often share all but their end.
  const siblings = fc
    .tuple(
      fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength: 0, maxLength: 49 }),
      orderReference,
      orderReference,
    )
    .map(([start, a, b]) => [(start + a).slice(0, 50), (start + b).slice(-50)] as const)
    .filter(([a, b]) => a !== b);

  it('differ between orders', () => {
    fc.assert(
      fc.property(siblings, ordinal, ([a, b], n) => {
        expect(paymentReference(a, n)).not.toBe(paymentReference(b, n));
        expect(captureReference(a)).not.toBe(captureReference(b));
      }),
      RUNS,
    );
  });

  it.each([1, 46, 47, 48, 49, 50])(
    'differ between two orders of %i characters that differ in the last one',
    (length) => {
      const start = 'x'.repeat(length - 1);
      expect(captureReference(`${start}a`)).not.toBe(captureReference(`${start}b`));
      expect(captureReference(`${start}a`).length).toBeLessThanOrEqual(50);
    },
  );
});
