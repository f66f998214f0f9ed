import fc from 'fast-check';
import {
  canRefund,
  entryOf,
  gatewaySilent,
  isSameWish,
  newRefundBook,
  orderShown,
  orderUnknown,
  progressed,
  refundWished,
} from '../../../workflows/domain/refund/book';
import type { RefundBook } from '../../../workflows/domain/refund/book';
import type { OrderStatus, Snapshot } from '../../../workflows/domain/gateway/snapshot';
import { says, START } from '../../support/core/words';

const CAPTURED = 10_000;
const inr = (value: number) => ({ value, currency: 'INR' });
const captured = (status: OrderStatus = 'captured'): Snapshot =>
  says(status, [{ status: 'captured', captures: [{ reference: 'order-1-c1', amountMinor: CAPTURED }] }]);

const wish = (refundReference: string, value?: number) => ({
  refundReference,
  reason: 'returned',
  ...(value !== undefined && { amount: inr(value) }),
});

/** A book in which these were asked for, one after the other, and the gateway then said how the order stands. */
const bookOf = (wishes: readonly ReturnType<typeof wish>[], shown = captured()): RefundBook =>
  orderShown(
    wishes.reduce((book, one) => refundWished(book, one, START), newRefundBook('order-1')),
    shown,
  );
const code = (book: RefundBook, value?: number): string => {
  const verdict = canRefund(book, value === undefined ? {} : { amount: inr(value) });
  return verdict.ok ? 'ok' : verdict.code;
};

describe('the money of an order is reserved', () => {
  it('in the order of the requests, until nothing is left', () => {
    const book = bookOf([wish('a', 6_000), wish('b', 6_000), wish('c', 4_000)]);
    expect(book.entries.map(({ progress }) => progress)).toEqual(['decided', 'refused', 'decided']);
    expect(entryOf(book, 'b')?.denial).toMatchObject({
      code: 'refund-too-large',
      reason: 'Only ₹40.00 is left to refund',
    });
    expect(code(book, 100)).toBe('all-refunded');
  });

  it('all that is left, where no amount is said', () => {
    const book = bookOf([wish('a', 3_000), wish('b')]);
    expect(entryOf(book, 'b')).toMatchObject({ progress: 'decided', amountMinor: 7_000 });
  });

  it('and free again when a refund has failed, but not while it is under way or given back', () => {
    const book = progressed(bookOf([wish('a', 9_500)]), 'a', 'underWay');
    expect(code(book, 600)).toBe('refund-too-large');
    expect(code(progressed(book, 'a', 'refunded'), 600)).toBe('refund-too-large');
    expect(code(progressed(book, 'a', 'failed'), 600)).toBe('ok');
  });

  it('never more than was captured, whatever is asked for and however refunds end', () => {
    const act = fc.record({
      reference: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      value: fc.option(fc.integer({ min: 50, max: 12_000 }), { nil: undefined }),
      end: fc.constantFrom('underWay', 'refunded', 'failed', null),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 20 }), (acts) => {
        let book = newRefundBook('order-1');
        for (const { reference, value, end } of acts) {
          const entry = entryOf(book, reference);
          if (!entry || entry.progress === 'refused')
            book = orderShown(refundWished(book, wish(reference, value), START), captured());
          // What has ended stays so: a workflow ends once.
          else if (end && ['decided', 'underWay'].includes(entry.progress)) book = progressed(book, reference, end);
          const reserved = book.entries.filter(({ progress }) =>
            ['decided', 'underWay', 'refunded'].includes(progress),
          );
          expect(reserved.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBeLessThanOrEqual(CAPTURED);
          for (const { amountMinor } of reserved) expect(amountMinor).toBeGreaterThanOrEqual(100);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a refund is refused', () => {
  it.each<[string, RefundBook, number | undefined]>([
    ['nothing-captured', bookOf([], says('authorised', [{ status: 'authorised' }])), undefined],
    ['refund-too-large', bookOf([]), CAPTURED + 1],
    ['amount-too-small', bookOf([]), 99],
    ['all-refunded', bookOf([wish('a', CAPTURED - 50)]), undefined],
  ])('as %s', (expected, book, value) => {
    expect(code(book, value)).toBe(expected);
  });

  it('in another currency', () => {
    expect(canRefund(bookOf([]), { amount: { value: 100, currency: 'USD' } })).toMatchObject({
      code: 'wrong-currency',
    });
  });

  it('after a hundred', () => {
    const wishes = Array.from({ length: 101 }, (_, number) => wish(`r${number}`, 100));
    const paid = says('captured', [
      { status: 'captured', amountMinor: 1e6, captures: [{ reference: 'c', amountMinor: 1e6 }] },
    ]);
    expect(bookOf(wishes, paid).entries.at(-1)?.denial?.code).toBe('too-many-refunds');
  });

  it.each<[string, OrderStatus]>([
    ['all-refunded', 'refunded'],
    ['refunded-elsewhere', 'partlyRefunded'],
  ])('as %s, where the gateway shows what the book does not know', (expected, status) => {
    const book = orderShown(refundWished(bookOf([], captured(status)), wish('a', 100), START), captured());
    expect(entryOf(book, 'a')?.denial?.code).toBe(expected);
  });

  it.each(['refunded', 'failed'] as const)('not because of one of ours that has %s', (end) => {
    const shown = orderShown(progressed(bookOf([wish('a', 100)]), 'a', 'underWay'), captured('partlyRefunded'));
    const book = orderShown(refundWished(progressed(shown, 'a', end), wish('b', 100), START), captured());
    expect(entryOf(book, 'b')?.progress).toBe('decided');
  });

  it('not because all of it was shown as refunded by one of ours that has failed since', () => {
    const shown = orderShown(progressed(bookOf([wish('a')]), 'a', 'underWay'), captured('refunded'));
    const book = orderShown(refundWished(progressed(shown, 'a', 'failed'), wish('b'), START), captured());
    expect(entryOf(book, 'b')).toMatchObject({ progress: 'decided', amountMinor: CAPTURED });
  });

  it('all that waits, where the gateway does not know the order, or does not say for long', () => {
    const waiting = refundWished(newRefundBook('order-1'), wish('a'), START);
    for (const refuse of [orderUnknown, gatewaySilent])
      expect(refuse(waiting).entries).toMatchObject([{ progress: 'refused' }]);
  });
});

it('knows the same request again, whether or not an amount was said', () => {
  const [entry] = bookOf([wish('a', 500)]).entries;
  const [all] = bookOf([wish('a')]).entries;
  if (!entry || !all) throw new TypeError('two entries');
  expect(isSameWish(entry, wish('a', 500))).toBe(true);
  expect(isSameWish(entry, wish('a', 501))).toBe(false);
  expect(isSameWish(entry, wish('a'))).toBe(false);
  expect(isSameWish(all, wish('a'))).toBe(true);
  expect(isSameWish(entry, { ...wish('a', 500), reason: 'another' })).toBe(false);
});
