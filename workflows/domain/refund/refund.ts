import { NO_DIALOGUE } from '../call/dialogue';
import type { Dialogue } from '../call/dialogue';
import type { Attention } from '../call/trouble';
import type { OrderStatus, Snapshot } from '../gateway/snapshot';
import { isSame, union } from '../values/join';
import type { Log } from '../values/log';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../values/time';
import type { Instant } from '../values/time';

/**
 * A refund: money of a captured order on its way back. Like an order it is what the gateway has said (facts), what is
 * being said to it (dialogue) and what we want (intents); everything else is derived. At the gateway it is an order of
 * its own (docs/gateway.md §1).
 */
export interface Refund {
  readonly terms: RefundTerms;
  readonly timing: RefundTiming;
  readonly facts: RefundFacts;
  readonly dialogue: Dialogue<'refund', RefundFacts>;
  readonly intents: RefundIntents;
}

/** Frozen from the beginning: every repeat sends the same. */
export interface RefundTerms {
  /** Our reference for the refund: the documented idempotency key of its call. */
  readonly reference: string;
  readonly orderReference: string;
  /** The gateway's id of the order whose money is given back. */
  readonly gatewayOrderId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reason: string;
}

/** Durations of one refund; all in milliseconds. */
export interface RefundTiming {
  /** As for the calls of an order: the quiet period, after which the answer "not there" is believed (core rule 3). */
  readonly quietMs: number;
  /** How long the gateway may leave open whether there is a refund at all before a person is called. */
  readonly doubtMs: number;
  /** The longest pause between two questions meanwhile, up to which they double. */
  readonly doubtPauseMs: number;
  /** How long the bank may take to carry it out before a person is called. */
  readonly pendingMs: number;
}

export const DEFAULT_REFUND_TIMING: RefundTiming = {
  quietMs: 5 * MINUTE_MS,
  doubtMs: HOUR_MS,
  doubtPauseMs: HOUR_MS,
  pendingMs: 14 * DAY_MS,
};

/** What the gateway has said of a refund: sets that only grow, ascending, so that taking snapshots in commutes. */
export interface RefundFacts {
  /** Ids under which the gateway knows our reference; more than one is a contradiction. */
  readonly gatewayIds: readonly string[];
  readonly statuses: readonly OrderStatus[];
  /** The fields in which what the gateway has under our reference differs from this refund. */
  readonly differences: readonly RefundDifference[];
}

type RefundDifference = 'amount' | 'currency' | 'kind' | 'order';

export interface RefundIntents {
  readonly requestedAt: Instant;
  /**
   * The gateway's definite no. Final once an answer shows that no earlier copy was carried out all the same (core rule
   * 5).
   */
  readonly refusal: RefundRefusal | null;
  /** Since when the gateway is known to have it. */
  readonly knownSince: Instant | null;
  readonly attention: Attention | null;
  readonly resolution: RefundResolution | null;
  /** When a person last revived the refund. */
  readonly revivedAt?: Instant;
  readonly log: Log;
}

export interface RefundRefusal {
  readonly code: string;
  readonly at: Instant;
  /** From when on a question that finds no refund proves that there is none. */
  readonly provenFrom: Instant;
  readonly isFinal: boolean;
}

export const REFUND_RESOLVED_AS = ['refunded', 'failed'] as const;
export interface RefundResolution {
  readonly as: (typeof REFUND_RESOLVED_AS)[number];
  readonly actor: string;
  readonly why: string;
  readonly at: Instant;
}

export const newRefund = (terms: RefundTerms, timing: Partial<RefundTiming>, now: Instant): Refund => ({
  terms,
  timing: { ...DEFAULT_REFUND_TIMING, ...timing },
  facts: { gatewayIds: [], statuses: [], differences: [] },
  dialogue: NO_DIALOGUE,
  intents: {
    requestedAt: now,
    refusal: null,
    knownSince: null,
    attention: null,
    resolution: null,
    log: [{ at: now, what: `Refund asked for: ${terms.reason}` }],
  },
});

export const refundFactsOf = (snapshot: Snapshot, terms: RefundTerms): RefundFacts => ({
  gatewayIds: [snapshot.gatewayOrderId],
  statuses: [snapshot.status],
  differences: differencesOf(snapshot, terms),
});

/** Both sides' facts together. Answers `a` itself when `b` adds nothing. */
export function joinRefundFacts(a: RefundFacts, b: RefundFacts): RefundFacts {
  const joined: RefundFacts = {
    gatewayIds: union(a.gatewayIds, b.gatewayIds),
    statuses: union(a.statuses, b.statuses),
    differences: union(a.differences, b.differences),
  };
  return isSame(joined, a) ? a : joined;
}

/** Takes in what the gateway answered. The same refund comes back when it says nothing new. */
export function observeRefund(refund: Refund, snapshot: Snapshot): Refund {
  const facts = joinRefundFacts(refund.facts, refundFactsOf(snapshot, refund.terms));
  return facts === refund.facts ? refund : { ...refund, facts };
}

function differencesOf(snapshot: Snapshot, terms: RefundTerms): RefundDifference[] {
  const differs = {
    amount: snapshot.amountMinor !== terms.amountMinor,
    currency: snapshot.currency !== terms.currency,
    // The reference is taken by an order.
    kind: snapshot.otherThing?.kind !== 'refund',
    // The parent is optional in answers.
    order: (snapshot.otherThing?.parentId ?? terms.gatewayOrderId) !== terms.gatewayOrderId,
  } satisfies Record<RefundDifference, boolean>;
  return (Object.keys(differs) as RefundDifference[]).filter((name) => differs[name]);
}
