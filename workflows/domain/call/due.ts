import { earliest, isReached } from '../values/time';
import type { Instant } from '../values/time';

/**
 * What a rule wants done, and from when on; `from` null: at once. No rule is given the time: so what it says can change
 * only by an event, and the instant of the next look is never listed beside the rules.
 */
export interface Due<Step> {
  readonly from: Instant | null;
  readonly step: Step;
}

export const atOnce = <Step>(step: Step): Due<Step> => ({ from: null, step });

/** A step for now; or until when nothing is to be done, null where only an event can change anything. */
export type Next<Step> = { readonly step: Step } | { readonly until: Instant | null };

/** Of what the rules want, the most urgent first: what is due, or when the first of it will be. */
export function nextOf<Step>(dues: readonly Due<Step>[], now: Instant): Next<Step> {
  const due = dues.find(({ from }) => from === null || isReached(from, now));
  return due ? { step: due.step } : { until: earliest(...dues.map(({ from }) => from)) };
}
