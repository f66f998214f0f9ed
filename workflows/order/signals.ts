import { defineSignal, log, setHandler } from '@temporalio/workflow';
import type { CallbackHint, Revival } from '../contract/order';
import type { OrderEvent } from '../domain/order/events';
import { gatewayWebhookSignal } from '../contract/common-messages';
import * as messages from '../contract/order-messages';
import { takeWish } from './handed-wishes';
import { isWebhook } from '../engine/message-shapes';
import { isHint, isOtp } from './message-shapes';
import { happened } from './order-run';
import type { OrderRun } from './order-run';
import { enterOtp, isOtpAwaited } from './otp-handler';

/** Messages whose senders wait for no answer. */

export function listenForSignals(run: OrderRun): void {
  for (const [name, take] of Object.entries(SIGNALS))
    setHandler(defineSignal<[unknown?]>(name), (argument) => take(run, argument));
}

/**
 * Takes in signals that came for the ended run and that none of its tasks took: their senders were told that they
 * count.
 */
export function takeUntaken(run: OrderRun, untaken: Revival['untaken']): void {
  for (const { name, argument } of untaken) SIGNALS[name]?.(run, argument);
}

/** The documents' own sample of a failure says AUTHORIZED, with an error code (docs/gateway.md §10 row 2). */
export const returnOf = ({ status, errorCode }: CallbackHint): OrderEvent => ({
  kind: 'return',
  isClaimed: status === 'AUTHORIZED' && !errorCode,
});

const SIGNALS: Readonly<Record<string, (run: OrderRun, argument: unknown) => void>> = {
  // For order systems that only report a delivery. One that comes too late makes the order call for a person.
  [messages.deliveryConfirmedSignal.name]: (run) => happened(run, { kind: 'delivery' }),
  [messages.wishSignal.name]: takeWish,
  [messages.otpSubmittedSignal.name]: (run, request) => {
    if (isOtp(request) && isOtpAwaited(run)) enterOtp(run, request.otpRef);
    else log.warn('An OTP was ignored: none is awaited');
  },
  // The gateway repeats webhooks and waits for no answer. A webhook is news, no fact: it makes the order ask.
  [gatewayWebhookSignal.name]: (run, notice) => {
    if (isWebhook(notice)) happened(run, { kind: 'webhook', snapshot: notice.snapshot });
    else log.warn('A webhook was ignored: it has not the shape of one');
  },
  // A callback carries no amount and can be replayed. It is a hint that makes us ask.
  [messages.gatewayCallbackSignal.name]: (run, hint) => {
    if (isHint(hint)) happened(run, returnOf(hint));
    else log.warn('A callback was ignored: it has not the shape of one');
  },
};
