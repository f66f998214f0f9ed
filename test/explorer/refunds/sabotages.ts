import { keyOf } from '../../../workflows/domain/call/call';
import type { BookEntry, RefundBook } from '../../../workflows/domain/refund/book';
import type { RefundEvent } from '../../../workflows/domain/refund/events';
import { observeRefund } from '../../../workflows/domain/refund/refund';
import type { Refund } from '../../../workflows/domain/refund/refund';
import type { Snapshot } from '../../../workflows/domain/gateway/snapshot';
import { SECOND_MS } from '../../../workflows/domain/values/time';
import type { Instant } from '../../../workflows/domain/values/time';
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

const { apply, orderShown, canRefund, progressed } = REAL_CORE;

type EventOf<K extends RefundEvent['kind']> = Extract<RefundEvent, { readonly kind: K }>;

/** The same core, but for what it makes of one kind of event. */
const on = <K extends RefundEvent['kind']>(
  kind: K,
  change: (refund: Refund, event: EventOf<K>, now: Instant) => Refund,
): Partial<Core> => ({
  apply: (refund, event, now) =>
    event.kind === kind ? change(refund, event as EventOf<K>, now) : apply(refund, event, now),
});

/** The same core, to which an unknown outcome is told in other words. */
const unknownRead = (kind: 'notSent' | 'rejected'): Partial<Core> =>
  on('outcome', (refund, { outcome }, now) => {
    const read = outcome.kind === 'unknown' ? { kind, code: outcome.code } : outcome;
    return apply(refund, { kind: 'outcome', outcome: read }, now);
  });

const freshReference = on('step', (refund, event, now) => {
  const again = refund.dialogue.call?.sends ?? 0;
  const reference = `${refund.terms.reference}-${again}`;
  return event.step.kind === 'send' && again > 0
    ? apply({ ...refund, terms: { ...refund.terms, reference } }, event, now)
    : apply(refund, event, now);
});

const anyAnswerProves = on('answer', (refund, { answer }, now) => {
  const about = refund.dialogue.call && keyOf(refund.dialogue.call);
  return apply(refund, { kind: 'answer', question: { about, askedAt: now }, answer }, now);
});

/** A webhook about the order tells of a refund: so this one has been carried out. */
const hintIsAnEnd = on('recheck', (refund, event, now) => {
  const { reference, amountMinor } = refund.terms;
  const given = refundSnapshot({ reference, amountMinor, ordinal: 1, status: 'captured' });
  return observeRefund(apply(refund, event, now), given);
});

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
  sabotaged('sends a refund again before it has asked', unknownRead('notSent'), setup({})),
  sabotaged('has no quiet period for refunds', {}, setup({ timing: { ...SHORT, quietMs: 0 } })),
  sabotaged('has one that is too short for refunds', {}, setup({ lateMs: SHORT.quietMs + SECOND_MS })),
  sabotaged('takes another reference for a repeated refund', freshReference, setup({})),
  sabotaged('reads an unknown refund as a failure', unknownRead('rejected'), setup({})),
  sabotaged(
    'takes any answer as proof about a refund',
    anyAnswerProves,
    setup({ may: { fault: 2, wish: 1 }, isSplit: true }),
  ),
  sabotaged('takes a hint for the end of a refund', hintIsAnEnd, setup({ may: { wish: 1, hint: 1 } })),
  sabotaged(
    'takes a webhook about a refund for a fact',
    on('webhook', (refund, event, now) => observeRefund(apply(refund, event, now), event.snapshot)),
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
