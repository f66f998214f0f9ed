import { answerWanted } from '../../call/dialogue';
import { intend, note } from '../../call/matter';
import { formatMoney, MIN_AMOUNT_MINOR } from '../../values/money';
import type { Money } from '../../values/money';
import type { CardRef } from '../../values/secret-refs';
import { formatDuration, isReached, msBetween, plus, SECOND_MS } from '../../values/time';
import type { Instant } from '../../values/time';
import { ALLOWED, denied } from '../../values/verdict';
import type { Verdict } from '../../values/verdict';
import { stops, troubleOf, troubleSentence } from '../attention';
import { openCall } from '../calls';
import { ledgerOf, wasAuthorised } from '../../facts/ledger';
import type { Order } from '../order';
import { isOtpOpen, attemptsLeft, hasOpenPayment, isHosted, pendingPayment } from '../paying';
import {
  authorisedAt,
  businessDeadline,
  heldMinor,
  isConcluded,
  isLettingGo,
  lastDecisionAfter,
  lastDecisionAt,
  paymentsOf,
} from '../standing';
import type { DecideBy } from '../terms';

/** Core rule 7: no payment pending or in doubt, none ever authorised, and none in preparation. */
export function canPay(order: Order, cardRef: CardRef): Verdict {
  const { card, gaveUp, usedCards } = order.intents;
  if (isHosted(order)) return denied('hosted-checkout', "This order is paid on the gateway's page, not by a card here");
  if (gaveUp || isConcluded(order)) return denied('order-over', 'The order takes no further payment');
  if (paymentsOf(order).some(wasAuthorised)) return denied('already-paid', 'The money is on hold already');
  if (pendingPayment(order) || openCall(order)?.kind === 'createPayment' || card)
    return denied('payment-under-way', 'A payment is under way: finish it first');
  if (attemptsLeft(order) === 0) return denied('no-attempts-left', 'This order takes no further payment attempt');
  return usedCards.includes(cardRef) ? denied('card-used', 'This card was used already: hand it in again') : ALLOWED;
}

export const payRequested = (order: Order, cardRef: CardRef, now: Instant): Order =>
  note(
    intend(order, { card: { ref: cardRef, nativeOtp: null }, otp: null }),
    now,
    order.intents.usedCards.length > 0 ? 'Another card was handed in' : 'A card was handed in',
  );

const secondsTo = (at: Instant, now: Instant): number => Math.ceil(msBetween(now, at) / SECOND_MS);

export function canSubmitOtp(order: Order, now: Instant): Verdict {
  const { otp } = order.intents;
  if (heldMinor(order) > 0 || isConcluded(order))
    return denied('otp-not-awaited', 'No OTP is awaited: the payment is over');
  switch (otp?.state) {
    // Two submissions at once: the second waits for the outcome of the first.
    case 'prompted':
      if (otp.enterAt === null || isReached(otp.enterAt, now)) return ALLOWED;
      return denied(
        'otp-too-soon',
        `Several OTPs were wrong: the next one may be entered in ${secondsTo(otp.enterAt, now)} s`,
      );
    case 'entered':
    case 'accepted':
      return ALLOWED;
    case 'doubtful':
      return denied('otp-in-doubt', 'It is being found out whether the last OTP arrived: wait a moment');
    case 'wanted':
    case 'resend':
      return denied('otp-not-sent', 'The OTP is on its way to the buyer: wait a moment');
    case 'spent':
      return denied('otp-spent', 'This OTP takes no further entry: have a new one sent');
    case 'over':
      return denied('otp-attempts-used', 'No further OTP is taken for this payment');
    case 'unavailable':
      return denied('otp-not-awaited', 'This payment is authenticated on the page of the bank, not by an OTP here');
    case undefined:
      return denied('otp-not-awaited', 'No OTP is awaited');
  }
}

export function canResendOtp(order: Order, now: Instant): Verdict {
  const { otp } = order.intents;
  if (!isOtpOpen(order) || (otp?.state !== 'prompted' && otp?.state !== 'spent'))
    return denied('otp-not-awaited', 'No OTP is awaited');
  if (otp.resendAt === null) return denied('otp-resend-over', 'The gateway sends no further OTP for this payment');
  if (isReached(otp.resendAt, now)) return ALLOWED;
  return denied('otp-resend-too-soon', `The OTP can be sent again in ${secondsTo(otp.resendAt, now)} s`);
}

/** Capture and cancel exclude each other from the moment one is asked for (design: "Deciding about a hold"). */
const underWay = (order: Order): 'capture' | 'release' | null =>
  isLettingGo(order) ? 'release' : (order.intents.decision?.kind ?? order.intents.request?.kind ?? null);

/** A delivery that captures counts as a capture that was accepted: a later cancellation does not undo it. */
const isCaptureOnDelivery = (order: Order): boolean =>
  order.intents.deliveredAt !== null && order.policy.onDelivery === 'capture' && heldMinor(order) > 0;

/** `amount` undefined: all that is held. */
export function canCapture(order: Order, amount: Money | undefined): Verdict {
  const ledger = ledgerOf(order.facts);
  if (ledger.capturedMinor > 0)
    return denied('already-captured', 'The money was captured already; there is one capture an order');
  const trouble = troubleOf(order);
  if (trouble && stops(trouble)) return denied('parked', `The order waits for a person: ${troubleSentence(trouble)}`);
  if (underWay(order) === 'capture') return denied('capture-under-way', 'A capture is under way');
  if (underWay(order) === 'release') return denied('release-under-way', 'The hold is being let go');
  if (ledger.heldMinor === 0) return denied('not-held', 'No money is on hold');
  if (amount === undefined) return ALLOWED;
  if (amount.currency !== order.terms.currency)
    return denied('wrong-currency', `The hold is in ${order.terms.currency}`);
  if (amount.value < MIN_AMOUNT_MINOR)
    return denied('amount-too-small', `The least amount is ${money(order, MIN_AMOUNT_MINOR)}`);
  if (amount.value > ledger.heldMinor)
    return denied('amount-too-large', `Only ${money(order, ledger.heldMinor)} is on hold`);
  return ALLOWED;
}

const money = (order: Order, value: number): string => formatMoney({ value, currency: order.terms.currency });

export function captureRequested(order: Order, amount: Money | undefined, now: Instant): Order {
  const amountMinor = amount?.value ?? heldMinor(order);
  const asked = intend(order, { request: { kind: 'capture', amountMinor } });
  return note(asked, now, `Capture of ${money(order, amountMinor)} asked for`);
}

/**
 * An order may be cancelled before a hold, too: it is given up, watched, and whatever appears is released (core rule
 * 10).
 */
export function canCancel(order: Order): Verdict {
  if (ledgerOf(order.facts).capturedMinor > 0)
    return denied('already-captured', 'The money was captured: refund it instead');
  if (isLettingGo(order)) return ALLOWED;
  const trouble = troubleOf(order);
  if (trouble && stops(trouble) && heldMinor(order) > 0)
    return denied('parked', `The order waits for a person: ${troubleSentence(trouble)}`);
  if (underWay(order) === 'capture' || isCaptureOnDelivery(order))
    return denied('capture-under-way', 'A capture is under way: wait for its outcome');
  return ALLOWED;
}

export function cancelRequested(order: Order, reason: string, now: Instant): Order {
  // A concluded order may have another payment that is authorised late: the wish counts for that one.
  if (isLettingGo(order) || (isConcluded(order) && !hasOpenPayment(order))) return order;
  return note(intend(order, { request: { kind: 'release', reason } }), now, `Cancellation asked for: ${reason}`);
}

/**
 * Once a release has begun there is nothing left to capture (core rule 9). Confirming a known delivery again changes
 * nothing.
 */
export function canConfirmDelivery(order: Order): Verdict {
  if (order.intents.deliveredAt) return ALLOWED;
  const released = isConcluded(order) && ledgerOf(order.facts).capturedMinor === 0;
  return released || isLettingGo(order) || underWay(order) === 'release'
    ? denied('released', 'The hold is being let go or gone: this delivery is not paid for')
    : ALLOWED;
}

export function deliveryConfirmed(order: Order, now: Instant): Order {
  if (order.intents.deliveredAt) return order;
  if (canConfirmDelivery(order).ok) return note(intend(order, { deliveredAt: now }), now, 'Delivery confirmed');
  return note(intend(order, { deliveredAt: now, deliveredTooLateAt: now }), now, 'Delivery confirmed, too late');
}

export function canExtend(order: Order, decideBy: DecideBy, now: Instant): Verdict {
  if (order.intents.decision || isConcluded(order) || isLettingGo(order))
    return denied('decided', 'The decision about the hold has been made');
  const at = businessDeadline(order, decideBy, authorisedAt(order) ?? now);
  if (isReached(at, now)) return denied('deadline-past', `${at} is past`);
  const last = lastDecisionAt(order) ?? lastDecisionAfter(order, now);
  return isReached(plus(last, 1), at)
    ? denied('deadline-too-late', `The hold may lapse: ${last} is the latest`)
    : ALLOWED;
}

export const extended = (order: Order, decideBy: DecideBy, now: Instant): Order =>
  note(
    { ...order, policy: { ...order.policy, decideBy } },
    now,
    `Decision moved to ${'at' in decideBy ? decideBy.at : `${formatDuration(decideBy.afterMs)} after the authorisation`}`,
  );

/** Makes the order ask the gateway, because a person wants it. */
export const askSoon = (order: Order, why: string, now: Instant): Order =>
  note({ ...order, dialogue: answerWanted(order.dialogue, now) }, now, why);
