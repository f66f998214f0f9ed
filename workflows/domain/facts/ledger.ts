import { paymentStatus } from './facts';
import type { Facts, PaymentFacts } from './facts';

/** Money of an order in minor units, as the gateway's words add up. `authorised = held + captured + released`. */
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
    // How much was refunded only the refunds' own orders say; here it shows no more than that all of it was.
    refundedMinor: facts.statuses.includes('refunded') ? capturedMinor : 0,
  };
}

/** Why the sums cannot be true, or `null`. Money that cannot be explained is never guessed at: the order is parked. */
export const ledgerFault = ({ releasedMinor }: Ledger): 'captured-above-authorised' | null =>
  releasedMinor < 0 ? 'captured-above-authorised' : null;

/** Also where only a booked capture tells it. */
export const wasAuthorised = (payment: PaymentFacts): boolean =>
  payment.seen.authorised !== undefined || payment.seen.captured !== undefined || bookedOf(payment) > 0;

const authorisedOf = (payment: PaymentFacts): number => (wasAuthorised(payment) ? payment.amountMinor : 0);

const bookedOf = ({ captures }: PaymentFacts): number =>
  Object.values(captures).reduce((sum, amountMinor) => sum + amountMinor, 0);

/** Booked blocks; or the whole payment where the gateway says captured and shows no block. */
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
