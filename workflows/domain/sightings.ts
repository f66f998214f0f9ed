import type { PaymentStatus } from './snapshot';
import { isReached, MINUTE_MS, plus, SECOND_MS } from './time';
import type { Instant } from './time';

/*
 * When what was seen of a payment (core rule 17): the gateway stamps it by its own clock, we by ours. Stamps order it as
 * long as they agree with what we saw; a clock that is wrong may only keep a hold in sight for longer, never lose one.
 */

/** A status of a payment, as it was seen. */
export interface Sighting {
  /** The latest stamp of the gateway; `''` where it gave none. */
  readonly stamp: Instant;
  /** When an answer first showed it. */
  readonly firstAt: Instant;
  /** The last moment at which it was so for all we know: of a hold, when its answer came; of others, when it was asked for. */
  readonly lastAt: Instant;
}

export type Sightings = Readonly<Partial<Record<PaymentStatus, Sighting>>>;

export const joinSightings = (a: Sighting, b: Sighting): Sighting => ({
  stamp: b.stamp > a.stamp ? b.stamp : a.stamp,
  firstAt: isReached(b.firstAt, a.firstAt) ? b.firstAt : a.firstAt,
  lastAt: isReached(a.lastAt, b.lastAt) ? b.lastAt : a.lastAt,
});

/** A read may be this old (core rule 3): where it tells of the end of a hold that was seen later, it proves nothing. */
export const STALE_READ_MS = 5 * SECOND_MS;
/** From then on what was asked for counts, whatever the stamps say. */
const SURE_AFTER_MS = MINUTE_MS;

/** What ends a hold without a capture; where both were seen at once, the end that somebody made counts. */
const ENDS = ['CANCELLED', 'FAILED'] as const satisfies readonly PaymentStatus[];

/** From when on an answer that shows this end is believed over the hold that was seen. */
const believedFrom = (end: Sighting, hold: Sighting): Instant =>
  plus(hold.lastAt, end.stamp > hold.stamp && hold.stamp !== '' ? STALE_READ_MS : SURE_AFTER_MS);

const isEnd = (end: Sighting, hold: Sighting): boolean => isReached(believedFrom(end, hold), end.lastAt);

const latestEnd = (seen: Sightings): (typeof ENDS)[number] | null =>
  ENDS.filter((status) => seen[status] !== undefined).reduce<(typeof ENDS)[number] | null>(
    (best, status) => (best && isReached(lastAt(seen, status), lastAt(seen, best)) ? best : status),
    null,
  );

const lastAt = (seen: Sightings, status: PaymentStatus): Instant => seen[status]?.lastAt ?? '';

/** The status that a payment has, from all that was seen of it: PENDING is below everything, PROCESSED above. */
export function statusOf(seen: Sightings): PaymentStatus {
  if (seen.PROCESSED) return 'PROCESSED';
  const end = latestEnd(seen);
  const hold = seen.AUTHORIZED;
  if (hold) return end && ENDS.some((status) => seen[status] && isEnd(seen[status], hold)) ? end : 'AUTHORIZED';
  return end ?? (seen.PENDING ? 'PENDING' : 'UNKNOWN');
}

/** When to ask again about a hold whose end was seen and is not believed yet; null where there is none. */
export function endSureAt(seen: Sightings): Instant | null {
  const hold = seen.AUTHORIZED;
  if (!hold || statusOf(seen) !== 'AUTHORIZED') return null;
  const doubtful = ENDS.flatMap((status) => seen[status] ?? []).filter(({ lastAt: at }) => isReached(hold.lastAt, at));
  const [first] = doubtful.map((end) => believedFrom(end, hold)).sort();
  return first ?? null;
}

/** How far a payment got where stamps cannot tell. */
const RANK = { FAILED: 1, AUTHORIZED: 2, CANCELLED: 3 } as const satisfies Partial<Record<PaymentStatus, number>>;
type Ranked = keyof typeof RANK;

/** The status by stamps alone, for what is only heard of: the latest, and the rank where they are tied or missing. */
export function stampedStatusOf(seen: Sightings): PaymentStatus {
  if (seen.PROCESSED) return 'PROCESSED';
  const ranked = (Object.keys(RANK) as Ranked[]).filter((status) => seen[status] !== undefined);
  if (ranked.length === 0) return seen.PENDING ? 'PENDING' : 'UNKNOWN';
  const stamped = ranked.every((status) => seen[status]?.stamp !== '');
  return ranked.reduce((best, status) => {
    const [stamp, bestStamp] = [seen[status]?.stamp ?? '', seen[best]?.stamp ?? ''];
    if (stamped && stamp !== bestStamp) return stamp > bestStamp ? status : best;
    return RANK[status] > RANK[best] ? status : best;
  });
}
