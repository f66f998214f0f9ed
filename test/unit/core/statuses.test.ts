import { paymentStatus } from '../../../workflows/domain/facts';
import { ledgerOf } from '../../../workflows/domain/ledger';
import { nextStep } from '../../../workflows/domain/next-step';
import { observe } from '../../../workflows/domain/order';
import { ORDER_STATUSES, PAYMENT_STATUSES } from '../../../workflows/domain/snapshot';
import type { OrderStatus, PaymentStatus } from '../../../workflows/domain/snapshot';
import { stateOf } from '../../../workflows/domain/view';
import { waitingFor } from '../../../workflows/domain/waiting';
import { anOrder } from '../../support/core/script';
import { says, START, TERMS } from '../../support/core/words';

const [EARLIER, LATER] = ['2026-01-05T10:00:01.000000000Z', '2026-01-05T10:00:02.000000000Z'];
type Seen = readonly [PaymentStatus, string];

const statusOf = (...seen: readonly Seen[]): PaymentStatus | undefined => {
  const order = seen.reduce(
    (before, [status, updatedAt]) => observe(before, says('PENDING', [{ status, updatedAt }])),
    anOrder().order,
  );
  const [payment] = Object.values(order.facts.payments);
  return payment && paymentStatus(payment);
};

describe('the status of a payment, from all that was seen of it', () => {
  it.each<[string, PaymentStatus, readonly Seen[]]>([
    [
      'PENDING is below everything, whatever its stamp',
      'FAILED',
      [
        ['FAILED', EARLIER],
        ['PENDING', LATER],
      ],
    ],
    [
      'PENDING is below a hold, whatever its stamp',
      'AUTHORIZED',
      [
        ['AUTHORIZED', EARLIER],
        ['PENDING', LATER],
      ],
    ],
    [
      'PROCESSED is above everything, whatever its stamp',
      'PROCESSED',
      [
        ['PROCESSED', EARLIER],
        ['CANCELLED', LATER],
      ],
    ],
    [
      'PROCESSED is above a hold, also without a stamp',
      'PROCESSED',
      [
        ['PROCESSED', ''],
        ['AUTHORIZED', LATER],
      ],
    ],
    [
      'a late authorisation overtakes a failure',
      'AUTHORIZED',
      [
        ['FAILED', EARLIER],
        ['AUTHORIZED', LATER],
      ],
    ],
    [
      'a failed capture ends the hold',
      'FAILED',
      [
        ['AUTHORIZED', EARLIER],
        ['FAILED', LATER],
      ],
    ],
    [
      'a release ends the hold',
      'CANCELLED',
      [
        ['AUTHORIZED', EARLIER],
        ['CANCELLED', LATER],
      ],
    ],
    [
      'in a tie a hold wins over a failure',
      'AUTHORIZED',
      [
        ['AUTHORIZED', LATER],
        ['FAILED', LATER],
      ],
    ],
    [
      'in a tie a release wins over a hold',
      'CANCELLED',
      [
        ['AUTHORIZED', LATER],
        ['CANCELLED', LATER],
      ],
    ],
    [
      'without a stamp the rank decides: hold over failure',
      'AUTHORIZED',
      [
        ['AUTHORIZED', ''],
        ['FAILED', LATER],
      ],
    ],
    [
      'without a stamp the rank decides: release over hold',
      'CANCELLED',
      [
        ['CANCELLED', ''],
        ['AUTHORIZED', LATER],
      ],
    ],
    [
      'what cannot be read is below everything',
      'PENDING',
      [
        ['UNKNOWN', LATER],
        ['PENDING', EARLIER],
      ],
    ],
    ['alone, what cannot be read stays unknown', 'UNKNOWN', [['UNKNOWN', LATER]]],
  ])('%s', (_, expected, seen) => {
    expect(statusOf(...seen)).toBe(expected);
    expect(statusOf(...[...seen].reverse())).toBe(expected);
  });
});

describe('an order status', () => {
  const captures = [{ reference: 'elsewhere', amountMinor: 6_000 }];
  const captured = (status: OrderStatus): number =>
    ledgerOf(observe(anOrder().order, says(status, [{ status: 'AUTHORIZED', captures }])).facts).capturedMinor;

  it.each(ORDER_STATUSES)('%s books a capture block only if it says captured', (status) => {
    const says = ['PROCESSED', 'PARTIALLY_CAPTURED', 'PARTIALLY_REFUNDED', 'FULLY_REFUNDED'].includes(status);
    expect(captured(status)).toBe(says ? 6_000 : 0);
  });

  it.each(ORDER_STATUSES)('%s never ends a hold', (status) => {
    expect(ledgerOf(observe(anOrder().order, says(status, [{ status: 'AUTHORIZED' }])).facts).heldMinor).toBe(
      TERMS.amountMinor,
    );
  });
});

describe('the first word of the gateway', () => {
  it.each(['PARTIALLY_REFUNDED', 'FULLY_REFUNDED'] as const)(
    'may be %s: captured money, and the order is over',
    (status) => {
      const order = anOrder().webhook(says(status, [{ status: 'PROCESSED', updatedAt: EARLIER }]));
      expect(stateOf(order.order)).toBe('captured');
      expect(order.step).toEqual({ kind: 'finish' });
    },
  );

  it.each(ORDER_STATUSES.flatMap((status) => PAYMENT_STATUSES.map((payment) => [status, payment] as const)))(
    'may be an order %s with a payment %s: nothing throws, and only known words count as money',
    (status, payment) => {
      const order = observe(anOrder().order, says(status, [{ status: payment }]));
      expect(() => [nextStep(order, START), stateOf(order), waitingFor(order)]).not.toThrow();
      const { authorisedMinor } = ledgerOf(order.facts);
      expect(authorisedMinor > 0).toBe(payment === 'AUTHORIZED' || payment === 'PROCESSED');
    },
  );
});

it('a capture counts as authorised money also where the payment reads unknown', () => {
  const captures = [{ reference: 'elsewhere', amountMinor: 6_000 }];
  const { facts } = observe(anOrder().order, says('PROCESSED', [{ status: 'UNKNOWN', captures }]));
  expect(ledgerOf(facts).releasedMinor).toBeGreaterThanOrEqual(0);
});
