import { paymentStatus } from './facts';
import type { Facts, PaymentFacts } from './facts';

/**
 * Money of an order in minor units, summed from what the gateway has said. `authorised = held + captured + released`.
 */
export interface Ledger {
  readonly authorisedMinor: number;
  readonly heldMinor: number;
  readonly capturedMinor: number;
  readonly releasedMinor: number;
  readonly refundedMinor: number;
}

export function ledgerOf(facts: Facts): Ledger {
  const payments = Object.values(facts.payments);
  const capturedMinor = total(payments, capturedOf);
  const authorisedMinor = total(payments, authorisedOf);
  const heldMinor = total(payments, heldOf);
  return {
    authorisedMinor,
    heldMinor,
    capturedMinor,
    releasedMinor: authorisedMinor - heldMinor - capturedMinor,
    // Only the refunds' own orders say how much was refunded; this order only shows when all of it was.
    refundedMinor: facts.statuses.includes('refunded') ? capturedMinor : 0,
  };
}

/** Why the figures cannot be true, or `null`. We never guess about money: the order is parked. */
export const ledgerFault = ({ releasedMinor }: Ledger): 'captured-above-authorised' | null =>
  releasedMinor < 0 ? 'captured-above-authorised' : null;

/** Whether the payment was ever authorised, even where only a booked capture shows it. */
export const wasAuthorised = (payment: PaymentFacts): boolean =>
  payment.seen.authorised !== undefined || payment.seen.captured !== undefined || bookedOf(payment) > 0;

const authorisedOf = (payment: PaymentFacts): number => (wasAuthorised(payment) ? payment.amountMinor : 0);

const bookedOf = ({ captures }: PaymentFacts): number =>
  Object.values(captures).reduce((sum, amountMinor) => sum + amountMinor, 0);

/** The sum of the booked captures; or the whole payment where the gateway says captured and shows no capture block. */
export function capturedOf(payment: PaymentFacts): number {
  const booked = bookedOf(payment);
  if (booked > 0) return booked;
  return paymentStatus(payment) === 'captured' ? payment.amountMinor : 0;
}

/** What is on hold now; after a partial capture the remainder, as long as the payment still says authorised. */
export const heldOf = (payment: PaymentFacts): number =>
  paymentStatus(payment) === 'authorised' ? Math.max(0, payment.amountMinor - capturedOf(payment)) : 0;

const total = (payments: readonly PaymentFacts[], amountOf: (payment: PaymentFacts) => number): number =>
  payments.reduce((sum, payment) => sum + amountOf(payment), 0);
