import { Secret } from '../../../activities/vault';
import { digestOf } from '../../../clients/api-keys';
import type { ApiKey } from '../../../clients/api-keys';
import type { CallersOptions } from '../../../clients/http/callers';
import { createCheckoutTokens } from '../../../clients/http/checkout-token';
import type { Scope } from '../../../clients/scopes';
import { CHECKOUT_KEY, NOW } from './edge-fixture';

/** Of this name, opened by `key-of-NAME-00001`. */
export const keyOf = (
  name: string,
  scopes: readonly Scope[],
  { shop = null, until = null }: Partial<Pick<ApiKey, 'shop' | 'until'>> = {},
): ApiKey => ({ name, digest: digestOf(`key-of-${name}-00001`), scopes, shop, until });

/** An edge that knows these keys, and two that sign checkout tokens. */
export const callersOf = (...keys: readonly ApiKey[]): CallersOptions => ({
  apiKeys: () => keys,
  checkoutTokens: createCheckoutTokens({
    keys: [CHECKOUT_KEY, new Secret('a-key-that-was-rotated-out-lately')],
    ttlMs: 3_600_000,
    clock: () => NOW,
  }),
  shopDefault: 'main',
  clock: () => NOW,
});

export const tokenFor = (
  reference: string,
  { agoMs = 0, key = CHECKOUT_KEY.expose() }: { readonly agoMs?: number; readonly key?: string } = {},
): string =>
  createCheckoutTokens({ keys: [new Secret(key)], ttlMs: 3_600_000, clock: () => NOW - agoMs }).issue(reference).token;
