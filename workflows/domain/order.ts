import { NO_ASKS } from './call';
import type { Asks, Call as AnyCall, News } from './call';
import { differencesOf, factsOf, joinFacts, NO_FACTS } from './facts';
import type { Facts, Sight, Terms } from './facts';
import { DEFAULT_POLICY, DEFAULT_TIMING } from './policy';
import type { CallKind, Policy, Timing } from './policy';
import type { Snapshot } from './snapshot';
import { logged } from './log';
import type { Log } from './log';
import { plus } from './time';
import type { Instant } from './time';
import type { Wish } from './wish-kinds';

/**
 * An order: what the gateway has said (facts) and what we want and have sent (intents). Plain JSON, because it crosses
 * continue-as-new. Everything else (state, ledger, next action) is derived.
 */
export interface Order {
  readonly terms: Terms;
  readonly policy: Policy;
  readonly timing: Timing;
  readonly facts: Facts;
  readonly intents: Intents;
}

export interface Intents {
  readonly placedAt: Instant;
  /** Until then somebody has to have paid. */
  readonly payBy: Instant;
  /** The card for the next payment. `nativeOtp` is null until the gateway was asked about it. */
  readonly card: { readonly ref: string; readonly nativeOtp: boolean | null } | null;
  /** References of cards that were handed in and used, or gone when they were needed. */
  readonly usedCards: readonly string[];
  /** Create payments that are over: consumed, or refused for certain. The next one's reference carries the number after it. */
  readonly paymentsSettled: number;
  /** When creating the order, and each payment, was first sent, by our reference: no hold began before (core rule 17). */
  readonly firstSentAt: Readonly<Record<string, Instant>>;
  /** The one mutating call that is under way, in doubt, or proved not to have happened. */
  readonly call: Call | null;
  /** Frozen when it is first sent (core rule 6). */
  readonly decision: Decision | null;
  /** What somebody asked for before the decision was sent. */
  readonly request: Request | null;
  /** Whether it was noted that the gateway's clock is off. */
  readonly isClockNoted: boolean;
  /** When money first showed as captured, whoever captured it. */
  readonly captureSeenAt: Instant | null;
  readonly deliveredAt: Instant | null;
  /** A delivery reported when the hold was being let go or gone already (core rule 9). */
  readonly deliveredTooLateAt: Instant | null;
  /** No further payment is wanted; a hold that appears all the same is released. */
  readonly gaveUp: GivenUp | null;
  readonly otp: OtpDialogue | null;
  /** OTPs that were submitted for all payments and not accepted. */
  readonly otpTries: number;
  /** The gateway's page on which the buyer pays (hosted checkout). It cannot be read back. `''`: it leads elsewhere. */
  readonly hostedPage: { readonly url: string; readonly since: Instant } | null;
  /** What the buyer's browser brought back says that the payment was authorised; the gateway has the last word. */
  readonly claim: { readonly at: Instant; readonly paymentsSettled: number } | null;
  readonly asks: Asks;
  /** What a webhook told and no answer of ours has said so far (core rule 20). */
  readonly news: News<Facts> | null;
  readonly refusal: Refusal | null;
  readonly attention: Attention | null;
  /** What people have settled by hand, oldest first. */
  readonly resolutions: readonly Resolution[];
  /** What was handed over by signal, and what became of it, oldest first. */
  readonly wishes: readonly Wish[];
  /** The last time that a person had the order go on after its workflow had ended. */
  readonly revival?: Revival;
  /** What we did and what was asked of us, oldest first; the gateway's facts are not repeated here. */
  readonly log: Log;
}

export interface Attention {
  /** Of the rule in `trouble` that called for a person; null for an order parked by release 0.1. */
  readonly code: string | null;
  readonly reason: string;
  readonly since: Instant;
}

export const RESOLVED_AS = ['captured', 'released', 'declined'] as const;
export type ResolvedAs = (typeof RESOLVED_AS)[number];

export interface Resolution {
  readonly as: ResolvedAs;
  readonly actor: string;
  readonly why: string;
  /** Against, or without, the word of the gateway: ends the order at once. */
  readonly isForced: boolean;
  /** The reason for attention that it settles. */
  readonly of: string;
  readonly at: Instant;
}

/** An order that went on in a new run after its workflow had ended unsettled. */
export interface Revival {
  readonly at: Instant;
  /** What the run before knew could not be read: only what was ordered is known, and what the gateway shows is adopted. */
  readonly isBlind: boolean;
}

/** What was sent of the four calls of an order. */
export type Call = AnyCall;

export interface Decision {
  readonly kind: 'capture' | 'release';
  readonly amountMinor: number;
  readonly why: string;
  readonly at: Instant;
}

export type Request =
  | { readonly kind: 'capture'; readonly amountMinor: number; readonly why: string }
  | { readonly kind: 'release'; readonly why: string };

export interface GivenUp {
  readonly as: 'abandoned' | 'declined';
  readonly why: string;
  readonly at: Instant;
  /** Whether cancelling the unfinished payment was tried; the gateway need not allow it before a hold. */
  readonly cancelTried: boolean;
  /** When it may be tried again, where the gateway did not let it in. `askedFrom`: after an answer to a question from then on. */
  readonly cancelAgain?: { readonly at: Instant; readonly askedFrom: Instant | null };
}

/** Where the buyer stands with the one-time password of the payment under way. */
export interface OtpDialogue {
  readonly paymentReference: string;
  /**
   * `wanted`: to be sent to the buyer. `prompted`: the buyer may enter it. `entered`: to be submitted.
   * `accepted`, `doubtful`: submitted, the payment's status decides. `spent`: only a new one may be entered.
   * `over`: no further entry. `unavailable`: use the redirect.
   */
  readonly state:
    'wanted' | 'resend' | 'prompted' | 'entered' | 'accepted' | 'doubtful' | 'spent' | 'over' | 'unavailable';
  readonly since: Instant;
  /** When it may be sent again, or, while it is `wanted`, asked for again. */
  readonly resendAt: Instant | null;
  /** When the next one may be entered: after some wrong ones not at once. */
  readonly enterAt: Instant | null;
  /** The entry under way or last settled. */
  readonly entry: { readonly id: string; readonly otpRef: string; readonly verdict: OtpVerdict | null } | null;
  /** Entries for this payment that were submitted and not accepted. */
  readonly tries: number;
}
export type OtpVerdict =
  | { readonly kind: 'accepted' }
  /** `by`: the OTP was not accepted, or the bank refused the payment after it was. */
  | { readonly kind: 'declined'; readonly code: string; readonly by: 'otp' | 'bank' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unconfirmed' };

/** The last no of bank, buyer's authentication or gateway. It says nothing about the hold (core rule 5). */
export interface Refusal {
  readonly kind: CallKind | 'otp';
  readonly code: string;
  readonly at: Instant;
}

export interface NewOrder {
  readonly terms: Terms;
  readonly cardRef?: string | undefined;
  readonly policy?: Partial<Policy> | undefined;
  readonly timing?: Partial<Timing> | undefined;
}

export function newOrder({ terms, cardRef, policy, timing }: NewOrder, now: Instant): Order {
  const full = { ...DEFAULT_TIMING, ...timing, quietMs: { ...DEFAULT_TIMING.quietMs, ...timing?.quietMs } };
  return {
    terms,
    policy: { ...DEFAULT_POLICY, ...policy },
    timing: full,
    facts: NO_FACTS,
    intents: {
      placedAt: now,
      payBy: plus(now, full.paymentDeadlineMs),
      card: cardRef ? { ref: cardRef, nativeOtp: null } : null,
      usedCards: [],
      paymentsSettled: 0,
      firstSentAt: {},
      call: null,
      decision: null,
      request: null,
      isClockNoted: false,
      captureSeenAt: null,
      deliveredAt: null,
      deliveredTooLateAt: null,
      gaveUp: null,
      otp: null,
      otpTries: 0,
      hostedPage: null,
      claim: null,
      asks: NO_ASKS,
      news: null,
      refusal: null,
      attention: null,
      resolutions: [],
      wishes: [],
      log: [{ at: now, what: 'Order accepted' }],
    },
  };
}

/**
 * Takes in what the gateway answered. The same order comes back when it says nothing new. Of what is not this order only
 * that is taken in (core rule 16).
 */
export function observe(order: Order, snapshot: Snapshot, sight: Sight): Order {
  const differences = differencesOf(snapshot, order.terms, isUnpaid(order));
  const told = differences.length > 0 ? { ...NO_FACTS, differences } : factsOf(snapshot, sight);
  const facts = joinFacts(order.facts, told);
  return facts === order.facts ? order : { ...order, facts };
}

/** Nobody can have paid: no payment was ever sent, and nobody was shown the gateway's page. Of one revived blind nobody knows. */
export const isUnpaid = ({ terms, facts, intents: { firstSentAt, hostedPage, revival } }: Order): boolean => {
  if (revival?.isBlind) return false;
  return terms.checkout === 'hosted'
    ? hostedPage === null || facts.statuses.length === 0
    : Object.keys(firstSentAt).every((reference) => reference === terms.reference);
};

/** The order with some of its intents replaced. */
export const intend = (order: Order, changed: Partial<Intents>): Order => ({
  ...order,
  intents: { ...order.intents, ...changed },
});

/** The card for the next payment has been used up. */
export const withoutCard = (order: Order): Order => {
  const { card, usedCards } = order.intents;
  return card ? intend(order, { card: null, usedCards: [...usedCards, card.ref] }) : order;
};

/** `refusalOf`: the payment, by our reference, of whose refusal it tells. */
export const note = (order: Order, at: Instant, what: string, refusalOf?: string): Order =>
  intend(order, { log: logged(order.intents.log, { at, what, ...(refusalOf !== undefined && { refusalOf }) }) });
