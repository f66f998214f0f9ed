import { paymentStatus } from '../facts/facts';
import type { PaymentFacts } from '../facts/facts';
import { ledgerOf, wasAuthorised } from '../facts/ledger';
import type { BuyersLink } from '../gateway/snapshot';
import { paymentReference } from '../values/references';
import type { Intents, Order, OtpDialogue, OtpVerdict } from './order';
import { gatewayOrderId, isAnsweredSince, paymentsOf } from './standing';

/* How the paying of an order stands: what its buyer may and has to do. Nothing here is stored. */

export const isHosted = ({ terms }: Order): boolean => terms.checkout === 'hosted';

/**
 * Whether the order is known at the gateway; a hosted one only with its page, which cannot be read back (design §3).
 */
export const isRegistered = (order: Order): boolean =>
  gatewayOrderId(order) !== null && (!isHosted(order) || order.intents.hostedPage !== null);

/** Failed and voided orders take no new payment (docs/gateway.md §4). */
export const isGatewayDone = ({ facts }: Pick<Order, 'facts'>): boolean =>
  facts.statuses.includes('failed') || facts.statuses.includes('voided');

/** Whether a payment that neither holds nor has moved money may still be authorised (core rule 8). */
const mayAuthorise = (payment: PaymentFacts): boolean => {
  switch (paymentStatus(payment)) {
    case 'pending':
    case 'unknown':
      return true;
    case 'failed':
      return !wasAuthorised(payment);
    case 'authorised':
    case 'voided':
    case 'captured':
      return false;
  }
};

/**
 * Whether somebody can still pay on the gateway's page: as long as the order takes a payment, even after a hold has
 * lapsed.
 */
const isPageOpen = (order: Order): boolean => {
  const { heldMinor, capturedMinor } = ledgerOf(order.facts);
  // A thing that only has our reference is not ours to watch, nor to cancel (core rule 16).
  if (order.facts.differences.length > 0) return false;
  return order.intents.hostedPage !== null && !isGatewayDone(order) && heldMinor === 0 && capturedMinor === 0;
};

/**
 * Whether a payment may still be authorised. That includes one that was sent and does not show: it was refused, which
 * proves nothing, or the answer was stale.
 */
export const hasOpenPayment = (order: Order): boolean => {
  const payments = paymentsOf(order);
  return payments.some(mayAuthorise) || payments.length < order.intents.paymentsUsed || isPageOpen(order);
};

/** The id and facts of the payment the buyer is authenticating, if there is one. */
export function pendingPayment(order: Order): { id: string; payment: PaymentFacts } | null {
  for (const [id, payment] of Object.entries(order.facts.payments)) {
    const status = paymentStatus(payment);
    if (status === 'pending' || status === 'unknown') return { id, payment };
  }
  return null;
}

/** A payment that failed at the bank or at the buyer's authentication, where no payment was ever authorised. */
export const failedPayment = (order: Order): PaymentFacts | null => {
  const payments = paymentsOf(order);
  if (payments.some(wasAuthorised)) return null;
  return payments.find((payment) => paymentStatus(payment) === 'failed') ?? null;
};

/** Whether the order waits for the buyer to pay. A payment on the gateway's page may not show yet. */
export const awaitsBuyer = (order: Order): boolean =>
  order.intents.gaveUp === null && (pendingPayment(order) !== null || isPageOpen(order));

/** Whether the buyer pays on a page of the bank or the gateway, and not by an OTP here. */
export const isBuyerAway = (order: Order): boolean => {
  const { otp } = order.intents;
  return awaitsBuyer(order) && (otp === null || otp.state === 'unavailable');
};

/** What the buyer's browser claims of the payment under way, while the gateway has not confirmed it. */
export const openClaim = (order: Order): Intents['claim'] => {
  const { claim, paymentsUsed } = order.intents;
  return claim?.paymentsUsed === paymentsUsed && awaitsBuyer(order) ? claim : null;
};

/**
 * Where the buyer can pay or authenticate: the gateway's page of a hosted order, the bank's for the latest payment (the
 * link of an earlier one leads nowhere).
 */
export function buyersLink(order: Order): BuyersLink | null {
  if (isHosted(order)) return order.intents.hostedPage?.link ?? null;
  const { challenge } = order.facts;
  return isBuyerAway(order) && challenge && challenge.payments >= paymentsOf(order).length ? challenge.link : null;
}

/** How many further payments may be tried. */
export function attemptsLeft({ policy, facts, intents }: Order): number {
  const ours = Math.max(0, policy.paymentAttempts - intents.paymentsUsed);
  return facts.retriesRemaining === null ? ours : Math.min(ours, facts.retriesRemaining);
}

/**
 * The payment made under this reference of ours; or the only one there is, where the gateway left the reference out.
 */
export function paymentIdOf(order: Order, reference: string): string | null {
  const payments = Object.entries(order.facts.payments);
  const own = payments.find(([, payment]) => payment.reference === reference);
  const only = payments.length === 1 && payments[0]?.[1].reference === null ? payments[0] : undefined;
  return (own ?? only)?.[0] ?? null;
}

export const nextPaymentReference = (order: Order): string =>
  paymentReference(order.terms.reference, order.intents.paymentsUsed + 1);

/**
 * Whether nobody can have paid: no payment was ever sent, and nobody was shown the gateway's page. An order revived
 * blind does not count, because nobody knows.
 */
export const isUnpaid = ({ terms, facts, intents: { firstSentAt, hostedPage, revival } }: Order): boolean => {
  if (revival?.isBlind) return false;
  return terms.checkout === 'hosted'
    ? hostedPage === null || facts.statuses.length === 0
    : Object.keys(firstSentAt).every((reference) => reference === terms.reference);
};

/* How the buyer's OTP stands. Nothing here is stored. */

/** Our code for a payment that failed where the gateway gave none. */
export const PAYMENT_FAILED = 'PAYMENT_FAILED';

/** Whether an OTP can still bring the payment about. */
export const isOtpOpen = (order: Order): boolean => pendingPayment(order) !== null && order.intents.gaveUp === null;

/**
 * How many OTP entries are left, by the limits of this payment and of the order: a gateway may let anybody try all
 * OTPs.
 */
export const otpTriesLeft = ({ policy, intents: { otp, otpTries } }: Order): number =>
  Math.max(0, Math.min(policy.otpTries.ofPayment - (otp?.tries ?? 0), policy.otpTries.ofOrder - otpTries));

/**
 * Whether so many OTPs were wrong that the order cannot go on: its payment still waits for one, or no other payment may
 * try any.
 */
export function isOtpGuessed(order: Order): boolean {
  const { otp, otpTries } = order.intents;
  if (otp?.state !== 'over' || otpTriesLeft(order) > 0 || !isAnsweredSince(order, otp.since)) return false;
  return pendingPayment(order) !== null || otpTries >= order.policy.otpTries.ofOrder;
}

/**
 * What became of the entry with this id; null while that is open. Only the payment's status shows whether an accepted
 * OTP helped. An entry that is no longer the last one counts as unconfirmed.
 */
export function otpVerdict(order: Order, id: string): OtpVerdict | null {
  const { otp } = order.intents;
  if (!otp?.entry || otp.entry.id !== id) return { kind: 'unconfirmed' };
  const { verdict } = otp.entry;
  if (verdict && verdict.kind !== 'accepted') return verdict;
  if (isOtpOpen(order)) return null;
  return verdictOfPayment(order, otp) ?? verdict ?? { kind: 'unconfirmed' };
}

/** The payment's status tells what became of it: the OTP was wrong, or the bank said no after a right one. */
function verdictOfPayment(order: Order, { paymentReference }: OtpDialogue): OtpVerdict | null {
  // Any authorised payment will do: nobody has to enter an OTP for money that is on hold.
  if (paymentsOf(order).some(wasAuthorised)) return { kind: 'accepted' };
  const payment = order.facts.payments[paymentIdOf(order, paymentReference) ?? ''];
  if (!payment || paymentStatus(payment) !== 'failed') return null;
  const { errorCode, isAuthenticationFailure } = payment;
  return { kind: 'declined', code: errorCode ?? PAYMENT_FAILED, by: isAuthenticationFailure ? 'otp' : 'bank' };
}
