import type { Money } from '../domain/values/money';
import type { ResolvedAs } from '../domain/order/order';
import type { DecideBy } from '../domain/order/terms';
import type { ReviveWish } from '../domain/call/matter';
import type { CardRef, OtpRef } from '../domain/values/secret-refs';
import type { Instant } from '../domain/values/time';
import type { WishKind } from '../domain/order/wish-kinds';

/** The arguments of the messages of `preAuthOrder`, as docs/using.md lists them. */

export interface PayRequest {
  readonly cardRef: CardRef;
}
export interface OtpRequest {
  readonly otpRef: OtpRef;
}
export interface CaptureRequest {
  /** `amount` left out: all that is held. */
  readonly amount?: Money;
}
export interface CancelRequest {
  readonly reason: string;
}
export interface ExtendRequest {
  readonly decideBy: DecideBy;
}
/**
 * An update that no worker has accepted yet lives in the server's memory only. The same by signal is durable; the order
 * counts both once (docs/decisions/0017).
 */
export interface HandedWish {
  /** The update that the wish stands for. */
  readonly name: WishKind;
  readonly updateId: string;
  /** The key under which its caller knows it. @default updateId */
  readonly key?: string;
  readonly argument?: unknown;
  /** After this instant the wish is not carried out any more. */
  readonly notAfter?: Instant;
}
/** A person's word on an order in trouble. */
export interface ResolveRequest {
  readonly as: ResolvedAs;
  readonly actor: string;
  readonly reason: string;
  /** Against, or without, the word of the gateway; recorded. */
  readonly force?: boolean;
}
/** What a revived order learns beside the state it carries. */
export interface Revival extends ReviveWish {
  /** What the ended run knew could not be read: a person decides. */
  readonly isBlind: boolean;
  /** Signals that came too late for any task of the ended run to take them in, oldest first. */
  readonly untaken: readonly { readonly name: string; readonly argument?: unknown }[];
}
/**
 * A verified return of the buyer's browser. It carries no amount and can be replayed, so it only makes the order ask.
 */
export interface CallbackHint {
  readonly status: string;
  readonly errorCode?: string;
  /** The id of the request that brought the callback: it tells the first from its repeats. */
  readonly requestId?: string;
}
