import type { RecheckRequest } from '../contract/common';
import type { CancelRequest, CaptureRequest, ExtendRequest, PayRequest, ResolveRequest } from '../contract/order';
import { isParked } from '../domain/order/attention';
import type { OrderWish } from '../domain/order/events';
import type { Order } from '../domain/order/order';
import { isOtpOpen } from '../domain/order/paying';
import { isAnsweredSince } from '../domain/order/standing';
import { isAtRest, isDecisionCarriedOut, isSettled } from '../domain/order/view/answering';
import { buyersTurn } from '../domain/order/view/buyers-turn';
import { isRecheck } from '../engine/message-shapes';
import { isCancel, isCapture, isExtend, isNothing, isPay, isResolve } from './message-shapes';

/** An update by which people say what they want: how it is checked, what it wants and when it is answered. */
export interface CatalogueRow<Argument> {
  readonly description: string;
  readonly isShaped: (value: unknown) => value is Argument;
  /** The argument's shape, for the refusal. */
  readonly shape: string;
  readonly wish: (argument: Argument) => OrderWish;
  /** Answered when this holds, or when nothing will come of waiting longer. */
  readonly until: (order: Order) => boolean;
}

/** One row for each message. The core's `permission` says whether the order allows it, and `apply` does it. */
export const CATALOGUE: {
  readonly pay: CatalogueRow<PayRequest>;
  readonly resendOtp: CatalogueRow<undefined>;
  readonly confirmDelivery: CatalogueRow<undefined>;
  readonly capture: CatalogueRow<CaptureRequest | undefined>;
  readonly cancel: CatalogueRow<CancelRequest>;
  readonly extend: CatalogueRow<ExtendRequest>;
  readonly recheck: CatalogueRow<RecheckRequest>;
  readonly resolve: CatalogueRow<ResolveRequest>;
} = {
  pay: {
    description: 'Another payment attempt, with another card',
    isShaped: isPay,
    shape: '{cardRef}',
    wish: ({ cardRef }) => ({ kind: 'card', cardRef }),
    until: (order) => buyersTurn(order) !== null || isAtRest(order),
  },
  resendOtp: {
    description: 'Sends the OTP again',
    isShaped: isNothing,
    shape: 'left out',
    wish: () => ({ kind: 'otpResend' }),
    until: (order) => order.intents.otp?.state !== 'resend' || !isOtpOpen(order),
  },
  confirmDelivery: {
    description: 'The goods were delivered',
    isShaped: isNothing,
    shape: 'left out',
    wish: () => ({ kind: 'delivery' }),
    until: (order) => order.policy.onDelivery === 'wait' || isParked(order) || isDecisionCarriedOut(order),
  },
  capture: {
    description: 'Captures all or part of the hold',
    isShaped: isCapture,
    shape: '{amount?: {value, currency}}',
    wish: (request) => ({ kind: 'capture', amount: request?.amount }),
    until: (order) => isParked(order) || isDecisionCarriedOut(order),
  },
  cancel: {
    description: 'Lets the hold go, or gives the order up before there is one',
    isShaped: isCancel,
    shape: '{reason}',
    wish: ({ reason }) => ({ kind: 'cancellation', reason }),
    until: (order) => isParked(order) || isSettled(order),
  },
  extend: {
    description: 'Moves the decision about the hold',
    isShaped: isExtend,
    shape: '{decideBy: {at} or {afterMs}}',
    wish: ({ decideBy }) => ({ kind: 'extension', decideBy }),
    until: () => true,
  },
  recheck: {
    description: 'Asks the gateway now',
    isShaped: isRecheck,
    shape: '{actor, reason}',
    wish: ({ actor, reason }) => ({ kind: 'recheck', actor, reason }),
    until: (order) => {
      const { wantedSince } = order.dialogue.questions;
      return wantedSince === null || isAnsweredSince(order, wantedSince);
    },
  },
  resolve: {
    description: 'Resolves the trouble of an order that waits for a person',
    isShaped: isResolve,
    shape: '{as: captured, released or declined, actor, reason, force?}',
    wish: (request) => ({ kind: 'resolution', ...request }),
    until: () => true,
  },
};
