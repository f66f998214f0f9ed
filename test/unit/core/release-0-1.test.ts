import type { Order } from '../../../workflows/domain/order';
import { asIn01, restored } from '../../../workflows/domain/release-0-1';
import { nextStep } from '../../../workflows/domain/next-step';
import { stateOf } from '../../../workflows/domain/view';
import { waitingFor } from '../../../workflows/domain/waiting';
import { anOrder } from '../../support/core/script';

/** What release 0.1 handed over at continue-as-new: the present order without what came later. */
function carriedBy01(order: Order, attention: object | null = null): Order {
  const { checkout: _checkout, ...terms } = order.terms;
  const { paymentAttempts: _attempts, ...policy } = order.policy;
  const { awayAskMs: _away, remainderMs: _remainder, ...timing } = order.timing;
  const { retriesRemaining: _retries, ...facts } = order.facts;
  const { hostedPage: _page, claim: _claim, resolutions: _resolutions, ...intents } = order.intents;
  return JSON.parse(JSON.stringify({ terms, policy, timing, facts, intents: { ...intents, attention } })) as Order;
}

describe('an order that release 0.1 handed over', () => {
  const { order } = anOrder().held();

  it('is the same order, under the rules of 0.1', () => {
    expect(restored(carriedBy01(order))).toEqual(asIn01(order));
  });

  it('is asked about and decided like any other', () => {
    const after = restored(carriedBy01(order));
    expect([stateOf(after), nextStep(after, order.intents.placedAt).kind]).toEqual(['held', 'await']);
    expect(() => waitingFor(after)).not.toThrow();
  });

  it('that it parked has a reason without a code', () => {
    const attention = { reason: 'The gateway knows two orders', since: order.intents.placedAt };
    expect(restored(carriedBy01(order, attention)).intents.attention).toEqual({ ...attention, code: null });
  });
});

it('an order of today that is handed over comes back as it is', () => {
  const { order } = anOrder().held();
  expect(restored(JSON.parse(JSON.stringify(order)) as Order)).toEqual(order);
});

it('whatever the input of an order of 0.1 says, its payments are not counted and its buyer not asked about', () => {
  const { policy, timing } = asIn01(anOrder({ policy: { paymentAttempts: 1 }, timing: { awayAskMs: 1 } }).order);
  expect([policy.paymentAttempts, timing.awayAskMs, timing.remainderMs]).toEqual([null, null, null]);
});
