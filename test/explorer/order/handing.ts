import type { OrderWish } from '../../../workflows/domain/order/events';
import type { WishKind } from '../../../workflows/domain/order/wish-kinds';
import { NOW } from '../clock';
import { isLeft, spend } from './world';
import type { Deed, Game, Move, World } from './world';

/** Wishes that no worker took as an update in time: they come as signals, whatever the order has come to since. */

interface Handed {
  readonly deed: Deed;
  readonly kind: WishKind;
  readonly wanted: OrderWish;
  readonly accepts: Partial<World['accepted']>;
}

const HANDED: readonly Handed[] = [
  { deed: 'handCapture', kind: 'capture', wanted: { kind: 'capture' }, accepts: { capture: true } },
  {
    deed: 'handCancel',
    kind: 'cancel',
    wanted: { kind: 'cancellation', reason: 'asked for' },
    accepts: { release: true },
  },
  { deed: 'handDelivery', kind: 'confirmDelivery', wanted: { kind: 'delivery' }, accepts: {} },
];

export const handedMoves = (game: Game, world: World): Move[] =>
  HANDED.filter(({ deed }) => isLeft(world, deed)).map((handed) => ({
    name: `a ${handed.kind} is handed over`,
    to: () => arrives(game, world, handed),
  }));

function arrives({ core, orders }: Game, world: World, { deed, kind, wanted, accepts }: Handed): World {
  const given = { updateId: kind, key: kind, kind };
  const { state } = world.known;
  const wish = core.judged(state, given, core.permission(state, wanted, NOW), NOW);
  const isAccepted = wish.outcome === 'accepted';
  const known = orders.changed(world.known, `handed ${kind}`, (order) => {
    const recorded = core.apply(order, { kind: 'wish', wish }, NOW);
    return isAccepted ? core.apply(recorded, wanted, NOW) : recorded;
  });
  return {
    ...spend(world, deed),
    known,
    accepted: isAccepted ? { ...world.accepted, ...accepts } : world.accepted,
    isCaptureRefused: world.isCaptureRefused || (kind === 'capture' && wish.denial !== null),
  };
}
