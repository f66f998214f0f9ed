import type { Instant } from '../values/time';

/*
 * What the gateway says, in our words: `activities/gateway` translates its strings (docs/gateway.md §4) once, and the
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

/** The statuses of one payment of an order. */
export const PAYMENT_STATUSES = ['pending', 'failed', 'authorised', 'voided', 'captured', 'unknown'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** Where the buyer is to go: a page of the gateway, or `elsewhere` for a link to any other place. */
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
  /** The error code says that the buyer's authentication failed, not the payment after it. */
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
  /** For people: the statuses that read as `unknown`, as the gateway wrote them (letters, digits and `_`). */
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
  /**
   * Set where this is not a buyer's order, which a reference cannot tell. Left out for an order, or where the gateway
   * does not say.
   */
  readonly otherThing?: OtherThing;
  /** When we received it, by our own clock: the fallback where the gateway left its stamps out. */
  readonly observedAt: Instant;
}

/**
 * A thing that is not a buyer's order. A refund is an order of its own at the gateway (docs/gateway.md §1); of `other`
 * we do not know what it is.
 */
export interface OtherThing {
  readonly kind: 'refund' | 'other';
  /** The gateway's id of the order that it belongs to, where the gateway says so. */
  readonly parentId: string | null;
}
