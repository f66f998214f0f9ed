import { paymentStatus } from './facts';
import type { PaymentFacts } from './facts';
import { ledgerOf, wasAuthorised } from './ledger';
import type { Intents, Order } from './order';
import { paymentReference } from './references';
import { gatewayOrderId, paymentsOf } from './standing';

/** How the paying of an order stands: what its buyer may and has to do. Nothing here is stored. */

export const isHosted = ({ terms }: Order): boolean => terms.checkout === 'hosted';

/** Known at the gateway; a hosted order only with its page, which cannot be read back (design §3). */
export const isRegistered = (order: Order): boolean =>
  gatewayOrderId(order) !== null && (!isHosted(order) || order.intents.hostedPage !== null);

/** FAILED and CANCELLED orders take no new payment (docs/gateway.md §4). */
export const isGatewayDone = ({ facts }: Pick<Order, 'facts'>): boolean =>
  facts.statuses.includes('FAILED') || facts.statuses.includes('CANCELLED');

/** Payments that neither hold nor moved money, and still might (core rule 8). */
const mayAuthorise = (payment: PaymentFacts): boolean => {
  switch (paymentStatus(payment)) {
    case 'PENDING':
    case 'UNKNOWN':
      return true;
    case 'FAILED':
      return !wasAuthorised(payment);
    case 'AUTHORIZED':
    case 'CANCELLED':
    case 'PROCESSED':
      return false;
  }
};

/** Whoever has the gateway's page can pay there, as long as the order takes a payment: also after a hold that has lapsed. */
const isPageOpen = (order: Order): boolean => {
  const { heldMinor, capturedMinor } = ledgerOf(order.facts);
  // What is not this order is not ours to watch, nor to cancel (core rule 16).
  if (order.facts.differences.length > 0) return false;
  return order.intents.hostedPage !== null && !isGatewayDone(order) && heldMinor === 0 && capturedMinor === 0;
};

/** Also a payment that was sent and does not show: it was refused, which says nothing, or the answer was stale. */
export const hasUnsettledPayment = (order: Order): boolean => {
  const payments = paymentsOf(order);
  return payments.some(mayAuthorise) || payments.length < order.intents.paymentsSettled || isPageOpen(order);
};

/** The id and facts of the payment the buyer is authenticating, if there is one. */
export function pendingPayment(order: Order): { id: string; payment: PaymentFacts } | null {
  for (const [id, payment] of Object.entries(order.facts.payments)) {
    const status = paymentStatus(payment);
    if (status === 'PENDING' || status === 'UNKNOWN') return { id, payment };
  }
  return null;
}

/** A payment that the bank or the buyer's authentication let fail, where none was ever authorised. */
export const failedPayment = (order: Order): PaymentFacts | null => {
  const payments = paymentsOf(order);
  if (payments.some(wasAuthorised)) return null;
  return payments.find((payment) => paymentStatus(payment) === 'FAILED') ?? null;
};

/** Whether a payment of the buyer is what the order waits for; it may not show yet where they pay on the gateway's page. */
export const awaitsBuyer = (order: Order): boolean =>
  order.intents.gaveUp === null && (pendingPayment(order) !== null || isPageOpen(order));

/** Whether they do so on a page of the bank or the gateway, and not by an OTP here. */
export const isBuyerAway = (order: Order): boolean => {
  const { otp } = order.intents;
  return awaitsBuyer(order) && (otp === null || otp.state === 'unavailable');
};

/** What their browser claims of the payment under way, which the gateway has not confirmed. */
export const openClaim = (order: Order): Intents['claim'] => {
  const { claim, paymentsSettled } = order.intents;
  return claim?.paymentsSettled === paymentsSettled && awaitsBuyer(order) ? claim : null;
};

/**
 * Where the buyer can pay or authenticate: the gateway's page of a hosted order, the bank's for the latest payment (the
 * link of an earlier one leads nowhere). `''`: the gateway gave a link that leads elsewhere.
 */
export function buyersLink(order: Order): string | null {
  if (isHosted(order)) return order.intents.hostedPage?.url ?? null;
  const { challenge } = order.facts;
  return isBuyerAway(order) && challenge && challenge.payments >= paymentsOf(order).length ? challenge.url : null;
}

/** How many further payments may be tried; null where nothing limits them but the gateway, which has not said. */
export function attemptsLeft({ policy, facts, intents }: Order): number | null {
  // Orders of release 0.1 are not limited, so that their histories replay.
  if (policy.paymentAttempts === null) return null;
  const ours = Math.max(0, policy.paymentAttempts - intents.paymentsSettled);
  return facts.retriesRemaining === null ? ours : Math.min(ours, facts.retriesRemaining);
}

/** The payment made under this reference of ours; or the only one there is, where the gateway left the reference out. */
export function paymentIdOf(order: Order, reference: string): string | null {
  const payments = Object.entries(order.facts.payments);
  const own = payments.find(([, payment]) => payment.reference === reference);
  const only = payments.length === 1 && payments[0]?.[1].reference === '' ? payments[0] : undefined;
  return (own ?? only)?.[0] ?? null;
}

export const nextPaymentReference = (order: Order): string =>
  paymentReference(order.terms.reference, order.intents.paymentsSettled + 1);
