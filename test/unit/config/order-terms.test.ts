import { loadConfig } from '../../../workers/config';
import { DEFAULT_TIMING } from '../../../workflows/domain/order/terms';

describe('the configured terms of orders', () => {
  it('are taken by every order that does not say otherwise', () => {
    const { timing, policy } = loadConfig(
      {
        HOLD_WINDOW: '7 days',
        HOLD_SAFETY_MARGIN: '90 minutes',
        DECISION_SPREAD: '1 minute',
        QUIET_PERIOD: 'capture=2 minutes, otp=5s',
        LATE_PROBES: '1h,2 days',
        PAYMENT_DEADLINE: '900s',
        DECIDE_BY: '3 days',
        ON_DELIVERY: 'wait',
        AT_DEADLINE: 'release',
        PAYMENT_ATTEMPTS: '2',
        AWAY_ASK: '90s',
        OTP_TRIES: '3, 4',
        DOUBT_ATTENTION: '10 minutes',
        DOUBT_PAUSE: '20 minutes',
        GATEWAY_CLOCK_TOLERANCE: '1 minute',
        REMAINDER_DEADLINE: '2 hours',
      },
      ['orders'],
    ).orders;
    expect(timing).toEqual({
      holdWindowMs: 604_800_000,
      holdSafetyMarginMs: 5_400_000,
      decisionSpreadMs: 60_000,
      paymentDeadlineMs: 900_000,
      quietMs: { ...DEFAULT_TIMING.quietMs, capture: 120_000 },
      otpQuietMs: 5_000,
      lateProbesMs: [3_600_000, 172_800_000],
      doubtAttentionMs: 10 * 60_000,
      doubtPauseMs: 20 * 60_000,
      clockToleranceMs: 60_000,
      awayAskMs: 90_000,
      remainderMs: 7_200_000,
    });
    expect(policy).toEqual({
      onDelivery: 'wait',
      atDeadline: 'release',
      decideBy: { afterMs: 259_200_000 },
      paymentAttempts: 2,
      otpTries: { ofPayment: 3, ofOrder: 4 },
    });
  });

  it('calls a person about a refund in doubt as soon as about an order', () => {
    const { refunds } = loadConfig({ DOUBT_ATTENTION: '10 minutes', DOUBT_PAUSE: '20 minutes' }, ['orders']).orders;
    expect(refunds).toMatchObject({ doubtMs: 10 * 60_000, doubtPauseMs: 20 * 60_000 });
  });

  it('spreads decisions by whole milliseconds, however short the margin', () => {
    const { timing } = loadConfig({ HOLD_SAFETY_MARGIN: '100s' }, ['orders']).orders;
    expect(timing.decisionSpreadMs).toBe(8_333);
  });

  it('takes one quiet period for all calls', () => {
    const { timing, refunds } = loadConfig({ QUIET_PERIOD: '500ms' }, ['orders']).orders;
    expect(new Set([...Object.values(timing.quietMs), timing.otpQuietMs, refunds.quietMs])).toEqual(new Set([500]));
  });
});
