import type { Snapshot } from './snapshot';

/** What became of a mutating call (design: "Mutating calls"). Codes are the gateway's or ours, never its text. */
export type CallOutcome =
  | { readonly kind: 'done'; readonly snapshot: Snapshot }
  | { readonly kind: 'declined'; readonly code: string }
  | { readonly kind: 'rejected'; readonly code: string }
  | { readonly kind: 'notSent'; readonly code: string; readonly retryAfterMs?: number | undefined }
  /** `busyForMs`: the gateway said that it was too busy (503), and for how long, or 0. */
  | { readonly kind: 'unknown'; readonly code: string; readonly busyForMs?: number | undefined }
  /** Create order only, hosted checkout: flat, without a status. `url` `''`: the page is none of the gateway's. */
  | { readonly kind: 'linked'; readonly gatewayOrderId: string; readonly url: string }
  /** Create payment only: the card was gone from the vault. */
  | { readonly kind: 'cardGone' };
