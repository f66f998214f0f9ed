import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { RecheckRequest } from './common';
import type {
  CallbackHint,
  CancelRequest,
  CaptureRequest,
  Carried,
  ExtendRequest,
  HandedWish,
  OrderView,
  OtpRequest,
  PayRequest,
  PlacedOrder,
  PlaceRequest,
  ResolveRequest,
  ReturnedOrder,
} from './order';

/** The messages of `preAuthOrder`. Update ids are the callers' idempotency keys. */

/** Answers when the buyer has something to do or the order is settled; started together with the workflow. */
export const awaitNextActionUpdate = defineUpdate<PlacedOrder, [(PlaceRequest | undefined)?]>('awaitNextAction');
/** A further payment attempt with another card, after the last one failed or its card was gone. */
export const payUpdate = defineUpdate<OrderView, [PayRequest]>('pay');
/** Answers when the issuer's verdict is known: held, or OtpDeclined. */
export const submitOtpUpdate = defineUpdate<OrderView, [OtpRequest]>('submitOtp');
export const resendOtpUpdate = defineUpdate<OrderView, []>('resendOtp');
/** Answers when the delivery is recorded and what it leads to is done. */
export const confirmDeliveryUpdate = defineUpdate<OrderView, []>('confirmDelivery');
export const captureUpdate = defineUpdate<OrderView, [(CaptureRequest | undefined)?]>('capture');
export const cancelUpdate = defineUpdate<OrderView, [CancelRequest]>('cancel');
/** Moves the business deadline, never past the hold window. */
export const extendUpdate = defineUpdate<OrderView, [ExtendRequest]>('extend');
/** Asks the gateway now. */
export const recheckUpdate = defineUpdate<OrderView, [RecheckRequest]>('recheck');

/** Resolves the trouble of an order that waits for a person. */
export const resolveUpdate = defineUpdate<OrderView, [ResolveRequest]>('resolve');
/** The buyer's browser came back. Answers when the gateway has been asked, since a person waits for the next page. */
export const gatewayCallbackUpdate = defineUpdate<ReturnedOrder, [CallbackHint]>('gatewayCallback');

/** A wish that no worker accepted in time as an update. */
export const wishSignal = defineSignal<[HandedWish]>('wish');
/** The fire-and-forget form of `submitOtp`. */
export const otpSubmittedSignal = defineSignal<[OtpRequest]>('otpSubmitted');
/** The fire-and-forget form of `confirmDelivery`. */
export const deliveryConfirmedSignal = defineSignal<[]>('deliveryConfirmed');
/** The fire-and-forget form of the update of this name. */
export const gatewayCallbackSignal = defineSignal<[CallbackHint]>('gatewayCallback');

/** The view of the order, for people. */
export const orderQuery = defineQuery<OrderView>('order');
/** What an order goes on with in a new run, for whoever revives it after its workflow has ended. */
export const carriedQuery = defineQuery<Carried>('carried');
