import type { Instant } from '../values/time';

/*
 * What the gateway says, in words of ours: `activities/gateway` translates its strings (docs/gateway.md §4) once, and the
 * core knows none of them. A word that we do not know is `unknown`, never a guess.
 */

export const ORDER_STATUSES = [
  'created',
  'pending',
  'attempted',
  'authorised',
  'captured',
  'partlyCaptured',
  'voided',
  'failed',
  'partlyRefunded',
  'refunded',
  'unknown',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Of one payment of an order. */
export const PAYMENT_STATUSES = ['pending', 'failed', 'authorised', 'voided', 'captured', 'unknown'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** Where the buyer is to go: a page of the gateway, or one that is none of its. */
export type BuyersLink = { readonly url: string } | 'elsewhere';

/** A capture block. Its presence proves nothing (docs/gateway.md §10 row 48): the order's status must say captured. */
export interface SnapshotCapture {
  /** `merchant_capture_reference`: ours, or that of a capture made elsewhere; null where it is left out. */
  readonly reference: string | null;
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
  /** That code says that the buyer's authentication failed, and not the payment after it. */
  readonly isAuthenticationFailure?: true;
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
  /** Statuses that read as `unknown`, as the gateway wrote them: letters, digits and `_`, for people. */
  readonly unknownWords?: readonly string[];
  readonly amountMinor: number;
  readonly currency: string;
  /** Left out when read from a webhook: the vendor's own samples carry a wrong `false` there (docs/gateway.md §5). */
  readonly preAuth?: boolean;
  readonly payments: readonly SnapshotPayment[];
  /** Where the buyer can authenticate; only once a payment is linked. */
  readonly challenge?: BuyersLink;
  /** How many further payments the gateway takes for this order (docs/gateway.md §4). */
  readonly retriesRemaining?: number;
  /** What it is where it is no order of a buyer: a reference does not say that. Left out for an order, or where it is not told. */
  readonly otherThing?: OtherThing;
  /** When we received it, by our own clock: the fallback where the gateway left its stamps out. */
  readonly observedAt: Instant;
}

/** A refund is an order of its own at the gateway (docs/gateway.md §1); what else there is we do not know. */
export interface OtherThing {
  readonly kind: 'refund' | 'other';
  /** The gateway's id of the order that it belongs to, where it tells. */
  readonly parentId: string | null;
}
