import type { Snapshot } from '../gateway/snapshot';
import { factsOf, joinFacts, NO_FACTS } from '../facts/facts';
import type { Facts } from '../facts/facts';
import { ledgerOf } from '../facts/ledger';
import { formatMoney, MIN_AMOUNT_MINOR } from '../values/money';
import type { Money } from '../values/money';
import type { Instant } from '../values/time';
import { ALLOWED, denied } from '../values/verdict';
import type { Denial, Verdict } from '../values/verdict';

/**
 * All refunds of one order, and what was captured: the one place where its money is reserved for refunds, so that two
 * that exceed it together cannot both be sent. Plain JSON, because it crosses continue-as-new.
 */
export interface RefundBook {
  readonly orderReference: string;
  /** What the gateway said about the order; nothing before it was asked. */
  readonly facts: Facts;
  readonly currency: string;
  readonly entries: readonly BookEntry[];
}

export interface BookEntry {
  readonly reference: string;
  /** The amount as asked for; null: all that is left. */
  readonly wanted: Money | null;
  readonly reason: string;
  readonly at: Instant;
  /** The amount reserved for the refund, or 0 as long as it waits. */
  readonly amountMinor: number;
  /**
   * `waiting`: for the gateway to say what was captured. `decided`: reserved, to be started. `underWay`: its workflow
   * runs. `refused` was never sent; the others are what its workflow ended with.
   */
  readonly progress: 'waiting' | 'decided' | 'underWay' | 'refunded' | 'failed' | 'refused';
  /** Why it was refused. */
  readonly denial: Denial | null;
}

export interface RefundWish {
  readonly refundReference: string;
  /** `amount` left out: all that is captured and not yet refunded. */
  readonly amount?: Money;
  readonly reason: string;
}

/** Refusals that have nothing to do with the order's money: each has a failure of its own for callers. */
export const REFUSED_OTHERWISE = {
  orderUnknown: { ok: false, code: 'order-unknown', reason: 'The gateway knows no such order' },
  referenceTaken: { ok: false, code: 'reference-taken', reason: 'The reference belongs to a refund of another order' },
} as const satisfies Record<string, Denial>;

/** More would be a mistake, and would make the workflow's history endless. */
const MAX_ENTRIES = 100;
const MAX_REFUSED = 20;

export const newRefundBook = (orderReference: string): RefundBook => ({
  orderReference,
  facts: NO_FACTS,
  currency: 'INR',
  entries: [],
});

export const entryOf = (book: RefundBook, reference: string): BookEntry | undefined =>
  book.entries.find((entry) => entry.reference === reference);

/** The entry that a request would repeat; a refused one moved nothing and may be asked for anew. */
export const standingEntry = (book: RefundBook, reference: string): BookEntry | undefined => {
  const entry = entryOf(book, reference);
  return entry?.progress === 'refused' ? undefined : entry;
};

/** Whether it is the same request once more. */
export const isSameWish = (entry: BookEntry, { amount, reason }: RefundWish): boolean =>
  entry.reason === reason &&
  (amount === undefined
    ? entry.wanted === null
    : entry.wanted?.value === amount.value && entry.wanted.currency === amount.currency);

const isReserving = ({ progress }: BookEntry): boolean =>
  progress === 'decided' || progress === 'underWay' || progress === 'refunded';

const capturedMinor = (book: RefundBook): number => ledgerOf(book.facts).capturedMinor;
const reservedMinor = ({ entries }: RefundBook): number =>
  entries.filter(isReserving).reduce((sum, { amountMinor }) => sum + amountMinor, 0);

/** The order's id at the gateway; null before it was asked. */
export const gatewayIdOf = ({ facts }: RefundBook): string | null => facts.gatewayOrderIds[0] ?? null;

/** Whether the gateway has said that there is something to refund; captured money stays captured. */
export const isCaptureKnown = (book: RefundBook): boolean => capturedMinor(book) > 0;

/** Whether the order's money allows the refund, as far as the book knows. `amount` left out: all that is left. */
export function canRefund(book: RefundBook, { amount }: { readonly amount?: Money | null }): Verdict {
  const money = (value: number): string => formatMoney({ value, currency: book.currency });
  const captured = capturedMinor(book);
  const left = captured - reservedMinor(book);
  if (captured === 0) return denied('nothing-captured', 'Nothing was captured: there is nothing to refund');
  if (left < MIN_AMOUNT_MINOR)
    return denied('all-refunded', `Of the ${money(captured)} captured ${money(left)} is left to refund`);
  if (amount && amount.currency !== book.currency) return denied('wrong-currency', `The order is in ${book.currency}`);
  if (amount && amount.value < MIN_AMOUNT_MINOR)
    return denied('amount-too-small', `The least amount is ${money(MIN_AMOUNT_MINOR)}`);
  if (amount && amount.value > left) return denied('refund-too-large', `Only ${money(left)} is left to refund`);
  const isFull = book.entries.filter(isReserving).length >= MAX_ENTRIES;
  return isFull ? denied('too-many-refunds', `An order has at most ${MAX_ENTRIES} refunds`) : ALLOWED;
}

/** Whether the gateway shows that money was refunded without the book's knowledge. */
function refundedElsewhere({ facts, entries }: RefundBook, shown: Snapshot): Denial | null {
  const isOurs = entries.some(({ progress }) => progress !== 'waiting' && progress !== 'refused');
  // A refund of ours that showed before may have failed since: then only what shows now counts.
  const statuses = isOurs ? [shown.status] : facts.statuses;
  if (statuses.includes('refunded')) return denied('all-refunded', 'The gateway says that all was refunded');
  if (isOurs || !statuses.includes('partlyRefunded')) return null;
  // No field shows how much was refunded in the gateway's dashboard.
  return denied(
    'refunded-elsewhere',
    "Money was refunded elsewhere: only the gateway's dashboard shows how much is left",
  );
}

/** Writes a wish down before the gateway is asked what was captured. */
export function refundWished(book: RefundBook, wish: RefundWish, now: Instant): RefundBook {
  const { refundReference: reference, amount = null, reason } = wish;
  const others = book.entries.filter((entry) => entry.reference !== reference);
  const refused = others.filter(({ progress }) => progress === 'refused');
  const dropped = refused.slice(0, Math.max(0, refused.length - MAX_REFUSED));
  const entry: BookEntry = {
    reference,
    wanted: amount,
    reason,
    at: now,
    amountMinor: 0,
    progress: 'waiting',
    denial: null,
  };
  return { ...book, entries: [...others.filter((other) => !dropped.includes(other)), entry] };
}

/** Takes in how the order stands at the gateway, and decides about all that waited for it, the oldest first. */
export function orderShown(book: RefundBook, snapshot: Snapshot): RefundBook {
  const { currency, observedAt } = snapshot;
  const told = factsOf(snapshot, { askedAt: observedAt, seenAt: observedAt });
  return decided({ ...book, currency, facts: joinFacts(book.facts, told) }, snapshot);
}

/** Decides about all that waits, by what is known of the order and by what the gateway shows now. */
const decided = (book: RefundBook, shown: Snapshot): RefundBook =>
  waitingIn(book).reduce((before, entry) => {
    const verdict = refundedElsewhere(before, shown) ?? canRefund(before, { amount: entry.wanted });
    const amountMinor = entry.wanted?.value ?? capturedMinor(before) - reservedMinor(before);
    return changed(before, entry.reference, verdict.ok ? { progress: 'decided', amountMinor } : refusedAs(verdict));
  }, book);

/** Refuses all that waited: the gateway does not know the order. */
export const orderUnknown = (book: RefundBook): RefundBook => refusedAll(book, REFUSED_OTHERWISE.orderUnknown);

/** Refuses all that waited: the gateway does not say how the order stands. */
export const gatewaySilent = (book: RefundBook): RefundBook =>
  refusedAll(book, denied('gateway-silent', 'The gateway did not say for a day what was captured: ask again'));

const refusedAll = (book: RefundBook, denial: Denial): RefundBook =>
  waitingIn(book).reduce((before, { reference }) => changed(before, reference, refusedAs(denial)), book);

const refusedAs = (denial: Denial): Partial<BookEntry> => ({ progress: 'refused', denial });

/** Refuses a refund after all: its reference belongs to a refund of another order. */
export const referenceTaken = (book: RefundBook, reference: string): RefundBook =>
  changed(book, reference, refusedAs(REFUSED_OTHERWISE.referenceTaken));

export const progressed = (
  book: RefundBook,
  reference: string,
  progress: 'underWay' | 'refunded' | 'failed',
): RefundBook => changed(book, reference, { progress });

const changed = (book: RefundBook, reference: string, change: Partial<BookEntry>): RefundBook => ({
  ...book,
  entries: book.entries.map((entry) => (entry.reference === reference ? { ...entry, ...change } : entry)),
});

export const waitingIn = ({ entries }: RefundBook): BookEntry[] =>
  entries.filter(({ progress }) => progress === 'waiting');
export const decidedIn = ({ entries }: RefundBook): BookEntry[] =>
  entries.filter(({ progress }) => progress === 'decided');
export const underWayIn = ({ entries }: RefundBook): BookEntry[] =>
  entries.filter(({ progress }) => progress === 'underWay');
