import { isAskedAndAnswered, pauseMs } from './call';
import type { Asks, News, Reason } from './call';
import { factsOf, joinFacts, NO_FACTS } from './facts';
import type { Facts, PaymentFacts } from './facts';
import { capturedOf } from './ledger';
import { intend } from './order';
import type { Order } from './order';
import { isGatewayDone } from './paying';
import { stampedStatusOf, STALE_READ_MS } from './sightings';
import type { Snapshot } from './snapshot';
import { isReached, later, plus, SECOND_MS } from './time';
import type { Instant } from './time';

/** How much of what is told is remembered: who floods an order with forgeries gets no more out of it than questions. */
const MAX_PAYMENTS = 20;

/** Takes in a webhook. The same order comes back when an answer, or news that waits for one, said it before. */
export function heard(order: Order, snapshot: Snapshot, now: Instant): Order {
  const { news } = order.intents;
  const told = factsOf(snapshot, { askedAt: now, seenAt: now });
  const known = joinFacts(order.facts, news?.told ?? NO_FACTS);
  if (gistOf(joinFacts(known, told)) === gistOf(known)) return order;
  const joined = joinFacts(news?.told ?? NO_FACTS, told);
  const isMuch = Object.keys(joined.payments).length > MAX_PAYMENTS;
  return intend(order, newsHeard(news, isMuch ? told : joined, order.intents.asks, now));
}

/** News on top of news that an answer did not say is a hint like any other: who repeats it gets no question for each. */
export function newsHeard<Told>(
  before: News<unknown> | null,
  told: Told,
  asks: Asks,
  now: Instant,
): { readonly news: News<Told>; readonly asks: Asks } {
  const isRepeated = before !== null && isAskedAndAnswered(asks, before.askFrom);
  const counted = isRepeated ? { ...asks, hints: asks.hints + 1 } : asks;
  return { news: { told, askFrom: askFrom(counted, now) }, asks: counted };
}

const FIRST_HINT_PAUSE_MS = 5 * SECOND_MS;

/** At once at first, then ever later: whoever has a hint or a forgery can repeat it as often as they like. */
export function askFrom({ hints, answeredAt }: Asks, now: Instant): Instant {
  if (hints === 0 || answeredAt === null) return now;
  return later(now, plus(answeredAt, pauseMs(hints + 1, FIRST_HINT_PAUSE_MS)));
}

/** Once, and where the answer may have been stale once more. */
export const newsReason = (asks: Asks, news: News<unknown> | null): Reason | null =>
  news && {
    since: isAskedAndAnswered(asks, news.askFrom) ? plus(news.askFrom, STALE_READ_MS) : news.askFrom,
    firstPauseMs: 0,
  };

/** What is still open after the answer to a question that was asked at this instant. */
export function newsAfter<Told>(
  news: News<Told> | null,
  asks: Asks,
  askedAt: Instant,
  isSaid: (told: Told) => boolean,
): { readonly news: News<Told> | null; readonly asks: Asks } {
  const answered = { ...asks, answeredAt: askedAt, notBefore: null };
  if (!news) return { news, asks: answered };
  // Nobody can forge what the gateway then says.
  if (isSaid(news.told)) return { news: null, asks: { ...answered, hints: 0 } };
  if (!isReached(plus(news.askFrom, STALE_READ_MS), askedAt)) return { news, asks: answered };
  return { news: null, asks: { ...answered, hints: asks.hints + 1 } };
}

/** Whether the facts say all that was told. */
export const isSaidBy =
  (facts: Facts) =>
  (told: Facts): boolean =>
    gistOf(joinFacts(facts, told)) === gistOf(facts);

/** What makes a difference to an order: how far its payments got by the gateway's own stamps, and what was taken. */
const gistOf = (facts: Facts): string =>
  JSON.stringify([
    Object.entries(facts.payments).map(([id, payment]) => [id, ...gistOfPayment(payment)]),
    isGatewayDone({ facts }),
    facts.statuses.includes('FULLY_REFUNDED'),
  ]);

const gistOfPayment = (payment: PaymentFacts): readonly unknown[] => [
  stampedStatusOf(payment.seen),
  payment.seen.AUTHORIZED !== undefined,
  capturedOf(payment),
];
