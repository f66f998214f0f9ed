import { ledgerOf, wasAuthorised } from './ledger';
import { paymentStatus } from './facts';
import type { PaymentFacts } from './facts';
import type { Call, Order } from './order';
import type { DecideBy } from './policy';
import { paymentReference } from './references';
import { earliest, isReached, plus } from './time';
import type { Instant } from './time';

/** How an order stands: what follows from its facts and intents. Nothing here is stored. */

export const gatewayOrderId = (order: Order): string | null => order.facts.gatewayOrderIds[0] ?? null;

export const paymentsOf = (order: Order): readonly PaymentFacts[] => Object.values(order.facts.payments);

export const heldMinor = (order: Order): number => ledgerOf(order.facts).heldMinor;

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

/** Also a payment that was sent and does not show: it was refused, which says nothing, or the answer was stale. */
export const hasUnsettledPayment = (order: Order): boolean => {
  const payments = paymentsOf(order);
  return payments.some(mayAuthorise) || payments.length < order.intents.paymentsSettled;
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

/** Where the buyer of the latest payment can authenticate; the link of an earlier one leads nowhere. */
export function challengeOf(order: Order): string | null {
  const { challenge } = order.facts;
  return challenge && challenge.payments >= paymentsOf(order).length ? challenge.url : null;
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

/**
 * Whether what was observed proves that this very request was consumed (core rule 1). Nothing proves it of a cancel, which
 * has no reference: its own answer does, or one to a later question.
 */
export function isConsumed(order: Order, call: Call): boolean {
  const payments = paymentsOf(order);
  switch (call.kind) {
    case 'createOrder':
      return order.facts.gatewayOrderIds.length > 0;
    case 'createPayment':
      return (
        payments.some(({ reference }) => reference === call.reference) ||
        // The reference is optional in answers: then the number of payments has to tell.
        (payments.some(({ reference }) => reference === '') && payments.length > order.intents.paymentsSettled)
      );
    case 'capture':
      return (
        payments.some(({ captures }) => (captures[call.reference] ?? 0) > 0) ||
        // The documents' own sample answers with a reference that is not the request's (docs/gateway.md §10 row 9).
        (call.state === 'accepted' && ledgerOf(order.facts).capturedMinor > 0)
      );
    case 'cancel':
      return false;
  }
}

/** The mutating call that has to be settled before another may be sent. */
export function openCall(order: Order): Call | null {
  const { call } = order.intents;
  return call && call.state !== 'due' && !isConsumed(order, call) ? call : null;
}

/** From when on the answer "it did not happen" is believed (core rule 2) of a call without an effect so far. */
export const quietEndOf = (order: Order, call: Call): Instant => plus(call.since, order.timing.quietMs[call.kind]);

/** When money was first put on hold, by the gateway's clock. */
export const authorisedAt = (order: Order): Instant | null => {
  const at = earliest(
    ...paymentsOf(order)
      .filter(wasAuthorised)
      .map((payment) => payment.authorisedAt),
  );
  return at && plus(at, 0);
};

/** When the hold may lapse at the gateway. */
export const lapsesAt = (order: Order): Instant | null => {
  const at = authorisedAt(order);
  return at && plus(at, order.timing.holdWindowMs);
};

/** The latest decision point the hold allows. */
export const lastDecisionAt = (order: Order): Instant | null => {
  const at = lapsesAt(order);
  return at && plus(at, -order.timing.holdSafetyMarginMs);
};

/** The one decision point of the hold (P3): the business deadline, at the latest before the hold can lapse. */
export function decideAt(order: Order): Instant | null {
  const at = authorisedAt(order);
  if (at === null) return null;
  const { decideBy } = order.policy;
  return earliest(decideBy && businessDeadline(order, decideBy, at), lastDecisionAt(order));
}

/** A duration longer than the hold window is as good as the window, and stays an instant that can be written. */
export const businessDeadline = ({ timing }: Order, decideBy: DecideBy, from: Instant): Instant =>
  'at' in decideBy ? plus(decideBy.at, 0) : plus(from, Math.min(decideBy.afterMs, timing.holdWindowMs));

/** Whether the order was given up or decided as a release: every hold that shows is let go. */
export const isLettingGo = (order: Order): boolean =>
  order.intents.decision?.kind === 'release' || (order.intents.gaveUp !== null && order.intents.decision === null);

/** Whether a question that was asked at or after this instant has been answered. */
export const isAnsweredSince = (order: Order, at: Instant): boolean => {
  const { answeredAt } = order.intents.asks;
  return answeredAt !== null && isReached(at, answeredAt);
};

/** From when on an order with an unsettled payment is watched (core rule 8). */
const watchedSince = (order: Order): Instant =>
  order.intents.decision?.at ?? order.intents.gaveUp?.at ?? order.intents.payBy;

/** The probe that is due or comes next; null when the last one has been answered. */
export function nextProbeAt(order: Order, now: Instant): Instant | null {
  const { answeredAt } = order.intents.asks;
  const probes = order.timing.lateProbesMs.map((afterMs) => plus(watchedSince(order), afterMs));
  const last = probes.at(-1);
  if (last === undefined || (answeredAt !== null && isReached(last, answeredAt))) return null;
  const reached = probes.filter((at) => isReached(at, now));
  const due = reached.at(-1);
  if (due !== undefined && (answeredAt === null || !isReached(due, answeredAt))) return due;
  return probes[reached.length] ?? null;
}

/** Whether money has moved or is gone for good, or nobody wants it any more. */
export const isConcluded = (order: Order): boolean => {
  const ledger = ledgerOf(order.facts);
  return ledger.heldMinor === 0 && (ledger.authorisedMinor > 0 || order.intents.gaveUp !== null);
};
