import { MIN_AMOUNT_MINOR } from '../../../workflows/domain/values/money';
import { entryOf } from '../../../workflows/domain/refund/book';
import type { RefundBook } from '../../../workflows/domain/refund/book';
import { fail } from '../model';
import type { Standing } from '../model';
import { takesMoney, under } from './gateway';
import type { Books, GatewayRefund } from './gateway';
import type { Pursuit, Wished, World } from './world';

/** Whoever is refused, or waits for a person, is so for a reason that is true. */

/** Those that were refused when the gateway showed these books; the earlier ones took their money first. */
export function checkRefusals(world: World, shown: Books, before: RefundBook, after: RefundBook): void {
  for (const [index, { reference, wanted, progress }] of after.entries.entries()) {
    if (progress !== 'refused' || entryOf(before, reference)?.progress === 'refused') continue;
    const earlier = { ...after, entries: after.entries.slice(0, index) };
    checkRefusal(world, shown, earlier, { reference, amountMinor: wanted?.value ?? null });
  }
}

/** Nothing is refused because of the money, unless what was given back or has not ended yet holds it. */
export function checkRefusal(world: World, shown: Books, book: RefundBook, { amountMinor }: Wished): void {
  // How much was refunded without the book's knowledge nobody can tell.
  if (shown.refunds.some((refund) => takesMoney(refund) && !isAnsweredFor(world, refund))) return;
  const references = [...Object.keys(world.asked), ...book.entries.map(({ reference }) => reference)];
  const held = [...new Set(references)].reduce((sum, reference) => sum + heldFor(world, shown, book, reference), 0);
  const left = shown.capturedMinor - held;
  if (left >= MIN_AMOUNT_MINOR && left >= (amountMinor ?? 0)) fail('A refund was refused although its money was there');
}

function heldFor({ pursuits, ended }: World, shown: Books, book: RefundBook, reference: string): number {
  const made = under(shown, reference).find(takesMoney)?.amountMinor ?? 0;
  const open = pursuits[reference]?.known.state.terms.amountMinor ?? 0;
  const end = ended[reference];
  const given = end?.as === 'refunded' ? end.amountMinor : 0;
  const entry = entryOf(book, reference);
  const decided = entry?.progress === 'decided' ? entry.amountMinor : 0;
  return Math.max(made, open, given, decided);
}

/** Not where the book has been forgotten, nor where a person says that there is no refund. */
function isAnsweredFor({ desk, ended }: World, { reference }: GatewayRefund): boolean {
  const progress = entryOf(desk.known.state, reference)?.progress ?? 'waiting';
  const isDenied = ended[reference]?.as === 'failed' && ended[reference].isPersonsWord;
  return progress !== 'waiting' && progress !== 'refused' && !isDenied;
}

/** What has to be true at the gateway of a refund that waits for a person and goes on waiting. */
const IS_TRUE: Readonly<Record<string, (made: readonly GatewayRefund[]) => boolean>> = {
  'two-refunds': (made) => made.length > 1,
  'refund-in-vain': (made) => made.length === 0,
  'refund-unsent': (made) => made.length === 0,
  'refund-in-doubt': (made) => made.length === 0,
  'refund-unpaid': (made) => made.some(({ status }) => status === 'pending'),
};

const isTrulyParked = (books: Books, { known: { state } }: Pursuit): boolean =>
  IS_TRUE[state.intents.attention?.code ?? '']?.(under(books, state.terms.reference)) ?? false;

/** Whether all has ended, or waits for a person, and for a reason that is true. */
export function standingOf({ desk, pursuits, books }: World): Standing {
  const open = Object.values(pursuits);
  if (desk.busy || desk.known.step.kind !== 'await') return 'under way';
  if (open.length === 0) return 'finished';
  if (open.some(({ known }) => known.state.intents.attention === null)) return 'under way';
  return open.every((pursuit) => isTrulyParked(books, pursuit)) ? 'truly parked' : 'falsely parked';
}
