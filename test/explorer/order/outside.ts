import { captureFailed, changed, liveHold, mayAuthorise, processed, taken, withPayment } from './gateway';
import type { Books, Traits } from './gateway';
import { NOW } from '../clock';
import { forgeries } from './foreign';
import { booksKey } from './snapshots';
import { isLeft, pass, spend, told, withBooks } from './world';
import type { Game, World, Move } from './world';
import { untouchedHold } from './wire';

/** What happens by itself: webhooks, the buyer, the bank, requests that come late. */

export const outsideMoves = (game: Game, world: World): Move[] => [
  ...webhooks(game, world),
  ...forged(game, world),
  ...world.stragglers.map((_, index) => ({
    name: 'a late request is carried out',
    to: () => straggles(game, world, index),
  })),
  ...paymentMoves(game, world),
  ...holdMoves(game, world),
  ...(game.setup.checkout === 'hosted' ? pageMoves(game.setup.traits, world) : []),
];

/** That of the present is lost at will; one of the past is a repeated or overtaken one. */
function webhooks(game: Game, world: World): Move[] {
  const { books, past } = world;
  const now = { name: 'a webhook arrives', to: () => heard(game, world, books) };
  if (!isLeft(world, 'fault')) return books.exists ? [now] : [];
  const old = past
    .filter((one) => one.books.exists)
    .map((one) => ({ name: 'an old webhook arrives', to: () => heard(game, spend(world, 'fault'), one.books) }));
  return books.exists ? [now, ...old] : old;
}

/** By whoever has the secret. */
function forged(game: Game, world: World): Move[] {
  if (!isLeft(world, 'forge') || !world.books.exists) return [];
  const { core, orders, setup } = game;
  return forgeries(setup.traits, world.books).map(({ name, snapshot }) => ({
    name: `a forged webhook arrives: ${name}`,
    to: () => ({
      ...spend(world, 'forge'),
      known: orders.changed(world.known, `forged ${name} ${booksKey(setup.traits, world.books)}`, (order) =>
        core.apply(order, { kind: 'webhook', snapshot }, NOW),
      ),
    }),
  }));
}

const heard = (game: Game, world: World, books: Books): World => ({ ...world, known: told(game, world.known, books) });

export function straggles({ setup: { traits } }: Game, world: World, index: number): World {
  const straggler = world.stragglers[index];
  if (!straggler) return world;
  const stragglers = world.stragglers.filter((one) => one !== straggler);
  return { ...withBooks(world, processed(traits, world.books, straggler.request)), stragglers };
}

function paymentMoves({ setup: { traits } }: Game, world: World): Move[] {
  const { books } = world;
  const bad = spend(world, 'fault');
  return books.payments.flatMap((payment): Move[] => {
    const authorise = (into: World) => (): World => withBooks(into, changed(books, payment, 'authorised'));
    const isOpen = mayAuthorise(traits, payment);
    if (payment.status === 'pending')
      return [
        { name: 'the payment fails', to: () => withBooks(world, changed(books, payment, 'failed')) },
        ...(isOpen ? [{ name: 'the payment is authorised', to: authorise(world) }] : []),
      ];
    if (!isOpen || !isLeft(world, 'fault')) return [];
    return [{ name: 'the failed payment is authorised late', to: authorise(bad) }];
  });
}

function holdMoves({ setup: { traits } }: Game, world: World): Move[] {
  const { books } = world;
  const moves: Move[] = [];
  const add = (name: string, after: Books, from = world): void =>
    void moves.push({ name, to: () => withBooks(from, after) });
  const { pending } = books;
  if (pending) {
    add('the pending capture fails', { ...captureFailed(books, pending), pending: null });
    add('the pending capture is carried out', { ...taken(traits, books, pending), pending: null });
  }
  const untouched = untouchedHold(books);
  if (untouched && isLeft(world, 'fault')) {
    const bad = spend(world, 'fault');
    add('the hold lapses as cancelled', changed(books, untouched, 'voided'), bad);
    add('the hold lapses as failed', changed(books, untouched, 'failed'), bad);
  }
  const rest = untouched ? undefined : liveHold(books);
  if (rest) add('the remainder is let go', changed(books, rest, 'captured'));
  if (books.captured.length > 0 && books.refunds < 2 && isLeft(world, 'refund'))
    add('somebody refunds', { ...books, refunds: books.refunds + 1 }, spend(world, 'refund'));
  return moves;
}

/** The buyer on the gateway's page, who is given its link once the order was seen and compared. */
function pageMoves({ pageMs }: Traits, world: World): Move[] {
  const { books, known } = world;
  const isOpen =
    books.createdMs > -pageMs && !books.isCancelled && books.payments.every(({ status }) => status === 'failed');
  const hasLink = known.state.intents.hostedPage !== null && known.state.facts.statuses.length > 0;
  if (!isLeft(world, 'page') || !hasLink || !isOpen) return [];
  const into = spend(world, 'page');
  return [
    { name: 'the buyer begins to pay', to: () => withBooks(into, withPayment(books, '')) },
    { name: 'the buyer cancels', to: () => withBooks(into, { ...books, isCancelled: true }) },
  ];
}

/** Time, in whole seconds, as far as late requests and whoever waits let it pass. */
export function passes(game: Game, world: World, ms: number): World {
  const first = Math.min(Math.ceil(ms / 1_000) * 1_000, ...world.stragglers.map(({ byMs }) => byMs));
  return first > 0 && first < Infinity ? pass(game, world, first) : world;
}
