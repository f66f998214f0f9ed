import { againAt } from './call';
import { ledgerOf } from './ledger';
import { intend, note } from './order';
import type { Order } from './order';
import { hasUnsettledPayment } from './paying';
import { isUnder01 } from './release-0-1';
import { gatewayOrderId } from './standing';
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
  const isWorthIt = gatewayOrderId(order) !== null && isUnauthorised && hasUnsettledPayment(order);
  return isWorthIt ? (gaveUp.cancelAgainAt ?? gaveUp.at) : null;
}

/** Takes in its end. `letInAfterMs`: for how long the gateway lets nothing in; null where it had it, or may have had it. */
export function cancelEnded(order: Order, letInAfterMs: number | null, now: Instant): Order {
  const { gaveUp } = order.intents;
  const ended = intend(order, { call: null });
  if (letInAfterMs === null || !gaveUp) return note(ended, now, 'Asked the gateway to cancel the unpaid order');
  if (isUnder01(order)) return ended;
  const cancelAgainAt = againAt(gaveUp.at, letInAfterMs, now);
  return intend(ended, { gaveUp: { ...gaveUp, cancelTried: false, cancelAgainAt } });
}
