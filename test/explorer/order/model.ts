import { paymentStatus } from '../../../workflows/domain/facts/facts';
import type { Model } from '../model';
import type { Core } from './core';
import { orderStatus } from './gateway';
import { movesOf } from './moves';
import { checkMoment, standingOf } from './promises';
import { createGame, firstWorld, worldKey } from './world';
import type { Setup, World } from './world';

/** One order, its gateway, and what travels between them. */
export function orderModel(setup: Setup, core: Core, isKept = true): Model<World> {
  const game = createGame(setup, core, isKept);
  return {
    name: setup.name,
    first: firstWorld(game),
    movesOf: (world) => movesOf(game, world),
    keyOf: (world) => worldKey(game, world),
    check: (world) => checkMoment(game, world),
    standingOf: (world) => standingOf(game, world),
    tell,
    elapsedMs: (world) => world.elapsedMs,
    asked: () => game.orders.size,
  };
}

function tell({ books, known: { state: order } }: World): string {
  const { call } = order.dialogue;
  const { decision, attention } = order.intents;
  const payments = books.payments.map(({ status }) => status).join(', ');
  const seen = Object.values(order.facts.payments).map(paymentStatus).join(', ');
  const words = [
    `gateway: ${books.exists ? orderStatus(books) : 'no order'} [${payments}]`,
    `we: [${seen}]`,
    call && `${call.kind} ${call.state}`,
    decision && `decided: ${decision.kind}`,
    attention && `parked: ${attention.code}`,
  ];
  return words.filter(Boolean).join('; ');
}
