import type { Question } from '../call/dialogue';
import type { ReviveWish } from '../call/matter';
import type { Answer, CallOutcome, OtpPromptOutcome, OtpSubmitOutcome } from '../gateway/outcomes';
import type { Snapshot } from '../gateway/snapshot';
import type { Money } from '../values/money';
import type { CardRef, OtpRef } from '../values/secret-refs';
import type { ResolveWish } from './events/resolution';
import type { Step } from './steps';
import type { CallKind, DecideBy } from './terms';
import type { Wish } from './wish-kinds';

/** Everything that can happen to an order. `permission` says beforehand whether a message is allowed. */
export type OrderEvent =
  // What we do.
  /** A step that is about to be done; it is written down first. */
  | { readonly kind: 'step'; readonly step: Step }
  /** The outcome of the call that a step sent. */
  | { readonly kind: 'outcome'; readonly outcome: CallOutcome }
  /** What the gateway answered to a question. */
  | { readonly kind: 'answer'; readonly question: Question<CallKind>; readonly answer: Answer }
  /** What the gateway says about the card; null when it could not be learnt. */
  | { readonly kind: 'cardInspection'; readonly nativeOtp: boolean | null }
  | { readonly kind: 'otpPrompt'; readonly outcome: OtpPromptOutcome }
  | { readonly kind: 'otpVerdict'; readonly outcome: OtpSubmitOutcome }
  // What others tell.
  | { readonly kind: 'webhook'; readonly snapshot: Snapshot }
  /** The buyer's browser came back from the bank; `isClaimed`: with a signed "authorised". */
  | { readonly kind: 'return'; readonly isClaimed: boolean }
  // What people want.
  | OrderWish
  /** The buyer's OTP. `id` names this entry. */
  | { readonly kind: 'otp'; readonly id: string; readonly otpRef: OtpRef }
  /** What became of a wish that was handed over by signal. */
  | { readonly kind: 'wish'; readonly wish: Wish }
  /** A new run goes on with the order of one that ended. `isBlind`: what that one knew could not be read. */
  | { readonly kind: 'revival'; readonly wish: ReviveWish; readonly isBlind: boolean };

/** What people want of an order, and may be denied. */
export type OrderWish =
  | { readonly kind: 'card'; readonly cardRef: CardRef }
  | { readonly kind: 'otpResend' }
  | { readonly kind: 'delivery' }
  /** `amount` left out: all that is held. */
  | { readonly kind: 'capture'; readonly amount?: Money | undefined }
  | { readonly kind: 'cancellation'; readonly reason: string }
  | { readonly kind: 'extension'; readonly decideBy: DecideBy }
  | { readonly kind: 'recheck'; readonly actor: string; readonly reason: string }
  | ({ readonly kind: 'resolution' } & ResolveWish);
