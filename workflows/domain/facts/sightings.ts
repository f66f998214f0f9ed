import type { PaymentStatus } from '../gateway/snapshot';
import { STALE_READ_MS } from '../gateway/outcomes';
import { greater } from '../values/join';
import { isReached, MINUTE_MS, plus } from '../values/time';
import type { Instant } from '../values/time';

/*
 * When each status of a payment was seen. The gateway stamps by its own clock, but time is ours (core rule 17). Stamps
 * count as long as they agree with what we saw: a wrong clock may keep a hold in sight for longer, but never lose one.
 */

/** A status of a payment, as it was seen. */
export interface Sighting {
  /** The latest stamp of the gateway; null where it gave none. */
  readonly stamp: Instant | null;
  /** When an answer first showed it. */
  readonly firstAt: Instant;
  /**
   * The last moment at which we count the status as true: of a hold, when its answer came; of others, when it was asked
   * for.
   */
  readonly lastAt: Instant;
}

export type Sightings = Readonly<Partial<Record<PaymentStatus, Sighting>>>;

export const joinSightings = (a: Sighting, b: Sighting): Sighting => ({
  stamp: greater(a.stamp, b.stamp),
  firstAt: isReached(b.firstAt, a.firstAt) ? b.firstAt : a.firstAt,
  lastAt: isReached(a.lastAt, b.lastAt) ? b.lastAt : a.lastAt,
});

/** An end that was asked for this long after the hold was last seen counts, whatever the stamps say. */
const SURE_AFTER_MS = MINUTE_MS;

/**
 * The statuses that end a hold without a capture. Where both were seen at the same time the first counts: somebody made
 * that end.
 */
const ENDS = ['voided', 'failed'] as const satisfies readonly PaymentStatus[];

/** From when on an answer that shows this end is believed over the hold that was seen. */
const believedFrom = (end: Sighting, hold: Sighting): Instant =>
  plus(hold.lastAt, isStampedAfter(end, hold) ? STALE_READ_MS : SURE_AFTER_MS);

const isStampedAfter = (end: Sighting, hold: Sighting): boolean =>
  end.stamp !== null && hold.stamp !== null && end.stamp > hold.stamp;

const isEnd = (end: Sighting, hold: Sighting): boolean => isReached(believedFrom(end, hold), end.lastAt);

function latestEnd(seen: Sightings): (typeof ENDS)[number] | null {
  const ends = ENDS.flatMap((status) => (seen[status] ? [{ status, at: seen[status].lastAt }] : []));
  const [first, ...others] = ends;
  return first ? others.reduce((best, end) => (isReached(end.at, best.at) ? best : end), first).status : null;
}

/** The status that a payment has, from all that was seen of it: pending is below everything, captured above. */
export function statusOf(seen: Sightings): PaymentStatus {
  if (seen.captured) return 'captured';
  const end = latestEnd(seen);
  const hold = seen.authorised;
  if (hold) return end && ENDS.some((status) => seen[status] && isEnd(seen[status], hold)) ? end : 'authorised';
  return end ?? (seen.pending ? 'pending' : 'unknown');
}

/** When to ask again about a hold whose end was seen and is not believed yet; null where there is none. */
export function endSureAt(seen: Sightings): Instant | null {
  const hold = seen.authorised;
  if (!hold || statusOf(seen) !== 'authorised') return null;
  const doubtful = ENDS.flatMap((status) => seen[status] ?? []).filter(({ lastAt: at }) => isReached(hold.lastAt, at));
  const [first] = doubtful.map((end) => believedFrom(end, hold)).sort();
  return first ?? null;
}

/** How far a payment got where stamps cannot tell. */
const RANK = { failed: 1, authorised: 2, voided: 3 } as const satisfies Partial<Record<PaymentStatus, number>>;
type Ranked = keyof typeof RANK;

/**
 * The status by stamps alone, to compare news with facts: the latest stamp wins, and the rank where stamps are tied or
 * missing.
 */
export function stampedStatusOf(seen: Sightings): PaymentStatus {
  if (seen.captured) return 'captured';
  const ranked = (Object.keys(RANK) as Ranked[]).filter((status) => seen[status] !== undefined);
  if (ranked.length === 0) return seen.pending ? 'pending' : 'unknown';
  const isStamped = ranked.every((status) => seen[status]?.stamp);
  return ranked.reduce((best, status) => {
    const [stamp, bestStamp] = [seen[status]?.stamp ?? '', seen[best]?.stamp ?? ''];
    if (isStamped && stamp !== bestStamp) return stamp > bestStamp ? status : best;
    return RANK[status] > RANK[best] ? status : best;
  });
}
