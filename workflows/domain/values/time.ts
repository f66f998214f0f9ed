/** An instant as ISO 8601 in UTC. Those the core makes have milliseconds; the gateway's keep up to nine digits. */
export type Instant = string;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export const plus = (at: Instant, durationMs: number): Instant => new Date(Date.parse(at) + durationMs).toISOString();

export const msBetween = (from: Instant, to: Instant): number => Date.parse(to) - Date.parse(from);

export const isReached = (at: Instant, now: Instant): boolean => Date.parse(now) >= Date.parse(at);

const UNITS = [
  ['day', DAY_MS],
  ['hour', HOUR_MS],
  ['minute', MINUTE_MS],
  ['second', SECOND_MS],
] as const;

/** The duration for people, in its two largest units: `4 days`, `5 hours 30 minutes`. */
export function formatDuration(durationMs: number): string {
  let leftMs = Math.max(0, Math.round(durationMs / SECOND_MS) * SECOND_MS);
  const parts: string[] = [];
  for (const [unit, unitMs] of UNITS) {
    const count = Math.floor(leftMs / unitMs);
    leftMs -= count * unitMs;
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? '' : 's'}`);
  }
  return parts.slice(0, 2).join(' ') || '0 seconds';
}

/** The later of the two, where there are two. */
export const later = (one: Instant, other: Instant | null): Instant =>
  other !== null && isReached(one, other) ? other : one;

/** The earliest of the given instants, leaving out those that are not set. */
export function earliest(...instants: readonly (Instant | null | undefined)[]): Instant | null {
  let first: Instant | null = null;
  for (const at of instants) if (at && (first === null || msBetween(at, first) > 0)) first = at;
  return first;
}
