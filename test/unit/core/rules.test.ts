import { cardRef } from '../../support/secret-refs';
import { troubleSentence } from '../../../workflows/domain/order/attention';
import { cancelRequested, captureRequested, payRequested } from '../../../workflows/domain/order/events/requests';
import { DEFAULT_TIMING } from '../../../workflows/domain/order/terms';
import { DAY_MS, MINUTE_MS, msBetween, plus, SECOND_MS } from '../../../workflows/domain/values/time';
import { stateOf } from '../../../workflows/domain/order/view/state';
import { anOrder, snapshotAnswer } from '../../support/core/script';
import type { Script } from '../../support/core/script';
import { GATEWAY_ORDER_ID, says, START, TERMS } from '../../support/core/words';

const capture = (amountMinor?: number) => (order: Script['order'], now: string) =>
  captureRequested(order, amountMinor === undefined ? undefined : { value: amountMinor, currency: 'INR' }, now);
const cancel = (order: Script['order'], now: string) => cancelRequested(order, 'asked for', now);

describe('core rule 5: a refusal says nothing about the hold', () => {
  const refused = (): Script => {
    const order = anOrder().held().message(capture());
    order.take('capture');
    return order.pass(SECOND_MS).outcome({ kind: 'rejected', code: 'INVALID_REQUEST' });
  };

  it('the gateway is asked at once, and a hold that is still there parks the order', () => {
    const order = refused();
    expect(troubleSentence(order.ask(snapshotAnswer(order.paid('authorised'))).take('park').trouble)).toMatch(
      /refused the capture/,
    );
  });

  it('core rule 22: a parked order is asked about every day while money is on hold, and needs nobody when the hold has gone', () => {
    const order = refused();
    order.ask(snapshotAnswer(order.paid('authorised'))).take('park');
    order.pass(DAY_MS).ask(snapshotAnswer(order.paid('authorised')));
    expect(order.take('await').until).toBe(plus(order.now, DAY_MS));
    order
      .pass(DAY_MS)
      .ask(snapshotAnswer(order.paid('voided')))
      .take('unpark');
    expect(order.step).toEqual({ kind: 'finish' });
  });

  it('a capture that shows all the same ends it', () => {
    const order = refused();
    expect(order.ask(snapshotAnswer(order.captured())).step).toEqual({ kind: 'finish' });
  });

  it('a refused payment is dropped, not parked, and the next one has another reference', () => {
    const order = anOrder().readyToPay();
    const { reference } = order.take('pay');
    order.outcome({ kind: 'declined', code: 'PAYMENT_DECLINED' }).ask(snapshotAnswer(order.paid('failed')));
    expect(order.anotherCard().take('pay').reference).not.toBe(reference);
  });

  it('a refused payment may exist: the order is not over before an answer shows what there is', () => {
    const order = anOrder().readyToPay();
    order.take('pay');
    order.outcome({ kind: 'declined', code: 'PAYMENT_DECLINED' }).ask({ kind: 'failed' }).message(cancel);
    order.take('giveUp');
    expect(order.step.kind).not.toBe('finish');
  });
});

describe('core rule 7: a new payment', () => {
  it.each(['pending', 'authorised', 'captured'] as const)('is not made beside one that is %s', (status) => {
    const order = anOrder()
      .authenticating()
      .sees(says('pending', [{ status }]));
    order.message((before, now) => payRequested(before, cardRef('card-2'), now));
    expect(['inspectCard', 'pay']).not.toContain(order.step.kind);
  });

  it('is not made while one is in doubt, although the order reads CANCELLED', () => {
    const order = anOrder().readyToPay();
    order.take('pay');
    expect(order.unknown().sees(says('voided')).step.kind).toBe('ask');
    expect(order.ask({ kind: 'failed' }).step.kind).toBe('await');
  });

  it('beside a hold that appears late: two holds park the order', () => {
    const order = anOrder()
      .held()
      .sees(says('authorised', [{ status: 'authorised' }, { status: 'authorised', ordinal: 2 }]));
    expect(troubleSentence(order.take('park').trouble)).toMatch(/Two payments/);
  });
});

describe('an order that is over', () => {
  it('core rule 12: ends at once when its one payment was captured', () => {
    const order = anOrder().held().message(capture());
    order.take('capture');
    expect(order.done(order.captured()).step).toEqual({ kind: 'finish' });
  });

  it('core rule 8: is watched while another payment of it may still authorise, and that hold is let go', () => {
    const order = anOrder()
      .authenticating()
      .sees(says('attempted', [{ status: 'failed', updatedAt: START }]));
    order.message(cancel).take('giveUp');
    order.take('stopPayment');
    order.outcome({ kind: 'rejected', code: 'OPERATION_NOT_ALLOWED' });
    const { until } = order.take('await');
    order.now = until ?? order.now;
    order.ask(snapshotAnswer(order.paid('authorised')));
    expect(order.take('release').decision.why.kind).toBe('late');
    expect(stateOf(order.order)).toBe('releasing');
  });

  it("is watched while the gateway's page may take another payment, although the hold of one has lapsed", () => {
    const order = anOrder({ terms: { ...TERMS, checkout: 'hosted' } });
    order.take('register');
    order.outcome({ kind: 'linked', gatewayOrderId: GATEWAY_ORDER_ID, link: { url: 'https://api.pluralpay.in/page' } });
    // Nobody was sent to the page before the order was seen.
    order.ask(snapshotAnswer(says('created'))).sees(order.paid('authorised'));
    order.pass(MINUTE_MS).sees(order.paid('failed'));
    expect(stateOf(order.order)).toBe('expired');
    expect(order.step.kind).toBe('await');
    order.sees(says('voided'));
    expect(order.step).toEqual({ kind: 'finish' });
  });

  it('core rule 23: keeps a cancellation for the payment that is still open, although the hold of another one has gone', () => {
    const order = anOrder().authenticating();
    order.sees(says('pending', [{ status: 'voided' }, { status: 'pending', ordinal: 2 }])).message(cancel);
    order.sees(says('authorised', [{ status: 'voided' }, { status: 'authorised', ordinal: 2 }]));
    expect(order.take('release').decision.why).toEqual({ kind: 'cancelled', reason: 'asked for' });
  });

  it('core rule 11: ends when the last probe was answered, and not before', () => {
    const order = anOrder().authenticating().message(cancel);
    order.take('giveUp');
    order.take('stopPayment');
    order.outcome({ kind: 'rejected', code: 'OPERATION_NOT_ALLOWED' }).pass(DEFAULT_TIMING.lateProbesMs.at(-1) ?? 0);
    order.ask({ kind: 'failed' });
    expect(order.step.kind).toBe('await');
    expect(order.pass(DAY_MS).ask(snapshotAnswer(order.paid('pending'))).step).toEqual({ kind: 'finish' });
  });

  const remainderShown = (): Script => {
    const order = anOrder().held().message(capture(6_000));
    order.take('capture');
    return order.done(order.captured(6_000, 'authorised')).pass(DEFAULT_TIMING.holdWindowMs);
  };

  it('core rule 13: is parked when the remainder of a partial capture still shows as held after the hold window', () => {
    const order = remainderShown();
    order.ask(snapshotAnswer(order.captured(6_000, 'authorised')));
    expect(troubleSentence(order.take('park').trouble)).toMatch(/still on hold/);
  });

  it('needs nobody when the remainder has gone since it was last asked about', () => {
    const order = remainderShown();
    order.ask(snapshotAnswer(order.captured(6_000)));
    expect(order.step).toEqual({ kind: 'finish' });
  });

  describe('whose capture was in doubt', () => {
    const IN_DOUBT_MS = 50 * MINUTE_MS;
    const REMAINDER_MS = DEFAULT_TIMING.remainderMs;
    const shownLate = (): Script => {
      const order = anOrder().held().message(capture(6_000));
      order.take('capture');
      order.unknown().pass(IN_DOUBT_MS);
      return order.ask(snapshotAnswer(order.captured(6_000, 'authorised')));
    };

    it('gives the gateway its time for the remainder from then on, and is asked about at once', () => {
      const order = shownLate();
      expect(order.take('await').until).toBe(plus(order.now, SECOND_MS));
      order.pass(REMAINDER_MS - 1).ask(snapshotAnswer(order.captured(6_000, 'authorised')));
      order.pass(1).ask(snapshotAnswer(order.captured(6_000, 'authorised')));
      expect(order.take('park').trouble.code).toBe('remainder-held');
    });

    it('goes on being asked about by pauses that grow to a day while a person is called for its remainder', () => {
      const order = shownLate().pass(REMAINDER_MS);
      order.ask(snapshotAnswer(order.captured(6_000, 'authorised'))).take('park');
      const pausesMs = Array.from({ length: 18 }, () => {
        const { until } = order.take('await');
        const pauseMs = msBetween(order.now, until ?? order.now);
        order.pass(pauseMs).ask(snapshotAnswer(order.captured(6_000, 'authorised')));
        return pauseMs;
      });
      expect(pausesMs.slice(0, 3)).toEqual([1, 2, 4].map((seconds) => seconds * SECOND_MS));
      expect(pausesMs.at(-1)).toBe(DAY_MS);
      order
        .pass(DAY_MS)
        .ask(snapshotAnswer(order.captured(6_000)))
        .take('unpark');
      expect(order.step).toEqual({ kind: 'finish' });
    });
  });

  it('finishes captured although the gateway shows the capture under a reference of its own', () => {
    const order = anOrder().held().message(capture());
    order.take('capture');
    const captures = [{ reference: 'd5a9f1c2', amountMinor: 10_000 }];
    expect(order.done(says('captured', [{ status: 'captured', captures }])).step).toEqual({ kind: 'finish' });
  });
});
