import { cardRef } from '../../support/secret-refs';
import { fingerprintOf, identityOf, updateIdOf } from '../../../clients/request-identity';
import { parseDurationMs } from '../../../clients/duration';

const ORDER = {
  reference: 'ORD-1',
  amount: { value: 110_000, currency: 'INR' },
  checkout: 'seamless' as const,
  metadata: { a: '1', b: '2' },
};

describe('the fingerprint of an order', () => {
  it('is the same in whatever order the fields come', () => {
    const { checkout, reference } = ORDER;
    const shuffled = { metadata: { b: '2', a: '1' }, checkout, amount: { currency: 'INR', value: 110_000 }, reference };
    expect(fingerprintOf(shuffled)).toBe(fingerprintOf(ORDER));
  });

  it('differs with any content', () => {
    const others = [
      { ...ORDER, amount: { value: 110_001, currency: 'INR' } },
      { ...ORDER, cardRef: cardRef('card_1') },
      { ...ORDER, metadata: { a: '1', b: '3' } },
      { ...ORDER, policy: { onDelivery: 'wait' as const } },
    ].map(fingerprintOf);
    expect(new Set([...others, fingerprintOf(ORDER)]).size).toBe(5);
  });
});

describe('the id of an update', () => {
  it('repeats with the same key, message and content only', () => {
    const id = updateIdOf('capture', 'key', '[]');
    expect(updateIdOf('capture', 'key', '[]')).toBe(id);
    for (const other of [
      updateIdOf('cancel', 'key', '[]'),
      updateIdOf('capture', 'key2', '[]'),
      updateIdOf('capture', 'key', '[1]'),
    ]) {
      expect(other).not.toBe(id);
    }
  });

  it('is new each time without a key, and tells the key that repeats it', () => {
    const first = identityOf('capture', undefined, []);
    expect(identityOf('capture', undefined, [])).not.toEqual(first);
    expect(identityOf('capture', first.key, [])).toEqual(first);
  });

  it('shows nothing of the key, which may be anything, and fits into the limit of ids', () => {
    const id = updateIdOf('awaitNextAction', `buyer@example.com${'x'.repeat(238)}`, '');
    expect(id).toMatch(/^awaitNextAction-[0-9a-f]{64}$/);
  });
});

describe('a duration', () => {
  it.each([
    ['5 days', 432_000_000],
    ['1 day', 86_400_000],
    ['6h', 21_600_000],
    ['15 minutes', 900_000],
    ['15 min', 900_000],
    ['90s', 90_000],
    ['500ms', 500],
    [' 2 Hours ', 7_200_000],
  ])('%s is %d ms', (text, expected) => {
    expect(parseDurationMs(text)).toBe(expected);
  });

  it.each(['', '5', 'days', '-5 days', '1.5 hours', '5 weeks', 'P5D', '5 days 3 hours', '1e3s'])(
    '%j is none',
    (text) => {
      expect(parseDurationMs(text)).toBeUndefined();
    },
  );
});
