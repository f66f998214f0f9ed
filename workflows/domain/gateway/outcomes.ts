import { SECOND_MS } from '../values/time';
import type { BuyersLink, Snapshot } from './snapshot';

/** The answer to a question. `absent`: the gateway says that it knows no such order. */
export type Answer =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'absent' }
  /** `retryAfterMs`: the gateway wants to be left alone for this long. */
  | { readonly kind: 'failed'; readonly retryAfterMs?: number | undefined };

/** What became of a mutating call (design: "Mutating calls"). Codes are the gateway's or ours, never its text. */
export type CallOutcome =
  | { readonly kind: 'done'; readonly snapshot: Snapshot }
  | { readonly kind: 'declined'; readonly code: string }
  | { readonly kind: 'rejected'; readonly code: string }
  | { readonly kind: 'notSent'; readonly code: string; readonly retryAfterMs?: number | undefined }
  /** `busyForMs`: the gateway said that it was too busy (503), and for how long; 0 where it gave no time. */
  | { readonly kind: 'unknown'; readonly code: string; readonly busyForMs?: number | undefined }
  /** Only for create order with hosted checkout, whose answer is flat and has no status. */
  | { readonly kind: 'linked'; readonly gatewayOrderId: string; readonly link: BuyersLink }
  /** Only for create payment: the card was gone from the vault. */
  | { readonly kind: 'cardGone' };

/** The outcome of a call that got no answer (time-out, lost worker, bug): it may have happened. */
export const NO_ANSWER: CallOutcome = { kind: 'unknown', code: 'no-answer' };

/**
 * What the gateway lets the buyer do next about an OTP (docs/gateway.md §7); the list is empty where it does not say.
 */
export type OtpNext = 'submit' | 'resend' | 'nothing';

interface OtpPrompt {
  readonly next: readonly OtpNext[];
  readonly resendAfterS?: number | undefined;
}

/** What the gateway answered when an OTP was to be sent to the buyer. */
export type OtpPromptOutcome =
  | ({ readonly kind: 'prompted' } & OtpPrompt)
  /**
   * `isFinal`: the gateway itself said no. `letInAfterMs`: it turned the request away for this long, or 0 where it gave
   * no time.
   */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly isFinal: boolean;
      readonly letInAfterMs?: number | undefined;
    };

/** What became of a submitted OTP. `accepted` says nothing about the payment yet. */
export type OtpSubmitOutcome =
  | { readonly kind: 'accepted' }
  | ({ readonly kind: 'declined'; readonly code: string } & OtpPrompt)
  | { readonly kind: 'unknown' }
  | { readonly kind: 'notSent' }
  /** The OTP was gone from the vault: nothing was sent. */
  | { readonly kind: 'gone' };

/**
 * How old a read of the gateway may be (core rule 3): a read asked for this soon after a hold was seen cannot prove
 * that the hold has ended.
 */
export const STALE_READ_MS = 5 * SECOND_MS;
