import {
  cancels,
  captures,
  DAY_MS,
  delivers,
  entersOtp,
  gatewayDoes,
  HOUR_MS,
  MINUTE_MS,
  pass,
  rechecks,
  refused,
  resolves,
  shows,
} from './deeds';
import { FULL, LOST, PAID } from './endings';
import type { Scenario } from './scenario';

const GONE = { state: 'released', settledBy: 'gateway', money: { released: FULL }, calls: PAID } as const;
const EXPIRED = { ...GONE, state: 'expired', violations: ['hold-lapsed'] } as const;
const TAKEN = { state: 'captured', settledBy: 'gateway', money: { captured: FULL }, calls: PAID } as const;

/** Path 9: the hold is decided about elsewhere than here. */
export const ELSEWHERE: readonly Scenario[] = [
  {
    claim: 'the bank lets the hold go early, and no webhook tells: noticed before the decision, which sends nothing',
    order: { policy: { atDeadline: 'capture' } },
    happens: [entersOtp(), pass(DAY_MS), gatewayDoes('lapse')],
    ends: { ...GONE, violations: ['hold-lapsed'], withinMs: 5 * DAY_MS },
  },
  {
    claim: 'the hold lapses by time before our window ends: noticed before the decision, too',
    gateway: { holdDays: 3 },
    happens: [entersOtp()],
    ends: { ...GONE, violations: ['hold-lapsed'] },
  },
  {
    claim: 'the bank lets the hold go and the payment shows FAILED: the order expires, and nothing is sent',
    order: { policy: { atDeadline: 'capture' } },
    happens: [entersOtp(), pass(DAY_MS), gatewayDoes('lapse', { shows: 'FAILED' })],
    ends: { ...EXPIRED, withinMs: 5 * DAY_MS },
  },
  {
    claim: 'the same with a delivery that waits for the decision: expired, and a person is called',
    order: { policy: { onDelivery: 'wait' } },
    happens: [entersOtp(), delivers, gatewayDoes('lapse', { shows: 'FAILED' }), pass(5 * DAY_MS)],
    ends: { ...EXPIRED, settledBy: null, attention: 'delivered-uncaptured' },
  },
  {
    claim: 'the same with a delivery that captures: one refused capture, declined, and a person is called',
    happens: [
      entersOtp(),
      gatewayDoes('lapse', { shows: 'FAILED' }),
      delivers,
      shows({ attention: { code: 'delivered-uncaptured' } }),
      pass(HOUR_MS),
    ],
    ends: {
      ...EXPIRED,
      state: 'declined',
      settledBy: null,
      attention: 'delivered-uncaptured',
      calls: { ...PAID, capture: 1 },
    },
  },
  {
    claim: 'the hold is gone and the gateway still says AUTHORIZED: the refused capture calls a person, once',
    order: { policy: { atDeadline: 'capture' } },
    happens: [
      entersOtp(),
      gatewayDoes('lapse', { shows: 'AUTHORIZED' }),
      pass(5 * DAY_MS),
      shows({ attention: { code: 'refused', reason: expect.stringContaining('PAYMENT_EXPIRED') as string } }),
      pass(3 * DAY_MS),
    ],
    ends: {
      state: 'capturing',
      settledBy: null,
      attention: 'refused',
      money: { held: FULL },
      gatewayMoney: { released: FULL },
      calls: { ...PAID, capture: 1 },
      violations: ['hold-lapsed'],
    },
  },
  {
    claim: 'the same with a release: the person settles it by force, and it is recorded',
    happens: [
      entersOtp(),
      gatewayDoes('lapse', { shows: 'AUTHORIZED' }),
      cancels,
      shows({ attention: { code: 'refused' } }),
      rechecks,
      refused('contradicts-gateway', resolves('released')),
      resolves('released', { force: true }),
      shows({ resolutions: [{ as: 'released', actor: 'support', forced: true }] }),
    ],
    ends: {
      state: 'released',
      settledBy: 'operator',
      money: { held: FULL },
      gatewayMoney: { released: FULL },
      calls: { ...PAID, cancel: 1 },
      violations: ['hold-lapsed'],
    },
  },
  {
    claim: 'cancelled in the dashboard: the webhook ends the order, and nothing is sent',
    happens: [entersOtp(), gatewayDoes('cancel-in-dashboard'), shows({ state: 'released' })],
    ends: { ...GONE, withinMs: MINUTE_MS },
    isQuick: true,
  },
  {
    claim: 'cancelled in the dashboard and the webhook lost: found out before the decision',
    webhooks: LOST,
    happens: [entersOtp(), gatewayDoes('cancel-in-dashboard'), pass(HOUR_MS), shows({ state: 'held' })],
    ends: GONE,
  },
  {
    claim: 'cancelled in the dashboard, unseen, then delivered: one refused capture, and a person is called',
    webhooks: LOST,
    happens: [
      entersOtp(),
      gatewayDoes('cancel-in-dashboard'),
      delivers,
      shows({ attention: { code: 'delivered-uncaptured' } }),
      pass(3 * DAY_MS),
    ],
    ends: {
      ...GONE,
      state: 'declined',
      settledBy: null,
      attention: 'delivered-uncaptured',
      calls: { ...PAID, capture: 1 },
    },
  },
  {
    claim: 'cancelled in the dashboard, unseen, then cancelled here: one cancel, released, whoever was first',
    webhooks: LOST,
    happens: [entersOtp(), gatewayDoes('cancel-in-dashboard'), cancels],
    ends: { ...GONE, settledBy: 'holdfast', calls: { ...PAID, cancel: 1 }, withinMs: DAY_MS },
  },
  {
    claim: 'captured in the dashboard: the webhook ends the order',
    happens: [entersOtp(), gatewayDoes('capture-in-dashboard'), shows({ state: 'captured' })],
    ends: { ...TAKEN, withinMs: MINUTE_MS },
    isQuick: true,
  },
  {
    claim: 'captured in part in the dashboard: a person is told how much is missing',
    happens: [
      entersOtp(),
      gatewayDoes('capture-in-dashboard', { amountMinor: 60_000 }),
      shows({
        state: 'captured',
        attention: { reason: '₹600.00 was captured, but ₹1,100.00 was to be' },
        final: false,
      }),
      rechecks,
      resolves('captured'),
    ],
    ends: { ...TAKEN, settledBy: 'operator', money: { captured: 60_000, released: 50_000 }, withinMs: MINUTE_MS },
    isQuick: true,
  },
  {
    claim:
      'captured in the dashboard and the webhook lost: found out before the decision to let go, which sends nothing',
    webhooks: LOST,
    happens: [entersOtp(), gatewayDoes('capture-in-dashboard')],
    ends: TAKEN,
  },
  {
    claim: 'captured in part in the dashboard, unseen, then captured here: refused once, and a person is told',
    webhooks: LOST,
    happens: [
      entersOtp(),
      gatewayDoes('capture-in-dashboard', { amountMinor: 60_000 }),
      captures(),
      shows({ attention: { code: 'captured-too-little' } }),
      pass(6 * MINUTE_MS),
      resolves('captured'),
    ],
    ends: {
      ...TAKEN,
      settledBy: 'operator',
      money: { captured: 60_000, released: 50_000 },
      calls: { ...PAID, capture: 1 },
      withinMs: DAY_MS,
    },
  },
  {
    claim: 'captured in the dashboard, unseen, then cancelled here: refused once, and a person is told',
    webhooks: LOST,
    happens: [
      entersOtp(),
      gatewayDoes('capture-in-dashboard'),
      cancels,
      shows({ attention: { code: 'captured-unwanted' } }),
      pass(6 * MINUTE_MS),
      resolves('captured'),
    ],
    ends: { ...TAKEN, settledBy: 'operator', calls: { ...PAID, cancel: 1 }, withinMs: DAY_MS },
  },
];
