import { earliest, isReached } from '../values/time';
import type { Instant } from '../values/time';

/**
 * What a rule wants done, and from when on (`from` null: at once). A rule is not given the time, so only an event can
 * change what it says, and the instant of the next look follows from the rules alone.
 */
export interface Due<Step> {
  readonly from: Instant | null;
  readonly step: Step;
}

export const atOnce = <Step>(step: Step): Due<Step> => ({ from: null, step });

/** A step to take now, or the instant until which nothing is to be done (null: only an event can change anything). */
export type Next<Step> = { readonly step: Step } | { readonly until: Instant | null };

/**
 * Takes what the rules want, the most urgent first. Answers with the first that is due, or when the earliest will be.
 */
export function nextOf<Step>(dues: readonly Due<Step>[], now: Instant): Next<Step> {
  const due = dues.find(({ from }) => from === null || isReached(from, now));
  return due ? { step: due.step } : { until: earliest(...dues.map(({ from }) => from)) };
}
