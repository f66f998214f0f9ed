import { pauseMs } from '../../../workflows/domain/call/questions';
import { newRefund } from '../../../workflows/domain/refund/refund';
import { NOW } from '../clock';
import { isReadable } from '../past';
import { booksKey } from './gateway';
import type { Books } from './gateway';
import { checkRefusals } from './fairness';
import { orderSnapshot } from './snapshots';
import { slowly, withPursuit } from './time';
import { isLeft, spend } from './world';
import type { Desk, Game, Move, World } from './world';

/** The workflow of all refunds of the order, `orderRefunds`: asks what was captured, reserves, starts. */

/** What it does, or what becomes of its question; the first is the calm move. None while it waits. */
export function deskMoves(game: Game, world: World): Move[] {
  const { known, busy, pauseMs: restMs } = world.desk;
  if (busy?.kind === 'question') return questionMoves(game, world, busy);
  if (busy)
    return [{ name: `the start of ${busy.reference} is confirmed`, to: () => confirmed(game, world, busy.reference) }];
  const { step } = known;
  if (step.kind === 'start') return [{ name: `${step.entry.reference} is started`, to: () => started(game, world) }];
  if (step.kind === 'await' || restMs > 0) return [];
  return [{ name: 'the order is asked about', to: () => withDesk(world, { busy: { kind: 'question', read: null } }) }];
}

const withDesk = (world: World, changed: Partial<Desk>): World => ({ ...world, desk: { ...world.desk, ...changed } });

/** Only one refund of a reference can ever be started. */
function started(game: Game, world: World): World {
  const { core, desks, setup } = game;
  const { known } = world.desk;
  const { step, state: book } = known;
  if (step.kind !== 'start') return world;
  const { reference, amountMinor, reason } = step.entry;
  if (world.pursuits[reference] || world.ended[reference]) {
    const taken = desks.changed(known, `taken ${reference}`, (one) => core.referenceTaken(one, reference));
    return withDesk(world, { known: taken });
  }
  const gatewayOrderId = core.gatewayIdOf(book) ?? '';
  const { orderReference, currency } = book;
  const terms = { reference, orderReference, gatewayOrderId, amountMinor, currency, reason };
  const pursuit = { known: game.refunds.known(newRefund(terms, setup.timing, NOW)), busy: null };
  return withPursuit(withDesk(world, { busy: { kind: 'start', reference } }), reference, pursuit);
}

/** It may have ended already. */
function confirmed({ core, desks }: Game, world: World, reference: string): World {
  const known = desks.changed(world.desk.known, `underWay ${reference}`, (book) =>
    core.entryOf(book, reference)?.progress === 'decided' ? core.progressed(book, reference, 'underWay') : book,
  );
  return withDesk(world, { known, busy: null });
}

/** A refund tells how it ended. */
export const toldEnd = ({ core, desks }: Game, world: World, reference: string, as: 'refunded' | 'failed'): World =>
  withDesk(world, {
    known: desks.changed(world.desk.known, `${as} ${reference}`, (book) => core.progressed(book, reference, as)),
  });

/** How long a refund may wait for the gateway to say what was captured. */
const MAX_UNANSWERED = 36;

function questionMoves(game: Game, world: World, question: Desk['busy'] & { kind: 'question' }): Move[] {
  const bad = spend(world, 'fault');
  const isFault = isLeft(world, 'fault');
  const slow = { name: 'the answer about the order takes its time', to: slowly(game, bad) };
  const { read } = question;
  if (read) {
    const answer = { name: 'the answer about the order arrives', to: () => shown(game, world, read) };
    return isFault ? [answer, slow] : [answer];
  }
  const reads = (into: World, books: Books) => (): World => withDesk(into, { busy: { kind: 'question', read: books } });
  const now = { name: 'the gateway reads the order', to: reads(world, world.books) };
  if (!isFault) return [now];
  return [
    now,
    slow,
    { name: 'the question about the order fails', to: () => unanswered(game, bad) },
    ...world.past
      .filter(isReadable)
      .map(({ books }) => ({ name: 'the gateway reads the old order', to: reads(bad, books) })),
  ];
}

function unanswered({ core, desks }: Game, world: World): World {
  const { known, unanswered: before } = world.desk;
  const count = before + 1;
  if (count <= MAX_UNANSWERED) return withDesk(world, { busy: null, unanswered: count, pauseMs: pauseMs(count) });
  return withDesk(world, { known: desks.changed(known, 'silent', core.gatewaySilent), busy: null, unanswered: count });
}

function shown({ core, desks, setup: { traits } }: Game, world: World, read: Books): World {
  const { known } = world.desk;
  const after = desks.changed(known, `shown ${booksKey(read)}`, (book) =>
    core.orderShown(book, orderSnapshot(traits, read)),
  );
  checkRefusals(world, read, known.state, after.state);
  return withDesk(world, { known: after, busy: null, unanswered: 0 });
}
