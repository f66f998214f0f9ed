import { askFrom } from './news';
import { intend, note } from './order';
import type { Order } from './order';
import { awaitsBuyer } from './paying';
import { isUnder01 } from './release-0-1';
import { isAnswerMissing } from './standing';
import type { Instant } from './time';

/** What a verified return says, in the gateway's words. */
interface Return {
  readonly status: string;
  readonly errorCode?: string | undefined;
}

/**
 * The buyer came back, says somebody who can say it again as often as they like: it makes us ask while there is a
 * payment to learn about, at once at first and then ever later. That the payment was authorised is only claimed by it:
 * then the gateway is asked until it says so, or time is up.
 */
export function returned(order: Order, { status, errorCode }: Return, now: Instant): Order {
  if (!awaitsBuyer(order)) return order;
  const hinted = isAnswerMissing(order) ? order : askedAfter(order, now);
  // The documents' own sample of a failure says AUTHORIZED, with an error code (docs/gateway.md §10 row 2).
  return status === 'AUTHORIZED' && !errorCode ? claimed(hinted, now) : hinted;
}

function askedAfter(order: Order, now: Instant): Order {
  const { asks } = order.intents;
  const asking = intend(order, { asks: { ...asks, wantedSince: askFrom(asks, now), hints: asks.hints + 1 } });
  return asks.hints === 0 ? note(asking, now, 'The buyer came back from the bank') : asking;
}

/** One claim for each payment: said again, it makes nothing begin anew. Orders of release 0.1 know no claims. */
function claimed(order: Order, now: Instant): Order {
  if (isUnder01(order)) return order;
  const { claim, paymentsSettled } = order.intents;
  return claim?.paymentsSettled === paymentsSettled ? order : intend(order, { claim: { at: now, paymentsSettled } });
}
