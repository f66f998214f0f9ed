export type EffectKind = 'authorised' | 'captured' | 'released' | 'refunded';

/** Why money moved. `lapse` is a hold that nobody decided about in time. */
export type EffectCause =
  | 'authentication'
  | 'late-authorisation'
  | 'sale'
  | 'capture'
  | 'cancel'
  | 'remainder'
  | 'capture-failure'
  | 'lapse'
  | 'refund'
  | 'dashboard';

/** One effect on money. Amount in minor units; `at` by the simulator's clock. */
export interface LedgerEntry {
  readonly at: string;
  readonly kind: EffectKind;
  readonly amount: number;
  readonly paymentId: string;
  readonly cause: EffectCause;
  /** The merchant's reference of the payment, capture or refund. */
  readonly reference?: string;
  /** `Request-ID` of the call that did it; absent when no call did. */
  readonly requestId?: string;
}
