import type { PaymentStatus } from '../../gateway/snapshot';
import { formatMoney } from '../../values/money';
import { isReached, msBetween, plus } from '../../values/time';
import type { Instant } from '../../values/time';
import { paymentStatus } from '../../facts/facts';
import type { PaymentFacts } from '../../facts/facts';
import { holdStartOf, paymentsOf } from '../standing';
import { capturedOf, wasAuthorised } from '../../facts/ledger';
import type { Sighting } from '../../facts/sightings';
import type { Order } from '../order';

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

/**
 * Where the timeline shows a status: at the gateway's stamp, where that lies between two instants of ours, else at our
 * first sight (core rule 17).
 */
function shownAt(order: Order, payment: PaymentFacts, { stamp, firstAt }: Sighting): Instant {
  const { firstSentAt, placedAt } = order.intents;
  const from = firstSentAt[payment.reference ?? ''] ?? placedAt;
  return stamp !== null && isReached(from, stamp) && isReached(stamp, firstAt) ? plus(stamp, 0) : firstAt;
}

function paymentEntries(order: Order, payment: PaymentFacts): TimelineEntry[] {
  const { currency } = order.terms;
  const isToldAlready = order.intents.log.some(({ refusalOf }) => refusalOf === payment.reference);
  const money = (value: number): string => formatMoney({ value, currency });
  const final = paymentStatus(payment);
  const sentences = {
    pending: null,
    unknown: null,
    authorised: `${money(payment.amountMinor)} on hold${payment.rrn ? ` (RRN ${payment.rrn})` : ''}`,
    captured: `${money(capturedOf(payment))} captured`,
    voided: final === 'voided' && wasAuthorised(payment) ? `${money(payment.amountMinor)} let go` : null,
    // One refusal makes one line.
    failed: isToldAlready ? null : `The payment failed${payment.errorCode ? ` (${payment.errorCode})` : ''}`,
  } satisfies Record<PaymentStatus, string | null>;
  const seen = Object.entries(payment.seen) as [PaymentStatus, Sighting][];
  return seen.flatMap(([status, sighting]) => {
    const what = sentences[status];
    const at = status === 'authorised' ? holdStartOf(order, payment).at : shownAt(order, payment, sighting);
    return what ? [{ at, what }] : [];
  });
}
