import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../activities/vault';
import { REFERENCE_PATTERN } from '../../workflows/contract/common';
import type { Instant } from '../../workflows/domain/values/time';

/** What a buyer's browser may be given: it opens one order, and of that no more than a buyer needs. */
export interface CheckoutToken {
  readonly token: string;
  readonly expiresAt: Instant;
}

export interface CheckoutTokens {
  issue(reference: string): CheckoutToken;
  /** Undefined for what we did not issue. */
  read(token: string): { readonly reference: string; readonly isExpired: boolean } | undefined;
}

interface CheckoutTokenOptions {
  /** The first signs; the others are taken, too, while they are rotated out. */
  readonly keys: readonly Secret<string>[];
  readonly ttlMs: number;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

const FORM = /^hfc_(?<seconds>\d{1,12})\.(?<reference>[\w-]+)\.(?<mac>[\w-]{43})$/;

/** Tokens carry what they say, signed by HMAC-SHA256: any process of the edge reads them, and none keeps them. */
export function createCheckoutTokens({ keys, ttlMs, clock }: CheckoutTokenOptions): CheckoutTokens {
  const macs = (signed: string): Buffer[] =>
    keys.map((key) => createHmac('sha256', key.expose()).update(`holdfast-checkout\n${signed}`).digest());
  return {
    issue(reference) {
      const seconds = Math.ceil((clock() + ttlMs) / 1_000);
      const signed = `${seconds}.${reference}`;
      const token = `hfc_${signed}.${macs(signed)[0]?.toString('base64url') ?? ''}`;
      return { token, expiresAt: new Date(seconds * 1_000).toISOString() };
    },
    read(token) {
      const { seconds, reference = '', mac = '' } = FORM.exec(token)?.groups ?? {};
      const given = Buffer.from(mac, 'base64url');
      const isOurs = macs(`${seconds}.${reference}`).some(
        (own) => own.length === given.length && timingSafeEqual(own, given),
      );
      if (!isOurs || !REFERENCE_PATTERN.test(reference)) return undefined;
      return { reference, isExpired: Number(seconds) * 1_000 <= clock() };
    },
  };
}
