import { againAt } from './call';
import { ledgerOf } from './ledger';
import { intend, note } from './order';
import type { Order } from './order';
import type { CallOutcome } from './call-outcome';
import { hasUnsettledPayment } from './paying';
import { gatewayOrderId, isAnsweredSince } from './standing';
import { plus } from './time';
import type { Instant } from './time';

/*
 * Cancelling before a hold is an attempt that need not work (docs/gateway.md §10 row 45). Whatever became of it, it can only
 * do what is wanted, however late: the watch sees to the rest. So it is made once, and again only if it was not let in.
 */

/** When it is made of an order that was given up, where a payment might still be authorised. */
export function cancelsAt(order: Order): Instant | null {
  const { gaveUp } = order.intents;
  if (!gaveUp || gaveUp.cancelTried) return null;
  const isUnauthorised = ledgerOf(order.facts).authorisedMinor === 0;
  // Not before it was seen to be this order (core rule 16).
  const isSeen = gatewayOrderId(order) !== null && order.facts.statuses.length > 0;
  const isWorthIt = isSeen && isUnauthorised && hasUnsettledPayment(order);
  if (!isWorthIt) return null;
  const { at, askedFrom } = gaveUp.cancelAgain ?? { at: gaveUp.at, askedFrom: null };
  return askedFrom === null || isAnsweredSince(order, askedFrom) ? at : null;
}

/** Takes in its end. What may have been let in is asked about before it is sent again, like every call (core rule 2). */
export function cancelEnded(order: Order, outcome: CallOutcome, now: Instant): Order {
  const { gaveUp } = order.intents;
  const ended = intend(order, { call: null });
  const turnedAway = turnedAwayFor(outcome);
  if (turnedAway === null || !gaveUp) return note(ended, now, 'Asked the gateway to cancel the unpaid order');
  const { doubtPauseMs, quietMs } = order.timing;
  const at = againAt(gaveUp.at, Math.min(turnedAway.forMs, doubtPauseMs), now);
  const askedFrom = turnedAway.isProven ? null : plus(now, quietMs.cancel);
  return intend(ended, { gaveUp: { ...gaveUp, cancelTried: false, cancelAgain: { at, askedFrom } } });
}

/** For how long the gateway let nothing in, and whether that is proved; null where it had the request, or may have had it. */
function turnedAwayFor(outcome: CallOutcome): { readonly forMs: number; readonly isProven: boolean } | null {
  if (outcome.kind === 'notSent') return { forMs: outcome.retryAfterMs ?? 0, isProven: true };
  if (outcome.kind !== 'unknown' || outcome.busyForMs === undefined) return null;
  return { forMs: outcome.busyForMs, isProven: false };
}
