import type { Question } from '../call/dialogue';
import type { ReviveWish } from '../call/matter';
import type { Answer, CallOutcome } from '../gateway/outcomes';
import type { Snapshot } from '../gateway/snapshot';
import type { RefundStep } from './next';
import type { RefundResolution } from './refund';

/** Everything that can happen to a refund. */
export type RefundEvent =
  /** A step that is about to be done; it is written down first. */
  | { readonly kind: 'step'; readonly step: RefundStep }
  /** The outcome of the call that a step sent. */
  | { readonly kind: 'outcome'; readonly outcome: CallOutcome }
  /** What the gateway answered to a question. */
  | { readonly kind: 'answer'; readonly question: Question<'refund'>; readonly answer: Answer }
  | { readonly kind: 'webhook'; readonly snapshot: Snapshot }
  /**
   * The gateway is to be asked, because something was heard of the refund's order, or because a person wants it: `why`
   * says who.
   */
  | { readonly kind: 'recheck'; readonly why?: string }
  | ({ readonly kind: 'resolution' } & Omit<RefundResolution, 'at'>)
  /** A new run goes on with the refund of one that ended. `isBlind`: what the ended run sent is not known. */
  | { readonly kind: 'revival'; readonly wish: ReviveWish; readonly isBlind: boolean };
