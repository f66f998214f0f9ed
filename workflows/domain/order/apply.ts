import type { Instant } from '../values/time';
import { ALLOWED } from '../values/verdict';
import type { Verdict } from '../values/verdict';
import type { OrderEvent, OrderWish } from './events';
import { answered } from './events/answer';
import { otpEntered, otpJudged, otpPrompted, otpResendRequested } from './events/otp';
import { callEnded } from './events/outcome';
import { canResolve, orderResolved } from './events/resolution';
import { cardInspected } from './events/shown';
import { stepTaken } from './events/step';
import { buyerReturned, orderRevived, webhookHeard } from './events/told';
import type { Order } from './order';
import { overruled, wishRecorded } from './wishes';
import * as requests from './events/requests';

/** The one way into an order: takes in what happened. Pure; the same order comes back where it changes nothing. */
export function apply(order: Order, event: OrderEvent, now: Instant): Order {
  switch (event.kind) {
    case 'step':
      return stepTaken(order, event.step, now);
    case 'outcome':
      return callEnded(order, event.outcome, now);
    case 'answer':
      return answered(order, event.question, event.answer, now);
    case 'cardInspection':
      return cardInspected(order, event.nativeOtp);
    case 'otpPrompt':
      return otpPrompted(order, event.outcome, now);
    case 'otpVerdict':
      return otpJudged(order, event.outcome, now);
    case 'webhook':
      return webhookHeard(order, event.snapshot, now);
    case 'return':
      return buyerReturned(order, event.isClaimed, now);
    case 'otp':
      return otpEntered(order, event, now);
    case 'wish':
      return wishRecorded(order, event.wish);
    case 'revival':
      return orderRevived(order, event.wish, event.isBlind, now);
    case 'card':
    case 'otpResend':
    case 'delivery':
    case 'capture':
    case 'cancellation':
    case 'extension':
    case 'recheck':
    case 'resolution':
      return granted(order, event, now);
  }
}

/** Takes in a wish that `permission` has allowed. */
function granted(order: Order, wish: OrderWish, now: Instant): Order {
  switch (wish.kind) {
    case 'card':
      return requests.payRequested(order, wish.cardRef, now);
    case 'otpResend':
      return otpResendRequested(order, now);
    case 'delivery':
      return requests.deliveryConfirmed(order, now);
    case 'capture':
      return requests.captureRequested(overruled(order), wish.amount, now);
    case 'cancellation':
      return requests.cancelRequested(order, wish.reason, now);
    case 'extension':
      return requests.extended(order, wish.decideBy, now);
    case 'recheck':
      return requests.askSoon(order, `${wish.actor} had the gateway asked: ${wish.reason}`, now);
    case 'resolution':
      return orderResolved(order, wish, now);
  }
}

/** Whether the order allows now what somebody wants of it. */
export function permission(order: Order, wish: OrderWish, now: Instant): Verdict {
  switch (wish.kind) {
    case 'card':
      return requests.canPay(order, wish.cardRef);
    case 'otpResend':
      return requests.canResendOtp(order, now);
    case 'delivery':
      return requests.canConfirmDelivery(order);
    case 'capture':
      return requests.canCapture(order, wish.amount);
    case 'cancellation':
      return requests.canCancel(order);
    case 'extension':
      return requests.canExtend(order, wish.decideBy, now);
    case 'recheck':
      return ALLOWED;
    case 'resolution':
      return canResolve(order, wish);
  }
}
