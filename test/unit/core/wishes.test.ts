import {
  askSoon,
  canCancel,
  canCapture,
  cancelRequested,
  canConfirmDelivery,
  captureRequested,
  deliveryConfirmed,
} from '../../../workflows/domain/order/events/requests';
import type { Verdict } from '../../../workflows/domain/values/verdict';
import { canResolve, orderResolved as resolved } from '../../../workflows/domain/order/events/resolution';
import { DAY_MS, plus, SECOND_MS } from '../../../workflows/domain/values/time';
import { stateOf } from '../../../workflows/domain/order/view/state';
import {
  captureRefused,
  deniedBefore,
  judged,
  overruled,
  wishOf,
  wishRecorded,
} from '../../../workflows/domain/order/wishes';
import type { NewWish } from '../../../workflows/domain/order/wishes';
import { anOrder, snapshotAnswer } from '../../support/core/script';
import type { Script } from '../../support/core/script';
import { handedCapture } from '../../support/core/wishes';
import { TERMS } from '../../support/core/words';

const ALLOWED: Verdict = { ok: true };
const NOT_HELD: Verdict = { ok: false, code: 'not-held', reason: 'No money is on hold' };

const ofKind = (kind: NewWish['kind'], more: Partial<NewWish> = {}): NewWish => ({
  updateId: 'u-1',
  key: 'k-1',
  kind,
  ...more,
});
const outcomeOf = ({ order, now }: Script, wish: NewWish, verdict: Verdict = ALLOWED) =>
  judged(order, wish, verdict, now).outcome;
const INR = (value: number) => ({ value, currency: TERMS.currency });
const cancelled = (script: Script) => script.message((order, now) => cancelRequested(order, 'test', now));

describe('a wish that was handed over', () => {
  it('is accepted or refused as the rule of its update says', () => {
    expect(outcomeOf(anOrder().held(), ofKind('capture'))).toBe('accepted');
    expect(outcomeOf(anOrder(), ofKind('capture'), NOT_HELD)).toBe('refused');
  });

  it('that comes after its time is left, and says so', () => {
    const order = anOrder().held();
    expect(outcomeOf(order, ofKind('capture', { notAfter: plus(order.now, 1) }))).toBe('accepted');
    expect(judged(order.order, ofKind('capture', { notAfter: order.now }), ALLOWED, order.now)).toMatchObject({
      outcome: 'expired',
      denial: { code: 'wish-expired' },
    });
  });

  it('of a delivery is never refused, nor too late', () => {
    const order = anOrder().held();
    expect(outcomeOf(order, ofKind('confirmDelivery', { notAfter: order.now }), NOT_HELD)).toBe('accepted');
  });

  it('is fulfilled where what it wants is so already', () => {
    expect(outcomeOf(anOrder().held().message(deliveryConfirmed), ofKind('confirmDelivery'))).toBe('fulfilled');
    const letGo = cancelled(anOrder().held());
    expect(outcomeOf(letGo, ofKind('cancel'))).toBe('fulfilled');
    letGo.take('release');
    expect(outcomeOf(letGo.done(letGo.paid('voided')), ofKind('cancel'), NOT_HELD)).toBe('fulfilled');
    const decideBy = { at: '2026-01-07T10:00:00+05:30' };
    const policy = { decideBy: { at: '2026-01-07T04:30:00.000Z' } };
    expect(outcomeOf(anOrder({ policy }).held(), ofKind('extend', { decideBy }))).toBe('fulfilled');
    expect(outcomeOf(anOrder({ policy }).held(), ofKind('extend', { decideBy: { afterMs: DAY_MS } }))).toBe('accepted');
  });

  it.each([
    [undefined, 'fulfilled'],
    [TERMS.amountMinor, 'fulfilled'],
    [6_000, 'refused'],
  ] as const)(
    'of a capture of %s is %s beside a capture of all that is held, before and after it',
    (value, outcome) => {
      const amount = value === undefined ? {} : { amount: INR(value) };
      const order = anOrder().held().message(handedCapture());
      expect(outcomeOf(order, ofKind('capture', amount), NOT_HELD)).toBe(outcome);
      order.take('capture');
      order.done(order.captured());
      expect(outcomeOf(order, ofKind('capture', amount), NOT_HELD)).toBe(outcome);
    },
  );

  it('of a capture of everything is not fulfilled by the capture of a part', () => {
    const order = anOrder().held().message(handedCapture(6_000));
    order.take('capture');
    order.done(order.captured(6_000));
    expect(outcomeOf(order, ofKind('capture'), NOT_HELD)).toBe('refused');
    expect(outcomeOf(order, ofKind('capture', { amount: INR(6_000) }), NOT_HELD)).toBe('fulfilled');
  });

  it('leaves one line in the timeline when it is refused', () => {
    const order = anOrder().held();
    const before = order.order.intents.log.length;
    order.message(handedCapture(TERMS.amountMinor + 1));
    expect(order.order.intents.log.slice(before).map(({ what }) => what)).toEqual([
      'A capture asked for earlier was not taken: Only ₹100.00 is on hold',
    ]);
  });

  it('is told its refusal again when its update comes after all', () => {
    const order = anOrder().message(handedCapture(undefined, 'u-7'));
    expect(deniedBefore(order.order, 'capture', 'u-7')).toMatchObject({ code: 'not-held' });
    expect(deniedBefore(order.order, 'cancel', 'u-7')).toBeNull();
  });

  it('is one of at most twenty that are kept, and refused ones stay the longest', () => {
    const order = anOrder()
      .held()
      .message(handedCapture(TERMS.amountMinor + 1, 'refused'));
    for (let n = 0; n < 25; n += 1) {
      const wish = judged(order.order, ofKind('extend', { updateId: `u-${n}` }), ALLOWED, order.now);
      order.message((it) => wishRecorded(it, wish));
    }
    expect(order.order.intents.wishes).toHaveLength(20);
    expect(wishOf(order.order, 'capture', 'refused')).toBeDefined();
    expect(wishOf(order.order, 'extend', 'u-24')).toBeDefined();
    expect(wishOf(order.order, 'extend', 'u-0')).toBeUndefined();
  });
});

describe('a capture that was taken and then refused', () => {
  const refused = () =>
    anOrder()
      .held()
      .message(handedCapture(TERMS.amountMinor + 1));

  it('calls a person, and holds nothing back: neither the decision nor another capture', () => {
    const order = refused();
    expect(order.take('park').trouble.code).toBe('wish-refused');
    expect(canCapture(order.order, undefined)).toEqual(ALLOWED);
    expect(canCancel(order.order)).toEqual(ALLOWED);
    expect(order.take('await').until).toBe(anOrder().held().take('await').until);
    order.pass(5 * DAY_MS);
    expect(order.take('release').decision).toMatchObject({ why: { kind: 'deadline' } });
  });

  it('leaves the buyer their turn', () => {
    const order = anOrder().otpAwaited().message(handedCapture());
    expect(order.take('park').trouble.code).toBe('wish-refused');
    expect(stateOf(order.order)).toBe('authenticating');
    expect(order.step).toMatchObject({ kind: 'await' });
  });

  it('needs nobody any more once another capture is asked for', () => {
    const order = refused();
    order.take('park');
    order.message((it, now) => captureRequested(overruled(it), undefined, now)).take('unpark');
    expect(order.step.kind).toBe('capture');
  });

  it('still needs somebody when a cancellation is asked for: whoever wanted the capture has not heard of it', () => {
    const order = refused();
    order.take('park');
    order.hears({ kind: 'cancellation', reason: 'by another clerk' }).take('release');
    order.pass(SECOND_MS).done(order.paid('voided'));
    expect(order.order.intents.attention).toMatchObject({ code: 'wish-refused' });
    expect(order.step.kind).not.toBe('finish');
  });

  it('needs nobody any more once exactly that was captured', () => {
    const order = anOrder().message(handedCapture(TERMS.amountMinor)).message(deliveryConfirmed);
    expect(captureRefused(order.order)).not.toBeNull();
    const other = anOrder()
      .held()
      .message(handedCapture(TERMS.amountMinor, 'late', anOrder().now));
    expect(captureRefused(other.order)).toMatchObject({ outcome: 'expired' });
    other.take('park');
    other.message(deliveryConfirmed).take('capture');
    expect(captureRefused(other.done(other.captured()).order)).toBeNull();
  });

  it('keeps the order open after its end, until a person has seen it', () => {
    const order = cancelled(anOrder().held().pass(SECOND_MS));
    order.take('release');
    order.message(handedCapture()).done(order.paid('voided'));
    expect(order.take('park').trouble).toMatchObject({ code: 'wish-refused' });
    order
      .pass(SECOND_MS)
      .message((it, now) => askSoon(it, 'recheck', now))
      .ask(snapshotAnswer(order.paid('voided')));
    const wish = { as: 'released', actor: 'support', reason: 'told the shop' } as const;
    expect(canResolve(order.order, wish)).toEqual(ALLOWED);
    order.message((it, now) => resolved(it, wish, now));
    expect(order.step.kind).toBe('finish');
  });
});

describe('what was told already', () => {
  it('may be told again: a delivery', () => {
    const order = anOrder().held().message(deliveryConfirmed).webhook(anOrder().paid('voided'));
    expect(canConfirmDelivery(order.order)).toEqual(ALLOWED);
  });

  it('may be told again: a cancellation, also of an order that waits for a person', () => {
    const order = cancelled(anOrder().held().pass(SECOND_MS));
    order.take('release');
    order.outcome({ kind: 'rejected', code: 'INVALID_REQUEST' }).ask(snapshotAnswer(order.paid('authorised')));
    expect(order.take('park').trouble.code).toBe('refused');
    expect(canCancel(order.order)).toEqual(ALLOWED);
  });
});
