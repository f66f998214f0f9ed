import { troubleSentence } from '../../../workflows/domain/order/attention';
import { cancelRequested, deliveryConfirmed } from '../../../workflows/domain/order/events/requests';
import { DEFAULT_TIMING } from '../../../workflows/domain/order/terms';
import { orderResolved as resolved } from '../../../workflows/domain/order/events/resolution';
import { DAY_MS, MINUTE_MS, plus, SECOND_MS } from '../../../workflows/domain/values/time';
import { stateOf } from '../../../workflows/domain/order/view/state';
import { anOrder, snapshotAnswer } from '../../support/core/script';
import type { Script } from '../../support/core/script';

const cancel = (order: Script['order'], now: string) => cancelRequested(order, 'asked for', now);

describe('goods that were delivered', () => {
  describe('before the order was given up', () => {
    const unpaid = (given: Parameters<typeof anOrder>[0] = {}): Script => {
      const order = anOrder(given).authenticating().message(deliveryConfirmed).pass(DEFAULT_TIMING.paymentDeadlineMs);
      order.ask(snapshotAnswer(order.paid('pending'))).take('giveUp');
      order.take('park');
      return order;
    };
    const paidLate = (order: Script): Script => {
      order.sees(order.paid('authorised')).take('unpark');
      return order;
    };

    it('are paid for by a hold that shows after all', () => {
      const order = paidLate(unpaid());
      expect(order.take('capture').decision).toMatchObject({ amountMinor: 10_000, why: { kind: 'delivered' } });
      expect(order.done(order.captured()).step).toEqual({ kind: 'finish' });
    });

    it('are asked about again within seconds when the gateway does not answer a probe', () => {
      const order = unpaid();
      const { until } = order.take('await');
      order.now = until ?? order.now;
      order.ask({ kind: 'failed' });
      expect(order.take('await').until).toBe(plus(order.now, SECOND_MS));
      order
        .pass(SECOND_MS)
        .ask(snapshotAnswer(order.paid('authorised')))
        .take('unpark');
      expect(order.step.kind).toBe('capture');
    });

    it('are paid for at the decision point, where deliveries wait for it', () => {
      const order = paidLate(unpaid({ policy: { onDelivery: 'wait', decideBy: { afterMs: DAY_MS } } }));
      expect(stateOf(order.order)).toBe('held');
      order.pass(DAY_MS).ask(snapshotAnswer(order.paid('authorised')));
      expect(order.take('capture').decision.why.kind).toBe('deadline');
    });

    it('need a person again where that hold ends without a capture', () => {
      const order = paidLate(unpaid({ policy: { onDelivery: 'wait' } })).pass(MINUTE_MS);
      order.sees(order.paid('voided'));
      expect(order.take('park').trouble.code).toBe('delivered-uncaptured');
    });

    it('are not paid for by the hold of an order that was cancelled', () => {
      const order = paidLate(unpaid().message(cancel));
      expect(order.take('release').decision.why.kind).toBe('late');
    });

    it('are not paid for by the hold of an order that was resolved, whose buyer was asked to pay again', () => {
      const by = { as: 'declined', actor: 'support', reason: 'paid again', force: false } as const;
      const order = unpaid().message((before, now) => resolved(before, by, now));
      order.sees(order.paid('authorised'));
      expect(order.take('release').decision.why.kind).toBe('late');
      expect(stateOf(order.order)).toBe('releasing');
    });
  });

  it('after the order was given up are not paid for by a late hold: it needs a person', () => {
    const order = anOrder().authenticating().pass(DEFAULT_TIMING.paymentDeadlineMs);
    order.ask(snapshotAnswer(order.paid('pending'))).take('giveUp');
    order.message(deliveryConfirmed).take('park');
    expect(order.order.intents.attention?.code).toBe('delivered-after-release');
    expect(stateOf(order.sees(order.paid('authorised')).order)).toBe('releasing');
  });

  it('core rule 9: after a release had begun: the order needs a person', () => {
    const order = anOrder().held().message(cancel);
    order.take('release');
    order.unknown().message(deliveryConfirmed);
    expect(troubleSentence(order.take('park').trouble)).toMatch(/not paid for/);
  });

  it('without a capture, because the hold ended: the order needs a person', () => {
    const order = anOrder({ policy: { onDelivery: 'wait' } })
      .held()
      .message(deliveryConfirmed)
      .pass(MINUTE_MS)
      .sees(anOrder().paid('voided'));
    expect(troubleSentence(order.take('park').trouble)).toMatch(/not paid for/);
  });
});
