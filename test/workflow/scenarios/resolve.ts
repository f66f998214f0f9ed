import { REDIRECT_CARD } from '../../support/gateway';
import {
  cancels,
  captures,
  CANCELS,
  CONFIRMS,
  DAY_MS,
  delivers,
  entersOtp,
  gatewayDoes,
  goesAway,
  goesThereAndBack,
  goesWrong,
  MINUTE_MS,
  pass,
  paysWith,
  rechecks,
  refused,
  resolves,
  rupees,
  shows,
  signals,
} from './deeds';
import { FULL, LOST, PAID, RELEASED } from './endings';
import type { Scenario } from './scenario';

const REFUSES_CAPTURE = [{ operation: 'capture', action: { kind: 'decline', code: 'PAYMENT_DECLINED' } }] as const;

/** The levers for an order that waits for a person. */
export const RESOLVE: readonly Scenario[] = [
  {
    claim: 'an order that waits for nobody cannot be resolved, not even by force',
    happens: [
      entersOtp(),
      refused('not-parked', resolves('captured')),
      refused('not-parked', resolves('released', { force: true }), 'nothing to resolve'),
      cancels,
    ],
    ends: RELEASED,
    isQuick: true,
  },
  {
    claim: 'a call in doubt is not resolved without force; with force the order ends, recorded as forced',
    happens: [
      entersOtp(),
      shows({ state: 'held' }),
      goesWrong(
        { operation: 'capture', action: { kind: 'reset-before-commit' } },
        { operation: ['getOrder', 'getOrderByReference'], action: { kind: 'error', commit: false } },
      ),
      captures(),
      pass(5 * DAY_MS),
      shows({ attention: { code: 'call-in-doubt' } }),
      refused('call-in-doubt', resolves('declined')),
      resolves('declined', { force: true }),
    ],
    ends: {
      state: 'declined',
      settledBy: 'operator',
      money: { held: FULL },
      calls: { ...PAID, capture: 1 },
      violations: ['held-at-end'],
    },
  },
  {
    claim: 'the gateway is asked first: what its last answer does not show yet is not believed',
    order: { policy: { onDelivery: 'wait' } },
    happens: [
      entersOtp(),
      delivers,
      gatewayDoes('cancel-in-dashboard'),
      shows({ attention: { code: 'delivered-uncaptured' } }),
      refused('recheck-first', resolves('released')),
      rechecks,
      refused('contradicts-gateway', resolves('captured'), '₹0.00 on hold and ₹0.00 captured: resolve it as released'),
      resolves('released'),
    ],
    ends: { state: 'released', settledBy: 'operator', money: { released: FULL }, calls: PAID },
    isQuick: true,
  },
  {
    claim: 'what is still on hold cannot be called released without force',
    faults: REFUSES_CAPTURE,
    happens: [
      entersOtp(),
      captures(),
      shows({ attention: { code: 'refused' } }),
      rechecks,
      refused('contradicts-gateway', resolves('released'), '₹1,100.00 on hold'),
      resolves('released', { force: true }),
    ],
    ends: {
      state: 'released',
      settledBy: 'operator',
      money: { held: FULL },
      calls: { ...PAID, capture: 1 },
      violations: ['held-at-end'],
    },
    isQuick: true,
  },
  {
    claim: 'let go in the dashboard it needs no resolving: a recheck ends it',
    faults: REFUSES_CAPTURE,
    webhooks: LOST,
    happens: [
      entersOtp(),
      captures(),
      shows({ attention: { code: 'refused' } }),
      gatewayDoes('cancel-in-dashboard'),
      rechecks,
    ],
    ends: { state: 'declined', settledBy: 'gateway', money: { released: FULL }, calls: { ...PAID, capture: 1 } },
    isQuick: true,
  },
  {
    claim: 'goods that left before anybody paid: resolved as declined, which the gateway shows',
    happens: [
      signals('deliveryConfirmed'),
      pass(31 * MINUTE_MS),
      shows({ state: 'abandoned', attention: { code: 'delivered-unpaid' } }),
      rechecks,
      refused('contradicts-gateway', resolves('captured'), 'resolve it as declined'),
      resolves('declined'),
      shows({ attention: null }),
    ],
    ends: { state: 'declined', settledBy: 'operator', calls: { ...PAID, cancel: 1 } },
  },
  {
    claim: 'another amount than asked for was captured under our reference: resolved as captured',
    webhooks: LOST,
    happens: [
      entersOtp(),
      goesWrong({ operation: 'capture', action: { kind: 'reset-before-commit' } }),
      captures(rupees(600)),
      async (stage) =>
        gatewayDoes('capture-in-dashboard', { reference: `${stage.order.reference}-c1`, amountMinor: 70_000 })(stage),
      pass(MINUTE_MS),
      shows({ state: 'captured', attention: { code: 'captured-too-much' } }),
      rechecks,
      refused('contradicts-gateway', resolves('released'), 'resolve it as captured'),
      resolves('captured'),
    ],
    ends: {
      state: 'captured',
      settledBy: 'operator',
      money: { captured: 70_000, released: 40_000 },
      calls: { ...PAID, capture: 1 },
    },
  },
  {
    claim: 'of two holds one is let go in the dashboard: the order goes on with the other by itself',
    card: REDIRECT_CARD,
    // The order reads CANCELLED beside the other hold.
    gateway: { judgement: 'hold-only' },
    happens: [
      goesAway(CANCELS),
      shows({ nextAction: { type: 'pay' } }),
      paysWith(REDIRECT_CARD),
      goesThereAndBack(CONFIRMS),
      gatewayDoes('authorise-late', { nthPayment: 1 }),
      shows({ attention: { code: 'two-payments' } }),
      gatewayDoes('lapse', { nthPayment: 1 }),
      rechecks,
      shows({ attention: null }),
    ],
    ends: {
      state: 'released',
      settledBy: 'holdfast',
      money: { released: 2 * FULL },
      calls: { createOrder: 1, createPayment: 2, cancel: 1 },
      violations: ['two-holds', 'hold-lapsed'],
    },
  },
];
