import { endOf } from '../../../workflows/domain/order/reasons';
import {
  cancelRequested,
  captureRequested,
  deliveryConfirmed,
  extended,
} from '../../../workflows/domain/order/events/requests';
import { DEFAULT_TIMING } from '../../../workflows/domain/order/terms';
import type { Policy } from '../../../workflows/domain/order/terms';
import { decideAt } from '../../../workflows/domain/order/standing';
import { DAY_MS, HOUR_MS, msBetween, plus, SECOND_MS } from '../../../workflows/domain/values/time';
import { anOrder, snapshotAnswer } from '../../support/core/script';
import type { Script } from '../../support/core/script';
import { START } from '../../support/core/words';

const LAST_MS = DEFAULT_TIMING.holdWindowMs - DEFAULT_TIMING.holdSafetyMarginMs;
const held = (policy: Partial<Policy> = {}): Script => anOrder({ policy }).held();

describe('the decision point', () => {
  it.each<[string, Policy['decideBy'], number]>([
    ['without a business deadline is the end of the window, less the margin', null, LAST_MS],
    ['is an earlier instant', { at: plus(START, DAY_MS) }, DAY_MS],
    ['is an earlier duration after the authorisation', { afterMs: 2 * HOUR_MS }, 2 * HOUR_MS],
    ['is never later than the window allows, by an instant', { at: plus(START, 30 * DAY_MS) }, LAST_MS],
    ['is never later than the window allows, by a duration', { afterMs: 30 * DAY_MS }, LAST_MS],
    ['may be past already', { at: plus(START, -HOUR_MS) }, -HOUR_MS],
  ])('%s', (_, decideBy, afterMs) => {
    expect(decideAt(held({ decideBy }).order)).toBe(plus(START, afterMs));
  });

  it('of many holds of one moment is spread evenly over a part of the margin, and stays where it is', () => {
    const spreadMs = 30 * 60_000;
    const at = (ordinal: number): number => {
      const { order } = held();
      const terms = { ...order.terms, reference: `order-${ordinal}` };
      const its = { ...order, terms, timing: { ...order.timing, decisionSpreadMs: spreadMs } };
      return msBetween(plus(START, LAST_MS), decideAt(its) ?? '');
    };
    const delays = Array.from({ length: 600 }, (_, ordinal) => at(ordinal));
    expect(delays.map((_, ordinal) => at(ordinal))).toEqual(delays);
    const perTenth = Array.from(
      { length: 10 },
      (_, tenth) => delays.filter((ms) => Math.floor((ms / spreadMs) * 10) === tenth).length,
    );
    // 60 each on average: a tenth with half as many or twice as many would be no spread.
    for (const count of perTenth) expect(count).toBeGreaterThan(30);
    for (const count of perTenth) expect(count).toBeLessThan(120);
  });

  it('counts from the earliest authorisation that was seen', () => {
    const order = anOrder()
      .authenticating()
      .pass(2 * HOUR_MS);
    order.sees(order.paid('authorised')).sees(order.paid('authorised', { updatedAt: plus(START, HOUR_MS) }));
    expect(decideAt(order.order)).toBe(plus(START, HOUR_MS + LAST_MS));
  });

  it('moves with an extension', () => {
    const order = held({ decideBy: { afterMs: HOUR_MS } }).message((before, now) =>
      extended(before, { afterMs: DAY_MS }, now),
    );
    expect(order.take('await').until).toBe(plus(START, DAY_MS));
  });

  it('does not exist without a hold', () => {
    expect(decideAt(anOrder().authenticating().order)).toBeNull();
  });
});

describe('at the decision point', () => {
  const due = (policy: Partial<Policy>, isDelivered: boolean): Script => {
    const order = held(policy);
    if (isDelivered) order.message(deliveryConfirmed);
    return order.pass(LAST_MS);
  };

  it.each<[Policy['atDeadline'], boolean, 'capture' | 'release']>([
    ['captureIfDelivered', true, 'capture'],
    ['captureIfDelivered', false, 'release'],
    ['capture', true, 'capture'],
    ['capture', false, 'capture'],
    ['release', true, 'release'],
    ['release', false, 'release'],
  ])('%s, delivered %s: %s, once the gateway was asked', (atDeadline, isDelivered, expected) => {
    const order = due({ onDelivery: 'wait', atDeadline }, isDelivered);
    order.ask(snapshotAnswer(order.paid('authorised', { updatedAt: START })));
    expect(order.take(expected).decision).toMatchObject({ why: { kind: 'deadline' }, amountMinor: 10_000 });
  });

  it('a hold that turns out to be gone is not decided about', () => {
    const order = due({ atDeadline: 'capture' }, false);
    expect(order.ask(snapshotAnswer(order.paid('voided'))).step).toEqual({ kind: 'finish' });
  });

  it('decides all the same after 30 s without an answer', () => {
    const order = due({ atDeadline: 'capture' }, false);
    const decidesAt = plus(order.now, 30 * SECOND_MS);
    for (let asked = 0; order.now < decidesAt && asked < 20; asked += 1) {
      const { step } = order;
      if (step.kind === 'await') order.now = step.until ?? decidesAt;
      else order.ask({ kind: 'failed' });
    }
    expect(order.now).toBe(decidesAt);
    expect(order.step.kind).toBe('capture');
  });

  it('an answer that was asked for before does not count', () => {
    const order = held().pass(LAST_MS - 1);
    order.answer({ about: null, askedAt: order.now }, snapshotAnswer(order.paid('authorised', { updatedAt: START })));
    expect(order.pass(1).step.kind).toBe('ask');
  });
});

describe('before the decision point', () => {
  it.each<[Policy['onDelivery'], 'capture' | 'await']>([
    ['capture', 'capture'],
    ['wait', 'await'],
  ])('a delivery with onDelivery %s leads to %s', (onDelivery, expected) => {
    expect(held({ onDelivery }).message(deliveryConfirmed).step.kind).toBe(expected);
  });

  it('a delivery confirmed before the hold captures it when it appears', () => {
    const order = anOrder().authenticating().message(deliveryConfirmed).sees(anOrder().paid('authorised'));
    expect(order.take('capture').decision).toMatchObject({ why: { kind: 'delivered' }, amountMinor: 10_000 });
  });

  it('a capture that was asked for has its own amount', () => {
    const order = held().message((before, now) => captureRequested(before, { value: 6_000, currency: 'INR' }, now));
    expect(order.take('capture').decision).toMatchObject({ why: { kind: 'requested' }, amountMinor: 6_000 });
  });

  it('core rule 10: a cancellation releases the hold, or gives up where there is none yet', () => {
    const cancel = (order: Script) => order.message((before, now) => cancelRequested(before, 'no stock', now)).step;
    expect(cancel(held())).toMatchObject({
      kind: 'release',
      decision: { why: { kind: 'cancelled', reason: 'no stock' } },
    });
    expect(cancel(anOrder().authenticating())).toEqual({
      kind: 'giveUp',
      why: { kind: 'cancelled', reason: 'no stock' },
    });
  });
});

describe('the payment deadline', () => {
  it('asks first, and gives up when nobody has paid', () => {
    const order = anOrder().authenticating().pass(DEFAULT_TIMING.paymentDeadlineMs);
    order.ask(snapshotAnswer(order.paid('pending', { updatedAt: START })));
    expect(endOf(order.take('giveUp').why)).toBe('abandoned');
  });

  it('keeps the hold that the answer shows', () => {
    const order = anOrder().authenticating().pass(DEFAULT_TIMING.paymentDeadlineMs);
    expect(order.ask(snapshotAnswer(order.paid('authorised'))).step.kind).toBe('await');
  });

  it('gives up without an answer after 30 s', () => {
    const order = anOrder()
      .authenticating()
      .pass(DEFAULT_TIMING.paymentDeadlineMs + 30 * SECOND_MS);
    expect(order.step.kind).toBe('giveUp');
  });
});
