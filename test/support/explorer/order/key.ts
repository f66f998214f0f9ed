import type { Intents, Order } from '../../../../workflows/domain/order';
import { hasUnsettledPayment } from '../../../../workflows/domain/paying';
import { heldMinor, isConcluded, remainderEndsAt } from '../../../../workflows/domain/standing';
import { isReached } from '../../../../workflows/domain/time';
import { keyOf, MOST_QUESTIONS } from '../key';

/*
 * What of an order makes a difference from now on. Two orders with one key go on alike; where the key says less than it
 * should, fewer orders are explored, and none is judged wrongly.
 */

export function orderKey(order: Order): string {
  const { policy, facts, intents } = order;
  return keyOf([policy.decideBy, facts, intentsEssence(order, intents)]);
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
    payBy: isPaid && !isWatched ? null : intents.payBy,
    captureSeenAt: captureSeenAt && !isRemainderDue(order) && heldMinor(order) > 0 && captureSeenAt,
    deliveredAt: intents.deliveredAt !== null,
    deliveredTooLateAt: intents.deliveredTooLateAt !== null,
    usedCards: usedCards.length,
    resolutions: resolutions.map(({ as, isForced, of }) => [as, isForced, of]),
    decision: decision && [decision.kind, decision.amountMinor, isDecisionYoung && decision.at],
    gaveUp: gaveUp && [gaveUp.as, gaveUp.cancelTried, gaveUp.cancelAgainAt, isWatched && gaveUp.at],
    asks: { ...asks, count: Math.min(asks.count, MOST_QUESTIONS) },
    attention: attention && [attention.code, attention.since],
  };
}
