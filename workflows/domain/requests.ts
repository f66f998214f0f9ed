import { ledgerOf, wasAuthorised } from './ledger';
import { formatMoney, MIN_AMOUNT_MINOR } from './money';
import type { Money } from './money';
import { intend, note } from './order';
import type { Order } from './order';
import { openCall } from './calls';
import { isOtpOpen } from './otp';
import { attemptsLeft, hasUnsettledPayment, isHosted, pendingPayment } from './paying';
import type { DecideBy } from './policy';
import {
  authorisedAt,
  businessDeadline,
  heldMinor,
  isConcluded,
  isLettingGo,
  lastDecisionAfter,
  lastDecisionAt,
  paymentsOf,
} from './standing';
import { stops, troubleOf } from './trouble';
import { isReached, msBetween, plus, SECOND_MS } from './time';
import type { Instant } from './time';

/** Whether the order's state allows what a message asks for. `reason` is a sentence for people, `code` for programs. */
export type Verdict = { readonly ok: true } | { readonly ok: false; readonly code: string; readonly reason: string };

const OK: Verdict = { ok: true };
export const no = (code: string, reason: string): Verdict => ({ ok: false, code, reason });

/** Core rule 7: no payment pending or in doubt, none ever authorised, and none in preparation. */
export function canPay(order: Order, cardRef: string): Verdict {
  const { card, gaveUp, usedCards } = order.intents;
  if (isHosted(order)) return no('hosted-checkout', "This order is paid on the gateway's page, not by a card here");
  if (gaveUp || isConcluded(order)) return no('order-over', 'The order takes no further payment');
  if (paymentsOf(order).some(wasAuthorised)) return no('already-paid', 'The money is on hold already');
  if (pendingPayment(order) || openCall(order)?.kind === 'createPayment' || card)
    return no('payment-under-way', 'A payment is under way: finish it first');
  if (attemptsLeft(order) === 0) return no('no-attempts-left', 'This order takes no further payment attempt');
  return usedCards.includes(cardRef) ? no('card-used', 'This card was used already: hand it in again') : OK;
}

export const payRequested = (order: Order, cardRef: string, now: Instant): Order =>
  note(intend(order, { card: { ref: cardRef, nativeOtp: null }, otp: null }), now, 'Another card was handed in');

export function canSubmitOtp(order: Order): Verdict {
  const { otp } = order.intents;
  if (heldMinor(order) > 0 || isConcluded(order))
    return no('otp-not-awaited', 'No OTP is awaited: the payment is over');
  switch (otp?.state) {
    // Two submissions at once: the second waits for the outcome of the first.
    case 'prompted':
    case 'entered':
    case 'accepted':
      return OK;
    case 'doubtful':
      return no('otp-in-doubt', 'It is being found out whether the last OTP arrived: wait a moment');
    case 'wanted':
    case 'resend':
      return no('otp-not-sent', 'The OTP is on its way to the buyer: wait a moment');
    case 'spent':
      return no('otp-spent', 'This OTP takes no further entry: have a new one sent');
    case 'over':
      return no('otp-attempts-used', 'The gateway takes no further OTP for this payment');
    case 'unavailable':
      return no('otp-not-awaited', 'This payment is authenticated on the page of the bank, not by an OTP here');
    case undefined:
      return no('otp-not-awaited', 'No OTP is awaited');
  }
}

export function canResendOtp(order: Order, now: Instant): Verdict {
  const { otp } = order.intents;
  if (!isOtpOpen(order) || (otp?.state !== 'prompted' && otp?.state !== 'spent'))
    return no('otp-not-awaited', 'No OTP is awaited');
  if (otp.resendAt === null) return no('otp-resend-over', 'The gateway sends no further OTP for this payment');
  if (isReached(otp.resendAt, now)) return OK;
  const seconds = Math.ceil(msBetween(now, otp.resendAt) / SECOND_MS);
  return no('otp-resend-too-soon', `The OTP can be sent again in ${seconds} s`);
}

export function otpResendRequested(order: Order, now: Instant): Order {
  const { otp } = order.intents;
  return otp ? intend(order, { otp: { ...otp, state: 'resend', since: now } }) : order;
}

/** Capture and cancel exclude each other from the moment one is asked for (design: "Deciding about a hold"). */
const underWay = (order: Order): 'capture' | 'release' | null =>
  isLettingGo(order) ? 'release' : (order.intents.decision?.kind ?? order.intents.request?.kind ?? null);

/** A delivery that captures is a capture asked for: what was accepted is not undone by a later cancellation. */
const isCaptureOnDelivery = (order: Order): boolean =>
  order.intents.deliveredAt !== null && order.policy.onDelivery === 'capture' && heldMinor(order) > 0;

/** `amount` undefined: all that is held. */
export function canCapture(order: Order, amount: Money | undefined, now: Instant): Verdict {
  const ledger = ledgerOf(order.facts);
  if (ledger.capturedMinor > 0)
    return no('already-captured', 'The money was captured already; there is one capture an order');
  const trouble = troubleOf(order, now);
  if (trouble && stops(trouble)) return no('parked', `The order waits for a person: ${trouble.reason}`);
  if (underWay(order) === 'capture') return no('capture-under-way', 'A capture is under way');
  if (underWay(order) === 'release') return no('release-under-way', 'The hold is being let go');
  if (ledger.heldMinor === 0) return no('not-held', 'No money is on hold');
  if (amount === undefined) return OK;
  if (amount.currency !== order.terms.currency) return no('wrong-currency', `The hold is in ${order.terms.currency}`);
  if (amount.value < MIN_AMOUNT_MINOR)
    return no('amount-too-small', `The least amount is ${money(order, MIN_AMOUNT_MINOR)}`);
  if (amount.value > ledger.heldMinor)
    return no('amount-too-large', `Only ${money(order, ledger.heldMinor)} is on hold`);
  return OK;
}

const money = (order: Order, value: number): string => formatMoney({ value, currency: order.terms.currency });

export function captureRequested(order: Order, amount: Money | undefined, now: Instant): Order {
  const amountMinor = amount?.value ?? heldMinor(order);
  const asked = intend(order, { request: { kind: 'capture', amountMinor, why: 'asked for' } });
  return note(asked, now, `Capture of ${money(order, amountMinor)} asked for`);
}

/** Also before a hold: then the order is given up, watched, and whatever appears is released (core rule 10). */
export function canCancel(order: Order, now: Instant): Verdict {
  if (ledgerOf(order.facts).capturedMinor > 0)
    return no('already-captured', 'The money was captured: refund it instead');
  const trouble = troubleOf(order, now);
  if (trouble && stops(trouble) && heldMinor(order) > 0)
    return no('parked', `The order waits for a person: ${trouble.reason}`);
  if (underWay(order) === 'capture' || isCaptureOnDelivery(order))
    return no('capture-under-way', 'A capture is under way: wait for its outcome');
  return OK;
}

export function cancelRequested(order: Order, reason: string, now: Instant): Order {
  // A concluded order may have another payment that is authorised late: the wish counts for that one.
  if (isLettingGo(order) || (isConcluded(order) && !hasUnsettledPayment(order))) return order;
  return note(intend(order, { request: { kind: 'release', why: reason } }), now, `Cancellation asked for: ${reason}`);
}

/** Once a release has begun there is nothing left to capture (core rule 9). */
export function canConfirmDelivery(order: Order): Verdict {
  const released = isConcluded(order) && ledgerOf(order.facts).capturedMinor === 0;
  return released || isLettingGo(order) || underWay(order) === 'release'
    ? no('released', 'The hold is being let go or gone: this delivery is not paid for')
    : OK;
}

export function deliveryConfirmed(order: Order, now: Instant): Order {
  if (order.intents.deliveredAt) return order;
  if (canConfirmDelivery(order).ok) return note(intend(order, { deliveredAt: now }), now, 'Delivery confirmed');
  return note(intend(order, { deliveredAt: now, deliveredTooLateAt: now }), now, 'Delivery confirmed, too late');
}

export function canExtend(order: Order, decideBy: DecideBy, now: Instant): Verdict {
  if (order.intents.decision || isConcluded(order) || isLettingGo(order))
    return no('decided', 'The decision about the hold has been made');
  const at = businessDeadline(order, decideBy, authorisedAt(order) ?? now);
  if (isReached(at, now)) return no('deadline-past', `${at} is past`);
  const last = lastDecisionAt(order) ?? lastDecisionAfter(order, now);
  return isReached(plus(last, 1), at) ? no('deadline-too-late', `The hold may lapse: ${last} is the latest`) : OK;
}

export const extended = (order: Order, decideBy: DecideBy, now: Instant): Order =>
  note(
    { ...order, policy: { ...order.policy, decideBy } },
    now,
    `Decision moved to ${'at' in decideBy ? decideBy.at : `${decideBy.afterMs / SECOND_MS} s after the authorisation`}`,
  );

/** Makes the order ask the gateway, because a person wants it. */
export const askSoon = (order: Order, why: string, now: Instant): Order =>
  note(intend(order, { asks: { ...order.intents.asks, wantedSince: now } }), now, why);
