import {
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
  rupees,
  shows,
} from './deeds';
import { CAPTURED, FULL } from './endings';
import type { Scenario } from './scenario';

const { calls: CALLS } = CAPTURED;
const PART = { captured: 60_000, released: 50_000 } as const;
const KEPT_REMAINDER = { releaseRemainder: false, remainderShows: 'AUTHORIZED' } as const;

/** Path 6: taking the money, all or part of it. */
export const CAPTURE: readonly Scenario[] = [
  {
    claim: 'all of it, asked for',
    happens: [entersOtp(), captures()],
    ends: { ...CAPTURED, withinMs: MINUTE_MS },
    isQuick: true,
  },
  {
    claim: 'a part of it: the remainder is shown released, and the order ends at once',
    happens: [entersOtp(), captures(rupees(600))],
    ends: { state: 'captured', settledBy: 'holdfast', money: PART, calls: CALLS, withinMs: MINUTE_MS },
    isQuick: true,
  },
  {
    claim: 'one rupee is enough; less, more than is held and another currency are refused, exactly',
    happens: [
      refused('not-held', captures(), 'No money is on hold'),
      entersOtp(),
      refused('amount-too-small', captures({ value: 99, currency: 'INR' }), 'The least amount is ₹1.00'),
      refused('amount-too-large', captures(rupees(1101)), 'Only ₹1,100.00 is on hold'),
      refused('wrong-currency', captures({ value: 100, currency: 'EUR' }), 'The hold is in INR'),
      captures(rupees(1)),
    ],
    ends: {
      state: 'captured',
      settledBy: 'holdfast',
      money: { captured: 100, released: 109_900 },
      calls: CALLS,
    },
    isQuick: true,
  },
  {
    claim: 'a gateway that says PARTIALLY_CAPTURED is understood, too',
    gateway: { partialCaptureShows: 'PARTIALLY_CAPTURED' },
    happens: [entersOtp(), captures(rupees(600))],
    ends: { state: 'captured', settledBy: 'holdfast', money: PART, calls: CALLS },
  },
  {
    claim: 'a remainder that is released late is waited for, and a second capture refused meanwhile',
    gateway: KEPT_REMAINDER,
    happens: [
      entersOtp(),
      captures(rupees(600)),
      shows({
        state: 'captured',
        attention: null,
        waitingFor: expect.stringContaining('let the remainder of ₹500.00 go') as string,
      }),
      refused('already-captured', captures(rupees(500))),
      pass(20 * MINUTE_MS),
      gatewayDoes('release-remainder'),
    ],
    ends: { state: 'captured', settledBy: 'holdfast', money: PART, calls: CALLS, withinMs: HOUR_MS },
  },
  {
    claim: 'a remainder that is never released calls a person after an hour; released in the dashboard it ends',
    gateway: KEPT_REMAINDER,
    happens: [
      entersOtp(),
      captures(rupees(600)),
      pass(59 * MINUTE_MS),
      shows({ attention: null }),
      pass(2 * MINUTE_MS),
      shows({ state: 'captured', attention: { code: 'remainder-held' } }),
      gatewayDoes('release-remainder'),
      rechecks,
      shows({ attention: null }),
    ],
    ends: { state: 'captured', settledBy: 'holdfast', money: PART, calls: CALLS, withinMs: 2 * HOUR_MS },
  },
  {
    claim: 'a remainder that stays on hold keeps calling a person, and cannot be resolved away without force',
    gateway: KEPT_REMAINDER,
    happens: [
      entersOtp(),
      captures(rupees(600)),
      pass(61 * MINUTE_MS),
      shows({ attention: { code: 'remainder-held' } }),
      rechecks,
      refused('contradicts-gateway', resolves('captured'), '₹500.00 on hold and ₹600.00 captured'),
    ],
    ends: {
      state: 'captured',
      settledBy: null,
      attention: 'remainder-held',
      money: { captured: 60_000, held: 50_000 },
      calls: CALLS,
      violations: ['held-at-end'],
    },
  },
  {
    claim: 'answered as pending it is shown as under way, never as captured, until the gateway has carried it out',
    gateway: { captureMode: 'pending' },
    happens: [
      entersOtp(),
      delivers,
      shows({ state: 'capturing', waitingFor: expect.stringContaining('accepted the request') as string }),
      pass(HOUR_MS),
      shows({ state: 'capturing', ledger: { captured: { value: 0 } } }),
      gatewayDoes('settle-capture'),
    ],
    ends: CAPTURED,
  },
  {
    claim: 'answered as pending and turned into FAILED by the bank: declined, and never shown as captured',
    gateway: { captureMode: 'pending' },
    happens: [
      entersOtp(),
      captures(),
      shows({ state: 'capturing' }),
      gatewayDoes('fail-capture'),
      pass(10 * MINUTE_MS),
      shows({ state: 'declined' }),
    ],
    ends: {
      state: 'declined',
      settledBy: 'gateway',
      money: { released: FULL },
      calls: CALLS,
      withinMs: DAY_MS,
    },
  },
  {
    claim: 'the same after a delivery: the goods are not paid for, and a person is called',
    gateway: { captureMode: 'pending' },
    happens: [entersOtp(), delivers, shows({ state: 'capturing' }), gatewayDoes('fail-capture'), pass(10 * MINUTE_MS)],
    ends: {
      state: 'declined',
      settledBy: null,
      attention: 'delivered-uncaptured',
      money: { released: FULL },
      calls: CALLS,
    },
  },
  {
    claim: 'a refused capture that loses the hold is declined at once',
    faults: [{ operation: 'capture', action: { kind: 'decline', code: 'PAYMENT_DECLINED', loseHold: true } }],
    happens: [entersOtp(), captures(), shows({ state: 'declined' })],
    ends: { state: 'declined', settledBy: 'gateway', money: { released: FULL }, calls: CALLS },
    isQuick: true,
  },
];
