import { NO_DIALOGUE } from '../call/dialogue';
import type { Call as AnyCall, OpenCall as AnyOpenCall } from '../call/call';
import type { Dialogue } from '../call/dialogue';
import type { Attention, Trouble } from '../call/trouble';
import type { BuyersLink } from '../gateway/snapshot';
import type { Log } from '../values/log';
import type { CardRef, OtpRef } from '../values/secret-refs';
import { plus } from '../values/time';
import type { Instant } from '../values/time';
import { NO_FACTS } from '../facts/facts';
import type { Facts } from '../facts/facts';
import type { DecisionReason, GiveUpReason } from './reasons';
import { DEFAULT_POLICY, DEFAULT_TIMING } from './terms';
import type { CallKind, Policy, Terms, Timing } from './terms';
import type { Wish } from './wish-kinds';

/**
 * An order: what the gateway has said (facts), what is being said to it (dialogue), and what we want (intents). Plain
 * JSON, because it crosses continue-as-new. Everything else (state, ledger, next action) is derived.
 */
export interface Order {
  readonly terms: Terms;
  readonly policy: Policy;
  readonly timing: Timing;
  readonly facts: Facts;
  readonly dialogue: Dialogue<CallKind, Facts>;
  readonly intents: Intents;
}

/** One of the four calls of an order. */
export type Call = AnyCall<CallKind>;
export type OpenCall = AnyOpenCall<CallKind>;

export interface Intents {
  readonly placedAt: Instant;
  /** The deadline for paying. */
  readonly payBy: Instant;
  /** The card for the next payment. `nativeOtp` is null until the gateway was asked about it. */
  readonly card: { readonly ref: CardRef; readonly nativeOtp: boolean | null } | null;
  /** References of cards that were handed in and used, or gone when they were needed. */
  readonly usedCards: readonly CardRef[];
  /**
   * How many create payment calls are over: consumed, or refused for certain. The next payment's reference carries the
   * number after it.
   */
  readonly paymentsUsed: number;
  /**
   * By our reference, the time at which creating the order, and each payment, was first sent: no hold began before
   * (core rule 17).
   */
  readonly firstSentAt: Readonly<Record<string, Instant>>;
  /** Frozen when it is first sent (core rule 6). */
  readonly decision: Decision | null;
  /** What somebody wants done with the hold, before the decision is sent. */
  readonly request: Request | null;
  /** Whether it was noted that the gateway's clock is off. */
  readonly isClockNoted: boolean;
  /** When money first showed as captured, whoever captured it. */
  readonly captureSeenAt: Instant | null;
  readonly deliveredAt: Instant | null;
  /** When a delivery was reported too late: the hold was being let go or was gone (core rule 9). */
  readonly deliveredTooLateAt: Instant | null;
  /** No further payment is wanted; a hold that appears all the same is released. */
  readonly gaveUp: GivenUp | null;
  readonly otp: OtpDialogue | null;
  /** How many OTPs were submitted and not accepted, over all payments. */
  readonly otpTries: number;
  /** The gateway's page on which the buyer pays (hosted checkout). It cannot be read back. */
  readonly hostedPage: { readonly link: BuyersLink; readonly since: Instant } | null;
  /** The buyer's browser claims that the payment was authorised; the gateway has the last word. */
  readonly claim: { readonly at: Instant; readonly paymentsUsed: number } | null;
  readonly refusal: Refusal | null;
  readonly attention: Attention | null;
  /** What people have resolved, oldest first. */
  readonly resolutions: readonly Resolution[];
  /** Wishes that were handed over by signal, with what became of them, oldest first. */
  readonly wishes: readonly Wish[];
  /** The last time that a person revived the order. */
  readonly revival?: Revival;
  /** What we did and what was wanted of us, oldest first; the gateway's facts are not repeated here. */
  readonly log: Log;
}

export const RESOLVED_AS = ['captured', 'released', 'declined'] as const;
export type ResolvedAs = (typeof RESOLVED_AS)[number];

export interface Resolution {
  readonly as: ResolvedAs;
  readonly actor: string;
  readonly why: string;
  /** Against, or without, the word of the gateway: ends the order at once. */
  readonly isForced: boolean;
  /** The trouble that it resolves. */
  readonly of: Trouble;
  readonly at: Instant;
}

/** An order that went on in a new run after its workflow had ended unsettled. */
export interface Revival {
  readonly at: Instant;
  /**
   * What the ended run knew could not be read: only what was ordered is known, and what the gateway shows is adopted.
   */
  readonly isBlind: boolean;
}

export interface Decision {
  readonly kind: 'capture' | 'release';
  readonly amountMinor: number;
  readonly why: DecisionReason;
  readonly at: Instant;
}

export type Request =
  | { readonly kind: 'capture'; readonly amountMinor: number }
  /** `reason`: in the words of the person who wants it. */
  | { readonly kind: 'release'; readonly reason: string };

export interface GivenUp {
  readonly why: GiveUpReason;
  readonly at: Instant;
  /** Whether cancelling the unfinished payment was tried; the gateway need not allow it before a hold. */
  readonly cancelTried: boolean;
  /**
   * When the cancel may be tried again, where the gateway turned it away. `askedFrom`: only after an answer to a
   * question asked from then on.
   */
  readonly cancelAgain?: { readonly at: Instant; readonly askedFrom: Instant | null };
}

/** Where the buyer stands with the one-time password of the payment under way. */
export interface OtpDialogue {
  readonly paymentReference: string;
  /**
   * `wanted`: to be sent to the buyer. `resend`: to be sent once more. `prompted`: the buyer may enter it. `entered`:
   * to be submitted. `accepted`, `doubtful`: submitted, the payment's status decides. `spent`: only a new one may be
   * entered. `over`: no further entry. `unavailable`: use the redirect.
   */
  readonly state:
    'wanted' | 'resend' | 'prompted' | 'entered' | 'accepted' | 'doubtful' | 'spent' | 'over' | 'unavailable';
  readonly since: Instant;
  /** When the OTP may be sent again; while it is `wanted`, when the first one is tried again. */
  readonly resendAt: Instant | null;
  /** When the next entry is taken, where several were wrong. */
  readonly enterAt: Instant | null;
  /** The entry under way or last judged. */
  readonly entry: { readonly id: string; readonly otpRef: OtpRef; readonly verdict: OtpVerdict | null } | null;
  /** Entries for this payment that were submitted and not accepted. */
  readonly tries: number;
}
export type OtpVerdict =
  | { readonly kind: 'accepted' }
  /** `by`: the OTP was not accepted, or the bank refused the payment after it was. */
  | { readonly kind: 'declined'; readonly code: string; readonly by: 'otp' | 'bank' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unconfirmed' };

/**
 * The last refusal by the bank, the buyer's authentication or the gateway. It says nothing about the hold (core rule
 * 5).
 */
export interface Refusal {
  readonly kind: CallKind | 'otp';
  readonly code: string;
  readonly at: Instant;
}

export interface NewOrder {
  readonly terms: Terms;
  readonly cardRef?: CardRef | undefined;
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
    dialogue: NO_DIALOGUE,
    intents: {
      placedAt: now,
      payBy: plus(now, full.paymentDeadlineMs),
      card: cardRef ? { ref: cardRef, nativeOtp: null } : null,
      usedCards: [],
      paymentsUsed: 0,
      firstSentAt: {},
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
      refusal: null,
      attention: null,
      resolutions: [],
      wishes: [],
      log: [{ at: now, what: 'Order accepted' }],
    },
  };
}
