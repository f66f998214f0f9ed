import { paymentStatus } from '../../../workflows/domain/facts';
import { orderStatus } from './gateway';
import { movesOf } from './moves';
import { Broken } from './promises';
import { firstWorld } from './world';
import type { Game, World } from './world';

/** The way to a state, move by move, in words. */
export function storyOf(game: Game, way: readonly number[], promise: string): string {
  const told = [promise, game.setup.name];
  let world = firstWorld(game);
  try {
    for (const choice of way) {
      const move = movesOf(game, world)[choice];
      if (!move) break;
      const when = stamp(world);
      told.push(`${when} ${move.name}`);
      world = move.to();
      told[told.length - 1] = `${when} ${move.name.padEnd(56, ' .')} ${standing(world)}`;
    }
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
  }
  return told.join('\n  ');
}

const stamp = ({ elapsedMs }: World): string => `+${String(elapsedMs / 1_000).padStart(6)} s `;

function standing({ books, known: { order } }: World): string {
  const { call, decision, attention } = order.intents;
  const payments = books.payments.map(({ status }) => status).join(', ');
  const seen = Object.values(order.facts.payments).map(paymentStatus).join(', ');
  const words = [
    `gateway: ${books.exists ? orderStatus(books) : 'no order'} [${payments}]`,
    `we: [${seen}]`,
    call && `${call.kind} ${call.state}`,
    decision && `decided: ${decision.kind}`,
    attention && `parked: ${attention.code ?? ''}`,
  ];
  return words.filter(Boolean).join('; ');
}
