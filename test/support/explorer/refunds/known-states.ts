import { isAskedAndAnswered } from '../../../../workflows/domain/call';
import type { BookEntry, RefundBook } from '../../../../workflows/domain/refund-book';
import type { Refund } from '../../../../workflows/domain/refund';
import type { RefundStep } from '../../../../workflows/domain/refund-steps';
import { later, NOW } from '../clock';
import { keyOf, MOST_QUESTIONS } from '../key';
import { createKnownStates } from '../known';
import type { Known, KnownStates } from '../known';
import type { Core } from './core';

/** What the workflow of an order's refunds does next, by its book. */
export type BookStep =
  { readonly kind: 'start'; readonly entry: BookEntry } | { readonly kind: 'inquire' } | { readonly kind: 'await' };

export type KnownRefund = Known<Refund, RefundStep>;
export type KnownRefunds = KnownStates<Refund, RefundStep>;
export type KnownBook = Known<RefundBook, BookStep>;
export type KnownBooks = KnownStates<RefundBook, BookStep>;

export const createKnownRefunds = (core: Core, isKept: boolean, longAgoMs: number): KnownRefunds =>
  createKnownStates(
    {
      essence: ({ facts, intents }) => ({ facts, intents: { ...intents, log: [] } }),
      restored: (refund) => refund,
      keyOf: refundKey,
      stepOf: (refund) => core.nextRefundStep(refund, NOW),
      later: (refund, ms) => ({ ...refund, intents: later(refund.intents, ms, longAgoMs) }),
    },
    isKept,
  );

/** What of a refund makes a difference from now on. */
function refundKey({ terms: { reference, amountMinor }, facts, intents }: Refund): string {
  const { requestedAt, call, refusal, knownSince, asks, attention, resolution, news } = intents;
  const { wantedSince, lastAskedAt, answeredAt, count } = asks;
  const isAnswered = wantedSince !== null && isAskedAndAnswered(asks, wantedSince);
  // A deadline that is over stays so, and who waits for a person asks once a day.
  const times = attention ? [attention.code] : [knownSince ?? requestedAt, Math.min(count, MOST_QUESTIONS)];
  const questions = [isAnswered || wantedSince, lastAskedAt, answeredAt];
  const heard = [news, Math.min(asks.hints, MOST_QUESTIONS), asks.notBefore];
  return keyOf([
    reference,
    amountMinor,
    facts,
    call,
    refusal,
    knownSince !== null,
    resolution?.as,
    questions,
    times,
    heard,
  ]);
}

/** A book knows no time: when something was asked for makes no difference to it. */
export const createKnownBooks = (core: Core, isKept: boolean): KnownBooks =>
  createKnownStates(
    {
      essence: (book) => book,
      restored: (book) => book,
      keyOf: (book) => keyOf([book.facts, book.entries.map(({ at: _at, ...entry }) => entry)]),
      stepOf: (book) => bookStep(core, book),
      later: (book) => book,
    },
    isKept,
  );

function bookStep(core: Core, book: RefundBook): BookStep {
  const [entry] = core.decidedIn(book);
  if (entry) return { kind: 'start', entry };
  return { kind: core.waitingIn(book).length > 0 ? 'inquire' : 'await' };
}
