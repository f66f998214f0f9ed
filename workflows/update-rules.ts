import type {
  CancelRequest,
  CaptureRequest,
  ExtendRequest,
  PayRequest,
  RecheckRequest,
  ResolveRequest,
} from './contract';
import { isAnsweredSince } from './domain/standing';
import {
  askSoon,
  cancelRequested,
  canCancel,
  canCapture,
  canConfirmDelivery,
  canExtend,
  canPay,
  canResendOtp,
  captureRequested,
  deliveryConfirmed,
  extended,
  otpResendRequested,
  payRequested,
} from './domain/requests';
import type { Verdict } from './domain/requests';
import { canResolve, resolved } from './domain/resolving';
import { buyersTurn, isAtRest, isDecisionCarriedOut, isSettled } from './domain/view';
import type { Order } from './domain/order';
import { isOtpOpen } from './domain/otp';
import type { Instant } from './domain/time';
import { isCancel, isCapture, isExtend, isNothing, isPay, isRecheck, isResolve } from './message-shapes';

/** How an update is checked, what it changes and when it is answered. */
export interface UpdateRule<Argument> {
  readonly description: string;
  readonly isShaped: (value: unknown) => value is Argument;
  /** The argument's shape, for the refusal. */
  readonly shape: string;
  readonly verdict: (order: Order, argument: Argument, now: Instant) => Verdict;
  readonly effect: (order: Order, argument: Argument, now: Instant) => Order;
  /** Answered when this holds, or when nothing will come of waiting longer. */
  readonly until: (order: Order) => boolean;
}

const ALLOWED: Verdict = { ok: true };

/** Waiting for a person who has not decided yet; one who has waits for what comes of it. */
const isParked = ({ intents: { attention, request } }: Order): boolean =>
  attention !== null && !(attention.code === 'revived-blind' && request !== null);

/** The updates that change an order, one row each. */
export const updateRules: {
  readonly pay: UpdateRule<PayRequest>;
  readonly resendOtp: UpdateRule<undefined>;
  readonly confirmDelivery: UpdateRule<undefined>;
  readonly capture: UpdateRule<CaptureRequest | undefined>;
  readonly cancel: UpdateRule<CancelRequest>;
  readonly extend: UpdateRule<ExtendRequest>;
  readonly recheck: UpdateRule<RecheckRequest>;
  readonly resolve: UpdateRule<ResolveRequest>;
} = {
  pay: {
    description: 'Another payment attempt, with another card',
    isShaped: isPay,
    shape: '{cardRef}',
    verdict: (order, { cardRef }) => canPay(order, cardRef),
    effect: (order, { cardRef }, now) => payRequested(order, cardRef, now),
    until: (order) => buyersTurn(order) !== null || isAtRest(order),
  },
  resendOtp: {
    description: 'Sends the OTP again',
    isShaped: isNothing,
    shape: 'left out',
    verdict: (order, _, now) => canResendOtp(order, now),
    effect: (order, _, now) => otpResendRequested(order, now),
    until: (order) => order.intents.otp?.state !== 'resend' || !isOtpOpen(order),
  },
  confirmDelivery: {
    description: 'The goods were delivered',
    isShaped: isNothing,
    shape: 'left out',
    verdict: canConfirmDelivery,
    effect: (order, _, now) => deliveryConfirmed(order, now),
    until: (order) => order.policy.onDelivery === 'wait' || isParked(order) || isDecisionCarriedOut(order),
  },
  capture: {
    description: 'Captures all or part of the hold',
    isShaped: isCapture,
    shape: '{amount?: {value, currency}}',
    verdict: (order, request, now) => canCapture(order, request?.amount, now),
    effect: (order, request, now) => captureRequested(order, request?.amount, now),
    until: (order) => isParked(order) || isDecisionCarriedOut(order),
  },
  cancel: {
    description: 'Lets the hold go, or gives the order up before there is one',
    isShaped: isCancel,
    shape: '{reason}',
    verdict: (order, _, now) => canCancel(order, now),
    effect: (order, { reason }, now) => cancelRequested(order, reason, now),
    until: (order) => isParked(order) || isSettled(order),
  },
  extend: {
    description: 'Moves the decision about the hold',
    isShaped: isExtend,
    shape: '{decideBy: {at} or {afterMs}}',
    verdict: (order, { decideBy }, now) => canExtend(order, decideBy, now),
    effect: (order, { decideBy }, now) => extended(order, decideBy, now),
    until: () => true,
  },
  recheck: {
    description: 'Asks the gateway now',
    isShaped: isRecheck,
    shape: '{actor, reason}',
    verdict: () => ALLOWED,
    effect: (order, { actor, reason }, now) => askSoon(order, `${actor} had the gateway asked: ${reason}`, now),
    until: (order) => isAnsweredSince(order, order.intents.asks.wantedSince ?? order.intents.placedAt),
  },
  resolve: {
    description: 'Settles an order that waits for a person',
    isShaped: isResolve,
    shape: '{as: captured, released or declined, actor, reason, force?}',
    verdict: canResolve,
    effect: resolved,
    until: () => true,
  },
};
