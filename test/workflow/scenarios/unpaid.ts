import { DECLINED_CARD, REDIRECT_CARD } from '../../support/gateway';
import { DAY_MS, gatewayDoes, HOUR_MS, MINUTE_MS, pass, paysWith, SECOND_MS, shows, signals } from './deeds';
import { CAPTURED, FULL, LOST, PAID, RELEASED } from './endings';
import type { Deed, Scenario } from './scenario';

/** Between the moment at which we can have seen the hold and its release, by the gateway's own book. */
const letGoWithinAMinute =
  (seenBy: 'webhook' | 'probe'): Deed =>
  async ({ order }) => {
    const { entries } = order.ledger();
    const at = (kind: string): number => Date.parse(entries.find((entry) => entry.kind === kind)?.at ?? '');
    const { timeline } = await order.look();
    const probedAt = Date.parse(timeline.find(({ what }) => what.includes('Decided to let the hold go'))?.at ?? '');
    const seenAt = seenBy === 'webhook' ? at('authorised') : probedAt;
    expect(at('released') - seenAt).toBeGreaterThanOrEqual(-SECOND_MS);
    expect(at('released') - seenAt).toBeLessThan(MINUTE_MS);
  };

const LATE = {
  state: 'released',
  settledBy: 'holdfast',
  money: { released: FULL },
  calls: { ...PAID, cancel: 2 },
} as const;

/** Path 5: nobody pays, or too late. */
export const UNPAID: readonly Scenario[] = [
  {
    claim: 'an OTP that is never entered: abandoned at the deadline, cancelled in vain, watched for three days',
    happens: [
      pass(29 * MINUTE_MS),
      shows({ state: 'authenticating' }),
      pass(2 * MINUTE_MS),
      shows({
        state: 'abandoned',
        nextAction: null,
        waitingFor: expect.stringContaining('watched for a late authorisation') as string,
      }),
      pass(3 * DAY_MS - 2 * HOUR_MS),
      shows({ state: 'abandoned', waitingFor: expect.stringContaining('watched') as string }),
    ],
    ends: {
      state: 'abandoned',
      settledBy: 'holdfast',
      calls: { ...PAID, cancel: 1 },
      withinMs: 3 * DAY_MS + 2 * HOUR_MS,
    },
  },
  {
    claim: 'a page of the bank that is never opened: abandoned, too',
    card: REDIRECT_CARD,
    happens: [pass(31 * MINUTE_MS), shows({ state: 'abandoned' })],
    ends: { state: 'abandoned', settledBy: 'holdfast', calls: { ...PAID, cancel: 1 } },
  },
  {
    claim: 'the gateway refuses to create the order: declined at once, and nobody is watched',
    faults: [{ operation: 'createOrder', action: { kind: 'decline', code: 'PAYMENT_METHOD_NOT_ENABLED' } }],
    happens: [shows({ state: 'declined', nextAction: null, decline: { code: 'PAYMENT_METHOD_NOT_ENABLED' } })],
    ends: { state: 'declined', settledBy: 'holdfast', calls: { createOrder: 1 }, withinMs: MINUTE_MS },
    isQuick: true,
  },
  {
    claim: 'refused once, and then nobody pays: declined at the deadline, cancelled in vain, watched for three days',
    card: DECLINED_CARD,
    happens: [
      pass(29 * MINUTE_MS),
      shows({ state: 'registered', nextAction: { type: 'pay' } }),
      pass(2 * MINUTE_MS),
      shows({ state: 'declined', nextAction: null, decline: { code: 'PAYMENT_DECLINED' } }),
    ],
    ends: {
      state: 'declined',
      settledBy: 'holdfast',
      calls: { ...PAID, cancel: 1 },
      withinMs: 3 * DAY_MS + 2 * HOUR_MS,
    },
  },
  {
    claim: 'refused once, and the OTP of the next card is never entered: declined at the deadline, too',
    card: DECLINED_CARD,
    happens: [paysWith(), shows({ state: 'authenticating' }), pass(31 * MINUTE_MS), shows({ state: 'declined' })],
    ends: { state: 'declined', settledBy: 'holdfast', calls: { createOrder: 1, createPayment: 2, cancel: 1 } },
  },
  {
    claim: 'where the gateway cancels the unpaid order there is nothing left to watch',
    gateway: { cancelBeforeAuthorised: 'cancel' },
    happens: [],
    ends: {
      state: 'abandoned',
      settledBy: 'holdfast',
      calls: { ...PAID, cancel: 1 },
      withinMs: HOUR_MS,
    },
  },
  {
    claim: 'a cancel that is answered with 200 and leaves the order as it was is no proof: it is watched',
    gateway: { cancelBeforeAuthorised: 'unchanged' },
    happens: [pass(31 * MINUTE_MS), shows({ state: 'abandoned' }), gatewayDoes('authorise-late')],
    ends: LATE,
  },
  {
    claim: 'a late hold that a webhook tells of is let go within a minute',
    happens: [
      pass(31 * MINUTE_MS),
      shows({ state: 'abandoned' }),
      gatewayDoes('authorise-late'),
      shows({ state: 'released' }),
      letGoWithinAMinute('webhook'),
    ],
    ends: LATE,
  },
  {
    claim: 'a late hold that only a probe can see is let go within a minute of being seen',
    webhooks: LOST,
    happens: [
      pass(31 * MINUTE_MS),
      gatewayDoes('authorise-late'),
      shows({ state: 'abandoned' }),
      pass(90 * MINUTE_MS),
      shows({ state: 'released' }),
      letGoWithinAMinute('probe'),
    ],
    ends: LATE,
  },
  {
    claim: 'goods that left before anybody paid are paid for by a late hold, and need nobody any more',
    happens: [
      signals('deliveryConfirmed'),
      pass(31 * MINUTE_MS),
      shows({ state: 'abandoned', attention: { code: 'delivered-unpaid' } }),
      gatewayDoes('authorise-late'),
      shows({ state: 'captured', attention: null }),
    ],
    ends: CAPTURED,
  },
  {
    claim: 'a hold that appears between the last two probes is let go by the last one',
    webhooks: LOST,
    happens: [pass(2 * DAY_MS), gatewayDoes('authorise-late')],
    ends: { ...LATE, withinMs: 3 * DAY_MS + 2 * HOUR_MS },
  },
  {
    claim: 'a hold of which the deadline question tells is kept, although every webhook was lost',
    webhooks: LOST,
    happens: [pass(29 * MINUTE_MS), gatewayDoes('authorise-late'), pass(2 * MINUTE_MS), shows({ state: 'held' })],
    ends: RELEASED,
  },
];
