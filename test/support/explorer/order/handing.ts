import type { Order } from '../../../../workflows/domain/order';
import type { Verdict } from '../../../../workflows/domain/requests';
import type { WishKind } from '../../../../workflows/domain/wish-kinds';
import { NOW } from '../clock';
import { isLeft, spend } from './world';
import type { Deed, Game, Move, World } from './world';

/** Wishes that no worker took as an update in time: they come as signals, whatever the order has come to since. */

interface Handed {
  readonly deed: Deed;
  readonly kind: WishKind;
  readonly verdict: (order: Order) => Verdict;
  readonly effect: (order: Order) => Order;
  readonly accepts: Partial<World['accepted']>;
}

const handed = ({ core }: Game): readonly Handed[] => [
  {
    deed: 'handCapture',
    kind: 'capture',
    verdict: (order) => core.canCapture(order, undefined, NOW),
    effect: (order) => core.captureRequested(order, undefined, NOW),
    accepts: { capture: true },
  },
  {
    deed: 'handCancel',
    kind: 'cancel',
    verdict: (order) => core.canCancel(order, NOW),
    effect: (order) => core.cancelRequested(order, 'asked for', NOW),
    accepts: { release: true },
  },
  {
    deed: 'handDelivery',
    kind: 'confirmDelivery',
    verdict: (order) => core.canConfirmDelivery(order),
    effect: (order) => core.deliveryConfirmed(order, NOW),
    accepts: {},
  },
];

export const handedMoves = (game: Game, world: World): Move[] =>
  handed(game)
    .filter(({ deed }) => isLeft(world, deed))
    .map((wish) => ({ name: `a ${wish.kind} is handed over`, to: () => arrives(game, world, wish) }));

function arrives({ core, orders }: Game, world: World, { deed, kind, verdict, effect, accepts }: Handed): World {
  const given = { updateId: kind, key: kind, kind };
  const wish = core.judged(world.known.state, given, verdict(world.known.state), NOW);
  const known = orders.changed(world.known, `handed ${kind}`, (order) => {
    const recorded = core.wishRecorded(order, wish);
    return wish.outcome === 'accepted' ? effect(recorded) : recorded;
  });
  const isRefused = kind === 'capture' && wish.refusal !== null;
  return {
    ...spend(world, deed),
    known,
    accepted: wish.outcome === 'accepted' ? { ...world.accepted, ...accepts } : world.accepted,
    isCaptureRefused: world.isCaptureRefused || isRefused,
  };
}
