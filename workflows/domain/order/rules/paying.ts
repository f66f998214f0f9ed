import { atOnce } from '../../call/due';
import type { Due } from '../../call/due';
import { isSpentCall, sendableFrom } from '../calls';
import type { Order } from '../order';
import { isHosted, isRegistered, nextPaymentReference, paymentIdOf, pendingPayment } from '../paying';
import { heldMinor, isAnsweredSince, isConcluded } from '../standing';
import type { Step } from '../steps';

/** Creates the order at the gateway, and a payment of the card at hand. */
export function aboutPaying(order: Order): Due<Step> | null {
  const { otp, gaveUp, refusal } = order.intents;
  if (gaveUp || heldMinor(order) > 0 || isConcluded(order)) return null;
  if (!isRegistered(order))
    return refusal?.kind === 'createOrder'
      ? null
      : { from: sendableFrom(order, 'createOrder'), step: { kind: 'register' } };
  if (isHosted(order)) return null;
  if (pendingPayment(order)) return otp ? aboutOtp(order) : null;
  return aboutPayment(order);
}

function aboutPayment(order: Order): Due<Step> | null {
  const { card, refusal } = order.intents;
  const { call } = order.dialogue;
  // A refusal does not say whether the payment exists (core rule 5): the gateway is asked before another is sent.
  if (!card || (refusal?.kind === 'createPayment' && !isAnsweredSince(order, refusal.at))) return null;
  if (call?.kind === 'createPayment' && isSpentCall(call))
    return atOnce({ kind: 'giveUp', why: { kind: 'paymentInVain' } });
  if (card.nativeOtp === null) return atOnce({ kind: 'inspectCard', cardRef: card.ref });
  return {
    from: sendableFrom(order, 'createPayment'),
    step: { kind: 'pay', cardRef: card.ref, reference: nextPaymentReference(order) },
  };
}

function aboutOtp(order: Order): Due<Step> | null {
  const { otp } = order.intents;
  const paymentId = otp && paymentIdOf(order, otp.paymentReference);
  if (!otp || !paymentId) return null;
  switch (otp.state) {
    case 'wanted':
      return { from: otp.resendAt, step: { kind: 'requestOtp', paymentId, resend: false } };
    case 'resend':
      return atOnce({ kind: 'requestOtp', paymentId, resend: true });
    case 'entered':
      return otp.entry && atOnce({ kind: 'submitOtp', paymentId, otpRef: otp.entry.otpRef });
    case 'prompted':
    case 'accepted':
    case 'doubtful':
    case 'spent':
    case 'over':
    case 'unavailable':
      return null;
  }
}
