import { ledgerOf } from '../../../workflows/domain/facts/ledger';
import { next as nextStep } from '../../../workflows/domain/order/next';
import { observe } from '../../../workflows/domain/order/observe';
import type { Order } from '../../../workflows/domain/order/order';
import { ORDER_STATUSES, PAYMENT_STATUSES } from '../../../workflows/domain/gateway/snapshot';
import type { OrderStatus, Snapshot } from '../../../workflows/domain/gateway/snapshot';
import { stateOf } from '../../../workflows/domain/order/view/state';
import { waitingFor } from '../../../workflows/domain/order/view/waiting';
import { anOrder, withPayments } from '../../support/core/script';
import { says, START, TERMS } from '../../support/core/words';

const shown = (snapshot: Snapshot): Order => observe(withPayments(), snapshot, { askedAt: START, seenAt: START });

const EARLIER = '2026-01-05T10:00:01.000000000Z';

describe('an order status', () => {
  const captures = [{ reference: 'elsewhere', amountMinor: 6_000 }];
  const captured = (status: OrderStatus): number =>
    ledgerOf(shown(says(status, [{ status: 'authorised', captures }])).facts).capturedMinor;

  it.each(ORDER_STATUSES)('%s books a capture block only if it says captured', (status) => {
    const says = ['captured', 'partlyCaptured', 'partlyRefunded', 'refunded'].includes(status);
    expect(captured(status)).toBe(says ? 6_000 : 0);
  });

  it.each(ORDER_STATUSES)('%s never ends a hold', (status) => {
    expect(ledgerOf(shown(says(status, [{ status: 'authorised' }])).facts).heldMinor).toBe(TERMS.amountMinor);
  });
});

describe('core rule 15: the first word of the gateway', () => {
  it.each(['partlyRefunded', 'refunded'] as const)('may be %s: captured money, and the order is over', (status) => {
    const order = anOrder().authenticating();
    order.sees(says(status, [{ status: 'captured', updatedAt: EARLIER }]));
    expect(stateOf(order.order)).toBe('captured');
    expect(order.step).toEqual({ kind: 'finish' });
  });

  it.each(ORDER_STATUSES.flatMap((status) => PAYMENT_STATUSES.map((payment) => [status, payment] as const)))(
    'may be an order %s with a payment %s: nothing throws, and only known words count as money',
    (status, payment) => {
      const order = shown(says(status, [{ status: payment }]));
      expect(() => [nextStep(order, START), stateOf(order), waitingFor(order)]).not.toThrow();
      const { authorisedMinor } = ledgerOf(order.facts);
      expect(authorisedMinor > 0).toBe(payment === 'authorised' || payment === 'captured');
    },
  );
});

it('a capture counts as authorised money also where the payment reads unknown', () => {
  const captures = [{ reference: 'elsewhere', amountMinor: 6_000 }];
  const { facts } = shown(says('captured', [{ status: 'unknown', captures }]));
  expect(ledgerOf(facts).releasedMinor).toBeGreaterThanOrEqual(0);
});
