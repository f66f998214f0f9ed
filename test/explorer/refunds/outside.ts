import { NOW } from '../clock';
import { isOver } from '../../../workflows/domain/refund/standing';
import { CAPTURED, processed, refundKey, settled } from './gateway';
import type { Books, GatewayRefund } from './gateway';
import type { KnownRefund } from './known-states';
import { refundWebhook } from './snapshots';
import { withBooks, withPursuit } from './time';
import { isLeft, spend } from './world';
import type { Game, Move, World } from './world';

/** What happens by itself: webhooks, the bank, requests that come late, the capture of the order. */

export const outsideMoves = (game: Game, world: World): Move[] => [
  ...webhooks(game, world, world.books, ''),
  ...oldWebhooks(game, world),
  ...hints(game, world),
  ...forged(game, world),
  ...world.stragglers.map((_, index) => ({
    name: 'a late request is carried out',
    to: () => straggles(game, world, index),
  })),
  ...bankMoves(world),
  ...(world.books.capturedMinor > 0
    ? []
    : [{ name: 'the order is captured', to: () => withBooks(world, { ...CAPTURED, refunds: world.books.refunds }) }]),
];

/** The refund takes in what a webhook says of it. */
export const told = ({ core, refunds }: Game, known: KnownRefund, refund: GatewayRefund): KnownRefund =>
  refunds.changed(known, `webhook ${refund.ordinal}${refundKey(refund)}`, (one) =>
    core.apply(one, { kind: 'webhook', snapshot: refundWebhook(refund) }, NOW),
  );

/** They are lost at will, and repeated; who has ended hears none. */
const webhooks = (game: Game, world: World, { refunds }: Books, old: string): Move[] =>
  refunds.flatMap((refund) => {
    const { reference } = refund;
    const pursuit = world.pursuits[reference];
    if (!pursuit) return [];
    const known = told(game, pursuit.known, refund);
    if (known === pursuit.known) return [];
    const name = `${old ? 'an old' : 'a'} webhook arrives about ${reference}`;
    return [{ name, to: () => withPursuit(world, reference, { ...pursuit, known }) }];
  });

const oldWebhooks = (game: Game, world: World): Move[] =>
  isLeft(world, 'fault') ? world.past.flatMap(({ books }) => webhooks(game, spend(world, 'fault'), books, 'old')) : [];

/** By whoever has the secret: a refund told as paid, or as failed. */
function forged(game: Game, world: World): Move[] {
  if (!isLeft(world, 'forge')) return [];
  return Object.entries(world.pursuits).flatMap(([reference, pursuit]) =>
    (['captured', 'failed'] as const).map((status) => {
      const { amountMinor } = pursuit.known.state.terms;
      const known = told(game, pursuit.known, { reference, amountMinor, ordinal: 1, status });
      const to = (): World => withPursuit(spend(world, 'forge'), reference, { ...pursuit, known });
      return { name: `a forged webhook tells of ${reference}: ${status}`, to };
    }),
  );
}

/** A webhook about the order that names no refund: each that is under way asks. */
function hints(game: Game, world: World): Move[] {
  const { core } = game;
  const underWay = core
    .underWayIn(world.desk.known.state)
    .flatMap(({ reference }) => (world.pursuits[reference] ? [reference] : []));
  if (!isLeft(world, 'hint') || underWay.length === 0) return [];
  const to = (): World => underWay.reduce((before, reference) => hinted(game, before, reference), spend(world, 'hint'));
  return [{ name: 'a webhook arrives that names no refund', to }];
}

function hinted({ core, refunds }: Game, world: World, reference: string): World {
  const pursuit = world.pursuits[reference];
  if (!pursuit) return world;
  const known = refunds.changed(pursuit.known, 'hint', (refund) =>
    isOver(refund) ? refund : core.apply(refund, { kind: 'recheck' }, NOW),
  );
  return withPursuit(world, reference, { ...pursuit, known });
}

export function straggles({ setup: { traits } }: Game, world: World, index: number): World {
  const straggler = world.stragglers[index];
  if (!straggler) return world;
  const stragglers = world.stragglers.filter((one) => one !== straggler);
  return { ...withBooks(world, processed(traits, world.books, straggler.request, 'captured')), stragglers };
}

const bankMoves = (world: World): Move[] =>
  world.books.refunds
    .filter(({ status }) => status === 'pending')
    .flatMap((refund) => [
      {
        name: `the bank carries ${refund.reference} out`,
        to: () => withBooks(world, settled(world.books, refund, 'captured')),
      },
      {
        name: `the bank refuses ${refund.reference}`,
        to: () => withBooks(world, settled(world.books, refund, 'failed')),
      },
    ]);
