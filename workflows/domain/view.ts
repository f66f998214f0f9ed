import { paymentStatus } from './facts';
import { ledgerOf } from './ledger';
import { formatMoney } from './money';
import type { Order } from './order';
import {
  challengeOf,
  decideAt,
  failedPayment,
  gatewayOrderId,
  hasUnsettledPayment,
  heldMinor,
  isAnsweredSince,
  isConcluded,
  isLettingGo,
  openCall,
  paymentsOf,
  pendingPayment,
} from './standing';
import type { OrderState } from './states';
import { plus } from './time';
import type { Instant } from './time';

/** What people and programs see of an order; all of it derived. */

export function stateOf(order: Order): OrderState {
  const { gaveUp, decision } = order.intents;
  const ledger = ledgerOf(order.facts);
  const open = openCall(order)?.kind;
  if (open === 'capture') return 'capturing';
  if (ledger.capturedMinor > 0) return 'captured';
  if (ledger.heldMinor > 0) return isLettingGo(order) ? 'releasing' : decision ? 'capturing' : 'held';
  if (open === 'cancel' && decision) return 'releasing';
  if (ledger.authorisedMinor > 0) return endedAs(order);
  if (gaveUp) return gaveUp.as;
  if (pendingPayment(order)) return 'authenticating';
  return gatewayOrderId(order) === null ? 'created' : 'registered';
}

/** The hold is gone and nothing was captured: by us, by somebody else, by the bank's no, or by lapsing. */
function endedAs(order: Order): OrderState {
  const { decision } = order.intents;
  if (decision?.kind === 'release') return 'released';
  if (decision?.kind === 'capture') return 'declined';
  return paymentsOf(order).some((payment) => paymentStatus(payment) === 'CANCELLED') ? 'released' : 'expired';
}

/** The last no of gateway, bank or buyer's authentication, or null where a later success overtook it. */
export function declineOf(order: Order): { code: string; at: Instant } | null {
  const { refusal } = order.intents;
  if (refusal) return { code: refusal.code, at: refusal.at };
  const failed = failedPayment(order);
  return (
    failed && { code: failed.errorCode || 'PAYMENT_FAILED', at: plus(failed.seen.FAILED || order.intents.placedAt, 0) }
  );
}

export type BuyersTurn =
  | { readonly type: 'submitOtp'; readonly resendAfter: Instant | null }
  | { readonly type: 'redirect'; readonly url: string }
  | { readonly type: 'pay' };

/** What the buyer has to do next, or null. */
export function buyersTurn(order: Order): BuyersTurn | null {
  const { gaveUp, otp, card, attention } = order.intents;
  if (gaveUp || attention || heldMinor(order) > 0 || isConcluded(order)) return null;
  if (pendingPayment(order)) {
    if (otp?.state === 'prompted') return { type: 'submitOtp', resendAfter: otp.resendAt };
    const url = challengeOf(order);
    return (otp === null || otp.state === 'unavailable') && url ? { type: 'redirect', url } : null;
  }
  const free = gatewayOrderId(order) !== null && !card && !openCall(order);
  return free ? { type: 'pay' } : null;
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
  order.intents.attention !== null || isSettled(order) || ['held', 'captured'].includes(stateOf(order));

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

/** One plain sentence: what the order waits for and until when. */
export function waitingFor(order: Order): string {
  const { attention, gaveUp } = order.intents;
  if (attention) return `A person: ${attention.reason}.`;
  const call = openCall(order);
  if (call && call.state !== 'flight') return DOUBTS[call.kind];
  if (isConcluded(order)) return concludedSentence(order);
  if (order.intents.call?.state === 'due')
    return `The gateway, which could not be reached; tried again at ${order.intents.call.since}.`;
  if (gaveUp) return 'The release of a hold that appeared late.';
  return heldMinor(order) > 0 ? holdSentence(order) : buyerSentence(order);
}

const DOUBTS = {
  createOrder: 'The gateway, to say whether it created the order.',
  createPayment: 'The gateway, to say whether the payment was created.',
  capture: 'The gateway, to say whether the capture happened.',
  cancel: 'The gateway, to say whether the hold was let go.',
} as const;

function concludedSentence(order: Order): string {
  return hasUnsettledPayment(order)
    ? 'Nothing to do; watched for a late authorisation of an unfinished payment.'
    : 'Nothing: the order is settled.';
}

function holdSentence(order: Order): string {
  const { decision, request, deliveredAt } = order.intents;
  if (decision || request)
    return decision?.kind === 'capture' || request?.kind === 'capture' ? 'The capture.' : 'The release of the hold.';
  const amount = formatMoney({ value: heldMinor(order), currency: order.terms.currency });
  const at = decideAt(order) ?? '';
  const { atDeadline } = order.policy;
  const then = atDeadline === 'capture' || (atDeadline === 'captureIfDelivered' && deliveredAt) ? 'captured' : 'let go';
  const what = deliveredAt ? 'A capture or cancellation' : 'The delivery';
  return `${what}, until ${at}; then the ${amount} on hold ${atDeadline === 'captureIfDelivered' && !deliveredAt ? 'is let go, unless delivered' : `is ${then}`}.`;
}

function buyerSentence(order: Order): string {
  const { otp, payBy } = order.intents;
  const until = `until ${payBy}`;
  const turn = buyersTurn(order);
  if (turn?.type === 'submitOtp') return `The buyer's OTP, ${until}.`;
  if (turn?.type === 'redirect') return `The buyer, on the bank's page, ${until}.`;
  if (turn?.type === 'pay') return `A card to pay with, ${until}.`;
  if (otp?.state === 'accepted' || otp?.state === 'doubtful') return `The bank's word on the payment, ${until}.`;
  return isAnsweredSince(order, payBy) ? 'The gateway, to say what became of the payment.' : `The gateway, ${until}.`;
}
