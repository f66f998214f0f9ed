import { captureReference } from '../../values/references';
import { isReached } from '../../values/time';
import type { Instant } from '../../values/time';
import { openCall } from '../calls';
import { paymentStatus } from '../../facts/facts';
import type { PaymentFacts } from '../../facts/facts';
import { ledgerOf, wasAuthorised } from '../../facts/ledger';
import type { Order, Refusal } from '../order';
import { PAYMENT_FAILED, awaitsBuyer, failedPayment } from '../paying';
import { endOf } from '../reasons';
import { gatewayOrderId, isConcluded, isForced, isLettingGo, lapsesAt, paymentsOf } from '../standing';
import type { OrderState } from './states';

/* What people and programs see of an order; all of it derived. */

export function stateOf(order: Order): OrderState {
  const { gaveUp, decision, resolutions } = order.intents;
  const byHand = resolutions.at(-1);
  if (byHand?.isForced) return byHand.as;
  const ledger = ledgerOf(order.facts);
  const open = openCall(order)?.kind;
  if (open === 'capture') return 'capturing';
  if (ledger.capturedMinor > 0) return 'captured';
  if (ledger.heldMinor > 0) return isLettingGo(order) ? 'releasing' : decision ? 'capturing' : 'held';
  if (open === 'cancel' && decision) return 'releasing';
  if (ledger.authorisedMinor > 0) return endedAs(order);
  if (gaveUp) return resolutions.at(-1)?.as ?? endOf(gaveUp.why);
  if (awaitsBuyer(order)) return 'authenticating';
  return gatewayOrderId(order) === null ? 'created' : 'registered';
}

/**
 * The state after the hold is gone and nothing was captured: it was let go by us or somebody else, declined, or lapsed.
 */
function endedAs(order: Order): OrderState {
  const { decision, resolutions } = order.intents;
  const byHand = resolutions.at(-1);
  if (byHand) return byHand.as;
  if (decision?.kind === 'release') return 'released';
  if (decision?.kind === 'capture') return 'declined';
  // No field tells a hold that lapsed from one cancelled in the dashboard (docs/gateway.md §4): time has to.
  return paymentsOf(order).some(isCancelledBefore(lapsesAt(order))) ? 'released' : 'expired';
}

const isCancelledBefore = (lapse: Instant | null) => (payment: PaymentFacts) => {
  if (paymentStatus(payment) !== 'voided') return false;
  const { stamp = null, firstAt = '' } = payment.seen.voided ?? {};
  // The stamp may come from a wrong clock, but only the word (released or expired) is at stake.
  return lapse === null || !isReached(lapse, stamp ?? firstAt);
};

/**
 * Who settled the order: we, the gateway (its bank, or a person in its dashboard), or an operator here; null while
 * open.
 */
export function settledBy(order: Order): 'holdfast' | 'gateway' | 'operator' | null {
  const { resolutions, decision, attention } = order.intents;
  if (isForced(order)) return 'operator';
  if (!isConcluded(order) || attention) return null;
  if (resolutions.length > 0) return 'operator';
  const ledger = ledgerOf(order.facts);
  if (ledger.authorisedMinor === 0) return 'holdfast';
  if (ledger.capturedMinor === 0) return decision?.kind === 'release' ? 'holdfast' : 'gateway';
  return isCapturedByUs(order) ? 'holdfast' : 'gateway';
}

/**
 * Whether the capture is ours: it has our reference; or it has another one, and ours was neither refused nor proved
 * absent.
 */
const isCapturedByUs = ({ facts, terms, dialogue: { call }, intents: { decision, refusal } }: Order): boolean => {
  const references = Object.values(facts.payments).flatMap(({ captures }) => Object.keys(captures));
  if (references.includes(captureReference(terms.reference))) return true;
  return decision?.kind === 'capture' && refusal?.kind !== 'capture' && call?.kind !== 'capture';
};

/**
 * The last refusal by gateway, bank or buyer's authentication, by our own clock; null once a later success overtook it.
 */
export function declineOf(order: Order): { code: string; at: Instant } | null {
  const { refusal } = order.intents;
  const isPaid = paymentsOf(order).some(wasAuthorised);
  if (isPaid) return refusal && IS_ABOUT_HOLD[refusal.kind] ? { code: refusal.code, at: refusal.at } : null;
  const failed = failedPayment(order);
  const failedAt = failed?.seen.failed?.firstAt;
  if (refusal && (failedAt === undefined || isReached(failedAt, refusal.at)))
    return { code: refusal.code, at: refusal.at };
  return failed && failedAt !== undefined ? { code: failed.errorCode ?? PAYMENT_FAILED, at: failedAt } : null;
}

const IS_ABOUT_HOLD = {
  createOrder: false,
  createPayment: false,
  otp: false,
  capture: true,
  cancel: true,
} as const satisfies Record<Refusal['kind'], boolean>;
