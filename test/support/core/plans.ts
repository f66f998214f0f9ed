import fc from 'fast-check';
import type { Plan } from './world';

/** Gateways, policies and forks for the explorer. Numbers shrink towards what is harmless. */
export const plans = (maxForks: number): fc.Arbitrary<Plan> =>
  fc.record({
    traits: fc.record({
      strictness: fc.constantFrom('strict', 'lax', 'forgetful'),
      clockMs: fc.constantFrom(1, 1_000, 0),
      remainderAfterMs: fc.constantFrom(0, 3_600_000, null),
    }),
    policy: fc.record({
      onDelivery: fc.constantFrom('capture', 'wait'),
      atDeadline: fc.constantFrom('captureIfDelivered', 'capture', 'release'),
      decideBy: fc.constantFrom(null, { afterMs: 7_200_000 }),
    }),
    choices: fc.array(fc.nat({ max: 99 }), { maxLength: maxForks, size: 'max' }),
  });
