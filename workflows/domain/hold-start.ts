import type { PaymentFacts } from './facts';
import type { Order } from './order';
import { earliest, isReached, msBetween, plus } from './time';
import type { Instant } from './time';

/**
 * When a hold began (core rule 17): the gateway's stamp between two instants of ours, not before its payment was first
 * sent and not after our first sight of it. A clock without a bound would move the decision past the end of the hold.
 */
export interface HoldStart {
  readonly at: Instant;
  /** How far the stamp lies before (negative) or after these bounds; 0 within them. */
  readonly clockOffMs: number;
}

export function holdStartOf(order: Order, payment: PaymentFacts): HoldStart {
  const from = sentAt(order, payment);
  const to = firstSeenAt(payment) ?? from;
  const stamp = payment.authorisedStamp ?? to;
  if (!isReached(from, stamp)) return { at: isReached(to, from) ? to : from, clockOffMs: msBetween(from, stamp) };
  if (!isReached(stamp, to)) return { at: to, clockOffMs: msBetween(to, stamp) };
  return { at: plus(stamp, 0), clockOffMs: 0 };
}

const firstSeenAt = ({ seen }: PaymentFacts): Instant | null =>
  earliest(seen.AUTHORIZED?.firstAt, seen.PROCESSED?.firstAt);

/** Of a payment that was made on the gateway's page, when its link was asked for; its reference is optional in answers, too. */
function sentAt({ terms, intents: { firstSentAt, placedAt } }: Order, { reference }: PaymentFacts): Instant {
  const { [terms.reference]: orderSentAt, ...payments } = firstSentAt;
  return payments[reference] ?? earliest(...Object.values(payments)) ?? orderSentAt ?? placedAt;
}

/** How far the gateway's clock is off, as far as the holds of this order show it. */
export function clockOffMs(order: Order): number {
  const offs = Object.values(order.facts.payments)
    .filter(({ authorisedStamp }) => authorisedStamp !== null)
    .map((payment) => holdStartOf(order, payment).clockOffMs);
  return offs.reduce((most, off) => (Math.abs(off) > Math.abs(most) ? off : most), 0);
}
