import { REDIRECT_CARD } from '../../support/gateway';
import {
  CANCELS,
  cancels,
  comesBack,
  CONFIRMS,
  DAY_MS,
  delivers,
  entersOtp,
  goesAway,
  goesThereAndBack,
  HOUR_MS,
  MINUTE_MS,
  pass,
  paysWith,
  SECOND_MS,
  shows,
} from './deeds';
import { CAPTURED, LOST, PAID, RELEASED } from './endings';
import type { Scenario } from './scenario';

/** Path 1: the bank's page, there and back. */
export const REDIRECT: readonly Scenario[] = [
  {
    claim: 'the buyer passes 3-D Secure, comes back, and the money is on hold',
    card: REDIRECT_CARD,
    happens: [goesThereAndBack(CONFIRMS), shows({ state: 'held', nextAction: null }), delivers],
    ends: CAPTURED,
    isQuick: true,
  },
  {
    claim: 'without any webhook the buyer who comes back makes us ask, and that is enough',
    card: REDIRECT_CARD,
    webhooks: LOST,
    happens: [goesThereAndBack(CONFIRMS), shows({ state: 'held' }), cancels],
    ends: RELEASED,
    isQuick: true,
  },
  {
    claim: 'who fails at the bank is asked for another card, and nothing is on hold',
    card: REDIRECT_CARD,
    happens: [
      goesThereAndBack(CANCELS),
      shows({
        state: 'registered',
        nextAction: { type: 'pay', attemptsLeft: 2 },
        decline: { code: 'USER_AUTHENTICATION_FAILED' },
      }),
    ],
    ends: {
      state: 'declined',
      settledBy: 'holdfast',
      calls: { ...PAID, cancel: 1 },
      withinMs: 4 * DAY_MS,
    },
  },
  {
    claim: 'who closes the window after paying is found out by asking, although every webhook is lost',
    card: REDIRECT_CARD,
    webhooks: LOST,
    happens: [goesAway(CONFIRMS), pass(3 * MINUTE_MS), shows({ state: 'held' }), delivers],
    ends: CAPTURED,
  },
  {
    claim: 'who closes the window after paying is held by the webhook at once',
    card: REDIRECT_CARD,
    happens: [goesAway(CONFIRMS), shows({ state: 'held' }), cancels],
    ends: RELEASED,
    isQuick: true,
  },
  {
    claim:
      'a browser that says AUTHORIZED before the gateway does is only a claim: the view says so and we keep asking',
    card: REDIRECT_CARD,
    gateway: { authoriseAfterMs: 10 * MINUTE_MS },
    webhooks: LOST,
    happens: [
      goesThereAndBack(CONFIRMS),
      shows({
        state: 'authenticating',
        waitingFor: expect.stringContaining("which the buyer's browser says was authorised") as string,
      }),
      pass(5 * MINUTE_MS),
      shows({ state: 'authenticating' }),
      pass(15 * MINUTE_MS),
      shows({ state: 'held', waitingFor: expect.not.stringContaining('browser') as string }),
      delivers,
    ],
    ends: CAPTURED,
  },
  {
    claim: 'a claim that comes true only after the deadline is let go',
    card: REDIRECT_CARD,
    gateway: { authoriseAfterMs: 2 * HOUR_MS },
    webhooks: LOST,
    happens: [goesThereAndBack(CONFIRMS), pass(40 * MINUTE_MS), shows({ state: 'abandoned', nextAction: null })],
    ends: {
      ...RELEASED,
      calls: { ...PAID, cancel: 2 },
    },
  },
  {
    claim: 'a failure that comes back as AUTHORIZED with an error code is no claim of success',
    card: REDIRECT_CARD,
    gateway: { callbackFailureStatus: 'AUTHORIZED' },
    happens: [
      goesThereAndBack(CANCELS),
      shows({
        state: 'registered',
        nextAction: { type: 'pay' },
        waitingFor: expect.stringContaining('A card to pay with') as string,
      }),
      paysWith(),
      entersOtp(),
      shows({ state: 'held' }),
      comesBack,
      shows({ state: 'held' }),
      delivers,
    ],
    ends: {
      ...CAPTURED,
      calls: { createOrder: 1, createPayment: 2, capture: 1 },
      // The failed payment can authorise late: it is watched.
      withinMs: 4 * DAY_MS,
    },
  },
  {
    claim: 'a link that leads elsewhere is given to nobody: the order waits for a person, who cancels it',
    card: REDIRECT_CARD,
    gateway: { links: 'foreign' },
    happens: [
      shows({ nextAction: null, attention: { code: 'foreign-link' } }),
      cancels,
      shows({ state: 'abandoned', attention: null }),
    ],
    ends: {
      state: 'abandoned',
      settledBy: 'holdfast',
      calls: { ...PAID, cancel: 1 },
    },
  },
  {
    claim: "where no OTP can be generated the buyer goes to the bank's page",
    faults: [{ operation: 'generateOtp', action: { kind: 'decline', code: 'OPERATION_NOT_ALLOWED' } }],
    happens: [goesThereAndBack(CONFIRMS), shows({ state: 'held' }), delivers],
    ends: CAPTURED,
    isQuick: true,
  },
  {
    claim: "where the gateway does not answer when an OTP is wanted the buyer goes to the bank's page, too",
    faults: [{ operation: 'generateOtp', times: 1, action: { kind: 'reset-before-commit' } }],
    happens: [pass(SECOND_MS), goesAway(CONFIRMS), shows({ state: 'held' }), cancels],
    ends: RELEASED,
  },
];
