import { refundState } from '../../../workflows/domain/refund/standing';
import type { Model } from '../model';
import type { Core } from './core';
import { standingOf } from './fairness';
import { orderStatus } from './gateway';
import { worldKey } from './key';
import { movesOf } from './moves';
import { checkMoment } from './promises';
import { createGame, firstWorld } from './world';
import type { Game, Setup, World } from './world';

/** The refunds of one order, its gateway, and what travels between them. */
export function refundsModel(setup: Setup, core: Core, isKept = true): Model<World> {
  const game = createGame(setup, core, isKept);
  return {
    name: setup.name,
    first: firstWorld(game),
    movesOf: (world) => movesOf(game, world),
    keyOf: (world) => worldKey(game, world),
    check: (world) => checkMoment(game, world),
    standingOf,
    tell: (world) => tell(game, world),
    elapsedMs: (world) => world.elapsedMs,
    asked: () => game.refunds.size + game.desks.size,
  };
}

function tell({ setup: { traits } }: Game, { books, desk, pursuits }: World): string {
  const made = books.refunds.map(({ reference, amountMinor, status }) => `${reference} ${amountMinor} ${status}`);
  const entries = desk.known.state.entries.map(({ reference, progress }) => `${reference} ${progress}`);
  const open = Object.entries(pursuits).map(
    ([
      reference,
      {
        known: { state },
      },
    ]) => {
      const { attention, refusal } = state.intents;
      const { call } = state.dialogue;
      const parked = attention && `parked: ${attention.code}`;
      return [reference, refundState(state), call?.state, refusal && 'refused', parked].filter(Boolean).join(' ');
    },
  );
  return [`gateway: ${orderStatus(traits, books)} [${made.join(', ')}]`, `book: [${entries.join(', ')}]`, ...open].join(
    '; ',
  );
}
