import { paymentStatus } from './facts';
import type { PaymentFacts } from './facts';
import { ledgerOf, wasAuthorised } from './ledger';
import type { Order, Refusal } from './order';
import { otpTriesLeft, PAYMENT_FAILED } from './otp';
import { openCall } from './calls';
import { attemptsLeft, awaitsBuyer, buyersLink, failedPayment, isHosted, isRegistered } from './paying';
import { captureReference } from './references';
import { gatewayOrderId, heldMinor, isConcluded, isForced, isLettingGo, lapsesAt, paymentsOf } from './standing';
import type { OrderState } from './states';
import { isParked } from './trouble';
import { isReached } from './time';
import type { Instant } from './time';

/** What people and programs see of an order; all of it derived. */

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
  if (gaveUp) return resolutions.at(-1)?.as ?? gaveUp.as;
  if (awaitsBuyer(order)) return 'authenticating';
  return gatewayOrderId(order) === null ? 'created' : 'registered';
}

/** The hold is gone and nothing was captured: by us, by somebody else, by the bank's no, or by lapsing. */
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
  if (paymentStatus(payment) !== 'CANCELLED') return false;
  const { stamp = '', firstAt = '' } = payment.seen.CANCELLED ?? {};
  // Seen before it could lapse, or stamped so by a clock that may be wrong: only the word for it is at stake.
  return lapse === null || !isReached(lapse, stamp === '' ? firstAt : stamp);
};

/** Who settled the order: we, the gateway (its bank, or a person in its dashboard), or an operator here; null while open. */
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

/** Under our reference; or, where the gateway shows another one, because ours was neither refused nor proved absent. */
const isCapturedByUs = ({ facts, terms, intents: { decision, call, refusal } }: Order): boolean => {
  const references = Object.values(facts.payments).flatMap(({ captures }) => Object.keys(captures));
  if (references.includes(captureReference(terms.reference))) return true;
  return decision?.kind === 'capture' && refusal?.kind !== 'capture' && call?.kind !== 'capture';
};

/** The last no of gateway, bank or buyer's authentication, by our own clock; null once a later success overtook it. */
export function declineOf(order: Order): { code: string; at: Instant } | null {
  const { refusal } = order.intents;
  const isPaid = paymentsOf(order).some(wasAuthorised);
  if (isPaid) return refusal && IS_ABOUT_HOLD[refusal.kind] ? { code: refusal.code, at: refusal.at } : null;
  const failed = failedPayment(order);
  const failedAt = failed?.seen.FAILED?.firstAt;
  if (refusal && (failedAt === undefined || isReached(failedAt, refusal.at)))
    return { code: refusal.code, at: refusal.at };
  return failed && failedAt !== undefined ? { code: failed.errorCode || PAYMENT_FAILED, at: failedAt } : null;
}

const IS_ABOUT_HOLD = {
  createOrder: false,
  createPayment: false,
  otp: false,
  capture: true,
  cancel: true,
} as const satisfies Record<Refusal['kind'], boolean>;

export type BuyersTurn =
  /** `attemptsLeft` 0: this OTP takes no further entry, a new one may be sent. `submitAfter`: not before, where several were wrong. */
  | {
      readonly type: 'submitOtp';
      readonly resendAfter: Instant | null;
      readonly attemptsLeft: number;
      readonly submitAfter?: Instant;
    }
  | { readonly type: 'redirect'; readonly url: string }
  /** `attemptsLeft`: how many payments may still be tried; left out where only the gateway limits them. */
  | { readonly type: 'pay'; readonly attemptsLeft?: number };

/** What the buyer has to do next, or null. */
export function buyersTurn(order: Order): BuyersTurn | null {
  const { gaveUp, otp, card } = order.intents;
  if (gaveUp || isParked(order) || heldMinor(order) > 0 || isConcluded(order)) return null;
  if (awaitsBuyer(order)) {
    if (otp?.state === 'prompted' || otp?.state === 'spent')
      return {
        type: 'submitOtp',
        resendAfter: otp.resendAt,
        attemptsLeft: otp.state === 'spent' ? 0 : otpTriesLeft(order),
        ...(otp.enterAt && { submitAfter: otp.enterAt }),
      };
    // Nobody is sent to pay before the order has been seen and compared: the page's own answer does not show it.
    const url = order.facts.statuses.length > 0 ? buyersLink(order) : null;
    return url ? { type: 'redirect', url } : null;
  }
  const isFree = isRegistered(order) && !isHosted(order) && !card && !openCall(order);
  const left = attemptsLeft(order);
  return isFree && left !== 0 ? { type: 'pay', ...(left !== null && { attemptsLeft: left }) } : null;
}

/** Whether money has moved or is gone for good, and nothing is in doubt: what is left is to watch. */
export const isSettled = (order: Order): boolean => isConcluded(order) && !openCall(order);

/**
 * Questions, or tries, after which a waiting caller is told that the outcome is not known yet: about half a minute. The
 * HTTP edge has answered 202 by then; this keeps the few updates that may wait at once free for others.
 */
const PATIENCE = 5;

/** Whether the call under way stays in doubt, or does not get out. */
export const isStalled = (order: Order): boolean => {
  const { call, asks } = order.intents;
  if (call?.state === 'due') return call.tries >= PATIENCE;
  return openCall(order) !== null && call?.state !== 'flight' && asks.count >= PATIENCE;
};

/** Whether nothing will change without a message or a deadline. */
export const isAtRest = (order: Order): boolean =>
  isParked(order) || isSettled(order) || ['held', 'captured'].includes(stateOf(order));

/** States in which a hold waits for a decision, or for one to be carried out. */
const IS_UNDECIDED = {
  created: false,
  registered: false,
  authenticating: false,
  held: true,
  capturing: true,
  captured: false,
  releasing: true,
  released: false,
  declined: false,
  abandoned: false,
  expired: false,
} as const satisfies Record<OrderState, boolean>;

/** Whether a capture or release that was asked for shows at the gateway; also where there is no hold to decide about. */
export const isDecisionCarriedOut = (order: Order): boolean => !IS_UNDECIDED[stateOf(order)];
