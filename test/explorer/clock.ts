import type { Instant } from '../../workflows/domain/values/time';
import { START } from '../support/core/words';

/**
 * In the explorer it is always the same moment: when time passes, the past moves away and deadlines come nearer. So two
 * orders that stand alike are equal, whenever they came to stand so.
 */
export const NOW: Instant = START;
const NOW_MS = Date.parse(NOW);

const instants = new Map<number, Instant>();
const distances = new Map<Instant, number>();
const MOST_KEPT = 200_000;

/** The instant so many milliseconds from now. */
export function at(ms: number): Instant {
  const known = instants.get(ms);
  if (known !== undefined) return known;
  const instant = new Date(NOW_MS + ms).toISOString();
  if (instants.size < MOST_KEPT) instants.set(ms, instant);
  return instant;
}

/** How many milliseconds from now. */
export function distance(instant: Instant): number {
  const known = distances.get(instant);
  if (known !== undefined) return known;
  const ms = Date.parse(instant) - NOW_MS;
  if (distances.size < MOST_KEPT) distances.set(instant, ms);
  return ms;
}

/** Before all time: where a stamp lies of which nothing counts but its rank. It moves no further away. */
export const ANCIENT_MS = -1e12;

/** Longer than any duration of an order that is explored, and than the day between two questions about a parked one. */
export const LONG_AGO_MS = -100_000_000;

/** A moment so much further back, at most as far as `longAgoMs`; the milliseconds, which rank stamps, are kept. */
export function furtherBack(ms: number, byMs: number, longAgoMs: number): number {
  const moved = ms - byMs;
  return moved < longAgoMs ? longAgoMs + (((ms % 1_000) + 1_000) % 1_000) : moved;
}

/** Whether a string is an instant as the core writes them. */
export const isInstant = (text: string): boolean => text.length === 24 && text.endsWith('Z') && text[10] === 'T';

/** Plain JSON after so much time: each instant in it lies further back. */
export function later<T>(value: T, ms: number, longAgoMs: number): T;
export function later(value: unknown, ms: number, longAgoMs: number): unknown {
  if (typeof value === 'string') return isInstant(value) ? instantLater(value, ms, longAgoMs) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => later(one, ms, longAgoMs));
  const moved: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(value)) moved[key] = later(one, ms, longAgoMs);
  return moved;
}

function instantLater(instant: Instant, ms: number, longAgoMs: number): Instant {
  const before = distance(instant);
  return before < ANCIENT_MS / 2 ? instant : at(furtherBack(before, ms, longAgoMs));
}
