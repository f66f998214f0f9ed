import type { RecheckRequest, ReviveWish } from '../workflows/contract/common';
import type {
  CancelRequest,
  CaptureRequest,
  Checkout,
  ExtendRequest,
  OrderInput,
  OrderView,
  OtpRequest,
  PayRequest,
  ResolveRequest,
} from '../workflows/contract/order';
import type { RefundRequest, RefundView, ResolveRefundRequest } from '../workflows/contract/refund';
import type { Money } from '../workflows/domain/values/money';
import type { Exposure } from '../workflows/domain/holds/exposure';
import type { OrderState } from '../workflows/domain/order/view/states';
import type { RefundState } from '../workflows/domain/refund/states';
import type { Instant } from '../workflows/domain/values/time';
import type { ShopFilter } from './shops';

/** An order as its owner asks for it; what is left out of `policy` comes from the configuration. */
export type OrderRequest = Omit<OrderInput, 'timing' | 'fingerprint' | 'requestId'>;

/** The workflow behind an order; `url` is its page in Temporal's Web UI, `null` where none is configured. */
export interface WorkflowLink {
  readonly id: string;
  readonly runId: string;
  readonly url: string | null;
}

/** `refunds`: only where the order was read by `get` and refunds were asked for. */
export type TrackedOrder = OrderView & {
  readonly workflow: WorkflowLink;
  readonly refunds?: readonly RefundView[];
};

/** What Temporal's server alone knows of an order: as of the last change of state, and a moment behind. */
export interface OrderGlance {
  readonly reference: string;
  readonly state: OrderState;
  readonly gatewayOrderId: string | null;
  readonly held: Money;
  readonly decideAt: Instant | null;
  readonly attention: string | null;
  readonly attentionSince: Instant | null;
  readonly workflow: WorkflowLink;
  /** Why the sealed part of the order cannot be read here, where it cannot: only this glance is to be had. */
  readonly unreadable?: string;
}

/** A request that is durable, though its outcome is not known yet: it survives the death of every process. */
export interface Accepted {
  readonly kind: AcceptedKind;
  /** The request's idempotency key, made up where the caller gave none: the same request under it tells the outcome. */
  readonly key: string;
  /** After this instant the order refuses the request, unless it has carried it out by then; null: no such instant. */
  readonly notAfter: Instant | null;
}
export const ACCEPTED_KINDS = [
  'place',
  'pay',
  'submitOtp',
  'resendOtp',
  'confirmDelivery',
  'capture',
  'cancel',
  'extend',
  'revive',
  'recheck',
  'resolve',
  'refund',
  'recheckRefund',
  'resolveRefund',
] as const;
export type AcceptedKind = (typeof ACCEPTED_KINDS)[number];

/**
 * `answered: false`: accepted, without an answer in time. The order is as it stands now, a glance at it when no worker
 * answers, or null when nobody does any more.
 */
export type OrderAnswer =
  | { readonly answered: true; readonly order: TrackedOrder }
  | { readonly answered: false; readonly accepted: Accepted; readonly order: TrackedOrder | OrderGlance | null };

/** `created`: this very request started the order; otherwise it was there already, with the same content. */
export type PlaceAnswer =
  | { readonly answered: true; readonly created: boolean; readonly order: TrackedOrder }
  | { readonly answered: false; readonly accepted: Accepted; readonly order: TrackedOrder | OrderGlance };

/**
 * `answered: false`: accepted; whether the gateway has it is not known yet. `refund` is null where no worker has seen
 * it.
 */
export type RefundAnswer =
  | { readonly answered: true; readonly refund: RefundView }
  | { readonly answered: false; readonly accepted: Accepted; readonly refund: RefundView | null };

/** How long a call waits by default. */
export const DEFAULT_TIMEOUT_MS = 9_500;
/** A read needs no gateway: an answer that does not come soon does not come. */
export const READ_WITHIN_MS = 3_000;

export interface CallOptions {
  /** How long to wait; by then there is an answer, or word that there is none. @default 9_500 */
  readonly timeoutMs?: number;
  /** Ends the wait. What was asked for may take effect all the same. */
  readonly signal?: AbortSignal;
  /** 1 to 255 visible ASCII characters, no blanks. The same key with the same content is carried out once, and answered alike each time. */
  readonly idempotencyKey?: string;
}

/** `amount` and `checkout`: only where nothing of the order can be read any more. */
export interface ReviveRequest extends ReviveWish {
  readonly amount?: Money;
  readonly checkout?: Checkout;
}

export interface WatchOptions {
  /** Ends the watch, without an error. */
  readonly signal?: AbortSignal;
  /** The first pause between two looks; without a change it grows, to ten times as much. @default 1_000 */
  readonly everyMs?: number;
}

export interface OrderFilter {
  readonly state?: OrderState;
  /** `true`: orders that wait for a person. `false`: all others. */
  readonly attention?: boolean;
  /** Decided about before this instant. */
  readonly decideBefore?: Instant;
  /** @default all shops */
  readonly shop?: ShopFilter;
  /** @default 50 */
  readonly limit?: number;
}

export interface OrderList {
  readonly orders: readonly OrderGlance[];
  /** Whether there are others beyond the limit. */
  readonly more: boolean;
}

/** Likewise of a refund. Its order and amount are sealed: null where they cannot be read here. */
export interface RefundGlance {
  readonly refundReference: string;
  readonly orderReference: string | null;
  readonly state: RefundState;
  readonly amount: Money | null;
  readonly attention: string | null;
  readonly attentionSince: Instant | null;
  readonly workflow: WorkflowLink;
}

export interface RefundList {
  readonly refunds: readonly RefundGlance[];
  /** Whether there are others beyond the limit. */
  readonly more: boolean;
}

/**
 * What an order system can ask of its orders. Whatever is answered is durable, and a slow gateway is an answer, too
 * (`answered: false`). Every method rejects with TemporalUnavailable when the server does not answer, or when no worker
 * took what only a worker can take: the same request under the same key then finds out whether it was taken. Methods
 * that name an order reject with OrderNotFound, and those that change one with NotAllowed when its state does not allow
 * it.
 */
export interface Orders {
  /**
   * Places the order, or finds it placed. Rejects with OrderConflict, which names the fields, when the reference has another
   * content, and with InvalidRequest when the gateway would refuse it or the buyer may not be sent to its returnUrl.
   */
  place(order: OrderRequest, options?: CallOptions): Promise<PlaceAnswer>;
  /** The answer to a repeat of `place`, which never starts anything; `undefined` when there is no such order. */
  placedBefore(order: OrderRequest, options?: CallOptions): Promise<PlaceAnswer | undefined>;
  /** Rejects with TemporalUnavailable, with a glance at the order in it, when no worker answers. */
  get(reference: string, options?: CallOptions): Promise<TrackedOrder>;
  /**
   * The order at once, and again whenever it has changed, until it is settled for good: nothing of it can change any
   * more. A moment without workers or server is waited out; several minutes reject with TemporalUnavailable.
   */
  watch(reference: string, options?: WatchOptions): AsyncIterable<TrackedOrder>;
  /** The newest first. A moment behind: it is read from the index. */
  list(filter?: OrderFilter, options?: CallOptions): Promise<OrderList>;
  pay(reference: string, request: PayRequest, options?: CallOptions): Promise<OrderAnswer>;
  /** Rejects with OtpDeclined or OtpGone, too. */
  submitOtp(reference: string, request: OtpRequest, options?: CallOptions): Promise<OrderAnswer>;
  resendOtp(reference: string, options?: CallOptions): Promise<OrderAnswer>;
  confirmDelivery(reference: string, options?: CallOptions): Promise<OrderAnswer>;
  capture(reference: string, request?: CaptureRequest, options?: CallOptions): Promise<OrderAnswer>;
  cancel(reference: string, request: CancelRequest, options?: CallOptions): Promise<OrderAnswer>;
  extend(reference: string, request: ExtendRequest, options?: CallOptions): Promise<OrderAnswer>;
  recheck(reference: string, request: RecheckRequest, options?: CallOptions): Promise<OrderAnswer>;
  resolve(reference: string, request: ResolveRequest, options?: CallOptions): Promise<OrderAnswer>;
  /**
   * Revives an order whose workflow ended before it was settled (attention `workflow-ended`): a new run asks the
   * gateway before it sends anything. Where nobody can read what the workflow knew, a person decides about the order;
   * rejects with InvalidRequest where `amount` and `checkout` are needed for that and missing.
   */
  revive(reference: string, request: ReviveRequest, options?: CallOptions): Promise<OrderAnswer>;
  /**
   * Gives captured money back, also when the order's workflow has closed. The refund's reference is the key: the same
   * request again is the same refund; rejects with RefundConflict when it is taken by another.
   */
  refund(reference: string, request: RefundRequest, options?: CallOptions): Promise<RefundAnswer>;
  /** Oldest first; none where nobody has asked for one. */
  refunds(reference: string, options?: CallOptions): Promise<readonly RefundView[]>;
  /** Refunds of all orders, the newest first; those that were sent, or are about to be. A moment behind. */
  listRefunds(filter?: Pick<OrderFilter, 'attention' | 'limit'>, options?: CallOptions): Promise<RefundList>;
  /**
   * Makes the refund ask the gateway. This and `resolveRefund` reject with RefundNotFound when the order has no such
   * refund.
   */
  recheckRefund(
    reference: string,
    refundReference: string,
    request: RecheckRequest,
    options?: CallOptions,
  ): Promise<RefundAnswer>;
  /** Settles a refund that waits for a person. `failed` frees its money for another. */
  resolveRefund(
    reference: string,
    refundReference: string,
    request: ResolveRefundRequest,
    options?: CallOptions,
  ): Promise<RefundAnswer>;
  /** Like `revive`, for a refund. */
  reviveRefund(
    reference: string,
    refundReference: string,
    request: ReviveWish,
    options?: CallOptions,
  ): Promise<RefundAnswer>;
  /** What is on hold, by the time that is left to decide about it; a moment behind, read from the index. */
  exposure(options?: CallOptions & Pick<OrderFilter, 'shop'>): Promise<Exposure>;
}
