import type { Money } from '../values/money';
import type { Instant } from '../values/time';
import type { Denial } from '../values/verdict';

/** What can be handed over by signal: the names of the updates that decide about an order. */
export const WISH_KINDS = ['confirmDelivery', 'capture', 'cancel', 'extend'] as const;
export type WishKind = (typeof WISH_KINDS)[number];

export const isWishKind = (name: unknown): name is WishKind => WISH_KINDS.some((kind) => kind === name);

/** What can become of a wish, with the meaning. */
export const WISH_OUTCOMES = {
  accepted: 'It is being carried out, or was',
  fulfilled: 'What it wants was so already, or was under way',
  refused: 'The state of the order did not allow it',
  expired: 'It came to the order only after its time, and was left',
} as const;
export type WishOutcome = keyof typeof WISH_OUTCOMES;

/** A wish that was handed over, and what became of it. */
export interface Wish {
  /** The id of the update that the wish stands for. */
  readonly updateId: string;
  /** The key under which its caller knows it. */
  readonly key: string;
  readonly kind: WishKind;
  readonly at: Instant;
  readonly outcome: WishOutcome;
  /** The amount of a capture, where one was named. */
  readonly amount: Money | null;
  /** Why the wish was refused or came too late. */
  readonly denial: Denial | null;
  /** Whether another capture was asked for since. */
  readonly isOverruled: boolean;
}
