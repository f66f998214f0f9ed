import { againAt } from './call';
import { paymentStatus } from './facts';
import { wasAuthorised } from './ledger';
import { intend, note } from './order';
import type { Order, OtpDialogue, OtpVerdict } from './order';
import { paymentIdOf, pendingPayment } from './paying';
import { isAnsweredSince, paymentsOf } from './standing';
import { isReached, plus, SECOND_MS } from './time';
import type { Instant } from './time';

/** What the gateway answered when an OTP was to be sent to the buyer. `next` as in docs/gateway.md §7. */
export type OtpPromptOutcome =
  | { readonly kind: 'prompted'; readonly next: readonly string[]; readonly resendAfterS?: number | undefined }
  /** `isFinal`: the gateway itself said no. `letInAfterMs`: it lets nothing in just now, for so long as it says, or 0. */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly isFinal: boolean;
      readonly letInAfterMs?: number | undefined;
    };

/** What became of a submitted OTP. Accepted says nothing about the payment yet. */
export type OtpSubmitOutcome =
  | { readonly kind: 'accepted' }
  | {
      readonly kind: 'declined';
      readonly code: string;
      readonly next: readonly string[];
      readonly resendAfterS?: number | undefined;
    }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'notSent' }
  /** The OTP was gone from the vault: nothing was sent. */
  | { readonly kind: 'gone' };

/** The code of a payment that failed where the gateway gave none. */
export const PAYMENT_FAILED = 'PAYMENT_FAILED';

/** Whether an OTP can still bring the payment about. */
export const isOtpOpen = (order: Order): boolean => pendingPayment(order) !== null && order.intents.gaveUp === null;

/** Where the gateway does not say how long to wait before an OTP may be sent again. */
const DEFAULT_RESEND_AFTER_S = 30;

/** How long the first OTP is tried for where the gateway lets nothing in; then the buyer is sent to the bank's page. */
const WANTED_FOR_MS = 30 * SECOND_MS;

const resendAtAfter = (now: Instant, next: readonly string[], resendAfterS: number | undefined): Instant | null =>
  next.includes('RESEND_OTP') ? plus(now, (resendAfterS ?? DEFAULT_RESEND_AFTER_S) * SECOND_MS) : null;

/** What the buyer may do by what the gateway says comes next; where it says nothing, entering the OTP. */
const stateAfter = (next: readonly string[], otherwise: OtpDialogue['state']): OtpDialogue['state'] => {
  if (next.length === 0 || next.includes('SUBMIT_OTP')) return 'prompted';
  return next.includes('RESEND_OTP') ? 'spent' : otherwise;
};

export function otpPrompted(order: Order, outcome: OtpPromptOutcome, now: Instant): Order {
  const { otp } = order.intents;
  if (!otp) return order;
  if (outcome.kind === 'refused') {
    // A refused resend leaves the first OTP as it was; a refused first one leaves the redirect.
    const isResend = otp.state === 'resend';
    const wantedAt = isResend ? null : promptAgainAt(otp, outcome.letInAfterMs, now);
    if (wantedAt) return intend(order, { otp: { ...otp, resendAt: wantedAt } });
    // Where it is not the gateway's own no, it may be asked for again.
    const resendAt = isResend && !outcome.isFinal ? plus(now, DEFAULT_RESEND_AFTER_S * SECOND_MS) : null;
    const state = isResend ? 'prompted' : 'unavailable';
    const kept = intend(order, { otp: { ...otp, state, since: now, resendAt } });
    return note(kept, now, `The gateway sends no OTP (${outcome.code})`);
  }
  const resendAt = resendAtAfter(now, outcome.next, outcome.resendAfterS);
  const state = stateAfter(outcome.next, 'unavailable');
  const prompted = intend(order, { otp: { ...otp, state, since: now, resendAt } });
  return note(
    prompted,
    now,
    state === 'prompted' ? 'OTP sent to the buyer' : 'The gateway takes no OTP for this payment',
  );
}

/** When the first OTP is asked for again, if it was not let in and the buyer may still wait for it. */
function promptAgainAt({ since }: OtpDialogue, letInAfterMs: number | undefined, now: Instant): Instant | null {
  if (letInAfterMs === undefined) return null;
  const at = againAt(since, letInAfterMs, now);
  return isReached(plus(since, WANTED_FOR_MS), at) ? null : at;
}

/** How many entries are left for this payment, and in all. A gateway may let anybody try them all. */
export const otpTriesLeft = ({ policy, intents: { otp, otpTries } }: Order): number =>
  Math.max(0, Math.min(policy.otpTries.ofPayment - (otp?.tries ?? 0), policy.otpTries.ofOrder - otpTries));

/** Whether so many were wrong that nobody may go on: the payment still waits for one, or no other payment would get any. */
export function isOtpGuessed(order: Order): boolean {
  const { otp, otpTries } = order.intents;
  if (otp?.state !== 'over' || otpTriesLeft(order) > 0 || !isAnsweredSince(order, otp.since)) return false;
  return pendingPayment(order) !== null || otpTries >= order.policy.otpTries.ofOrder;
}

/** After so many entries that were not accepted the next one has to wait: who guesses is slowed, who mistypes is not. */
const ENTRY_PAUSES_S = [0, 0, 0, 5, 20];
const entryPauseMs = (tries: number): number => (ENTRY_PAUSES_S[tries] ?? ENTRY_PAUSES_S.at(-1) ?? 0) * SECOND_MS;

/** One more entry that was not accepted, or perhaps not. */
function withTry(order: Order, now: Instant): Order {
  const { otp, otpTries } = order.intents;
  if (!otp) return order;
  const tries = otp.tries + 1;
  const pauseMs = entryPauseMs(tries);
  const enterAt = pauseMs > 0 ? plus(now, pauseMs) : null;
  return intend(order, { otp: { ...otp, tries, enterAt }, otpTries: otpTries + 1 });
}

/** The last try ends the payment here: only its status tells more. */
export function capped(order: Order, now: Instant): Order {
  const { otp, asks } = order.intents;
  if (!otp || (otp.state !== 'prompted' && otp.state !== 'spent') || otpTriesLeft(order) > 0) return order;
  const over = intend(order, {
    otp: { ...otp, state: 'over', since: now, resendAt: null, enterAt: null },
    asks: { ...asks, wantedSince: now },
  });
  return note(over, now, 'No further OTP is taken for this payment: too many were wrong');
}

export function otpEntered(order: Order, entry: { id: string; otpRef: string }, now: Instant): Order {
  const { otp } = order.intents;
  return otp
    ? intend(order, { otp: { ...otp, state: 'entered', since: now, entry: { ...entry, verdict: null } } })
    : order;
}

export function otpSubmitted(order: Order, outcome: OtpSubmitOutcome, now: Instant): Order {
  const { otp } = order.intents;
  if (!otp?.entry) return order;
  const { entry } = otp;
  const verdict = (kind: OtpVerdict): typeof entry => ({ ...entry, verdict: kind });
  switch (outcome.kind) {
    case 'accepted':
      return note(
        intend(order, {
          otp: { ...otp, state: 'accepted', since: now, entry: verdict({ kind: 'accepted' }) },
          refusal: null,
        }),
        now,
        'The issuer accepted the OTP',
      );
    case 'unknown':
      return note(
        withTry(intend(order, { otp: { ...otp, state: 'doubtful', since: now } }), now),
        now,
        'Unknown whether the OTP arrived: the gateway is asked',
      );
    case 'notSent':
      return intend(order, { otp: { ...otp, state: 'prompted', since: now, entry: verdict({ kind: 'unconfirmed' }) } });
    case 'gone':
      return intend(order, { otp: { ...otp, state: 'prompted', since: now, entry: verdict({ kind: 'gone' }) } });
    case 'declined':
      return declined(order, outcome, now);
  }
}

/** `next` decides whether the buyer may try again; NONE means that the attempt is over (docs/gateway.md §10 row 37). */
function declined(order: Order, outcome: OtpSubmitOutcome & { kind: 'declined' }, now: Instant): Order {
  const { otp, asks } = order.intents;
  if (!otp?.entry) return order;
  const { code, next, resendAfterS } = outcome;
  const state = stateAfter(next, 'over');
  const settled = intend(order, {
    otp: {
      ...otp,
      state,
      since: now,
      resendAt: resendAtAfter(now, next, resendAfterS),
      entry: { ...otp.entry, verdict: { kind: 'declined', code, by: 'otp' } },
    },
    refusal: { kind: 'otp', code, at: now },
    // Without a further entry only the payment's status tells what comes next.
    asks: state === 'over' ? { ...asks, wantedSince: now } : asks,
  });
  return capped(
    withTry(note(settled, now, `The issuer did not accept the OTP (${code})`, otp.paymentReference), now),
    now,
  );
}

/**
 * What became of the entry with this id, or null while that is open. An accepted OTP is settled when the payment's status
 * shows it; an entry that is no longer the last one was overtaken and settled before.
 */
export function otpVerdict(order: Order, id: string): OtpVerdict | null {
  const { otp } = order.intents;
  if (!otp?.entry || otp.entry.id !== id) return { kind: 'unconfirmed' };
  const { verdict } = otp.entry;
  if (verdict && verdict.kind !== 'accepted') return verdict;
  if (isOtpOpen(order)) return null;
  return verdictOfPayment(order, otp) ?? verdict ?? { kind: 'unconfirmed' };
}

/** The payment's status tells what became of it: the OTP was wrong, or the bank said no after a right one. */
function verdictOfPayment(order: Order, { paymentReference }: OtpDialogue): OtpVerdict | null {
  // Whichever payment brought it about: nobody has to enter an OTP for money that is held.
  if (paymentsOf(order).some(wasAuthorised)) return { kind: 'accepted' };
  const payment = order.facts.payments[paymentIdOf(order, paymentReference) ?? ''];
  if (!payment) return null;
  if (paymentStatus(payment) !== 'FAILED') return null;
  const { errorCode: code } = payment;
  return { kind: 'declined', code: code || PAYMENT_FAILED, by: code === 'USER_AUTHENTICATION_FAILED' ? 'otp' : 'bank' };
}
