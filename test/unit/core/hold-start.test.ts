import assert from 'node:assert/strict';
import fc from 'fast-check';
import { clockOffMs, holdStartOf, authorisedAt, decideAt, lapsesAt } from '../../../workflows/domain/order/standing';
import { canExtend } from '../../../workflows/domain/order/events/requests';
import { DEFAULT_TIMING } from '../../../workflows/domain/order/terms';
import type { SnapshotPayment } from '../../../workflows/domain/gateway/snapshot';
import { DAY_MS, HOUR_MS, MINUTE_MS, msBetween, plus, SECOND_MS } from '../../../workflows/domain/values/time';
import { timelineOf } from '../../../workflows/domain/order/view/timeline';
import { anOrder, snapshotAnswer } from '../../support/core/script';
import type { Script } from '../../support/core/script';
import { GATEWAY_ORDER_ID, says, START, TERMS } from '../../support/core/words';

const LAST_MS = DEFAULT_TIMING.holdWindowMs - DEFAULT_TIMING.holdSafetyMarginMs;
/** From placing an order to sending its payment, or asking for its link. */
const SENT_AFTER_MS = 10 * MINUTE_MS;
const SENT_AT = plus(START, SENT_AFTER_MS);
const CLOCK_NOTE = /^The gateway's clock is (.*): the hold is counted by ours$/;

/** A hold that began at one instant and is first seen at a later one, by a clock that is off. `null`: no stamp at all. */
interface Hold {
  readonly checkout: 'seamless' | 'hosted';
  readonly offMs: number | null;
  readonly beganAfterMs: number;
  readonly seenAfterMs: number;
}

const payment = (stamp: string | null, more: Partial<SnapshotPayment> = {}): SnapshotPayment => ({
  id: 'v1-payment-1',
  status: 'authorised',
  amountMinor: TERMS.amountMinor,
  captures: [],
  reference: 'order-1-p1',
  ...(stamp !== null && { updatedAt: stamp }),
  ...more,
});

function payable(checkout: Hold['checkout']): Script {
  if (checkout === 'seamless') {
    const order = anOrder().readyToPay().pass(SENT_AFTER_MS);
    order.take('pay');
    return order.done(says('pending', [{ status: 'pending' }]));
  }
  const order = anOrder({ terms: { ...TERMS, checkout }, cardRef: undefined }).pass(SENT_AFTER_MS);
  order.take('register');
  order.outcome({ kind: 'linked', gatewayOrderId: GATEWAY_ORDER_ID, link: { url: 'https://api.pluralpay.in/page' } });
  return order.ask(snapshotAnswer(says('created')));
}

function held({ checkout, offMs, beganAfterMs, seenAfterMs }: Hold): Script {
  const order = payable(checkout).pass(beganAfterMs + seenAfterMs);
  const stamp = offMs === null ? null : plus(SENT_AT, beganAfterMs + offMs);
  // Whoever pays on the gateway's page does so under a reference of the gateway's.
  const named = checkout === 'hosted' ? { reference: 'elsewhere' } : {};
  return order.sees({ ...says('authorised'), payments: [payment(stamp, named)] });
}

const hold: fc.Arbitrary<Hold> = fc.record({
  checkout: fc.constantFrom<Hold['checkout']>('seamless', 'hosted'),
  offMs: fc.oneof(
    fc.constant(null),
    fc.integer({ min: -90 * SECOND_MS, max: 90 * SECOND_MS }),
    // A zone left off: by whole quarters of an hour.
    fc.integer({ min: -48, max: 56 }).map((quarters) => quarters * 15 * MINUTE_MS),
    fc.integer({ min: -400 * DAY_MS, max: 400 * DAY_MS }),
  ),
  beganAfterMs: fc.nat({ max: 20 * MINUTE_MS }),
  seenAfterMs: fc.nat({ max: 3 * HOUR_MS }),
});

const noteOf = ({ order }: Script): string | undefined =>
  order.intents.log.map(({ what }) => CLOCK_NOTE.exec(what)?.[1]).find((note) => note !== undefined);

describe('core rule 17: time is ours', () => {
  it('whatever the stamp, a hold begins between the sending of its payment and our first sight of it', () => {
    fc.assert(
      fc.property(hold, (one) => {
        const { order, now } = held(one);
        const at = authorisedAt(order) ?? '';
        assert.ok(SENT_AT <= at && at <= now, at);
        assert.equal(decideAt(order), plus(at, LAST_MS));
        assert.equal(lapsesAt(order), plus(at, DEFAULT_TIMING.holdWindowMs));
        assert.equal(canExtend(order, { at: plus(at, LAST_MS) }, now).ok, true);
        assert.equal(canExtend(order, { at: plus(at, LAST_MS + 1) }, now).ok, false);
        const { at: shownAt } = timelineOf(order).find(({ what }) => /on hold/.test(what)) ?? {};
        assert.equal(shownAt, at);
      }),
      { numRuns: 2_000 },
    );
  });

  it('a stamp between the two counts as it is, and nothing is noted', () => {
    fc.assert(
      fc.property(hold, (one) => {
        const script = held({ ...one, offMs: 0 });
        assert.equal(authorisedAt(script.order), plus(SENT_AT, one.beganAfterMs));
        assert.deepEqual([clockOffMs(script.order), noteOf(script)], [0, undefined]);
      }),
    );
  });

  it('a clock that is off by more than is tolerated is noted, once, and no other', () => {
    fc.assert(
      fc.property(hold, (one) => {
        const script = held(one);
        const isNoted = Math.abs(clockOffMs(script.order)) > DEFAULT_TIMING.clockToleranceMs;
        assert.equal(noteOf(script) !== undefined, isNoted);
        const again = script.pass(SECOND_MS).sees(script.paid('authorised', { updatedAt: plus(START, -400 * DAY_MS) }));
        assert.ok(again.order.intents.log.filter(({ what }) => CLOCK_NOTE.test(what)).length <= 1);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['5.5 hours ahead', 5.5 * HOUR_MS, '5 hours 29 minutes ahead', MINUTE_MS],
    ['3 days ahead', 3 * DAY_MS, '2 days 23 hours ahead', MINUTE_MS],
    ['6 days behind', -6 * DAY_MS, '5 days 23 hours behind', 0],
  ])('%s: the decision is neither too late nor at once', (_, offMs, note, startsAfterMs) => {
    for (const checkout of ['seamless', 'hosted'] as const) {
      const script = held({ checkout, offMs, beganAfterMs: 30 * SECOND_MS, seenAfterMs: 30 * SECOND_MS });
      const decidesAt = plus(SENT_AT, startsAfterMs + LAST_MS);
      expect(decideAt(script.order)).toBe(decidesAt);
      expect(script.take('await').until).toBe(decidesAt);
      expect(noteOf(script)).toBe(note);
    }
  });

  it('where several stamps are told of one hold, the earliest counts', () => {
    const script = payable('seamless').pass(HOUR_MS);
    for (const minutes of [40, 20, 30])
      script.sees(script.paid('authorised', { updatedAt: plus(SENT_AT, minutes * MINUTE_MS) }));
    expect(authorisedAt(script.order)).toBe(plus(SENT_AT, 20 * MINUTE_MS));
  });

  it('of a second payment a hold begins when that was sent, not the first; without a reference it may be the first', () => {
    const startOf = (reference: string) => {
      const script = payable('seamless')
        .sees(anOrder().paid('failed'))
        .pass(5 * MINUTE_MS)
        .anotherCard();
      script.take('pay');
      const failed = payment(null, { status: 'failed' });
      const late = payment(plus(START, -DAY_MS), { id: 'v1-payment-2', reference });
      script.pass(MINUTE_MS).done({ ...says('authorised'), payments: [failed, late] });
      const found = script.order.facts.payments['v1-payment-2'];
      return found && msBetween(SENT_AT, holdStartOf(script.order, found).at);
    };
    expect([startOf('order-1-p2'), startOf('')]).toEqual([5 * MINUTE_MS, 0]);
  });

  it('a hold that only shows once it is captured began no later than that was seen', () => {
    const script = payable('seamless').pass(HOUR_MS);
    script.sees({ ...script.captured(), status: 'partlyCaptured' });
    expect(authorisedAt(script.order)).toBe(script.now);
  });
});
