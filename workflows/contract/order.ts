import type { Customer } from '../domain/values/customer';
import type { Checkout, AtDeadline, DecideBy, OnDelivery, Policy, Timing } from '../domain/order/terms';
import type { Order, ResolvedAs } from '../domain/order/order';
import type { OrderState } from '../domain/order/view/states';
import type { Money } from '../domain/values/money';
import type { CardRef } from '../domain/values/secret-refs';
import type { Instant } from '../domain/values/time';
import type { WishKind, WishOutcome } from '../domain/order/wish-kinds';

/** What every process that talks to the orders' workflows must agree on. The strings are frozen by a test. */

/** The registered workflow type. */
export const PRE_AUTH_ORDER = 'preAuthOrder';

/** One workflow for each order reference, for ever: the id is the first idempotency key of an order. */
export const orderWorkflowId = (reference: string): string => `preauth-${reference}`;

export type { Checkout, Customer, ResolvedAs, WishKind, WishOutcome };

/** The argument of the workflow. Validated by whoever starts it; the workflow itself checks what its safety needs. */
export interface OrderInput {
  readonly reference: string;
  /** The shop that it belongs to; left out by those who place it past the API. Never encrypted: the index has it, too. */
  readonly shop?: string;
  readonly amount: Money;
  readonly checkout: Checkout;
  /** Vault reference of the card to pay with; without one the order waits for `pay`. None with `hosted`. */
  readonly cardRef?: CardRef;
  readonly customer?: Customer;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly returnUrl?: string;
  readonly policy?: Partial<Policy>;
  readonly timing?: Partial<Timing>;
  /** Digest of the request that placed the order: it tells a repeat from another order of the same reference. */
  readonly fingerprint?: string;
  /** The id of the request that placed the order. */
  readonly requestId?: string;
}

/** What crosses continue-as-new, and what a revived order goes on with: plain JSON. */
export interface Carried {
  readonly order: Order;
  readonly handledUpdates: readonly string[];
}

export interface OrderResult {
  readonly state: OrderState;
  readonly ledger: LedgerView;
}

export interface LedgerView {
  readonly authorised: Money;
  readonly held: Money;
  readonly captured: Money;
  readonly released: Money;
  readonly refunded: Money;
}

/** What the buyer (or whoever speaks for them) has to do next. */
export type NextAction =
  /**
   * `attemptsLeft` 0: this OTP takes no further entry, a new one may be sent. `submitAfter`: where several were wrong,
   * the next one is taken from then on.
   */
  | {
      readonly type: 'submitOtp';
      readonly resendAfter: Instant | null;
      readonly attemptsLeft: number;
      readonly submitAfter?: Instant;
    }
  | { readonly type: 'redirect'; readonly url: string }
  | { readonly type: 'pay'; readonly attemptsLeft: number };

/** The whole order as its workflow knows it; answered by the query `order` and by most updates. */
export interface OrderView {
  readonly reference: string;
  readonly gatewayOrderId: string | null;
  readonly checkout: Checkout;
  readonly state: OrderState;
  /** Whether the money is settled for good: nothing of it can change any more, and nobody is waited for. */
  readonly final: boolean;
  /**
   * Who settled it: we, the gateway (the bank, or somebody in its dashboard), or an operator by `resolve`; null while
   * open, or a person is waited for.
   */
  readonly settledBy: 'holdfast' | 'gateway' | 'operator' | null;
  readonly amount: Money;
  readonly ledger: LedgerView;
  readonly nextAction: NextAction | null;
  /** When the hold is decided about at the latest; `null` while there is none, and once it is settled. */
  readonly decideAt: Instant | null;
  readonly policy: {
    readonly onDelivery: OnDelivery;
    readonly atDeadline: AtDeadline;
    readonly decideBy: DecideBy | null;
  };
  readonly deliveredAt: Instant | null;
  /** The last refusal by bank, buyer's authentication or gateway; null once a later success overtook it. */
  readonly decline: { readonly code: string; readonly at: Instant } | null;
  /** Set while a person is called for. `code`: the reason in one word. `advice`: what they can do. */
  readonly attention: {
    readonly code: string;
    readonly reason: string;
    readonly since: Instant;
    readonly advice: string;
  } | null;
  /** What people have resolved, oldest first. */
  readonly resolutions: readonly {
    readonly as: ResolvedAs;
    readonly actor: string;
    readonly reason: string;
    readonly forced: boolean;
    readonly at: Instant;
  }[];
  /** Wishes that were handed over by signal because no worker took them in time, oldest first; the newest 20. */
  readonly wishes: readonly {
    /** The key from the answer that said that the wish was accepted. */
    readonly key: string;
    readonly updateId: string;
    readonly kind: WishKind;
    readonly at: Instant;
    readonly outcome: WishOutcome;
    /** Set where the wish was refused or has expired. */
    readonly code: string | null;
    readonly reason: string | null;
  }[];
  /** One plain sentence: what the order waits for and until when. */
  readonly waitingFor: string;
  readonly timeline: readonly { readonly at: Instant; readonly what: string }[];
  /**
   * How far the gateway's clock is ahead of what is possible by ours (negative: behind), as far as the hold shows it; 0
   * within.
   */
  readonly gatewayClockOffMs: number;
  /** Where the buyer's browser goes after authentication. */
  readonly returnUrl: string | null;
}

/** Argument of `awaitNextAction`: both from the request that places the order. */
export interface PlaceRequest {
  readonly fingerprint?: string;
  readonly requestId?: string;
}

export interface PlacedOrder {
  readonly order: OrderView;
  /** Whether the request with this id is the one that started the order. */
  readonly created: boolean;
}

export interface ReturnedOrder {
  readonly order: OrderView;
  /** The id of the request in which this very callback came for the first time; null for a repeat. */
  readonly requestId: string | null;
}

export type {
  CallbackHint,
  CancelRequest,
  CaptureRequest,
  ExtendRequest,
  HandedWish,
  OtpRequest,
  PayRequest,
  ResolveRequest,
  Revival,
} from './order-arguments';
