import { intend, note, withoutCard } from './order';
import type { Call, OtpDialogue, Order } from './order';
import type { Instant } from './time';

/** The payment exists: its card has been used, and the buyer is next. */
export function paymentMade(order: Order, call: Call, now: Instant): Order {
  const { card, paymentsSettled } = order.intents;
  const otp: OtpDialogue = {
    paymentReference: call.reference,
    state: card?.nativeOtp ? 'wanted' : 'unavailable',
    since: now,
    resendAt: null,
    entry: null,
    enterAt: null,
    tries: 0,
  };
  const made = intend(withoutCard(order), { call: null, otp, paymentsSettled: paymentsSettled + 1, refusal: null });
  return note(made, now, 'Payment created at the gateway');
}
