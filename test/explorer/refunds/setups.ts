import { DEFAULT_REFUND_TIMING } from '../../../workflows/domain/refund/refund';
import type { RefundTiming } from '../../../workflows/domain/refund/refund';
import { SECOND_MS } from '../../../workflows/domain/values/time';
import { STALE_MS } from '../past';
import type { Bounds } from '../subject';
import type { Setup, Wished } from './world';

/** What is explored of refunds, and how far. Of the order 10,000 were captured. */

const QUIET_MS = 8 * SECOND_MS;

/** The deadlines of a refund, near enough to each other that few questions lie between two of them; the bank is asked after a minute. */
export const SHORT: RefundTiming = {
  ...DEFAULT_REFUND_TIMING,
  quietMs: QUIET_MS,
  doubtMs: 40 * SECOND_MS,
  pendingMs: 70 * SECOND_MS,
};

const ask = (reference: string, amountMinor: number | null): Wished => ({ reference, amountMinor });
const ONE: readonly Wished[] = [ask('a', 6_000)];
export const TOO_MUCH: readonly Wished[] = [ask('a', 6_000), ask('b', 6_000)];
/** Parts that fit, the rest, and one reference with two amounts. */
export const PARTS: readonly Wished[] = [ask('a', 6_000), ask('a', 4_000), ask('b', 4_000), ask('b', null)];

const BASE: Setup = {
  name: '',
  traits: { strictness: 'lax', orderShows: 'paid' },
  timing: SHORT,
  wishes: ONE,
  may: { fault: 1, wish: 1 },
  isCaptured: true,
  isAtOnce: false,
  isSplit: false,
  lateMs: QUIET_MS - STALE_MS,
};

export const setup = (changed: Partial<Omit<Setup, 'traits'>> & { traits?: Partial<Setup['traits']> }): Setup => ({
  ...BASE,
  ...changed,
  traits: { ...BASE.traits, ...changed.traits },
});

export const REFUND_SUBJECTS: Bounds<Setup> = {
  'a refund, and whatever is heard of it': {
    faults: [1, 3],
    setup: (fault) => setup({ may: { fault, wish: 1, hint: 1, recheck: 1 } }),
  },
  'a refund that a person resolves': {
    faults: [1, 3],
    setup: (fault) => setup({ may: { fault, wish: 2, resolve: 1 }, wishes: TOO_MUCH }),
  },
  'a refund at a gateway that takes a repeat for another one': {
    faults: [2, 4],
    setup: (fault) => setup({ may: { fault, wish: 1 }, traits: { strictness: 'forgetful' } }),
  },
  'a refund while a request or an answer is on its way': {
    faults: [1, 3],
    setup: (fault) => setup({ may: { fault, wish: 1, hint: 1 }, isSplit: true }),
  },
  'two refunds that are too much together': {
    faults: [1, 2],
    setup: (fault) => setup({ may: { fault, wish: 3 }, wishes: TOO_MUCH, isSplit: true }),
  },
  'refunds of parts, and one reference twice': {
    faults: [0, 2],
    setup: (fault) => setup({ may: { fault, wish: 3 }, wishes: PARTS, isAtOnce: true }),
  },
  'refunds of an order that shows them as soon as they are begun': {
    faults: [1, 1],
    setup: (fault) =>
      setup({ may: { fault, wish: 3 }, wishes: PARTS, isAtOnce: true, traits: { orderShows: 'begun' } }),
  },
  'refunds of an order that is captured some time': {
    faults: [0, 1],
    setup: (fault) =>
      setup({ may: { fault, wish: 2 }, wishes: TOO_MUCH, isAtOnce: true, isCaptured: false, isSplit: true }),
  },
  'forged webhooks about a refund': { faults: [1, 2], setup: (fault) => setup({ may: { fault, wish: 1, forge: 1 } }) },
  'refunds whose book is closed': {
    faults: [0, 1],
    setup: (fault) => setup({ may: { fault, wish: 3, forget: 1 }, wishes: PARTS, isAtOnce: true }),
  },
};
