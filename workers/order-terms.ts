import type { Policy, Timing } from '../workflows/domain/order/terms';
import { DEFAULT_POLICY, DEFAULT_TIMING } from '../workflows/domain/order/terms';
import type { RefundTiming } from '../workflows/domain/refund/refund';
import { DEFAULT_REFUND_TIMING } from '../workflows/domain/refund/refund';
import type { Values, Variable } from './config-schema';

/** The variables for the terms of orders that name none of their own. */
export const ORDER_TERMS = [
  'HOLD_WINDOW',
  'HOLD_SAFETY_MARGIN',
  'DECISION_SPREAD',
  'QUIET_PERIOD',
  'LATE_PROBES',
  'PAYMENT_DEADLINE',
  'DECIDE_BY',
  'ON_DELIVERY',
  'AT_DEADLINE',
  'PAYMENT_ATTEMPTS',
  'AWAY_ASK',
  'OTP_TRIES',
  'DOUBT_ATTENTION',
  'DOUBT_PAUSE',
  'GATEWAY_CLOCK_TOLERANCE',
  'REMAINDER_DEADLINE',
] as const satisfies readonly Variable[];

type Terms = Pick<Values, (typeof ORDER_TERMS)[number]>;

export function timingOf(v: Terms): Timing {
  const { otp = DEFAULT_TIMING.otpQuietMs, refund: _ofRefunds, ...quietMs } = v.QUIET_PERIOD ?? {};
  const holdSafetyMarginMs = v.HOLD_SAFETY_MARGIN ?? DEFAULT_TIMING.holdSafetyMarginMs;
  return {
    holdWindowMs: v.HOLD_WINDOW ?? DEFAULT_TIMING.holdWindowMs,
    holdSafetyMarginMs,
    // The spread takes at most a twelfth of the margin, unless somebody says otherwise.
    decisionSpreadMs:
      v.DECISION_SPREAD ?? Math.min(DEFAULT_TIMING.decisionSpreadMs, Math.floor(holdSafetyMarginMs / 12)),
    paymentDeadlineMs: v.PAYMENT_DEADLINE ?? DEFAULT_TIMING.paymentDeadlineMs,
    quietMs: { ...DEFAULT_TIMING.quietMs, ...quietMs },
    otpQuietMs: otp,
    lateProbesMs: v.LATE_PROBES ?? DEFAULT_TIMING.lateProbesMs,
    doubtAttentionMs: v.DOUBT_ATTENTION ?? DEFAULT_TIMING.doubtAttentionMs,
    doubtPauseMs: v.DOUBT_PAUSE ?? DEFAULT_TIMING.doubtPauseMs,
    clockToleranceMs: v.GATEWAY_CLOCK_TOLERANCE ?? DEFAULT_TIMING.clockToleranceMs,
    awayAskMs: v.AWAY_ASK ?? DEFAULT_TIMING.awayAskMs,
    remainderMs: v.REMAINDER_DEADLINE ?? DEFAULT_TIMING.remainderMs,
  };
}

export const policyOf = (v: Terms): Policy => ({
  onDelivery: v.ON_DELIVERY ?? DEFAULT_POLICY.onDelivery,
  atDeadline: v.AT_DEADLINE ?? DEFAULT_POLICY.atDeadline,
  decideBy: v.DECIDE_BY === undefined ? DEFAULT_POLICY.decideBy : { afterMs: v.DECIDE_BY },
  paymentAttempts: v.PAYMENT_ATTEMPTS ?? DEFAULT_POLICY.paymentAttempts,
  otpTries: v.OTP_TRIES ?? DEFAULT_POLICY.otpTries,
});

export const refundTimingOf = (v: Terms, { doubtAttentionMs, doubtPauseMs }: Timing): RefundTiming => ({
  ...DEFAULT_REFUND_TIMING,
  quietMs: v.QUIET_PERIOD?.refund ?? DEFAULT_REFUND_TIMING.quietMs,
  doubtMs: doubtAttentionMs,
  doubtPauseMs,
});
