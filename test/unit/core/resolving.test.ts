import { canResolve, orderResolved as resolved } from '../../../workflows/domain/order/events/resolution';
import type { ResolveWish } from '../../../workflows/domain/order/events/resolution';
import {
  askSoon,
  cancelRequested,
  captureRequested,
  deliveryConfirmed,
} from '../../../workflows/domain/order/events/requests';
import { DEFAULT_TIMING } from '../../../workflows/domain/order/terms';
import { MINUTE_MS, SECOND_MS } from '../../../workflows/domain/values/time';
import { settledBy, stateOf } from '../../../workflows/domain/order/view/state';
import { anOrder, snapshotAnswer } from '../../support/core/script';
import type { Script } from '../../support/core/script';

const wish = (as: ResolveWish['as'], force = false): ResolveWish => ({ as, actor: 'support', reason: 'seen', force });
const verdict = (order: Script, as: ResolveWish['as'], force?: boolean) => canResolve(order.order, wish(as, force));
const resolve = (order: Script, as: ResolveWish['as'], force?: boolean): Script =>
  order.message((before, now) => resolved(before, wish(as, force), now));
const no = (code: string) => expect.objectContaining({ ok: false, code }) as object;

/** Delivered, and the hold was gone: parked. */
const unpaid = (): Script => {
  const order = anOrder({ policy: { onDelivery: 'wait' } }).held();
  order.message(deliveryConfirmed).pass(MINUTE_MS).sees(order.paid('voided')).pass(SECOND_MS).take('park');
  return order;
};
const recheck = (order: Script): Script => {
  order.pass(SECOND_MS).message((before, now) => askSoon(before, 'somebody asks', now));
  return order.ask(snapshotAnswer(order.paid('voided')));
};
const captureInDoubt = (): Script => {
  const order = anOrder().held();
  order.message((before, now) => captureRequested(before, undefined, now)).take('capture');
  return order;
};

describe('a person may resolve', () => {
  it('only an order that waits for one', () => {
    for (const force of [false, true]) expect(verdict(anOrder().held(), 'captured', force)).toEqual(no('not-parked'));
  });

  it('nothing while a call is under way, not even by force', () => {
    const order = captureInDoubt();
    order.order = {
      ...order.order,
      intents: { ...order.order.intents, attention: { code: 'call-in-doubt', details: {}, since: order.now } },
    };
    expect(verdict(order, 'released', true)).toEqual(no('call-under-way'));
  });

  it('nothing that a call in doubt may change, but by force', () => {
    const order = captureInDoubt().unknown().pass(DEFAULT_TIMING.holdWindowMs).ask({ kind: 'failed' });
    order.take('park');
    expect(verdict(order, 'released')).toEqual(no('call-in-doubt'));
    expect(verdict(order, 'released', true)).toEqual({ ok: true });
  });

  it('only after the gateway was asked since', () => {
    expect(verdict(unpaid(), 'released')).toEqual(no('recheck-first'));
    expect(verdict(recheck(unpaid()), 'released')).toEqual({ ok: true });
  });

  it.each([
    ['captured', false],
    ['released', true],
    ['declined', true],
  ] as const)('a hold that is gone as %s: %s', (as, isAllowed) => {
    expect(verdict(recheck(unpaid()), as).ok).toBe(isAllowed);
  });
});

describe('resolved', () => {
  it('as the gateway shows, the order ends by that word, by an operator', () => {
    const order = resolve(recheck(unpaid()), 'released');
    expect(order.step).toEqual({ kind: 'finish' });
    expect([stateOf(order.order), settledBy(order.order)]).toEqual(['released', 'operator']);
    expect(order.order.intents.resolutions).toMatchObject([{ as: 'released', actor: 'support', isForced: false }]);
  });

  it('the same trouble counts no more, another one does', () => {
    const order = resolve(recheck(unpaid()), 'released');
    const twice = { ...order.paid('voided'), gatewayOrderId: 'v1-other' };
    expect(order.sees(twice).take('park').trouble.code).toBe('two-orders');
  });

  it('by force the order ends at once, whatever is in doubt or on hold', () => {
    const order = captureInDoubt().unknown().pass(DEFAULT_TIMING.holdWindowMs).ask({ kind: 'failed' });
    order.take('park');
    resolve(order, 'declined', true);
    expect(order.step).toEqual({ kind: 'finish' });
    expect([stateOf(order.order), settledBy(order.order)]).toEqual(['declined', 'operator']);
  });

  it('without money, what appears late is let go', () => {
    const order = anOrder().authenticating();
    order.message((before, now) => deliveryConfirmed(before, now));
    order.message((before, now) => cancelRequested(before, 'gone', now));
    order.take('giveUp');
    order.take('park');
    order.pass(SECOND_MS).message((before, now) => askSoon(before, 'somebody asks', now));
    order.ask(snapshotAnswer(order.paid('pending')));
    resolve(order, 'declined').sees(order.paid('authorised'));
    expect(order.take('release').decision.why.kind).toBe('late');
  });
});
