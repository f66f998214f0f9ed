import fc from 'fast-check';
import { DEFAULT_TIMING } from '../../../workflows/domain/policy';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../workflows/domain/time';
import type { Core } from './core';
import { createKnownOrders } from './known-orders';
import { movesOf } from './moves';
import { Broken, checkFinish, checkMoment, fail, parkedAs } from './promises';
import { setup, SHORT } from './setups';
import { storyOf } from './story';
import { firstWorld, STALE_MS } from './world';
import type { Deed, Game, Setup, World } from './world';

/** Beyond the bound: walks at random through the same moves, without any limit to faults and wishes. */
export interface Plan {
  readonly setup: Setup;
  /** One number for each fork; when they are used up, nothing goes wrong and nobody does anything any more. */
  readonly choices: readonly number[];
}

const ANY_NUMBER = 1_000;
const DEEDS = [
  ...['fault', 'deliver', 'captureAll', 'capturePart', 'cancel', 'pay', 'otp'],
  ...['resend', 'recheck', 'resolve', 'extend', 'return', 'page', 'refund'],
] as readonly Deed[];
const EVERYTHING = Object.fromEntries(DEEDS.map((deed) => [deed, ANY_NUMBER]));

const traits = (authorisableMs: number, pageMs: number) =>
  fc.record({
    strictness: fc.constantFrom('strict' as const, 'lax' as const, 'forgetful' as const),
    clock: fc.constantFrom('fine' as const, 'seconds' as const, 'none' as const),
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

export const plans = (maxForks: number): fc.Arbitrary<Plan> =>
  fc.record({
    setup: fc
      .record({
        times,
        policy,
        checkout: fc.constantFrom('seamless' as const, 'hosted' as const),
        nativeOtp: fc.boolean(),
      })
      .map(({ times: chosen, ...rest }) =>
        setup({ ...chosen, ...rest, name: 'a walk', may: EVERYTHING, isSplit: true }),
      ),
    choices: fc.array(fc.nat({ max: 9_999 }), { maxLength: maxForks, size: 'max' }),
  });

const MOST_MOVES = 10_000;
/** After so long everything has to be finished or parked. */
const LONG_MS = 60 * DAY_MS;

/** Through all forks of the plan, and then in calm to the end. Throws a story. */
export function walk({ setup: chosen, choices }: Plan, core: Core): void {
  const game: Game = { setup: chosen, core, orders: createKnownOrders(core, false, -Infinity), longAgoMs: -Infinity };
  const way: number[] = [];
  try {
    let world = firstWorld(game);
    for (const choice of choices) {
      const next = step(game, world, choice, way);
      if (!next) return;
      world = next;
    }
    calmDown(game, world, way);
  } catch (error) {
    throw error instanceof Broken ? new Error(storyOf(game, way, error.message)) : error;
  }
}

/** Every other move is the calm one, or hardly any order would get anywhere. */
function step(game: Game, world: World, choice: number, way: number[]): World | null {
  const moves = movesOf(game, world);
  if (moves.length === 0) checkFinish(game, world);
  const index = choice % 2 === 0 ? 0 : (choice >> 1) % moves.length;
  const move = moves[index];
  if (!move) return null;
  way.push(index);
  const next = move.to();
  checkMoment(game, next);
  return next;
}

function calmDown(game: Game, from: World, way: number[]): void {
  let world = from;
  for (let moves = 0; moves < MOST_MOVES; moves += 1) {
    const next = step(game, world, 0, way);
    if (!next) return;
    const isLong = next.elapsedMs - from.elapsedMs > LONG_MS;
    if (next === world || isLong) {
      const parked = parkedAs(game, next);
      if (parked === 'no') fail('Neither finished nor parked after a long time');
      return parked === 'falsely' ? fail('It waits for a person for ever, for a reason that is not true') : undefined;
    }
    world = next;
  }
  fail('It takes more steps than anything should');
}
