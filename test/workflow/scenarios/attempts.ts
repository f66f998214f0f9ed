import { DECLINED_CARD, OTP_CARD, REDIRECT_CARD, WRONG_OTP } from '../../support/gateway';
import {
  CANCELS,
  captures,
  CONFIRMS,
  DAY_MS,
  delivers,
  entersOtp,
  gatewayDoes,
  goesAway,
  goesThereAndBack,
  MINUTE_MS,
  pass,
  paysWith,
  refused,
  shows,
  told,
} from './deeds';
import { CAPTURED, FULL, PAID } from './endings';
import type { Scenario } from './scenario';

const POOR_CARD = { ...OTP_CARD, number: '4000000000009995' };

/** Path 4: another payment on the same order. */
export const ATTEMPTS: readonly Scenario[] = [
  {
    claim: 'a card that is declined at once, then one that is held',
    card: DECLINED_CARD,
    happens: [
      shows({
        state: 'registered',
        nextAction: { type: 'pay', attemptsLeft: 2 },
        decline: { code: 'PAYMENT_DECLINED' },
      }),
      paysWith(),
      entersOtp(),
      shows({ state: 'held', decline: null }),
      delivers,
    ],
    ends: {
      ...CAPTURED,
      calls: { createOrder: 1, createPayment: 2, capture: 1 },
      withinMs: 4 * DAY_MS,
    },
  },
  {
    claim: 'another card is captured, and the order is still watched for the one that was declined',
    card: DECLINED_CARD,
    happens: [paysWith(), entersOtp(), delivers, shows({ waitingFor: expect.stringContaining('watched') as string })],
    ends: { ...CAPTURED, calls: { createOrder: 1, createPayment: 2, capture: 1 }, isOpen: true },
    isQuick: true,
  },
  {
    claim: 'the bank refuses after a right OTP, then another card is held',
    card: POOR_CARD,
    happens: [
      told('OtpDeclined', entersOtp()),
      shows({ nextAction: { type: 'pay', attemptsLeft: 2 }, decline: { code: 'INSUFFICIENT_FUNDS' } }),
      paysWith(REDIRECT_CARD),
      goesThereAndBack(CONFIRMS),
      shows({ state: 'held' }),
      delivers,
    ],
    ends: {
      ...CAPTURED,
      calls: { createOrder: 1, createPayment: 2, capture: 1 },
    },
  },
  {
    claim: 'after the last of our own attempts the order is declined and takes no further card',
    order: { policy: { paymentAttempts: 2 } },
    card: DECLINED_CARD,
    happens: [
      shows({ nextAction: { type: 'pay', attemptsLeft: 1 } }),
      paysWith(DECLINED_CARD),
      shows({ state: 'declined', nextAction: null }),
      refused('order-over', paysWith()),
    ],
    ends: {
      state: 'declined',
      settledBy: 'holdfast',
      calls: { createOrder: 1, createPayment: 2, cancel: 1 },
    },
  },
  {
    claim: 'after the last attempt of the OTP the order is declined, too',
    order: { policy: { paymentAttempts: 1 } },
    gateway: { otpMaxWrong: 1 },
    happens: [told('OtpDeclined', entersOtp(WRONG_OTP)), shows({ state: 'declined', nextAction: null })],
    ends: { state: 'declined', settledBy: 'holdfast', calls: { ...PAID, cancel: 1 } },
  },
  {
    claim: 'the gateway says that fewer payments remain than we allow: its word counts',
    gateway: { paymentRetries: 2 },
    card: DECLINED_CARD,
    happens: [
      shows({ nextAction: { type: 'pay', attemptsLeft: 1 } }),
      paysWith(DECLINED_CARD),
      shows({ state: 'declined', nextAction: null }),
      refused('order-over', paysWith()),
    ],
    ends: { state: 'declined', settledBy: 'holdfast', calls: { createOrder: 1, createPayment: 2, cancel: 1 } },
  },
  {
    claim: 'the first attempt succeeds late while the second is under way: held once, and the second is not submitted',
    card: REDIRECT_CARD,
    happens: [
      goesAway(CANCELS),
      shows({ nextAction: { type: 'pay' } }),
      paysWith(),
      shows({ nextAction: { type: 'submitOtp' } }),
      gatewayDoes('authorise-late', { nthPayment: 1 }),
      shows({ state: 'held', nextAction: null }),
      refused('otp-not-awaited', entersOtp()),
      refused('already-paid', paysWith()),
      delivers,
    ],
    ends: {
      ...CAPTURED,
      calls: { createOrder: 1, createPayment: 2, capture: 1 },
      withinMs: 7 * DAY_MS,
    },
  },
  {
    claim: 'both attempts succeed at the bank: nothing is captured, a person is called',
    card: REDIRECT_CARD,
    happens: [
      goesAway(CANCELS),
      shows({ nextAction: { type: 'pay' } }),
      paysWith(REDIRECT_CARD),
      goesThereAndBack(CONFIRMS),
      shows({ state: 'held' }),
      gatewayDoes('authorise-late', { nthPayment: 1 }),
      shows({ attention: { code: 'two-payments' } }),
      delivers,
    ],
    ends: {
      state: 'held',
      settledBy: null,
      attention: 'two-payments',
      money: { held: 2 * FULL },
      calls: { createOrder: 1, createPayment: 2 },
      violations: ['two-holds', 'held-at-end'],
    },
  },
  {
    claim: 'the capture of the second attempt fails at the bank, and then the first one succeeds: a person is called',
    card: REDIRECT_CARD,
    gateway: { captureMode: 'pending' },
    happens: [
      goesAway(CANCELS),
      shows({ nextAction: { type: 'pay' } }),
      paysWith(REDIRECT_CARD),
      goesThereAndBack(CONFIRMS),
      captures(),
      shows({ state: 'capturing' }),
      gatewayDoes('fail-capture'),
      pass(10 * MINUTE_MS),
      shows({ state: 'declined' }),
      gatewayDoes('authorise-late', { nthPayment: 1 }),
      shows({ attention: { code: 'refused' } }),
    ],
    ends: {
      state: 'capturing',
      settledBy: null,
      attention: 'refused',
      money: { released: FULL, held: FULL },
      calls: { createOrder: 1, createPayment: 2, capture: 1 },
      violations: ['held-at-end'],
    },
  },
];
