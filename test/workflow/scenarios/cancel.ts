import { REDIRECT_CARD } from '../../support/gateway';
import {
  cancels,
  captures,
  DAY_MS,
  delivers,
  entersOtp,
  gatewayDoes,
  goesWrong,
  hasEnded,
  HOUR_MS,
  MINUTE_MS,
  pass,
  paysWith,
  refused,
  rupees,
  shows,
} from './deeds';
import { CAPTURED, FULL, PAID, RELEASED } from './endings';
import type { Scenario } from './scenario';

const { calls: CALLS } = RELEASED;
const ABANDONED = { state: 'abandoned', settledBy: 'holdfast' } as const;

/** Path 7: cancelling, at every moment. */
export const CANCEL: readonly Scenario[] = [
  {
    claim: 'before the gateway knows the order: abandoned at once',
    faults: [{ action: { kind: 'error', commit: false, status: 502 } }],
    happens: [
      cancels,
      shows({ state: 'abandoned', gatewayOrderId: null }),
      goesWrong(),
      hasEnded,
      refused('settled', paysWith()),
    ],
    ends: { ...ABANDONED, calls: { createOrder: 1 }, withinMs: HOUR_MS },
  },
  {
    claim: 'while the OTP is awaited: abandoned, the gateway asked to cancel, and the payment watched',
    happens: [cancels, shows({ state: 'abandoned', nextAction: null }), refused('otp-not-awaited', entersOtp())],
    ends: { ...ABANDONED, calls: CALLS, withinMs: 3 * DAY_MS + HOUR_MS },
  },
  {
    claim: 'while the buyer is at the bank: abandoned, and the hold that they bring about is let go',
    card: REDIRECT_CARD,
    happens: [cancels, shows({ state: 'abandoned' }), gatewayDoes('authorise-late')],
    ends: { ...RELEASED, calls: { ...CALLS, cancel: 2 } },
  },
  {
    claim: 'a gateway that does cancel unpaid orders leaves nothing to watch',
    card: REDIRECT_CARD,
    gateway: { cancelBeforeAuthorised: 'cancel' },
    happens: [cancels],
    ends: { ...ABANDONED, calls: CALLS, withinMs: MINUTE_MS },
    isQuick: true,
  },
  {
    claim: 'a 200 that still says PENDING is no proof: the order is watched',
    gateway: { cancelBeforeAuthorised: 'unchanged' },
    happens: [cancels, shows({ state: 'abandoned', waitingFor: expect.stringContaining('watched') as string })],
    ends: { ...ABANDONED, calls: CALLS },
  },
  {
    claim: 'while the money is on hold: released',
    happens: [entersOtp(), cancels],
    ends: { ...RELEASED, withinMs: MINUTE_MS },
    isQuick: true,
  },
  ...(['CREATED', 'PENDING'] as const).map((cancelShows): Scenario => ({
    claim: `a 200 that says ${cancelShows} while the hold lives is no proof: asked until it is gone`,
    gateway: { cancelMode: 'pending', cancelShows },
    happens: [
      entersOtp(),
      cancels,
      shows({ state: 'releasing' }),
      pass(4 * MINUTE_MS),
      shows({ state: 'releasing', attention: null }),
      gatewayDoes('settle-cancel'),
    ],
    ends: RELEASED,
  })),
  ...(['CREATED', 'AUTHORIZED'] as const).map((cancelShows): Scenario => ({
    claim: `one that says ${cancelShows} and was never carried out is sent again once that is proved`,
    faults: [
      { operation: 'cancel', times: 1, action: { kind: 'behave', settings: { cancelMode: 'ignored', cancelShows } } },
    ],
    happens: [entersOtp(), cancels, shows({ state: 'releasing' }), pass(4 * MINUTE_MS), pass(2 * MINUTE_MS)],
    ends: { ...RELEASED, calls: { ...PAID, cancel: 2 }, withinMs: HOUR_MS },
  })),
  {
    claim: 'a cancel that the gateway accepts three times and never carries out calls a person within the hour',
    gateway: { cancelMode: 'ignored' },
    happens: [entersOtp(), cancels, pass(HOUR_MS)],
    ends: {
      state: 'releasing',
      settledBy: null,
      attention: 'cancel-in-vain',
      money: { held: FULL },
      calls: { ...PAID, cancel: 3 },
      violations: ['held-at-end'],
    },
  },
  {
    claim: 'while a capture runs: refused, with the reason, and the capture goes on',
    gateway: { captureMode: 'pending' },
    happens: [
      entersOtp(),
      captures(),
      shows({ state: 'capturing' }),
      refused('capture-under-way', cancels, 'A capture is under way'),
      gatewayDoes('settle-capture'),
    ],
    ends: CAPTURED,
  },
  {
    claim: 'after a capture of a part, while the remainder is waited for: refused, says refund',
    gateway: { releaseRemainder: false, remainderShows: 'AUTHORIZED' },
    happens: [
      entersOtp(),
      captures(rupees(600)),
      refused('already-captured', cancels, 'refund'),
      gatewayDoes('release-remainder'),
    ],
    ends: {
      state: 'captured',
      settledBy: 'holdfast',
      money: { captured: 60_000, released: 50_000 },
      calls: { ...PAID, capture: 1 },
    },
  },
  {
    claim: 'after the order has ended captured: refused, says refund',
    happens: [entersOtp(), delivers, shows({ state: 'captured' }), hasEnded, refused('settled', cancels, 'refund')],
    ends: CAPTURED,
    isQuick: true,
  },
];
