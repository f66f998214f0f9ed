import {
  CANCELS,
  cancels,
  CONFIRMS,
  DAY_MS,
  delivers,
  ENTERS_CARD,
  goesAway,
  goesThereAndBack,
  MINUTE_MS,
  pass,
  paysWith,
  refused,
  SECOND_MS,
  shows,
} from './deeds';
import { CAPTURED, LOST, RELEASED } from './endings';
import type { Scenario } from './scenario';

const order = { checkout: 'hosted' } as const;

/** Path 2: the buyer enters the card on the gateway's own page. */
export const HOSTED: readonly Scenario[] = [
  {
    claim: "the buyer pays on the gateway's page, and the delivery captures",
    order,
    happens: [
      refused('hosted-checkout', paysWith()),
      goesThereAndBack(ENTERS_CARD, CONFIRMS),
      shows({ state: 'held' }),
      delivers,
    ],
    ends: {
      ...CAPTURED,
      calls: { createHostedLink: 1, capture: 1 },
    },
    isQuick: true,
  },
  {
    claim: 'the buyer fails at the bank, tries another time on the same page, and is held once',
    order,
    happens: [
      goesAway(ENTERS_CARD, CANCELS),
      shows({ state: 'authenticating', nextAction: { type: 'redirect' } }),
      goesThereAndBack(ENTERS_CARD, CONFIRMS),
      shows({ state: 'held' }),
      cancels,
    ],
    ends: {
      ...RELEASED,
      calls: { createHostedLink: 1, cancel: 1 },
      withinMs: 4 * DAY_MS,
    },
  },
  {
    claim: 'the buyer pays and closes the window, every webhook is lost: found out by asking',
    order,
    webhooks: LOST,
    happens: [goesAway(ENTERS_CARD, CONFIRMS), pass(3 * MINUTE_MS), shows({ state: 'held' }), delivers],
    ends: {
      ...CAPTURED,
      calls: { createHostedLink: 1, capture: 1 },
    },
  },
  {
    claim: 'the buyer cancels on the page: abandoned at once, and nothing is left to watch',
    order,
    happens: [goesThereAndBack(CANCELS)],
    ends: { state: 'abandoned', settledBy: 'holdfast', calls: { createHostedLink: 1 }, withinMs: MINUTE_MS },
    isQuick: true,
  },
  {
    claim: 'nobody ever opens the page: abandoned at the deadline, then watched',
    order,
    happens: [pass(31 * MINUTE_MS), shows({ state: 'abandoned', nextAction: null })],
    ends: { state: 'abandoned', settledBy: 'holdfast', calls: { createHostedLink: 1, cancel: 1 } },
  },
  {
    claim: 'the answer with the link is lost: the same request brings the same order and its page again',
    order,
    faults: [{ operation: 'createHostedLink', times: 1, action: { kind: 'commit-then-reset' } }],
    happens: [pass(5 * SECOND_MS), goesThereAndBack(ENTERS_CARD, CONFIRMS), shows({ state: 'held' }), delivers],
    ends: {
      ...CAPTURED,
      calls: { createHostedLink: 2, capture: 1 },
    },
  },
  {
    claim: 'the request for the link never arrives: it is sent again when the gateway knows no such order',
    order,
    faults: [{ operation: 'createHostedLink', times: 1, action: { kind: 'reset-before-commit' } }],
    happens: [pass(MINUTE_MS), goesThereAndBack(ENTERS_CARD, CONFIRMS), shows({ state: 'held' }), delivers],
    ends: {
      ...CAPTURED,
      calls: { createHostedLink: 2, capture: 1 },
    },
  },
  {
    claim: 'a gateway that refuses to give the lost link again: the order ends without a loop of requests',
    order,
    gateway: { duplicateOrder: 'reject' },
    faults: [{ operation: 'createHostedLink', times: 1, action: { kind: 'commit-then-reset' } }],
    happens: [pass(31 * MINUTE_MS), shows({ nextAction: null })],
    ends: { state: 'abandoned', settledBy: 'holdfast', calls: { createHostedLink: 11 } },
  },
  {
    claim: 'a page that leads elsewhere is given to nobody: the order waits for a person, who cancels it',
    order,
    gateway: { links: 'foreign' },
    happens: [shows({ nextAction: null, attention: { code: 'foreign-link' } }), cancels],
    ends: { state: 'abandoned', settledBy: 'holdfast', calls: { createHostedLink: 1, cancel: 1 } },
  },
];
