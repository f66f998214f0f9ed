import type { OrderView } from './order';
import type { Money } from '../domain/values/money';
import type { RefundState } from '../domain/refund/states';
import type { RefundTerms, RefundTiming } from '../domain/refund/refund';
import type { RefundWish } from '../domain/refund/book';
import type { Instant } from '../domain/values/time';

/** What every process that talks to the workflows of refunds must agree on. The strings are frozen by a test. */

/** The registered workflow types: one refund; and all refunds of one order, among which its money is shared out. */
export const REFUND_ORDER = 'refundOrder';
export const ORDER_REFUNDS = 'orderRefunds';

/** One workflow for each refund, for ever: its reference is its idempotency key, here and at the gateway. */
export const refundWorkflowId = (refundReference: string): string => `refund-${refundReference}`;
export const orderRefundsWorkflowId = (orderReference: string): string => `refunds-${orderReference}`;

/** What an order system asks for. `amount` left out: all that is captured and not yet refunded. */
export type RefundRequest = RefundWish;

/** Argument of `orderRefunds`. */
export interface OrderRefundsInput {
  readonly orderReference: string;
  readonly timing?: Partial<RefundTiming>;
}

/** Argument of `refundOrder`. */
export interface RefundInput {
  readonly terms: RefundTerms;
  readonly timing?: Partial<RefundTiming>;
}

export interface RefundResult {
  readonly state: RefundState;
  readonly amount: Money;
}

/** `refused`: never sent, because the order's money does not allow it. */
export type RefundViewState = RefundState | 'refused';

export interface RefundView {
  readonly refundReference: string;
  readonly orderReference: string;
  /** The refund's id at the gateway, where it is an order of its own. */
  readonly gatewayRefundId: string | null;
  readonly state: RefundViewState;
  /** Null while it is not known how much "all that is left" is. */
  readonly amount: Money | null;
  readonly reason: string;
  readonly requestedAt: Instant;
  /** The refusal, the gateway's or ours; ours has a reason in plain words. */
  readonly decline: { readonly code: string; readonly reason?: string } | null;
  readonly attention: OrderView['attention'];
  /** One plain sentence. */
  readonly waitingFor: string;
  readonly timeline: readonly { readonly at: Instant; readonly what: string }[];
}

export interface ResolveRefundRequest {
  readonly as: 'refunded' | 'failed';
  readonly actor: string;
  readonly reason: string;
}

/** How a refund ended, told by its workflow to that of the order's refunds. */
export interface RefundEnd {
  readonly refundReference: string;
  readonly state: 'refunded' | 'failed';
}
