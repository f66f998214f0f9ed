import { createHash } from 'node:crypto';
import { SHOP_PATTERN } from '../workflows/contract/common';
import type { Instant } from '../workflows/domain/values/time';
import { isScope } from './scopes';
import type { Scope } from './scopes';

export interface ApiKey {
  /** Appears in logs instead of the key. */
  readonly name: string;
  /** SHA-256: the key itself is not kept. */
  readonly digest: Buffer;
  readonly scopes: readonly Scope[];
  /** Null: the shop of SHOP_DEFAULT; of an operator, all shops. */
  readonly shop: string | null;
  /** From then on it is refused; null: no such instant. */
  readonly until: Instant | null;
}

/** Of one key, as configuration and key file have it; a line of its own or parted from others by commas. */
export const API_KEY_FORM =
  'name:key:scope+scope, then :shop=name and :until=2027-12-31 where wanted; the key 16 or more of A-Z a-z 0-9 _ . ~ + / = -, ' +
  'or sha256: and its digest in hexadecimal';

const FORM =
  /^(?<name>[\w-]{1,32}):(?:sha256:(?<digest>[0-9a-f]{64})|(?<key>[\w.~+/=-]{16,200})):(?<scopes>[a-z+]+)(?::shop=(?<shop>[^:,\s]+))?(?::until=(?<until>[\dTZ:.-]+))?$/;

export const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** One key; undefined where the text is not of `API_KEY_FORM`. */
export function parseApiKey(text: string): ApiKey | undefined {
  const { name, digest, key, scopes = '', shop = null, until } = FORM.exec(text)?.groups ?? {};
  const digestOfKey = digest === undefined ? key && digestOf(key) : Buffer.from(digest, 'hex');
  const known = scopes.split('+').filter(isScope);
  const end = until === undefined ? null : endOf(until);
  if (!name || !digestOfKey || end === undefined) return undefined;
  if (known.length !== scopes.split('+').length || (shop !== null && !SHOP_PATTERN.test(shop))) return undefined;
  return { name, digest: digestOfKey, scopes: known, shop, until: end };
}

/** A day lasts until its end, in UTC. */
function endOf(until: string): Instant | undefined {
  const text = /^\d{4}-\d\d-\d\d$/.test(until) ? `${until}T23:59:59.999Z` : until;
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(text) && !Number.isNaN(Date.parse(text));
  return isInstant ? new Date(text).toISOString() : undefined;
}

/** Whether each of them is one caller: no name and no key stands twice. */
export function areApart(keys: readonly ApiKey[]): boolean {
  const names = new Set(keys.map(({ name }) => name));
  const digests = new Set(keys.map(({ digest }) => digest.toString('hex')));
  return names.size === keys.length && digests.size === keys.length;
}

/** A key that is no operator's opens the orders of one shop: which, somebody has to say. */
export const isShopless = ({ shop, scopes }: ApiKey, shopDefault: string | undefined): boolean =>
  shop === null && shopDefault === undefined && !scopes.includes('operator');
