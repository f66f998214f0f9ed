import { DEFAULT_TIMING } from '../../../workflows/domain/order/terms';
import type { Timing } from '../../../workflows/domain/order/terms';
import { SECOND_MS } from '../../../workflows/domain/values/time';
import type { Bounds } from '../subject';
import { STALE_MS } from '../past';
import type { Setup } from './world';

/** What is explored, and how far. */

const QUIET_MS = 8 * SECOND_MS;
export const everyCall = (ms: number): Timing['quietMs'] => ({
  createOrder: ms,
  createPayment: ms,
  capture: ms,
  cancel: ms,
});

/** The deadlines of an order, near enough to each other that few questions lie between two of them. */
export const SHORT: Timing = {
  ...DEFAULT_TIMING,
  holdWindowMs: 100 * SECOND_MS,
  holdSafetyMarginMs: 40 * SECOND_MS,
  paymentDeadlineMs: 60 * SECOND_MS,
  quietMs: everyCall(QUIET_MS),
  otpQuietMs: QUIET_MS,
  lateProbesMs: [20 * SECOND_MS, 70 * SECOND_MS],
  awayAskMs: 25 * SECOND_MS,
  doubtAttentionMs: 30 * SECOND_MS,
  remainderMs: 30 * SECOND_MS,
};

const BASE: Setup = {
  name: '',
  traits: { strictness: 'strict', clock: 'fine', remainder: 'atOnce', authorisableMs: 60 * SECOND_MS, pageMs: 0 },
  checkout: 'seamless',
  policy: {},
  timing: SHORT,
  nativeOtp: false,
  may: { fault: 1 },
  isSplit: false,
  lateMs: everyCall(QUIET_MS - STALE_MS),
};

export const setup = (changed: Partial<Omit<Setup, 'traits'>> & { traits?: Partial<Setup['traits']> }): Setup => ({
  ...BASE,
  ...changed,
  traits: { ...BASE.traits, ...changed.traits },
});

/** The page is closed, and what was begun on it over, before the watch ends. */
const HOSTED: Partial<Setup['traits']> = { pageMs: 30 * SECOND_MS, authorisableMs: 30 * SECOND_MS };
const WISHES = { deliver: 1, captureAll: 1, capturePart: 1, cancel: 1 } as const;
const ENDS = { captureAll: 1, cancel: 1 } as const;

export const ORDER_SUBJECTS: Bounds<Setup> = {
  'a card, and every wish about its hold': { faults: [0, 1], setup: (fault) => setup({ may: { fault, ...WISHES } }) },
  'a card, and the end of its hold': { faults: [null, 2], setup: (fault) => setup({ may: { fault, ...ENDS } }) },
  'the same at a gateway that judges by the hold alone': {
    faults: [0, 1],
    setup: (fault) => setup({ may: { fault, ...WISHES }, traits: { strictness: 'lax' } }),
  },
  'one that takes a repeat for another request': {
    faults: [1, 2],
    setup: (fault) => setup({ may: { fault, ...ENDS }, traits: { strictness: 'forgetful' } }),
  },
  'whatever happens while a request or an answer is on its way': {
    faults: [1, 1],
    setup: (fault) => setup({ may: { fault, captureAll: 1 }, isSplit: true }),
  },
  'the same, with a cancellation and a delivery': {
    faults: [null, 1],
    setup: (fault) => setup({ may: { fault, deliver: 1, captureAll: 1, cancel: 1 }, isSplit: true }),
  },
  'a delivery that waits for the deadline': {
    faults: [0, 1],
    setup: (fault) =>
      setup({
        may: { fault, deliver: 1, extend: 1 },
        policy: { onDelivery: 'wait', decideBy: { afterMs: 30 * SECOND_MS } },
      }),
  },
  'a remainder that is let go later': {
    faults: [1, 2],
    setup: (fault) => setup({ may: { fault, capturePart: 1 }, traits: { remainder: 'later' } }),
  },
  'two cards': {
    faults: [0, 1],
    setup: (fault) => setup({ may: { fault, pay: 1, ...ENDS }, traits: { strictness: 'lax' } }),
  },
  'an OTP, right, wrong or lost': {
    faults: [0, 1],
    setup: (fault) => setup({ may: { fault, otp: 2, resend: 1, cancel: 1 }, nativeOtp: true }),
  },
  "the gateway's own page": {
    faults: [0, 1],
    setup: (fault) => setup({ may: { fault, page: 1, return: 1 }, checkout: 'hosted', traits: HOSTED }),
  },
  "two payments on the gateway's page": {
    faults: [0, 1],
    setup: (fault) => setup({ may: { fault, page: 2, cancel: 1 }, checkout: 'hosted', traits: HOSTED }),
  },
  'a person who resolves it': {
    faults: [0, 1],
    setup: (fault) => setup({ may: { fault, deliver: 1, cancel: 1, resolve: 1 } }),
  },
  'refunds at the gateway': { faults: [1, 2], setup: (fault) => setup({ may: { fault, captureAll: 1, refund: 2 } }) },
  'stamps of whole seconds': {
    faults: [0, 1],
    setup: (fault) => setup({ may: { fault, ...ENDS }, traits: { clock: 'seconds' } }),
  },
  'a clock that is days ahead': {
    faults: [0, 1],
    setup: (fault) => setup({ may: { fault, ...ENDS }, traits: { clock: 'ahead' } }),
  },
  'a clock that is days behind': {
    faults: [0, 1],
    setup: (fault) => setup({ may: { fault, ...ENDS }, traits: { clock: 'behind' } }),
  },
  'stamps in the wrong sequence': {
    faults: [0, 2],
    setup: (fault) => setup({ may: { fault, cancel: 1 }, traits: { clock: 'reversed' } }),
  },
  'a reference that a refund has': {
    faults: [1, 2],
    setup: (fault) => setup({ may: { fault, cancel: 1 }, taken: 'refund' }),
  },
  'an order that somebody has paid': {
    faults: [1, 2],
    setup: (fault) => setup({ may: { fault, deliver: 1 }, taken: 'paid' }),
  },
  'the same on the page of the gateway': {
    faults: [1, 2],
    setup: (fault) => setup({ may: { fault, cancel: 1 }, taken: 'paid', checkout: 'hosted', traits: HOSTED }),
  },
  'forged webhooks': { faults: [0, 1], setup: (fault) => setup({ may: { fault, forge: 1, ...ENDS } }) },
  'wishes that are handed over late': {
    faults: [0, 0],
    setup: (fault) => setup({ may: { fault, handCapture: 1, handCancel: 1, handDelivery: 1, captureAll: 1 } }),
  },
  'a capture that is handed over late, and another': {
    faults: [null, 1],
    setup: (fault) => setup({ may: { fault, handCapture: 1, captureAll: 1, capturePart: 1 } }),
  },
  'a delivery and a cancellation that are handed over late': {
    faults: [null, 1],
    setup: (fault) => setup({ may: { fault, handCancel: 1, handDelivery: 1 } }),
  },
  'a workflow that is ended and revived': {
    faults: [0, 1],
    setup: (fault) => setup({ may: { fault, revive: 1, ...ENDS } }),
  },
  'one that is revived blind': {
    faults: [0, 1],
    setup: (fault) => setup({ may: { fault, reviveBlind: 1, ...ENDS } }),
  },
  'no stamps': {
    faults: [0, 1],
    setup: (fault) => setup({ may: { fault, ...ENDS, recheck: 1 }, traits: { clock: 'none' } }),
  },
};
