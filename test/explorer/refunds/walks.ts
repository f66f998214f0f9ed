import fc from 'fast-check';
import { DEFAULT_REFUND_TIMING } from '../../../workflows/domain/refund/refund';
import type { RefundTiming } from '../../../workflows/domain/refund/refund';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../workflows/domain/values/time';
import { STALE_MS } from '../past';
import { PARTS, setup, SHORT, TOO_MUCH } from './setups';
import type { Deed, Setup } from './world';

/** Beyond the bound: the same moves without any limit to faults and wishes. */

const ANY_NUMBER = 1_000;
const DEEDS = ['fault', 'wish', 'hint', 'recheck', 'resolve', 'forget'] as const satisfies readonly Deed[];
const EVERYTHING = Object.fromEntries(DEEDS.map((deed) => [deed, ANY_NUMBER]));

const traits = fc.record({
  strictness: fc.constantFrom('strict' as const, 'lax' as const, 'forgetful' as const),
  orderShows: fc.constantFrom('begun' as const, 'paid' as const),
});

const timed = (timing: RefundTiming, pausesMs: readonly number[]) => ({
  timing,
  lateMs: timing.quietMs - STALE_MS,
  pausesMs,
});

/** Real durations, or short ones, in which deadlines meet. */
const times = fc.constantFrom(
  timed(DEFAULT_REFUND_TIMING, [SECOND_MS, 20 * SECOND_MS, 6 * MINUTE_MS, HOUR_MS, DAY_MS]),
  timed(SHORT, [SECOND_MS, 7 * SECOND_MS, 31 * SECOND_MS]),
);

export const refundWalks: fc.Arbitrary<Setup> = fc
  .record({ times, traits, isCaptured: fc.boolean() })
  .map(({ times: chosen, ...rest }) =>
    setup({
      ...chosen,
      ...rest,
      name: 'a walk',
      may: EVERYTHING,
      wishes: [...TOO_MUCH, ...PARTS],
      isSplit: true,
    }),
  );
