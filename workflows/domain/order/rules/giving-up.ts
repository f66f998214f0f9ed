import { atOnce } from '../../call/due';
import type { Due } from '../../call/due';
import { paymentStatus } from '../../facts/facts';
import { ledgerOf } from '../../facts/ledger';
import { plus } from '../../values/time';
import { isForeign } from '../calls';
import type { Order } from '../order';
import {
  attemptsLeft,
  failedPayment,
  hasOpenPayment,
  isGatewayDone,
  isHosted,
  isOtpGuessed,
  isRegistered,
  isUnpaid,
} from '../paying';
import type { GiveUpReason } from '../reasons';
import {
  ASK_BEFORE_DECISION_MS,
  gatewayOrderId,
  heldMinor,
  isAnsweredSince,
  isConcluded,
  paymentsOf,
} from '../standing';
import type { Step } from '../steps';

/** Gives the order up where nobody can or will pay it any more. */
export function aboutGivingUp(order: Order): Due<Step> | null {
  if (order.intents.gaveUp || isConcluded(order) || heldMinor(order) > 0) return null;
  const why = reasonToGiveUp(order);
  return why ? atOnce({ kind: 'giveUp', why }) : atPayDeadline(order);
}

/** Why nobody can or will pay the order any more, whatever time is left. */
function reasonToGiveUp(order: Order): GiveUpReason | null {
  const { request, refusal } = order.intents;
  if (isForeign(order) && isUnpaid(order)) return { kind: 'referenceUsed' };
  if (request?.kind === 'release') return { kind: 'cancelled', reason: request.reason };
  if (refusal?.kind === 'createOrder' && !isRegistered(order) && isAnsweredSince(order, refusal.at))
    return { kind: 'refused', code: refusal.code };
  if (isGatewayDone(order)) return gatewayEnded(order);
  if (isOtpGuessed(order)) return { kind: 'otpGuessed' };
  return isSpent(order) ? { kind: 'attemptsUsed' } : null;
}

const gatewayEnded = (order: Order): GiveUpReason =>
  isHosted(order) && !order.facts.statuses.includes('failed') ? { kind: 'cancelledOnPage' } : { kind: 'gatewayDone' };

/**
 * Whether every payment has failed and no further one may be tried. A payment that does not show was refused, or its
 * answer was stale.
 */
function isSpent(order: Order): boolean {
  const { card, refusal, paymentsUsed } = order.intents;
  if (attemptsLeft(order) !== 0 || card || order.dialogue.call || isHosted(order)) return false;
  if (refusal?.kind === 'createPayment' && !isAnsweredSince(order, refusal.at)) return false;
  return paymentsUsed > 0 && paymentsOf(order).every((payment) => paymentStatus(payment) === 'failed');
}

/** The gateway is asked first where there is a payment: the buyer may have paid and the webhook been lost. */
function atPayDeadline(order: Order): Due<Step> {
  const { payBy } = order.intents;
  const isAskedAbout = !hasOpenPayment(order) || isAnsweredSince(order, payBy);
  return {
    from: isAskedAbout ? payBy : plus(payBy, ASK_BEFORE_DECISION_MS),
    step: { kind: 'giveUp', why: unpaidReason(order) },
  };
}

function unpaidReason(order: Order): GiveUpReason {
  const code = order.intents.refusal?.code ?? failedPayment(order)?.errorCode;
  if (code !== undefined && code !== null) return { kind: 'refused', code };
  return order.dialogue.call?.kind === 'createPayment' ? { kind: 'paymentUnsent' } : { kind: 'unpaid' };
}

/**
 * Cancelling before a hold need not work (docs/gateway.md §10 row 45), and does only what is wanted, however late it
 * takes effect: the watch sees to the rest. So it is tried once, and again only if the gateway turned it away.
 */
export function aboutStoppingPayment(order: Order): Due<Step> | null {
  const { gaveUp } = order.intents;
  if (!gaveUp || gaveUp.cancelTried) return null;
  const isUnauthorised = ledgerOf(order.facts).authorisedMinor === 0;
  // An answer has to show first that what has our reference is this order (core rule 16).
  const isSeen = gatewayOrderId(order) !== null && order.facts.statuses.length > 0;
  if (!isSeen || !isUnauthorised || !hasOpenPayment(order)) return null;
  const { at, askedFrom } = gaveUp.cancelAgain ?? { at: gaveUp.at, askedFrom: null };
  return askedFrom === null || isAnsweredSince(order, askedFrom) ? { from: at, step: { kind: 'stopPayment' } } : null;
}
