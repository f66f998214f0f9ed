import type { ApiKey } from '../api-keys';
import { bearerOf, ownerOf } from './api-keys';
import type { Caller, Reach } from './caller';
import type { CheckoutTokens } from './checkout-token';
import { Problem } from './problems';

export interface CallersOptions {
  /** As they stand now: keys come and go without a restart. */
  readonly apiKeys: () => readonly ApiKey[];
  readonly checkoutTokens: CheckoutTokens;
  /** The shop of keys, and of orders, that name none; undefined: there is no such shop. */
  readonly shopDefault?: string | undefined;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/**
 * Whose `Authorization` it is.
 * @throws Problem `unauthenticated`, which says where a key or a token was good once
 */
export function callerOf(options: CallersOptions, authorization: string | undefined): Caller {
  const token = bearerOf(authorization);
  const opened = options.checkoutTokens.read(token);
  if (opened) return ofToken(opened);
  const key = ownerOf(options.apiKeys(), token);
  if (!key) throw new Problem('unauthenticated');
  const { name, scopes, until } = key;
  if (until !== null && Date.parse(until) <= options.clock()) {
    throw new Problem('unauthenticated', { detail: `The API key ${name} was good until ${until}` });
  }
  return { name, scopes, reach: reachOf(key, options.shopDefault) };
}

function ofToken({ reference, isExpired }: { readonly reference: string; readonly isExpired: boolean }): Caller {
  if (isExpired) {
    throw new Problem('unauthenticated', {
      detail: 'The checkout token has expired: place the same order again for another',
    });
  }
  return { name: 'checkout', scopes: ['cards'], reach: { kind: 'order', reference } };
}

function reachOf({ shop, scopes }: ApiKey, shopDefault: string | undefined): Reach {
  if (shop === null && scopes.includes('operator')) return { kind: 'all' };
  const name = shop ?? shopDefault;
  // The configuration has refused such a key.
  if (name === undefined) throw new Problem('forbidden', { detail: 'The API key belongs to no shop' });
  return { kind: 'shop', name, orNone: name === shopDefault };
}
