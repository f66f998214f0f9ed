import { formatMoney } from '../../values/money';
import { troubleSentence } from '../attention';
import { openCall } from '../calls';
import { ledgerOf } from '../../facts/ledger';
import type { Order } from '../order';
import { hasOpenPayment, isHosted, openClaim } from '../paying';
import { decideAt, heldMinor, isAnsweredSince, isConcluded, isForced, isLettingGo } from '../standing';
import { buyersTurn } from './buyers-turn';

/** One plain sentence: what the order waits for and until when. */
export function waitingFor(order: Order): string {
  const { attention } = order.intents;
  if (attention) return `A person: ${troubleSentence(attention)}.`;
  if (isForced(order)) return 'Nothing: a person has resolved the order.';
  const call = openCall(order);
  if (call?.state === 'accepted') return `${DOUBTS[call.kind].slice(0, -1)}; it has accepted the request.`;
  if (call && call.state !== 'flight') return DOUBTS[call.kind];
  if (isConcluded(order)) return call ? DOUBTS[call.kind] : concludedSentence(order);
  if (order.dialogue.call?.state === 'due')
    return `The gateway, which could not be reached or let nothing in; tried again at ${order.dialogue.call.dueAt}.`;
  if (order.intents.gaveUp && isLettingGo(order)) return 'The release of a hold that appeared late.';
  return heldMinor(order) > 0 ? holdSentence(order) : buyerSentence(order);
}

const DOUBTS = {
  createOrder: 'The gateway, to say whether it created the order.',
  createPayment: 'The gateway, to say whether the payment was created.',
  capture: 'The gateway, to say whether the capture happened.',
  cancel: 'The gateway, to say whether the hold was let go.',
} as const;

function concludedSentence(order: Order): string {
  return hasOpenPayment(order)
    ? 'Nothing to do; watched for a late authorisation of an unfinished payment.'
    : 'Nothing: the order is settled.';
}

function holdSentence(order: Order): string {
  const { decision, request, deliveredAt } = order.intents;
  const amount = formatMoney({ value: heldMinor(order), currency: order.terms.currency });
  if (ledgerOf(order.facts).capturedMinor > 0) return `The gateway, to let the remainder of ${amount} go.`;
  if (decision || request)
    return decision?.kind === 'capture' || request?.kind === 'capture' ? 'The capture.' : 'The release of the hold.';
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
  if (openClaim(order))
    return `The gateway's word on the payment, which the buyer's browser says was authorised, ${until}.`;
  if (turn?.type === 'redirect' && isHosted(order)) return `The buyer, on the gateway's page, ${until}.`;
  if (otp?.state === 'spent') return `The buyer, to have another OTP sent, ${until}.`;
  if (turn?.type === 'submitOtp') return `The buyer's OTP, ${until}.`;
  if (turn?.type === 'redirect') return `The buyer, on the bank's page, ${until}.`;
  if (turn?.type === 'pay') return `A card to pay with, ${until}.`;
  if (otp?.state === 'accepted' || otp?.state === 'doubtful') return `The bank's word on the payment, ${until}.`;
  return isAnsweredSince(order, payBy) ? 'The gateway, to say what became of the payment.' : `The gateway, ${until}.`;
}
