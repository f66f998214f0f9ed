import type { Intents, Order } from '../../../workflows/domain/order';
import { hasUnsettledPayment } from '../../../workflows/domain/paying';
import { heldMinor, isConcluded } from '../../../workflows/domain/standing';
import { distance, isInstant } from './clock';

/*
 * What of an order makes a difference from now on. Two orders with one key go on alike; where the key says less than it
 * should, fewer orders are explored, and none is judged wrongly.
 */

export function orderKey(order: Order): string {
  const { policy, facts, intents } = order;
  return write([policy.decideBy, facts, intentsEssence(order, intents)]);
}

/** The pauses between questions grow no more after so many. */
const MOST_QUESTIONS = 13;

function intentsEssence(order: Order, intents: Intents): unknown {
  const {
    log: _log,
    placedAt: _placedAt,
    usedCards,
    resolutions,
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

/** As JSON, with instants as milliseconds from now. */
function write(value: unknown): string {
  if (typeof value === 'string') return isInstant(value) ? `@${distance(value)}` : `'${value}`;
  if (typeof value !== 'object' || value === null) return String(value);
  let text = '';
  if (Array.isArray(value)) for (const one of value) text += `${write(one)},`;
  else for (const key in value) text += `${key}:${write((value as Record<string, unknown>)[key])},`;
  return `(${text})`;
}
