import { paymentStatus } from './facts';
import type { PaymentFacts } from './facts';
import { capturedOf, wasAuthorised } from './ledger';
import { formatMoney } from './money';
import type { Order } from './order';
import type { PaymentStatus } from './snapshot';
import { paymentsOf } from './standing';
import { msBetween, plus } from './time';
import type { Instant } from './time';

export interface TimelineEntry {
  readonly at: Instant;
  readonly what: string;
}

/** What happened to an order, oldest first: our own doings as logged, and the gateway's facts by its own stamps. */
export function timelineOf(order: Order): readonly TimelineEntry[] {
  const facts = paymentsOf(order).flatMap((payment) => paymentEntries(payment, order.terms.currency));
  return [...order.intents.log, ...facts].sort((a, b) => msBetween(b.at, a.at));
}

function paymentEntries(payment: PaymentFacts, currency: string): TimelineEntry[] {
  const money = (value: number): string => formatMoney({ value, currency });
  const final = paymentStatus(payment);
  const sentences = {
    PENDING: null,
    UNKNOWN: null,
    AUTHORIZED: `${money(payment.amountMinor)} on hold${payment.rrn ? ` (RRN ${payment.rrn})` : ''}`,
    PROCESSED: `${money(capturedOf(payment))} captured`,
    CANCELLED: final === 'CANCELLED' && wasAuthorised(payment) ? `${money(payment.amountMinor)} let go` : null,
    FAILED: `The payment failed${payment.errorCode ? ` (${payment.errorCode})` : ''}`,
  } satisfies Record<PaymentStatus, string | null>;
  const seen = Object.entries(payment.seen) as [PaymentStatus, Instant][];
  return seen.flatMap(([status, stamp]) => {
    const what = sentences[status];
    const at = status === 'AUTHORIZED' ? payment.authorisedAt : stamp;
    return what && at ? [{ at: plus(at, 0), what }] : [];
  });
}
