import type { FaultActionInput } from '../../../simulator/fault-rules';
import { cancels, captures, entersOtp, goesWrong, HOUR_MS, MINUTE_MS, pass, shows } from './deeds';
import { CAPTURED, FULL, PAID, RELEASED } from './endings';
import type { Scenario } from './scenario';

/** Two captures meet this, the third one is carried out. */
const meets = (claim: string, action: FaultActionInput, withinMs: number): Scenario => ({
  claim: `a capture that meets ${claim}`,
  happens: [entersOtp(), goesWrong({ operation: 'capture', times: 2, action }), captures()],
  ends: { ...CAPTURED, calls: { ...PAID, capture: 3 }, withinMs },
});

const BUSY = { operation: 'capture', times: 1, action: { kind: 'error', commit: false, status: 503 } } as const;
const LIMITED = { operation: 'capture', action: { kind: 'rate-limit', status: 422, retryAfterS: null } } as const;

/** Noes that are none: the gateway is busy, and says so. */
export const LIMITS: readonly Scenario[] = [
  meets('429 with Retry-After is sent again when that is over', { kind: 'rate-limit', retryAfterS: 7 }, MINUTE_MS),
  meets('429 without it is sent again after a second, then two', { kind: 'rate-limit', retryAfterS: null }, MINUTE_MS),
  meets('a rate limit as 422 is sent again, too', { kind: 'rate-limit', status: 422 }, MINUTE_MS),
  {
    claim: 'a payment that meets 503 five times is made all the same: the gateway was too busy, and nobody said no',
    faults: [{ operation: 'createPayment', times: 5, action: { kind: 'error', commit: false, status: 503 } }],
    happens: [pass(3 * MINUTE_MS), entersOtp(), shows({ state: 'held' }), cancels],
    ends: { ...RELEASED, calls: { createOrder: 1, createPayment: 6, cancel: 1 } },
  },
  {
    claim: 'a capture that meets 503 may have happened: it is asked about, and sent again after the quiet period',
    happens: [entersOtp(), goesWrong(BUSY), captures(), pass(4 * MINUTE_MS), shows({ state: 'capturing' })],
    ends: { ...CAPTURED, calls: { ...PAID, capture: 2 }, withinMs: 10 * MINUTE_MS },
  },
  {
    claim: 'a capture that the gateway does not let in is tried all the time, and a person is called after an hour',
    happens: [
      entersOtp(),
      goesWrong(LIMITED),
      captures(),
      pass(50 * MINUTE_MS),
      shows({ state: 'capturing', attention: null }),
      pass(HOUR_MS),
      shows({ attention: { code: 'unsent' } }),
      goesWrong(),
      pass(HOUR_MS),
      shows({ attention: null }),
    ],
    ends: { state: 'captured', settledBy: 'holdfast', money: { captured: FULL }, calls: { ...PAID, capture: 14 } },
  },
];
