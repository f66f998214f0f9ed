import { paymentStatus } from './facts';
import type { PaymentFacts } from './facts';
import { capturedOf, wasAuthorised } from './ledger';
import { formatMoney } from './money';
import type { Order } from './order';
import { holdStartOf } from './hold-start';
import type { Sighting } from './sightings';
import type { PaymentStatus } from './snapshot';
import { paymentsOf } from './standing';
import { isReached, msBetween, plus } from './time';
import type { Instant } from './time';

export interface TimelineEntry {
  readonly at: Instant;
  readonly what: string;
}

/** What happened to an order, oldest first: our own doings as logged, and the gateway's facts by its own stamps. */
export function timelineOf(order: Order): readonly TimelineEntry[] {
  const ours = order.intents.log.map(({ at, what }) => ({ at, what }));
  const facts = paymentsOf(order).flatMap((payment) => paymentEntries(order, payment));
  return [...ours, ...facts].sort((a, b) => msBetween(b.at, a.at));
}

/** By the gateway's stamp, where it lies between two instants of ours (core rule 17). */
function shownAt(order: Order, payment: PaymentFacts, { stamp, firstAt }: Sighting): Instant {
  const from = order.intents.firstSentAt[payment.reference] ?? order.intents.placedAt;
  return stamp !== '' && isReached(from, stamp) && isReached(stamp, firstAt) ? plus(stamp, 0) : firstAt;
}

function paymentEntries(order: Order, payment: PaymentFacts): TimelineEntry[] {
  const { currency } = order.terms;
  const isToldAlready = order.intents.log.some(({ refusalOf }) => refusalOf === payment.reference);
  const money = (value: number): string => formatMoney({ value, currency });
  const final = paymentStatus(payment);
  const sentences = {
    PENDING: null,
    UNKNOWN: null,
    AUTHORIZED: `${money(payment.amountMinor)} on hold${payment.rrn ? ` (RRN ${payment.rrn})` : ''}`,
    PROCESSED: `${money(capturedOf(payment))} captured`,
    CANCELLED: final === 'CANCELLED' && wasAuthorised(payment) ? `${money(payment.amountMinor)} let go` : null,
    // One refusal makes one line.
    FAILED: isToldAlready ? null : `The payment failed${payment.errorCode ? ` (${payment.errorCode})` : ''}`,
  } satisfies Record<PaymentStatus, string | null>;
  const seen = Object.entries(payment.seen) as [PaymentStatus, Sighting][];
  return seen.flatMap(([status, sighting]) => {
    const what = sentences[status];
    const at = status === 'AUTHORIZED' ? holdStartOf(order, payment).at : shownAt(order, payment, sighting);
    return what ? [{ at, what }] : [];
  });
}
