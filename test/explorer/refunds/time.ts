import { distance } from '../clock';
import { pastLater, pastWith } from '../past';
import type { Books } from './gateway';
import { isLeft, slowMs } from './world';
import type { Busy, Game, Pursuit, World } from './world';

/** How the world goes on: the gateway's books change, and time passes. */

export function withBooks(world: World, books: Books): World {
  if (books === world.books) return world;
  // Only faults tell of the past.
  return { ...world, books, past: isLeft(world, 'fault') ? pastWith(world.past, world.books) : [] };
}

/** A refund has changed, or waits for something else. */
export const withPursuit = (world: World, reference: string, pursuit: Pursuit): World => ({
  ...world,
  pursuits: { ...world.pursuits, [reference]: pursuit },
});

function pass(game: Game, world: World, ms: number): World {
  const pursuits = Object.entries(world.pursuits).map(([reference, { known, busy }]) => [
    reference,
    { known: game.refunds.later(known, ms), busy: busy && busyLater(busy, ms) },
  ]);
  return {
    ...world,
    desk: { ...world.desk, pauseMs: Math.max(0, world.desk.pauseMs - ms) },
    pursuits: Object.fromEntries(pursuits) as World['pursuits'],
    past: pastLater(world.past, ms, game.longAgoMs, (books) => books),
    stragglers: world.stragglers.map(({ request, byMs }) => ({ request, byMs: byMs - ms })),
    left: game.setup.isAtOnce ? { ...world.left, wish: 0 } : world.left,
    elapsedMs: world.elapsedMs + ms,
  };
}

const busyLater = (busy: Busy, ms: number): Busy =>
  busy.kind === 'question' ? { ...busy, askedMs: busy.askedMs - ms } : busy;

const straggleMs = ({ stragglers }: World): number[] => stragglers.map(({ byMs }) => byMs);

/** Longer than a quiet period, as far as stragglers let it. */
export const slowly = (game: Game, world: World) => (): World =>
  pass(game, world, Math.min(slowMs(game.setup), ...straggleMs(world)));

/** Until when nobody does anything by themselves. */
export const idleMs = ({ desk, pursuits }: World): number =>
  Math.min(
    desk.pauseMs > 0 ? desk.pauseMs : Infinity,
    ...Object.values(pursuits).map(({ known: { step } }) =>
      step.kind === 'await' && step.until !== null ? distance(step.until) : Infinity,
    ),
  );

/** Time, in whole seconds, as far as late requests and whoever waits let it pass. */
export function passes(game: Game, world: World, ms: number): World {
  const first = Math.min(Math.ceil(ms / 1_000) * 1_000, ...straggleMs(world));
  return first > 0 && first < Infinity ? pass(game, world, first) : world;
}
