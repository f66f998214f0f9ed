import { NO_FACTS } from './facts';
import type { Terms } from './facts';
import type { Intents, Order } from './order';
import type { Policy, Timing } from './policy';
import { HOUR_MS } from './time';

/*
 * Orders that began under release 0.1, whose histories have to replay: they go on by its rules, and what they hand over
 * to a next run lacks what came later.
 */

/** How 0.1 treated what has a rule of its own since: a buyer who is away was not asked about, payments were not counted. */
const RULES = {
  policy: { paymentAttempts: null },
  timing: { decisionSpreadMs: 0, doubtPauseMs: HOUR_MS, awayAskMs: null, remainderMs: null },
} as const satisfies { readonly policy: Partial<Policy>; readonly timing: Partial<Timing> };

/** The order under the rules of 0.1, whatever its input says. */
export const asIn01 = (order: Order): Order => ({
  ...order,
  policy: { ...order.policy, ...RULES.policy },
  timing: { ...order.timing, ...RULES.timing },
});

/** Whether the order goes on by the rules of 0.1. */
export const isUnder01 = ({ timing }: Order): boolean => timing.awayAskMs === null;

/** An order as the run before handed it over, perhaps one of 0.1. */
export function restored(carried: Order): Order {
  const {
    hostedPage = null,
    claim = null,
    resolutions = [],
    captureSeenAt = null,
    wishes = [],
  } = carried.intents as Partial<Intents>;
  const { attention } = carried.intents;
  return {
    terms: { ...carried.terms, checkout: (carried.terms as Partial<Terms>).checkout ?? 'seamless' },
    policy: { ...RULES.policy, ...carried.policy },
    timing: { ...RULES.timing, ...carried.timing },
    facts: { ...NO_FACTS, ...carried.facts },
    intents: {
      ...carried.intents,
      hostedPage,
      claim,
      captureSeenAt,
      resolutions,
      wishes,
      attention: attention && { ...attention, code: (attention as Partial<typeof attention>).code ?? null },
    },
  };
}
