import { newOrder } from '../../../workflows/domain/order/order';
import { TERMS } from '../../support/core/words';
import { NOW } from '../clock';
import { processed } from './gateway';
import { isLeft, spend, withBooks } from './world';
import type { Game, Move, World } from './world';

/** Somebody ends the workflow, whatever it is about, and has the order go on in a new run. */

const WISH = { actor: 'support', reason: 'ended by mistake' };

export function revivals(game: Game, world: World): Move[] {
  const ends = endings(game, world);
  const revive = ends.map(({ name, to }) => ({ name: `${name}, and is revived`, to: () => revived(game, to()) }));
  const blind = ends.map(({ name, to }) => ({ name: `${name}, and is revived blind`, to: () => blindly(game, to()) }));
  return [...(isLeft(world, 'revive') ? revive : []), ...(isLeft(world, 'reviveBlind') ? blind : [])];
}

/** What becomes of the request that was under way: it is lost, was carried out, or will be. */
function endings({ setup }: Game, world: World): Move[] {
  const idle = { ...world, busy: null };
  const ended = { name: 'the workflow is ended', to: () => idle };
  if (world.busy?.kind !== 'call' || world.busy.reply) return [ended];
  const { request } = world.busy;
  const straggler = { request, byMs: setup.lateMs[request.kind] };
  return [
    ended,
    {
      name: 'the workflow is ended while a request arrives',
      to: () => withBooks(idle, processed(setup.traits, idle.books, request)),
    },
    {
      name: 'the workflow is ended while a request is late',
      to: () => ({ ...idle, stragglers: [...idle.stragglers, straggler] }),
    },
  ];
}

function revived({ core, orders }: Game, world: World): World {
  const known = orders.changed(world.known, 'revived', (order) =>
    core.apply(order, { kind: 'revival', wish: WISH, isBlind: false }, NOW),
  );
  return { ...spend(world, 'revive'), known };
}

/** All that is known is what was ordered; whoever asked for something has to ask again. */
function blindly({ core, orders, setup: { checkout, policy, timing } }: Game, world: World): World {
  const fresh = newOrder({ terms: { ...TERMS, checkout }, policy, timing }, NOW);
  return {
    ...spend(world, 'reviveBlind'),
    known: orders.known(core.apply(fresh, { kind: 'revival', wish: WISH, isBlind: true }, NOW)),
    accepted: { capture: false, release: false },
    isBlind: true,
    sent: { capture: 0, cancel: 0 },
  };
}
