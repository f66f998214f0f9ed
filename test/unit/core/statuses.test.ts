import { ledgerOf } from '../../../workflows/domain/ledger';
import { nextStep } from '../../../workflows/domain/next-step';
import { observe } from '../../../workflows/domain/order';
import type { Order } from '../../../workflows/domain/order';
import { ORDER_STATUSES, PAYMENT_STATUSES } from '../../../workflows/domain/snapshot';
import type { OrderStatus, Snapshot } from '../../../workflows/domain/snapshot';
import { stateOf } from '../../../workflows/domain/view';
import { waitingFor } from '../../../workflows/domain/waiting';
import { anOrder, withPayments } from '../../support/core/script';
import { says, START, TERMS } from '../../support/core/words';

const shown = (snapshot: Snapshot): Order => observe(withPayments(), snapshot, { askedAt: START, seenAt: START });

const EARLIER = '2026-01-05T10:00:01.000000000Z';

describe('an order status', () => {
  const captures = [{ reference: 'elsewhere', amountMinor: 6_000 }];
  const captured = (status: OrderStatus): number =>
    ledgerOf(shown(says(status, [{ status: 'AUTHORIZED', captures }])).facts).capturedMinor;

  it.each(ORDER_STATUSES)('%s books a capture block only if it says captured', (status) => {
    const says = ['PROCESSED', 'PARTIALLY_CAPTURED', 'PARTIALLY_REFUNDED', 'FULLY_REFUNDED'].includes(status);
    expect(captured(status)).toBe(says ? 6_000 : 0);
  });

  it.each(ORDER_STATUSES)('%s never ends a hold', (status) => {
    expect(ledgerOf(shown(says(status, [{ status: 'AUTHORIZED' }])).facts).heldMinor).toBe(TERMS.amountMinor);
  });
});

describe('the first word of the gateway', () => {
  it.each(['PARTIALLY_REFUNDED', 'FULLY_REFUNDED'] as const)(
    'may be %s: captured money, and the order is over',
    (status) => {
      const order = anOrder().authenticating();
      order.sees(says(status, [{ status: 'PROCESSED', updatedAt: EARLIER }]));
      expect(stateOf(order.order)).toBe('captured');
      expect(order.step).toEqual({ kind: 'finish' });
    },
  );

  it.each(ORDER_STATUSES.flatMap((status) => PAYMENT_STATUSES.map((payment) => [status, payment] as const)))(
    'may be an order %s with a payment %s: nothing throws, and only known words count as money',
    (status, payment) => {
      const order = shown(says(status, [{ status: payment }]));
      expect(() => [nextStep(order, START), stateOf(order), waitingFor(order)]).not.toThrow();
      const { authorisedMinor } = ledgerOf(order.facts);
      expect(authorisedMinor > 0).toBe(payment === 'AUTHORIZED' || payment === 'PROCESSED');
    },
  );
});

it('a capture counts as authorised money also where the payment reads unknown', () => {
  const captures = [{ reference: 'elsewhere', amountMinor: 6_000 }];
  const { facts } = shown(says('PROCESSED', [{ status: 'UNKNOWN', captures }]));
  expect(ledgerOf(facts).releasedMinor).toBeGreaterThanOrEqual(0);
});
