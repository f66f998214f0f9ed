import { SECOND_MS } from '../values/time';
import type { BuyersLink, Snapshot } from './snapshot';

/** What a question brought: `absent` is the gateway's word that it knows no such order. */
export type Answer =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'absent' }
  /** `retryAfterMs`: the gateway wants to be left alone for so long. */
  | { readonly kind: 'failed'; readonly retryAfterMs?: number | undefined };

/** What became of a mutating call (design: "Mutating calls"). Codes are the gateway's or ours, never its text. */
export type CallOutcome =
  | { readonly kind: 'done'; readonly snapshot: Snapshot }
  | { readonly kind: 'declined'; readonly code: string }
  | { readonly kind: 'rejected'; readonly code: string }
  | { readonly kind: 'notSent'; readonly code: string; readonly retryAfterMs?: number | undefined }
  /** `busyForMs`: the gateway said that it was too busy (503), and for how long, or 0. */
  | { readonly kind: 'unknown'; readonly code: string; readonly busyForMs?: number | undefined }
  /** Create order only, hosted checkout: flat, without a status. */
  | { readonly kind: 'linked'; readonly gatewayOrderId: string; readonly link: BuyersLink }
  /** Create payment only: the card was gone from the vault. */
  | { readonly kind: 'cardGone' };

/** A call that ended in no answer of its own (time-out, lost worker, bug) may have happened. */
export const NO_ANSWER: CallOutcome = { kind: 'unknown', code: 'no-answer' };

/** What the gateway lets the buyer do next about an OTP (docs/gateway.md §7); none where it does not say. */
export type OtpNext = 'submit' | 'resend' | 'nothing';

interface OtpPrompt {
  readonly next: readonly OtpNext[];
  readonly resendAfterS?: number | undefined;
}

/** What the gateway answered when an OTP was to be sent to the buyer. */
export type OtpPromptOutcome =
  | ({ readonly kind: 'prompted' } & OtpPrompt)
  /** `isFinal`: the gateway itself said no. `letInAfterMs`: it lets nothing in just now, for so long as it says, or 0. */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly isFinal: boolean;
      readonly letInAfterMs?: number | undefined;
    };

/** What became of a submitted OTP. Accepted says nothing about the payment yet. */
export type OtpSubmitOutcome =
  | { readonly kind: 'accepted' }
  | ({ readonly kind: 'declined'; readonly code: string } & OtpPrompt)
  | { readonly kind: 'unknown' }
  | { readonly kind: 'notSent' }
  /** The OTP was gone from the vault: nothing was sent. */
  | { readonly kind: 'gone' };

/** A read of the gateway may be this old (core rule 3): where it tells of the end of a hold that was seen later, it proves nothing. */
export const STALE_READ_MS = 5 * SECOND_MS;
