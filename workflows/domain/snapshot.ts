import type { Instant } from './time';

/** Statuses of a gateway order (gateway.md §4). What the gateway may invent later reads as `UNKNOWN`: never a guess. */
export const ORDER_STATUSES = [
  'CREATED',
  'PENDING',
  'ATTEMPTED',
  'AUTHORIZED',
  'PROCESSED',
  'PARTIALLY_CAPTURED',
  'CANCELLED',
  'FAILED',
  'PARTIALLY_REFUNDED',
  'FULLY_REFUNDED',
  'UNKNOWN',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Statuses of one payment of an order (gateway.md §4). */
export const PAYMENT_STATUSES = ['PENDING', 'FAILED', 'AUTHORIZED', 'CANCELLED', 'PROCESSED', 'UNKNOWN'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** A capture block. Its presence proves nothing (gateway.md §10 row 48): the order's status must say captured. */
export interface SnapshotCapture {
  /** `merchant_capture_reference`: ours, or that of a capture made elsewhere. */
  readonly reference: string;
  readonly amountMinor: number;
}

export interface SnapshotPayment {
  /** The gateway's id: opaque, never parsed. */
  readonly id: string;
  /** `merchant_payment_reference`; absent in some answers. */
  readonly reference?: string;
  readonly status: PaymentStatus;
  readonly amountMinor: number;
  /** The gateway's clock. */
  readonly updatedAt?: Instant;
  readonly createdAt?: Instant;
  readonly captures: readonly SnapshotCapture[];
  /** A code of the gateway, such as PAYMENT_DECLINED: letters, digits and `_` only. */
  readonly errorCode?: string;
  /** Retrieval reference number, by which banks find the payment. */
  readonly rrn?: string;
}

/**
 * What the gateway said about an order at one moment, without any personal data: the answer of a mutating call,
 * the answer of Get Order, or the body of a verified webhook. Amounts are in minor units.
 */
export interface Snapshot {
  readonly gatewayOrderId: string;
  /** `merchant_order_reference`. */
  readonly reference: string;
  readonly status: OrderStatus;
  readonly amountMinor: number;
  readonly currency: string;
  /** Left out when read from a webhook: the vendor's own samples carry a wrong `false` there (gateway.md §5). */
  readonly preAuth?: boolean;
  readonly payments: readonly SnapshotPayment[];
  /** Where the buyer can authenticate; only once a payment is linked. `''`: a link that leads elsewhere than to the gateway. */
  readonly challengeUrl?: string;
  /** How many further payments the gateway takes for this order (docs/gateway.md §4). */
  readonly retriesRemaining?: number;
  /**
   * What it is where it is no order of a buyer: a reference does not say that. `OTHER`: of a type that we do not know.
   * Left out for an order, also where it does not say what it is.
   */
  readonly type?: 'REFUND' | 'OTHER';
  /** Of a refund, which is an order of its own: the id of the order whose money it gives back, `''` where it is not told. */
  readonly refundOf?: string;
  /** When we received it, by our own clock: the fallback where the gateway left its stamps out. */
  readonly observedAt: Instant;
}
