import { z } from 'zod';
import { Secret, socketPathOf } from '../activities/vault';
import { API_KEY_FORM, areApart, parseApiKey } from '../clients/api-keys';
import type { ApiKey } from '../clients/api-keys';
import { parseDurationMs } from '../clients/duration';
import { parseTokens } from '../clients/http/codec-tokens';
import { isLoopback } from '../clients/loopback';
import { SCOPES } from '../clients/scopes';
import { parseKeyring } from '../clients/temporal/codec';
import type { CallKind } from '../workflows/domain/order/terms';
import { CALL_KINDS } from '../workflows/domain/order/terms';
import { DAY_MS } from '../workflows/domain/values/time';

/** The kinds of values that variables hold. Each problem says what is expected and never quotes what was found. */

/** A text that `parse` understands; `undefined` from it, or an exception, means that it does not. */
const variable = <T>(expected: string, parse: (text: string) => T | undefined) =>
  z.string({ error: expected }).transform((text, context): T => {
    try {
      const value = parse(text.trim());
      if (value !== undefined) return value;
    } catch {
      // The reason may quote the value.
    }
    context.addIssue({ code: 'custom', message: expected });
    return z.NEVER;
  });

const matching = (pattern: RegExp) => (text: string) => (pattern.test(text) ? text : undefined);
const list = (text: string): string[] => text.split(',').map((part) => part.trim());
/** All parsed texts, or `undefined` where one does not parse. */
const every = <T>(texts: readonly string[], parse: (text: string) => T | undefined): T[] | undefined => {
  const values = texts.map(parse).filter((value) => value !== undefined);
  return values.length === texts.length && values.length > 0 ? values : undefined;
};
const isUnique = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

export const textOf = (expected: string, pattern: RegExp) => variable(expected, matching(pattern));
export const secretText = (expected: string, pattern = /^\S.*$/) =>
  variable(expected, (text) => (pattern.test(text) ? new Secret(text) : undefined));
export const secretTexts = (expected: string, pattern = /^\S.*$/) =>
  variable(expected, (text) => every(list(text), (part) => (pattern.test(part) ? new Secret(part) : undefined)));

export const host = textOf('a host name or an address to listen on, such as 127.0.0.1', /^[A-Za-z0-9.:-]{1,253}$/);
export const port = variable('a port, 0 to 65535', (text) =>
  /^\d{1,5}$/.test(text) && Number(text) < 65_536 ? Number(text) : undefined,
);

export const count = (max: number) =>
  variable(`a number, 1 to ${max}`, (text) =>
    /^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= max ? Number(text) : undefined,
  );

const MAX_DURATION_MS = 90 * DAY_MS;
const durationMs = (text: string, minMs: number): number | undefined => {
  const value = parseDurationMs(text);
  return value !== undefined && value >= minMs && value <= MAX_DURATION_MS ? value : undefined;
};
export const duration = (minMs = 1) =>
  variable('a duration such as "5 days", "15 minutes", "90s" or "500ms", at most 90 days', (text) =>
    durationMs(text, minMs),
  );
/** `null`: switched off. */
export const durationOrOff = (minMs: number) =>
  variable('a duration such as "1 hour", at most 90 days, or off', (text) => {
    const value = durationMs(text, minMs);
    return value !== undefined || text !== 'off' ? value : null;
  });
export const growingDurations = variable('growing durations, such as "1 hour, 6 hours, 1 day"', (text) => {
  const values = every(list(text), (part) => durationMs(part, 1));
  return values?.every((value, index) => value > (values[index - 1] ?? 0)) === true ? values : undefined;
});

/** Wrong OTPs of one payment, and of all payments of an order. */
export const otpTries = variable('two numbers, 1 to 20: for a payment and for an order, such as "5, 10"', (text) => {
  const [ofPayment, ofOrder, ...more] =
    every(list(text), (part) => (/^(?:[1-9]|1\d|20)$/.test(part) ? Number(part) : undefined)) ?? [];
  if (ofPayment === undefined || ofOrder === undefined || more.length > 0 || ofOrder < ofPayment) return undefined;
  return { ofPayment, ofOrder };
});

type QuietKind = CallKind | 'refund' | 'otp';
const QUIET_KINDS: readonly string[] = [...CALL_KINDS, 'refund', 'otp'] satisfies QuietKind[];

export const quietPeriods = variable(
  `a duration for all calls, or some of them as in "createOrder=10s, capture=5 minutes" (${QUIET_KINDS.join(', ')})`,
  (text): Partial<Record<QuietKind, number>> | undefined => {
    const forAll = durationMs(text, 1);
    if (forAll !== undefined) return Object.fromEntries(QUIET_KINDS.map((kind) => [kind, forAll]));
    const pairs = every(list(text), (part) => {
      const [kind = '', period = ''] = part.split('=').map((side) => side.trim());
      const value = durationMs(period, 1);
      return QUIET_KINDS.includes(kind) && value !== undefined ? ([kind, value] as const) : undefined;
    });
    return pairs && isUnique(pairs.map(([kind]) => kind)) ? Object.fromEntries(pairs) : undefined;
  },
);

/** A URL without credentials, query and fragment, and without a slash at its end. */
export const baseUrl = variable('an https URL, or an http one of this machine, without query', (text) => {
  const url = new URL(text);
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  const isBare = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return isSafe && isBare ? url.href.replace(/\/+$/, '') : undefined;
});

/** The same, for what only people's browsers or the local network open: http is fine. */
export const pageUrl = variable('an http or https URL without query', (text) => {
  const url = new URL(text);
  const isPage = /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === '';
  return isPage ? url.href.replace(/\/+$/, '') : undefined;
});

export const hosts = variable('host names, as in "shop.example.com, localhost:3000"', (text) =>
  every(list(text), (part) => matching(/^[a-z0-9.-]+(?::\d{1,5})?$/)(part.toLowerCase())),
);

export const vaultUrl = variable('unix:/absolute/path/of/the/socket', (text) =>
  socketPathOf(text) === '' ? undefined : text,
);

export const apiKeys = variable(
  `${API_KEY_FORM}; comma separated, names and keys apart; scopes ${Object.keys(SCOPES).join(', ')}`,
  (text): ApiKey[] | undefined => {
    const keys = every(list(text), parseApiKey);
    return keys && areApart(keys) ? keys : undefined;
  },
);

export const encryptionKeys = variable('id:base64 of 32 bytes, comma separated, the active key first', parseKeyring);

export const codecTokens = variable('name:token, comma separated, with tokens of 16 or more characters', parseTokens);
