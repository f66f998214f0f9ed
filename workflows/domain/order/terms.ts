import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../values/time';
import type { Instant } from '../values/time';

/** `seamless`: the card comes through us. `hosted`: the buyer enters it on the gateway's own page. */
export type Checkout = 'seamless' | 'hosted';

/** What we ordered, to compare the gateway's order with. */
export interface Terms {
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly checkout: Checkout;
}

/** `capture`: a confirmed delivery captures at once. `wait`: it is only remembered for the deadline. */
export type OnDelivery = 'capture' | 'wait';
/**
 * What happens at the decision point when nobody has decided before. `captureIfDelivered` releases what was not
 * delivered.
 */
export type AtDeadline = 'captureIfDelivered' | 'capture' | 'release';
/** The business deadline: an instant, or a duration after the authorisation. */
export type DecideBy = { readonly at: Instant } | { readonly afterMs: number };

/** How one order is decided (design: "Deciding about a hold"). */
export interface Policy {
  readonly onDelivery: OnDelivery;
  readonly atDeadline: AtDeadline;
  /** `null`: the end of the hold window, less the safety margin, decides alone. */
  readonly decideBy: DecideBy | null;
  /** How many payments may be tried, never more than the gateway says remain. */
  readonly paymentAttempts: number;
  /**
   * How many OTPs may be entered without being accepted: a gateway that counts none must not let anybody try them all.
   */
  readonly otpTries: { readonly ofPayment: number; readonly ofOrder: number };
}

export const DEFAULT_POLICY: Policy = {
  onDelivery: 'capture',
  atDeadline: 'captureIfDelivered',
  decideBy: null,
  paymentAttempts: 3,
  otpTries: { ofPayment: 5, ofOrder: 10 },
};

/** The calls that change something at the gateway and may end in doubt. */
export const CALL_KINDS = ['createOrder', 'createPayment', 'capture', 'cancel'] as const;
export type CallKind = (typeof CALL_KINDS)[number];

/** Durations of one order; all in milliseconds. */
export interface Timing {
  /** The gateway publishes no hold period: this is a configured, conservative assumption. */
  readonly holdWindowMs: number;
  /** How long before the end of the window the decision is made at the latest. */
  readonly holdSafetyMarginMs: number;
  /**
   * Decisions at the end of the window are spread over so much of the safety margin: a flash sale must not end in a
   * storm.
   */
  readonly decisionSpreadMs: number;
  /** How long the buyer has to pay before the order is abandoned. */
  readonly paymentDeadlineMs: number;
  /**
   * How long after the last instant at which a request can have been written an answer "not there" is believed:
   * longest late send + longest late commit + longest staleness of a read (core rule 3).
   */
  readonly quietMs: Readonly<Record<CallKind, number>>;
  /** The same for an OTP whose answer was lost: after it the buyer may enter it again. */
  readonly otpQuietMs: number;
  /** How long after it was given up, or concluded beside an open payment, an order is looked at again. */
  readonly lateProbesMs: readonly number[];
  /** How long a call may stay in doubt before a person is called while they can still do something (core rule 19). */
  readonly doubtAttentionMs: number;
  /**
   * The longest pause between two questions about a call in doubt, up to which they double; also the longest wait that
   * the gateway may ask for.
   */
  readonly doubtPauseMs: number;
  /**
   * While the buyer is away on a page of the bank or the gateway: how long before the first question; then the pauses
   * double.
   */
  readonly awayAskMs: number;
  /** How long after a partial capture a remainder that is still on hold calls for a person. */
  readonly remainderMs: number;
  /** How far a stamp of the gateway may lie outside our own bounds before it is noted. */
  readonly clockToleranceMs: number;
}

export const DEFAULT_TIMING: Timing = {
  holdWindowMs: 5 * DAY_MS,
  holdSafetyMarginMs: 6 * HOUR_MS,
  decisionSpreadMs: 30 * MINUTE_MS,
  paymentDeadlineMs: 30 * MINUTE_MS,
  quietMs: {
    createOrder: 10 * SECOND_MS,
    createPayment: 20 * SECOND_MS,
    capture: 5 * MINUTE_MS,
    cancel: 5 * MINUTE_MS,
  },
  otpQuietMs: 10 * SECOND_MS,
  lateProbesMs: [HOUR_MS, 6 * HOUR_MS, DAY_MS, 3 * DAY_MS],
  doubtAttentionMs: HOUR_MS,
  doubtPauseMs: HOUR_MS,
  awayAskMs: 2 * MINUTE_MS,
  remainderMs: HOUR_MS,
  clockToleranceMs: 5 * MINUTE_MS,
};
