import {
  DAY_MS,
  delivers,
  entersOtp,
  gatewayDoes,
  hasEnded,
  HOUR_MS,
  MINUTE_MS,
  movesDecision,
  pass,
  refused,
  shows,
  signals,
} from './deeds';
import { CAPTURED, RELEASED } from './endings';
import type { Deed, Scenario } from './scenario';

const inFuture = (afterMs: number) => ({ at: new Date(Date.now() + afterMs).toISOString() });

/** By the order's own clock, however far virtual time has come. */
const decidesAt =
  (afterMs: number): Deed =>
  async (stage) => {
    const { timeline } = await stage.order.look();
    const placedAt = Date.parse(timeline[0]?.at ?? '');
    return movesDecision({ at: new Date(placedAt + afterMs).toISOString() })(stage);
  };

/** Path 8: when a hold is decided about. */
export const DECIDING: readonly Scenario[] = [
  {
    claim: 'by a duration after the authorisation',
    order: { policy: { decideBy: { afterMs: 2 * HOUR_MS } } },
    happens: [entersOtp(), pass(119 * MINUTE_MS), shows({ state: 'held' })],
    ends: { ...RELEASED, withinMs: 2 * HOUR_MS + MINUTE_MS },
  },
  {
    claim: 'by an instant',
    order: { policy: { atDeadline: 'capture' } },
    happens: [entersOtp(), decidesAt(3 * HOUR_MS), pass(170 * MINUTE_MS), shows({ state: 'held' })],
    ends: { ...CAPTURED, withinMs: 3 * HOUR_MS + MINUTE_MS },
  },
  {
    claim: 'an instant that is past when the money is authorised means now: let go, as nothing was delivered',
    order: { policy: { decideBy: { at: '2025-01-01T00:00:00Z' } } },
    happens: [entersOtp()],
    ends: { ...RELEASED, withinMs: MINUTE_MS },
    isQuick: true,
  },
  {
    claim: 'an instant that is past when the money is authorised means now: captured, where that is the policy',
    order: { policy: { decideBy: { at: '2025-01-01T00:00:00Z' }, atDeadline: 'capture' } },
    happens: [entersOtp()],
    ends: { ...CAPTURED, withinMs: MINUTE_MS },
    isQuick: true,
  },
  {
    claim: 'an instant beyond the hold window counts as the end of the window',
    order: { policy: { decideBy: inFuture(4_000 * DAY_MS) } },
    happens: [entersOtp(), pass(4 * DAY_MS), shows({ state: 'held' })],
    ends: { ...RELEASED, withinMs: 5 * DAY_MS },
  },
  {
    claim: 'with onDelivery wait a delivery is remembered, and captures at the deadline',
    order: { policy: { onDelivery: 'wait', decideBy: { afterMs: 2 * HOUR_MS } } },
    happens: [entersOtp(), delivers, pass(HOUR_MS), shows({ state: 'held' })],
    ends: { ...CAPTURED, withinMs: 2 * HOUR_MS + MINUTE_MS },
  },
  {
    claim: 'a delivery before the hold captures it as soon as it appears',
    happens: [signals('deliveryConfirmed'), shows({ state: 'authenticating' }), entersOtp()],
    ends: { ...CAPTURED, withinMs: MINUTE_MS },
    isQuick: true,
  },
  {
    claim: 'moved within the window, again and again; the last word counts',
    order: { policy: { decideBy: { afterMs: HOUR_MS } } },
    happens: [
      entersOtp(),
      movesDecision({ afterMs: 4 * DAY_MS }),
      movesDecision({ afterMs: 2 * DAY_MS }),
      pass(DAY_MS),
      shows({ state: 'held' }),
    ],
    ends: { ...RELEASED, withinMs: 2 * DAY_MS + MINUTE_MS },
  },
  {
    claim: 'moved into the past or past the window it is refused, exactly; after the decision, too',
    happens: [
      entersOtp(),
      refused('deadline-past', movesDecision({ at: '2025-01-01T00:00:00Z' }), '2025-01-01T00:00:00.000Z is past'),
      refused('deadline-too-late', movesDecision({ afterMs: 5 * DAY_MS }), 'The hold may lapse: '),
      refused('deadline-too-late', movesDecision({ afterMs: 5 * DAY_MS - 6 * HOUR_MS + 1 }), ' is the latest'),
      movesDecision({ afterMs: 5 * DAY_MS - 6 * HOUR_MS }),
      delivers,
      hasEnded,
      refused('settled', movesDecision({ afterMs: HOUR_MS })),
    ],
    ends: CAPTURED,
  },
  {
    claim: 'once a capture is under way it is too late to move it',
    gateway: { captureMode: 'pending' },
    happens: [
      entersOtp(),
      delivers,
      shows({ state: 'capturing' }),
      refused('decided', movesDecision({ afterMs: HOUR_MS }), 'has been made'),
      gatewayDoes('settle-capture'),
    ],
    ends: CAPTURED,
  },
];
