import { isAnsweredSince } from '../../../workflows/domain/call/questions';
import type { BookEntry, RefundBook } from '../../../workflows/domain/refund/book';
import type { Refund } from '../../../workflows/domain/refund/refund';
import type { RefundStep } from '../../../workflows/domain/refund/next';
import { later, NOW } from '../clock';
import { keyOf, MOST_QUESTIONS } from '../key';
import { createKnownStates, looked } from '../known';
import type { Known, KnownStates, Looked } from '../known';
import type { Core } from './core';

/** What the workflow of an order's refunds does next, by its book. */
export type BookStep =
  { readonly kind: 'start'; readonly entry: BookEntry } | { readonly kind: 'ask' } | { readonly kind: 'await' };

export type KnownRefund = Known<Refund, Looked<RefundStep>>;
export type KnownRefunds = KnownStates<Refund, Looked<RefundStep>>;
export type KnownBook = Known<RefundBook, BookStep>;
export type KnownBooks = KnownStates<RefundBook, BookStep>;

export const createKnownRefunds = (core: Core, isKept: boolean, longAgoMs: number): KnownRefunds =>
  createKnownStates(
    {
      essence: ({ facts, dialogue, intents }) => ({ facts, dialogue, intents: { ...intents, log: [] } }),
      keyOf: refundKey,
      stepOf: (refund) => looked(core.next(refund, NOW)),
      later: (refund, ms) => ({
        ...refund,
        dialogue: later(refund.dialogue, ms, longAgoMs),
        intents: later(refund.intents, ms, longAgoMs),
      }),
    },
    isKept,
  );

/** What of a refund makes a difference from now on. */
function refundKey({ terms: { reference, amountMinor }, facts, dialogue, intents }: Refund): string {
  const { requestedAt, refusal, knownSince, attention, resolution } = intents;
  const { call, questions, news } = dialogue;
  const { wantedSince, lastAskedAt, answeredAt, count } = questions;
  const isAnswered = wantedSince !== null && isAnsweredSince(questions, wantedSince);
  // A deadline that is over stays so, and who waits for a person asks once a day.
  const times = attention ? [attention.code] : [knownSince ?? requestedAt, Math.min(count, MOST_QUESTIONS)];
  const asked = [isAnswered || wantedSince, lastAskedAt, answeredAt];
  const heard = [news, Math.min(questions.hints, MOST_QUESTIONS), questions.notBefore];
  return keyOf([
    reference,
    amountMinor,
    facts,
    call,
    refusal,
    knownSince !== null,
    resolution?.as,
    asked,
    times,
    heard,
  ]);
}

/** A book knows no time: when something was asked for makes no difference to it. */
export const createKnownBooks = (core: Core, isKept: boolean): KnownBooks =>
  createKnownStates(
    {
      essence: (book) => book,
      keyOf: (book) => keyOf([book.facts, book.entries.map(({ at: _at, ...entry }) => entry)]),
      stepOf: (book) => bookStep(core, book),
      later: (book) => book,
    },
    isKept,
  );

function bookStep(core: Core, book: RefundBook): BookStep {
  const [entry] = core.decidedIn(book);
  if (entry) return { kind: 'start', entry };
  return { kind: core.waitingIn(book).length > 0 ? 'ask' : 'await' };
}
