import type { Money } from '../values/money';
import { DAY_MS, HOUR_MS, msBetween } from '../values/time';
import type { Instant } from '../values/time';

/** Money on hold; amounts in minor units. The total is the sum of all that follows it. */
export interface Exposure {
  readonly at: Instant;
  readonly total: ExposureSum;
  /** Holds that their workflow decides about, by the time that is left. */
  readonly byTime: Readonly<Record<TimeToDecision, ExposureSum>>;
  /** Holds that wait for a person. */
  readonly parked: ExposureSum;
  /** Holds that nobody looks after: the workflow ended before the order did. */
  readonly ended: ExposureSum;
  /**
   * Not all holds were counted, because there are too many or time was up; those decided about within a day count
   * first.
   */
  readonly truncated: boolean;
}

export interface ExposureSum {
  readonly count: number;
  readonly amount: Money;
}

export interface OpenHold {
  readonly held: Money;
  readonly decideAt: Instant | null;
  /** Who decides about it. */
  readonly by: 'workflow' | 'person' | 'nobody';
}

/** The first that fits counts. A hold without a decision point comes after all that have one. */
const WITHIN_MS = {
  overdue: 0,
  withinHour: HOUR_MS,
  within6Hours: 6 * HOUR_MS,
  withinDay: DAY_MS,
  within3Days: 3 * DAY_MS,
  later: Infinity,
} as const;
export type TimeToDecision = keyof typeof WITHIN_MS;
export const TIMES_TO_DECISION = Object.keys(WITHIN_MS) as TimeToDecision[];

const timeToDecision = ({ decideAt }: OpenHold, now: Instant): TimeToDecision => {
  const leftMs = decideAt === null ? Infinity : msBetween(now, decideAt);
  return TIMES_TO_DECISION.find((time) => leftMs < WITHIN_MS[time]) ?? 'later';
};

/** The gateway takes INR only (docs/gateway.md §9). */
const NOTHING: ExposureSum = { count: 0, amount: { value: 0, currency: 'INR' } };
const withOneMore = ({ count, amount }: ExposureSum, { held }: OpenHold): ExposureSum => ({
  count: count + 1,
  amount: { ...amount, value: amount.value + held.value },
});

export function noExposure(at: Instant): Exposure {
  const byTime = Object.fromEntries(TIMES_TO_DECISION.map((time) => [time, NOTHING])) as Exposure['byTime'];
  return { at, total: NOTHING, byTime, parked: NOTHING, ended: NOTHING, truncated: false };
}

/** The exposure with one hold more. */
export function exposed(exposure: Exposure, hold: OpenHold): Exposure {
  const counted = { ...exposure, total: withOneMore(exposure.total, hold) };
  switch (hold.by) {
    case 'nobody':
      return { ...counted, ended: withOneMore(exposure.ended, hold) };
    case 'person':
      return { ...counted, parked: withOneMore(exposure.parked, hold) };
    case 'workflow': {
      const time = timeToDecision(hold, exposure.at);
      return { ...counted, byTime: { ...exposure.byTime, [time]: withOneMore(exposure.byTime[time], hold) } };
    }
  }
}
