import { cardRef, otpRef } from '../../support/secret-refs';
import { otpEntered, otpJudged as otpSubmitted } from '../../../workflows/domain/order/events/otp';
import {
  cancelRequested,
  canCancel,
  canCapture,
  canConfirmDelivery,
  canExtend,
  canPay,
  canResendOtp,
  canSubmitOtp,
  captureRequested,
  deliveryConfirmed,
} from '../../../workflows/domain/order/events/requests';
import type { Verdict } from '../../../workflows/domain/values/verdict';
import type { Order } from '../../../workflows/domain/order/order';
import { DEFAULT_TIMING } from '../../../workflows/domain/order/terms';
import { DAY_MS, HOUR_MS, MINUTE_MS, plus, SECOND_MS } from '../../../workflows/domain/values/time';
import type { Instant } from '../../../workflows/domain/values/time';
import { anOrder } from '../../support/core/script';
import type { Script } from '../../support/core/script';
import { START } from '../../support/core/words';

const cancel = (order: Order, now: Instant) => cancelRequested(order, 'asked for', now);
const capture = (order: Order, now: Instant) => captureRequested(order, undefined, now);
const otpSent = (outcome: Parameters<typeof otpSubmitted>[1]): Script =>
  anOrder()
    .otpAwaited()
    .message((order, now) => otpEntered(order, { id: 'o', otpRef: otpRef('o') }, now))
    .message((order, now) => otpSubmitted(order, outcome, now));

const STATES = {
  created: () => anOrder(),
  registered: () => anOrder({ cardRef: undefined }).registered(),
  cardAtHand: () => anOrder().registered(),
  paymentInDoubt: () => {
    const order = anOrder().readyToPay();
    order.take('pay');
    return order.unknown();
  },
  redirected: () => anOrder().authenticating(),
  otpAwaited: () => anOrder().otpAwaited(),
  otpEntered: () =>
    anOrder()
      .otpAwaited()
      .message((order, now) => otpEntered(order, { id: 'o', otpRef: otpRef('o') }, now)),
  otpInDoubt: () => otpSent({ kind: 'unknown' }),
  otpAttemptsUsed: () => otpSent({ kind: 'declined', code: 'INVALID_OTP', next: ['nothing'] }),
  failed: () => anOrder().authenticating().sees(anOrder().paid('failed')),
  held: () => anOrder().held(),
  delivered: () => anOrder().held().message(deliveryConfirmed),
  captureAsked: () => anOrder().held().message(capture),
  cancelAsked: () => anOrder().held().message(cancel),
  captured: () => anOrder().held().sees(anOrder().captured()),
  released: () => {
    const order = anOrder().held().message(cancel);
    order.take('release');
    return order.pass(SECOND_MS).done(order.paid('voided'));
  },
  givenUp: () => {
    const order = anOrder().authenticating().message(cancel);
    order.take('giveUp');
    return order;
  },
  heldLate: () => {
    const order = anOrder()
      .authenticating()
      .pass(DEFAULT_TIMING.paymentDeadlineMs + MINUTE_MS);
    order.take('giveUp');
    return order.sees(order.paid('authorised'));
  },
} satisfies Record<string, () => Script>;
type StateName = keyof typeof STATES;

const MESSAGES = {
  pay: (order) => canPay(order, cardRef('card-9')),
  submitOtp: (order, now) => canSubmitOtp(order, now),
  capture: (order) => canCapture(order, undefined),
  cancel: (order) => canCancel(order),
  delivery: (order) => canConfirmDelivery(order),
  extend: (order, now) => canExtend(order, { afterMs: 2 * DAY_MS }, now),
} satisfies Record<string, (order: Order, now: Instant) => Verdict>;

const word = (verdict: Verdict): string => (verdict.ok ? 'ok' : verdict.code);

/** One row a state; in the order of MESSAGES. */
const TABLE: Record<StateName, string> = {
  created: 'payment-under-way otp-not-awaited not-held ok ok ok',
  registered: 'ok otp-not-awaited not-held ok ok ok',
  cardAtHand: 'payment-under-way otp-not-awaited not-held ok ok ok',
  paymentInDoubt: 'payment-under-way otp-not-awaited not-held ok ok ok',
  redirected: 'payment-under-way otp-not-awaited not-held ok ok ok',
  otpAwaited: 'payment-under-way ok not-held ok ok ok',
  otpEntered: 'payment-under-way ok not-held ok ok ok',
  otpInDoubt: 'payment-under-way otp-in-doubt not-held ok ok ok',
  otpAttemptsUsed: 'payment-under-way otp-attempts-used not-held ok ok ok',
  failed: 'ok otp-not-awaited not-held ok ok ok',
  held: 'already-paid otp-not-awaited ok ok ok ok',
  // A delivery that captures is a capture asked for: what was accepted is not undone by a later cancellation.
  delivered: 'already-paid otp-not-awaited ok capture-under-way ok ok',
  captureAsked: 'already-paid otp-not-awaited capture-under-way capture-under-way ok ok',
  cancelAsked: 'already-paid otp-not-awaited release-under-way ok released ok',
  captured: 'order-over otp-not-awaited already-captured already-captured ok decided',
  released: 'order-over otp-not-awaited release-under-way ok released decided',
  givenUp: 'order-over otp-not-awaited release-under-way ok released decided',
  // Given up before it appeared, so it is being let go: a capture must not be promised.
  heldLate: 'order-over otp-not-awaited release-under-way ok released decided',
};

describe('what a message is answered', () => {
  it.each(Object.keys(STATES) as StateName[])('in the state %s', (name) => {
    const { order, now } = STATES[name]();
    const answers = Object.values(MESSAGES).map((verdict) => word(verdict(order, now)));
    expect(answers.join(' ')).toBe(TABLE[name]);
  });
});

describe('a capture', () => {
  it.each([
    ['of all that is held', 10_000, 'INR', 'ok'],
    ['of part of it', 100, 'INR', 'ok'],
    ['of less than the gateway takes', 99, 'INR', 'amount-too-small'],
    ['of more than is held', 10_001, 'INR', 'amount-too-large'],
    ['in another currency', 10_000, 'EUR', 'wrong-currency'],
  ])('%s', (_, value, currency, expected) => {
    const { order } = STATES.held();
    expect(word(canCapture(order, { value, currency }))).toBe(expected);
  });

  it('of an order that waits for a person is refused with the reason', () => {
    const { order } = anOrder()
      .held()
      .sees({ ...anOrder().paid('authorised'), amountMinor: 1 });
    expect(canCapture(order, undefined)).toMatchObject({
      code: 'parked',
      reason: expect.stringContaining('amount'),
    });
  });
});

describe('sending the OTP again', () => {
  it.each([
    ['before its time', 29 * SECOND_MS, 'otp-resend-too-soon'],
    ['at its time', 30 * SECOND_MS, 'ok'],
  ])('%s', (_, afterMs, expected) => {
    const { order, now } = STATES.otpAwaited().pass(afterMs);
    expect(word(canResendOtp(order, now))).toBe(expected);
  });

  it('is over where the gateway no longer offers it', () => {
    const { order, now } = otpSent({ kind: 'declined', code: 'INVALID_OTP', next: ['submit'] });
    expect(word(canResendOtp(order, now))).toBe('otp-resend-over');
  });
});

describe('moving the decision', () => {
  const last = plus(START, DEFAULT_TIMING.holdWindowMs - DEFAULT_TIMING.holdSafetyMarginMs);

  it.each([
    ['to the last moment that the hold allows', { at: last }, 'ok'],
    ['past it', { at: plus(last, 1) }, 'deadline-too-late'],
    ['past it by a duration', { afterMs: DEFAULT_TIMING.holdWindowMs }, 'deadline-too-late'],
    ['into the past', { at: plus(START, -HOUR_MS) }, 'deadline-past'],
    ['to this very moment', { at: START }, 'deadline-past'],
    ['to a minute from now', { at: plus(START, MINUTE_MS) }, 'ok'],
  ])('%s', (_, decideBy, expected) => {
    const { order, now } = STATES.held();
    expect(word(canExtend(order, decideBy, now))).toBe(expected);
  });
});
