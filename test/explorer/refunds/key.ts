import { isReadable } from '../past';
import { booksKey, refundKey } from './gateway';
import type { Books } from './gateway';
import { told } from './outside';
import { isLeft } from './world';
import type { Busy, Desk, Game, World } from './world';

/** Worlds with one key go on alike. */
export function worldKey(game: Game, world: World): string {
  const { desk, pursuits, ended, asked, books, past, stragglers, left } = world;
  let key = `${deskKey(desk)}|${booksKey(books)}|${Object.values(left).join()}`;
  for (const [reference, { known, busy }] of Object.entries(pursuits).sort())
    key += `|${reference}${known.id}${busy ? busyKey(busy) : ''}`;
  for (const [reference, { as, isPersonsWord }] of Object.entries(ended).sort())
    key += `|${reference}${as}${Number(isPersonsWord)}`;
  for (const [reference, amountMinor] of Object.entries(asked).sort()) key += `|${reference}?${amountMinor}`;
  for (const { request, byMs } of stragglers) key += `|${request.reference}~${request.amountMinor}~${byMs}`;
  for (const one of past)
    if (isLeft(world, 'fault') && (isReadable(one) || tellsSomething(game, world, one.books)))
      key += `|${one.untilMs}${booksKey(one.books)}`;
  return key;
}

/** Whether a webhook about these books, of before, would still say something new. */
const tellsSomething = (game: Game, world: World, books: Books): boolean =>
  books.refunds.some((refund) => {
    const pursuit = world.pursuits[refund.reference];
    return pursuit !== undefined && told(game, pursuit.known, refund) !== pursuit.known;
  });

function deskKey({ known, busy, unanswered, pauseMs }: Desk): string {
  const doing = busy?.kind === 'question' ? `q${busy.read ? booksKey(busy.read) : ''}` : (busy?.reference ?? '');
  return `${known.id};${doing};${unanswered};${pauseMs}`;
}

export const questionKey = ({ about, askedMs }: Busy & { kind: 'question' }): string =>
  `${askedMs}${about ? `${about.reference}${about.tries}` : ''};`;

function busyKey(busy: Busy): string {
  if (busy.kind === 'question') return `q${questionKey(busy)}${busy.read ? booksKey(busy.read) : ''}`;
  const { reply } = busy;
  return `c${reply ? reply.verdict + ('refund' in reply ? refundKey(reply.refund) : '') : ''}`;
}
