/** What a `Retry-After` asks for; `ignored`: it cannot be read, or asks for a wait that nobody means. */
type RetryAfter = { readonly waitMs: number } | 'ignored';

const DAY_MS = 86_400_000;
const SECONDS = /^\d+$/;
/**
 * Strict, since `Date.parse` makes a date of `-5` and of `1.5`; all three forms of RFC 9110 begin with a day's name.
 */
const HTTP_DATE = /^(Mon|Tues?|Wed(nes)?|Thu(rs)?|Fri|Sat(ur)?|Sun)(day)?,? .*\d{2}:\d{2}:\d{2}/;

/**
 * Reads the header: seconds or a date. The gateway does not document it, but a proxy before the gateway may send it.
 */
export function readRetryAfter(header: string, nowMs: number): RetryAfter {
  const waitMs = SECONDS.test(header) ? Number(header) * 1_000 : dateOf(header) - nowMs;
  return waitMs >= 0 && waitMs <= DAY_MS ? { waitMs } : 'ignored';
}

/** The oldest form names no zone, and means GMT like the others. */
const dateOf = (header: string): number =>
  HTTP_DATE.test(header) ? Date.parse(header.endsWith('GMT') ? header : `${header} GMT`) : NaN;
