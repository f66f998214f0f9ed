import type { Intents, Order } from '../../../../workflows/domain/order';
import { hasUnsettledPayment } from '../../../../workflows/domain/paying';
import { heldMinor, isConcluded } from '../../../../workflows/domain/standing';
import { keyOf, MOST_QUESTIONS } from '../key';

/*
 * What of an order makes a difference from now on. Two orders with one key go on alike; where the key says less than it
 * should, fewer orders are explored, and none is judged wrongly.
 */

export function orderKey(order: Order): string {
  const { policy, facts, intents } = order;
  return keyOf([policy.decideBy, facts, intentsEssence(order, intents)]);
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
  // An order without a payment that is open is not watched, so when it was decided about is all the same.
  const isWatched = heldMinor(order) > 0 || hasUnsettledPayment(order);
  const isPaid = intents.gaveUp !== null || isConcluded(order) || heldMinor(order) > 0;
  return {
    ...rest,
    payBy: isPaid && !isWatched ? null : intents.payBy,
    // Only of a remainder does it matter when.
    captureSeenAt: captureSeenAt && heldMinor(order) > 0 && captureSeenAt,
    deliveredAt: intents.deliveredAt !== null,
    deliveredTooLateAt: intents.deliveredTooLateAt !== null,
    usedCards: usedCards.length,
    resolutions: resolutions.map(({ as, isForced, of }) => [as, isForced, of]),
    decision: decision && [decision.kind, decision.amountMinor, isWatched && decision.at],
    gaveUp: gaveUp && [gaveUp.as, gaveUp.cancelTried, isWatched && gaveUp.at],
    asks: { ...asks, count: Math.min(asks.count, MOST_QUESTIONS) },
    attention: attention && [attention.code, attention.since],
  };
}
