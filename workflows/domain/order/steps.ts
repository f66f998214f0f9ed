import type { CommonStep } from '../call/matter';
import type { CardRef, OtpRef } from '../values/secret-refs';
import type { Decision } from './order';
import type { GiveUpReason } from './reasons';
import type { CallKind } from './terms';

/** What to do next about an order. Amounts in minor units; references are the ones to send. */
export type Step =
  | { readonly kind: 'register' }
  | { readonly kind: 'inspectCard'; readonly cardRef: CardRef }
  | { readonly kind: 'pay'; readonly cardRef: CardRef; readonly reference: string }
  | { readonly kind: 'requestOtp'; readonly paymentId: string; readonly resend: boolean }
  | { readonly kind: 'submitOtp'; readonly paymentId: string; readonly otpRef: OtpRef }
  | { readonly kind: 'capture'; readonly reference: string; readonly decision: Wanted }
  | { readonly kind: 'release'; readonly decision: Wanted }
  /** Before there is a hold: tries to stop an unfinished payment. */
  | { readonly kind: 'stopPayment' }
  | { readonly kind: 'giveUp'; readonly why: GiveUpReason }
  | CommonStep<CallKind, string>;

/** What is to become of a hold. It is frozen as the order's decision when it is first sent (core rule 6). */
export type Wanted = Pick<Decision, 'kind' | 'amountMinor' | 'why'>;
