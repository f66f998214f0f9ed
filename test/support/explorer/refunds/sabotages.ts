import { keyOf } from '../../../../workflows/domain/call';
import type { BookEntry, RefundBook } from '../../../../workflows/domain/refund-book';
import { observeRefund } from '../../../../workflows/domain/refund';
import type { Snapshot } from '../../../../workflows/domain/snapshot';
import { SECOND_MS } from '../../../../workflows/domain/time';
import { sabotage } from '../subject';
import type { Sabotage } from '../subject';
import { REAL_CORE } from './core';
import type { Core } from './core';
import { refundsModel } from './model';
import { PARTS, setup, SHORT, TOO_MUCH } from './setups';
import { refundSnapshot } from './snapshots';
import type { Setup } from './world';

const sabotaged = (name: string, changed: Partial<Core>, found: Setup): Sabotage =>
  sabotage(name, changed, (change) => refundsModel({ ...found, name }, { ...REAL_CORE, ...change }));

const { beginRefund, refundCalled, refundAnswered, refundHeard, refundAskSoon, orderShown, canRefund, progressed } =
  REAL_CORE;

const withoutAsking: Core['refundCalled'] = (refund, outcome, now) =>
  refundCalled(refund, outcome.kind === 'unknown' ? { kind: 'notSent', code: outcome.code } : outcome, now);

const unknownIsFailure: Core['refundCalled'] = (refund, outcome, now) =>
  refundCalled(refund, outcome.kind === 'unknown' ? { kind: 'rejected', code: outcome.code } : outcome, now);

const freshReference: Core['beginRefund'] = (refund, step, now) => {
  const again = refund.intents.call?.sends ?? 0;
  const reference = `${refund.terms.reference}-${again}`;
  return step.kind === 'send' && again > 0
    ? beginRefund({ ...refund, terms: { ...refund.terms, reference } }, step, now)
    : beginRefund(refund, step, now);
};

const anyAnswerProves: Core['refundAnswered'] = (refund, _question, answer, now) =>
  refundAnswered(refund, { about: refund.intents.call && keyOf(refund.intents.call), askedAt: now }, answer, now);

/** A webhook about the order tells of a refund: so this one has been carried out. */
const hintIsAnEnd: Core['refundAskSoon'] = (refund, now) => {
  const { reference, amountMinor } = refund.terms;
  const given = refundSnapshot({ reference, amountMinor, ordinal: 1, status: 'PROCESSED' });
  return observeRefund(refundAskSoon(refund, now), given);
};

/** The order is shown to a book that knows no entries of this progress. */
const hiding = (book: RefundBook, progress: readonly string[], shown: Snapshot): RefundBook => {
  const isHidden = (entry: BookEntry): boolean => progress.includes(entry.progress);
  const after = orderShown({ ...book, entries: book.entries.filter((entry) => !isHidden(entry)) }, shown);
  return { ...after, entries: [...book.entries.filter(isHidden), ...after.entries] };
};

/** Nothing is kept for what is under way or was given back. */
const withoutReservations: Partial<Core> = {
  canRefund: (book, wish) => canRefund({ ...book, entries: [] }, wish),
  orderShown: (book, snapshot) => hiding(book, ['underWay', 'refunded'], snapshot),
};

const forgetsFailed: Core['orderShown'] = (book, snapshot) => hiding(book, ['failed'], snapshot);

/** Every refund that is told as ended frees its money. */
const freedByAnyEnd: Core['progressed'] = (book, reference, progress) =>
  progressed(book, reference, progress === 'refunded' ? 'failed' : progress);

/** The rules of the core of refunds, each taken away. */
export const REFUND_SABOTAGES: readonly Sabotage[] = [
  sabotaged('sends a refund again before it has asked', { refundCalled: withoutAsking }, setup({})),
  sabotaged('has no quiet period for refunds', {}, setup({ timing: { ...SHORT, quietMs: 0 } })),
  sabotaged('has one that is too short for refunds', {}, setup({ lateMs: SHORT.quietMs + SECOND_MS })),
  sabotaged('takes another reference for a repeated refund', { beginRefund: freshReference }, setup({})),
  sabotaged('reads an unknown refund as a failure', { refundCalled: unknownIsFailure }, setup({})),
  sabotaged(
    'takes any answer as proof about a refund',
    { refundAnswered: anyAnswerProves },
    setup({ may: { fault: 2, wish: 1 }, isSplit: true }),
  ),
  sabotaged(
    'takes a hint for the end of a refund',
    { refundAskSoon: hintIsAnEnd },
    setup({ may: { wish: 1, hint: 1 } }),
  ),
  sabotaged(
    'takes a webhook about a refund for a fact',
    { refundHeard: (refund, snapshot, now) => observeRefund(refundHeard(refund, snapshot, now), snapshot) },
    setup({ may: { wish: 1, forge: 1 } }),
  ),
  sabotaged('reserves no money', withoutReservations, setup({ may: { wish: 2 }, wishes: TOO_MUCH })),
  sabotaged(
    'frees money that was given back',
    { progressed: freedByAnyEnd },
    setup({ may: { wish: 2 }, wishes: TOO_MUCH }),
  ),
  sabotaged(
    'takes one of its own refunds for one made elsewhere',
    { orderShown: forgetsFailed },
    setup({ may: { fault: 1, wish: 2 }, wishes: PARTS, isAtOnce: true, traits: { orderShows: 'begun' } }),
  ),
];
