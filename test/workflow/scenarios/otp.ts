import { WRONG_OTP } from '../../support/gateway';
import {
  atOnce,
  cancels,
  delivers,
  entersOtp,
  hasOtpResent,
  pass,
  paysWith,
  refused,
  SECOND_MS,
  shows,
  signals,
  told,
} from './deeds';
import { CAPTURED, LOST, RELEASED } from './endings';
import type { Deed, Scenario } from './scenario';

const signalsOtp =
  (otp?: string): Deed =>
  async (stage) =>
    signals('otpSubmitted', { otpRef: await stage.shop.bench.otp(otp) })(stage);

/** Path 3: the one-time password. */
export const OTP: readonly Scenario[] = [
  {
    claim: 'the right OTP holds, the delivery captures',
    happens: [shows({ nextAction: { type: 'submitOtp' } }), entersOtp(), shows({ state: 'held' }), delivers],
    ends: CAPTURED,
    isQuick: true,
  },
  {
    claim: 'a new OTP is sent after the cooldown, and refused before it with the seconds left',
    happens: [
      refused('otp-resend-too-soon', hasOtpResent, 'again in 30 s'),
      pass(20 * SECOND_MS),
      refused('otp-resend-too-soon', hasOtpResent, 'again in 10 s'),
      pass(11 * SECOND_MS),
      hasOtpResent,
      refused('otp-resend-too-soon', hasOtpResent, 'again in 30 s'),
      entersOtp(),
      delivers,
    ],
    ends: CAPTURED,
  },
  {
    claim: 'after the last OTP that the gateway sends a further one is refused, and this one may still be entered',
    gateway: { otpMaxResends: 1 },
    happens: [
      pass(31 * SECOND_MS),
      hasOtpResent,
      refused('otp-resend-over', hasOtpResent),
      shows({ nextAction: { type: 'submitOtp', resendAfter: null } }),
      entersOtp(),
      delivers,
    ],
    ends: CAPTURED,
  },
  {
    claim: 'a wrong OTP is declined and the right one after it holds',
    happens: [
      told('OtpDeclined', entersOtp(WRONG_OTP)),
      shows({ state: 'authenticating', nextAction: { type: 'submitOtp' } }),
      entersOtp(),
      delivers,
    ],
    ends: CAPTURED,
    isQuick: true,
  },
  {
    claim: 'when the gateway takes no further OTP the attempt is over, and another card may be tried',
    gateway: { otpMaxWrong: 1 },
    happens: [
      told('OtpDeclined', entersOtp(WRONG_OTP)),
      shows({ state: 'registered', nextAction: { type: 'pay', attemptsLeft: 2 } }),
      refused('otp-not-awaited', hasOtpResent),
      paysWith(),
      entersOtp(),
      shows({ state: 'held' }),
      cancels,
    ],
    ends: {
      ...RELEASED,
      calls: { createOrder: 1, createPayment: 2, cancel: 1 },
    },
  },
  {
    claim: 'where only a new OTP helps the view says that none is left to enter, and the new one holds',
    gateway: { otpAfterWrong: 'resend-only' },
    happens: [
      told('OtpDeclined', entersOtp(WRONG_OTP)),
      shows({ state: 'authenticating', nextAction: { type: 'submitOtp', attemptsLeft: 0 } }),
      refused('otp-spent', entersOtp()),
      pass(31 * SECOND_MS),
      hasOtpResent,
      entersOtp(),
      delivers,
    ],
    ends: CAPTURED,
  },
  {
    claim: 'leading zeros belong to the OTP',
    gateway: { otp: '001234' },
    happens: [told('OtpDeclined', entersOtp('1234')), entersOtp('001234'), shows({ state: 'held' }), delivers],
    ends: CAPTURED,
    isQuick: true,
  },
  {
    claim: 'the signal does what the update does: a wrong one is declined, the right one holds',
    happens: [
      signalsOtp(WRONG_OTP),
      shows({ decline: { code: 'USER_AUTHENTICATION_FAILED' }, nextAction: { type: 'submitOtp' } }),
      signalsOtp(),
      shows({ state: 'held' }),
      delivers,
    ],
    ends: CAPTURED,
    isQuick: true,
  },
  {
    claim: 'two right ones at once: one is submitted, both callers are told that it holds',
    happens: [atOnce(entersOtp(), entersOtp()), shows({ state: 'held' }), delivers],
    ends: CAPTURED,
    isQuick: true,
  },
  {
    claim: 'two wrong ones at once: one is submitted, both callers are told',
    gateway: { otpMaxWrong: 2 },
    happens: [
      atOnce(told('OtpDeclined', entersOtp(WRONG_OTP)), told('OtpDeclined', entersOtp(WRONG_OTP))),
      entersOtp(),
      delivers,
    ],
    ends: CAPTURED,
    isQuick: true,
  },
  {
    claim: 'the answer to the right OTP is lost: the payment says that it passed',
    webhooks: LOST,
    faults: [{ operation: 'submitOtp', times: 1, action: { kind: 'commit-then-reset' } }],
    happens: [entersOtp(), pass(5 * SECOND_MS), shows({ state: 'held' }), delivers],
    ends: CAPTURED,
  },
  {
    claim: 'an OTP that never arrives may be entered again after the quiet period',
    faults: [{ operation: 'submitOtp', times: 1, action: { kind: 'reset-before-commit' } }],
    happens: [
      entersOtp(),
      refused('otp-in-doubt', entersOtp()),
      pass(15 * SECOND_MS),
      shows({ nextAction: { type: 'submitOtp' } }),
      entersOtp(),
      delivers,
    ],
    ends: CAPTURED,
  },
];
