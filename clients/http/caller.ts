import type { Scope } from '../scopes';

/** Orders that a caller comes near; the others are not there for it. */
export type Reach =
  | { readonly kind: 'all' }
  /** `orNone`: also those that were placed past the API and belong to no shop. */
  | { readonly kind: 'shop'; readonly name: string; readonly orNone: boolean }
  | { readonly kind: 'order'; readonly reference: string };

/** Who asks, by an API key or by a checkout token. */
export interface Caller {
  /** Of the key, or `checkout`: appears in logs. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly reach: Reach;
}

/** Scopes that see all of an order; the others see what a buyer may see. */
const SEES_ALL: readonly Scope[] = ['place', 'read', 'decide', 'refund', 'operator'];
export const seesAll = ({ scopes }: Caller): boolean => scopes.some((scope) => SEES_ALL.includes(scope));
