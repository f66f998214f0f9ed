import type { Snapshot } from '../domain/gateway/snapshot';

/** What every process must agree on about the workflows of orders and of refunds. The strings are frozen by a test. */

export const TASK_QUEUE = 'holdfast-orders';

/** 1 - 50 characters, so that it can be the gateway's `merchant_order_reference` as it is. */
export const REFERENCE_PATTERN = /^[A-Za-z0-9_-]{1,50}$/;

/** Of the shop that an order belongs to. */
export const SHOP_PATTERN = /^[A-Za-z0-9_-]{1,32}$/;

/** Search attributes: never encrypted, so nothing personal goes into them. */
export const SEARCH_ATTRIBUTES = {
  OrderState: 'KEYWORD',
  GatewayOrderId: 'KEYWORD',
  HeldAmountMinor: 'INT',
  DecideAt: 'DATETIME',
  Attention: 'KEYWORD',
  AttentionSince: 'DATETIME',
  Shop: 'KEYWORD',
} as const;

/** `type` of the failures an update can end with. The message is a sentence for people. */
export const FailureType = {
  /** The argument is not of the message's shape. */
  invalid: 'Invalid',
  /** The state of the order does not allow it. */
  notAllowed: 'NotAllowed',
  /** The reference is taken by an order with other content. */
  orderExists: 'OrderExists',
  /** The issuer did not accept the OTP; `details[0]` is the order's view. */
  otpDeclined: 'OtpDeclined',
  /** The OTP was gone from the vault before it was used: enter it again. */
  otpGone: 'OtpGone',
  /** The reference is taken by a refund with other content, or of another order. */
  refundExists: 'RefundExists',
  /** The gateway knows no such order. */
  orderUnknown: 'OrderUnknown',
} as const;
export type FailureType = (typeof FailureType)[keyof typeof FailureType];

/** Queries of runs that have ended: the view as the run left it, and what a revived one goes on with. */
export const LEFT = 'left';
export const CARRIED = 'carried';

/** Not a failure: the type of the refusal that shows a workflow as it stands; `details[0]` is its view. */
export const SHOWN = 'Shown';

export type { ReviveWish } from '../domain/call/matter';

export interface RecheckRequest {
  readonly actor: string;
  readonly reason: string;
}

/** A verified webhook, reduced. */
export interface WebhookNotice {
  readonly webhookId: string;
  readonly event: string;
  readonly snapshot: Snapshot;
}
