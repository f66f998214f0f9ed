import { cardRef, otpRef } from '../../support/secret-refs';
import {
  otpEntered,
  otpPrompted,
  otpJudged as otpSubmitted,
  otpResendRequested,
} from '../../../workflows/domain/order/events/otp';
import type { OtpSubmitOutcome } from '../../../workflows/domain/gateway/outcomes';
import { canSubmitOtp } from '../../../workflows/domain/order/events/requests';
import { DEFAULT_TIMING } from '../../../workflows/domain/order/terms';
import type { Policy } from '../../../workflows/domain/order/terms';
import { HOUR_MS, msBetween, SECOND_MS } from '../../../workflows/domain/values/time';
import { buyersTurn } from '../../../workflows/domain/order/view/buyers-turn';
import { stateOf } from '../../../workflows/domain/order/view/state';
import { anOrder, snapshotAnswer } from '../../support/core/script';
import type { Script } from '../../support/core/script';
import { says } from '../../support/core/words';

/** A gateway that counts nothing, and lets everybody try again. */
const LENIENT: OtpSubmitOutcome = { kind: 'declined', code: 'INVALID_OTP', next: ['submit', 'resend'] };

/** One entry, where it is taken; what the gateway makes of it. */
function enter(order: Script, outcome: OtpSubmitOutcome = LENIENT): string {
  const verdict = canSubmitOtp(order.order, order.now);
  if (!verdict.ok) return verdict.code;
  order.message((before, now) => otpEntered(before, { id: now, otpRef: otpRef('o') }, now)).take('submitOtp');
  order.message((before, now) => otpSubmitted(before, outcome, now));
  return 'submitted';
}

/** Somebody tries as often as they can for an hour, once a second: when each went through, in seconds. */
function guessed(order: Script, outcome = LENIENT): number[] {
  const [from, at] = [order.now, [] as number[]];
  for (let tries = 0; tries < 600; tries += 1) {
    if (enter(order, outcome) === 'submitted') at.push(msBetween(from, order.now) / SECOND_MS);
    order.pass(SECOND_MS);
  }
  return at;
}

const attemptsLeft = ({ order }: Script): number | undefined => {
  const turn = buyersTurn(order);
  return turn?.type === 'submitOtp' ? turn.attemptsLeft : undefined;
};

/** The payment failed at the bank; another card was handed in, and its OTP is awaited. */
function nextPayment(order: Script, ordinal: number): Script {
  const failed = Array.from({ length: ordinal - 1 }, (_, at) => ({ status: 'failed' as const, ordinal: at + 1 }));
  order.pass(SECOND_MS).sees(says('attempted', failed));
  order.message((before) => ({
    ...before,
    intents: { ...before.intents, card: { ref: cardRef(`card-${ordinal}`), nativeOtp: true }, otp: null },
  }));
  order.take('pay');
  order.done(says('pending', [...failed, { status: 'pending', ordinal }])).take('requestOtp');
  return order.message((before, now) =>
    otpPrompted(before, { kind: 'prompted', next: ['submit', 'resend'], resendAfterS: 1 }, now),
  );
}

const otpAwaited = (otpTries?: Policy['otpTries']): Script =>
  anOrder({ ...(otpTries && { policy: { otpTries } }), timing: { paymentDeadlineMs: 5 * HOUR_MS } }).otpAwaited();

describe('of 600 wrong OTPs at a gateway that counts none', () => {
  it('five go through, with pauses that grow', () => {
    expect(guessed(otpAwaited())).toEqual([0, 1, 2, 7, 27]);
  });

  it('the right one after them does not: the order is given up as declined, once the payment is seen to wait', () => {
    const order = otpAwaited();
    guessed(order);
    expect(enter(order, { kind: 'accepted' })).toBe('otp-attempts-used');
    expect(buyersTurn(order.order)).toBeNull();
    expect(order.ask(snapshotAnswer(order.paid('pending'))).take('giveUp')).toMatchObject({
      why: { kind: 'otpGuessed' },
    });
    expect(order.step.kind).toBe('stopPayment');
    expect(stateOf(order.order)).toBe('declined');
  });

  it.each<[string, OtpSubmitOutcome]>([
    ['does not say how to go on', { kind: 'declined', code: 'INVALID_OTP', next: [] }],
    ['answers nothing, nor later', { kind: 'unknown' }],
  ])('five go through where it %s', (_, outcome) => {
    const order = otpAwaited();
    let submitted = 0;
    for (let tries = 0; tries < 600; tries += 1) {
      if (enter(order, outcome) === 'submitted') submitted += 1;
      order.pass(DEFAULT_TIMING.otpQuietMs);
      if (order.step.kind === 'ask') order.ask(snapshotAnswer(order.paid('pending')));
    }
    expect(submitted).toBe(5);
  });

  it('no more go through because another one is sent to the buyer each time', () => {
    const order = otpAwaited();
    const again = (): unknown => {
      order.message(otpResendRequested).take('requestOtp');
      return order.message((before, now) =>
        otpPrompted(before, { kind: 'prompted', next: ['submit', 'resend'], resendAfterS: 1 }, now),
      );
    };
    let submitted = 0;
    for (let tries = 0; tries < 600; tries += 1) {
      if (enter(order) === 'submitted') submitted += 1;
      order.pass(SECOND_MS);
      if (order.order.intents.otp?.state === 'prompted') again();
    }
    expect(submitted).toBe(5);
  });
});

describe('the entries that are left', () => {
  it('are said each time, and when the next one is taken', () => {
    const order = otpAwaited();
    const said = Array.from({ length: 5 }, () => {
      const left = attemptsLeft(order);
      enter(order);
      const turn = buyersTurn(order.order);
      const until = turn?.type === 'submitOtp' ? turn.submitAfter : undefined;
      const pauseS = until === undefined ? 0 : msBetween(order.now, until) / SECOND_MS;
      order.pass(pauseS * SECOND_MS);
      return [left, pauseS];
    });
    expect(said).toEqual([
      [5, 0],
      [4, 0],
      [3, 5],
      [2, 20],
      [1, 0],
    ]);
    expect(attemptsLeft(order)).toBeUndefined();
  });

  it('before its time is refused, with the time that is left', () => {
    const order = otpAwaited();
    enter(order);
    enter(order);
    enter(order);
    expect(canSubmitOtp(order.order, order.pass(SECOND_MS).now)).toMatchObject({
      ok: false,
      code: 'otp-too-soon',
      reason: expect.stringContaining('in 4 s'),
    });
  });

  it('of an OTP that never got to the bank are as many as before', () => {
    const order = otpAwaited();
    for (const outcome of [{ kind: 'notSent' }, { kind: 'gone' }] as const)
      expect([enter(order, outcome), attemptsLeft(order)]).toEqual(['submitted', 5]);
  });

  it('are shared by the payments of an order: ten in all', () => {
    const order = otpAwaited();
    expect(guessed(order)).toHaveLength(5);
    expect(attemptsLeft(nextPayment(order, 2))).toBe(5);
    expect(guessed(order)).toHaveLength(5);
    order
      .pass(SECOND_MS)
      .ask(snapshotAnswer(says('attempted', [{ status: 'failed' }, { status: 'failed', ordinal: 2 }])));
    expect(order.take('giveUp')).toMatchObject({ why: { kind: 'otpGuessed' } });
  });

  it('of a second payment are what the first one left of them', () => {
    const order = otpAwaited({ ofPayment: 5, ofOrder: 7 });
    guessed(order);
    expect(attemptsLeft(nextPayment(order, 2))).toBe(2);
    expect(guessed(order)).toHaveLength(2);
  });

  it('a right one within them is taken', () => {
    const order = otpAwaited();
    for (let wrong = 0; wrong < 4; wrong += 1) {
      enter(order);
      order.pass(60 * SECOND_MS);
    }
    expect(enter(order, { kind: 'accepted' })).toBe('submitted');
    expect(stateOf(order.sees(order.paid('authorised')).order)).toBe('held');
  });
});
