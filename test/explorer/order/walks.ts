import fc from 'fast-check';
import { DEFAULT_TIMING } from '../../../workflows/domain/order/terms';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../workflows/domain/values/time';
import { setup, SHORT } from './setups';
import { STALE_MS } from '../past';
import type { Deed, Setup } from './world';

/** Beyond the bound: the same moves without any limit to faults and wishes. */

const ANY_NUMBER = 1_000;
const DEEDS = [
  ...['fault', 'deliver', 'captureAll', 'capturePart', 'cancel', 'pay', 'otp'],
  ...['resend', 'recheck', 'resolve', 'extend', 'return', 'page', 'refund'],
  ...['forge', 'handCapture', 'handCancel', 'handDelivery'],
] as readonly Deed[];
const EVERYTHING = Object.fromEntries(DEEDS.map((deed) => [deed, ANY_NUMBER]));

const CLOCKS = ['fine', 'seconds', 'none', 'ahead', 'behind', 'reversed'] as const;

const traits = (authorisableMs: number, pageMs: number) =>
  fc.record({
    strictness: fc.constantFrom('strict' as const, 'lax' as const, 'forgetful' as const),
    clock: fc.constantFrom(...CLOCKS),
    remainder: fc.constantFrom('atOnce' as const, 'later' as const),
    authorisableMs: fc.constant(authorisableMs),
    pageMs: fc.constant(pageMs),
  });

const policy = fc.record({
  onDelivery: fc.constantFrom('capture' as const, 'wait' as const),
  atDeadline: fc.constantFrom('captureIfDelivered' as const, 'capture' as const, 'release' as const),
  decideBy: fc.constantFrom(null, { afterMs: 30 * SECOND_MS }, { afterMs: 2 * HOUR_MS }),
});

/** Real durations, or short ones, in which deadlines meet. */
const times = fc.oneof(
  fc.record({
    timing: fc.constant(DEFAULT_TIMING),
    lateMs: fc.constant(lateFor(DEFAULT_TIMING)),
    traits: traits(2 * DAY_MS, DAY_MS - MINUTE_MS),
    pausesMs: fc.constant([SECOND_MS, 20 * SECOND_MS, 6 * MINUTE_MS, HOUR_MS, DAY_MS]),
  }),
  fc.record({
    timing: fc.constant(SHORT),
    lateMs: fc.constant(lateFor(SHORT)),
    traits: traits(30 * SECOND_MS, 30 * SECOND_MS),
    pausesMs: fc.constant([SECOND_MS, 7 * SECOND_MS, 31 * SECOND_MS]),
  }),
);

function lateFor({ quietMs }: Pick<typeof SHORT, 'quietMs'>): Setup['lateMs'] {
  const { createOrder, createPayment, capture, cancel } = quietMs;
  return {
    createOrder: createOrder - STALE_MS,
    createPayment: createPayment - STALE_MS,
    capture: capture - STALE_MS,
    cancel: cancel - STALE_MS,
  };
}

export const orderWalks: fc.Arbitrary<Setup> = fc
  .record({
    times,
    policy,
    checkout: fc.constantFrom('seamless' as const, 'hosted' as const),
    nativeOtp: fc.boolean(),
  })
  .map(({ times: chosen, ...rest }) => setup({ ...chosen, ...rest, name: 'a walk', may: EVERYTHING, isSplit: true }));
