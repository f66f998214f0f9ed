import type { Facts, PaymentFacts } from '../../../../workflows/domain/facts';
import type { Intents, Order } from '../../../../workflows/domain/order';
import { hasUnsettledPayment } from '../../../../workflows/domain/paying';
import { authorisedAt, heldMinor, isConcluded, remainderEndsAt } from '../../../../workflows/domain/standing';
import { STALE_READ_MS, stampedStatusOf } from '../../../../workflows/domain/sightings';
import { isReached, MINUTE_MS } from '../../../../workflows/domain/time';
import { at, distance } from '../clock';
import { keyOf, MOST_QUESTIONS } from '../key';

/*
 * What of an order makes a difference from now on. Two orders with one key go on alike; where the key says less than it
 * should, fewer orders are explored, and none is judged wrongly.
 */

export function orderKey(order: Order): string {
  const { policy, facts, intents } = order;
  return keyOf([
    policy.decideBy,
    factsEssence(facts, sightsEssence),
    authorisedAt(order),
    intentsEssence(order, intents),
  ]);
}

/** When a hold began is told apart; of what was seen of payments only what can still decide between two statuses. */
const factsEssence = (facts: Facts, seenEssence: (payment: PaymentFacts) => unknown): unknown => ({
  ...facts,
  payments: Object.entries(facts.payments).map(([id, payment]) => {
    const { seen: _seen, authorisedStamp: _stamp, ...rest } = payment;
    return [id, rest, seenEssence(payment)];
  }),
});

/** Of news that is all that makes a difference. */
function gistEssence({ seen }: PaymentFacts): unknown {
  const status = stampedStatusOf(seen);
  return [status, seen[status]?.stamp, seen.AUTHORIZED !== undefined];
}

/** How far apart two sights have to be for the later one to be believed; between these all is alike. */
const AGES_MS = [0, STALE_READ_MS, MINUTE_MS];

function sightsEssence({ seen }: PaymentFacts): unknown {
  const hold = seen.AUTHORIZED;
  return Object.entries(seen).map(([status, { stamp, lastAt }]) => {
    if (seen.PROCESSED) return [status];
    if (status === 'AUTHORIZED') return [status, stamp, AGES_MS.filter((ms) => distance(lastAt) <= -ms).length];
    const ahead = at(Math.max(distance(lastAt), 0));
    if (!hold) return [status, stamp, ahead];
    const apartMs = distance(lastAt) - distance(hold.lastAt);
    return [status, stamp, ahead, AGES_MS.filter((ms) => apartMs >= ms).length];
  });
}

/** From then on it is all the same when the capture showed. */
function isRemainderDue(order: Order): boolean {
  const end = remainderEndsAt(order);
  const { lastAskedAt } = order.intents.asks;
  return end !== null && lastAskedAt !== null && isReached(end, lastAskedAt);
}

function intentsEssence(order: Order, intents: Intents): unknown {
  const {
    log: _log,
    placedAt: _placedAt,
    firstSentAt,
    isClockNoted: _isClockNoted,
    news,
    usedCards,
    resolutions,
    captureSeenAt,
    decision,
    gaveUp,
    asks,
    attention,
    ...rest
  } = intents;
  // An order without a payment that is open, or may be, is not watched, so when it was decided about is all the same.
  const mayPay = intents.call?.kind === 'createPayment';
  const isWatched = heldMinor(order) > 0 || hasUnsettledPayment(order) || mayPay;
  const isDecisionYoung = isWatched && (captureSeenAt === null || hasUnsettledPayment(order));
  const isPaid = intents.gaveUp !== null || isConcluded(order) || heldMinor(order) > 0;
  return {
    ...rest,
    firstSentAt: [Object.keys(firstSentAt).length, mayPay && firstSentAt[intents.call.reference]],
    news: news && [
      factsEssence({ ...news.told, statuses: [], challenge: null, retriesRemaining: null }, gistEssence),
      news.askFrom,
    ],
    payBy: isPaid && !isWatched ? null : intents.payBy,
    captureSeenAt: captureSeenAt && !isRemainderDue(order) && heldMinor(order) > 0 && captureSeenAt,
    deliveredAt: intents.deliveredAt !== null,
    deliveredTooLateAt: intents.deliveredTooLateAt !== null,
    usedCards: usedCards.length,
    resolutions: resolutions.map(({ as, isForced, of }) => [as, isForced, of]),
    decision: decision && [decision.kind, decision.amountMinor, isDecisionYoung && decision.at],
    gaveUp: gaveUp && [gaveUp.as, gaveUp.cancelTried, gaveUp.cancelAgain, isWatched && gaveUp.at],
    asks: { ...asks, count: Math.min(asks.count, MOST_QUESTIONS), hints: Math.min(asks.hints, MOST_QUESTIONS) },
    attention: attention && [attention.code, attention.since],
  };
}
