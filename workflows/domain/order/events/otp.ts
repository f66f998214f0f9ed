import { answerWanted } from '../../call/dialogue';
import { intend, note } from '../../call/matter';
import { againAt } from '../../call/questions';
import type { OtpNext, OtpPromptOutcome, OtpSubmitOutcome } from '../../gateway/outcomes';
import type { OtpRef } from '../../values/secret-refs';
import { isReached, plus, SECOND_MS } from '../../values/time';
import type { Instant } from '../../values/time';
import type { Order, OtpDialogue, OtpVerdict } from '../order';
import { otpTriesLeft, pendingPayment } from '../paying';

/* What happens to the buyer's one-time password. */

const wanting = (order: Order, now: Instant): Order => ({ ...order, dialogue: answerWanted(order.dialogue, now) });

/** How long to wait before an OTP may be sent again, where the gateway does not say. */
const DEFAULT_RESEND_AFTER_S = 30;

/** How long to try for the first OTP while the gateway turns us away; then the buyer is sent to the bank's page. */
const WANTED_FOR_MS = 30 * SECOND_MS;

const resendAtAfter = (now: Instant, next: readonly OtpNext[], resendAfterS: number | undefined): Instant | null =>
  next.includes('resend') ? plus(now, (resendAfterS ?? DEFAULT_RESEND_AFTER_S) * SECOND_MS) : null;

/** The state that follows from what the gateway allows next; where it says nothing, the buyer may enter the OTP. */
const stateAfter = (next: readonly OtpNext[], otherwise: OtpDialogue['state']): OtpDialogue['state'] => {
  if (next.length === 0 || next.includes('submit')) return 'prompted';
  return next.includes('resend') ? 'spent' : otherwise;
};

export function otpPrompted(order: Order, outcome: OtpPromptOutcome, now: Instant): Order {
  const { otp } = order.intents;
  if (!otp) return order;
  if (outcome.kind === 'refused') {
    // If a resend is refused, the first OTP still counts; if the first is refused, the redirect is left.
    const isResend = otp.state === 'resend';
    const wantedAt = isResend ? null : promptAgainAt(otp, outcome.letInAfterMs, now);
    if (wantedAt) return intend(order, { otp: { ...otp, resendAt: wantedAt } });
    // The buyer may ask again, unless the gateway itself said no.
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

/** When the first OTP is tried again, if it was not let in and the buyer may still wait for it. */
function promptAgainAt({ since }: OtpDialogue, letInAfterMs: number | undefined, now: Instant): Instant | null {
  if (letInAfterMs === undefined) return null;
  const at = againAt(since, letInAfterMs, now);
  return isReached(plus(since, WANTED_FOR_MS), at) ? null : at;
}

/**
 * The pause before the next entry, by the number of entries that were not accepted: it slows guessing, not a typo or
 * two.
 */
const ENTRY_PAUSES_S = [0, 0, 0, 5, 20];
const entryPauseMs = (tries: number): number => (ENTRY_PAUSES_S[tries] ?? ENTRY_PAUSES_S.at(-1) ?? 0) * SECOND_MS;

/** Counts one more entry that was not accepted, or may not have been. */
function withTry(order: Order, now: Instant): Order {
  const { otp, otpTries } = order.intents;
  if (!otp) return order;
  const tries = otp.tries + 1;
  const pauseMs = entryPauseMs(tries);
  const enterAt = pauseMs > 0 ? plus(now, pauseMs) : null;
  return intend(order, { otp: { ...otp, tries, enterAt }, otpTries: otpTries + 1 });
}

/** Takes no further OTP once the tries are used up: from then on only the payment's status tells more. */
function capped(order: Order, now: Instant): Order {
  const { otp } = order.intents;
  if (!otp || (otp.state !== 'prompted' && otp.state !== 'spent') || otpTriesLeft(order) > 0) return order;
  const over = intend(order, { otp: { ...otp, state: 'over', since: now, resendAt: null, enterAt: null } });
  return note(wanting(over, now), now, 'No further OTP is taken for this payment: too many were wrong');
}

export function otpEntered(order: Order, entry: { readonly id: string; readonly otpRef: OtpRef }, now: Instant): Order {
  const { otp } = order.intents;
  return otp
    ? intend(order, { otp: { ...otp, state: 'entered', since: now, entry: { ...entry, verdict: null } } })
    : order;
}

export function otpJudged(order: Order, outcome: OtpSubmitOutcome, now: Instant): Order {
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

/** `next` decides whether the buyer may try again; `nothing`: the attempt is over (docs/gateway.md §10 row 37). */
function declined(order: Order, outcome: OtpSubmitOutcome & { kind: 'declined' }, now: Instant): Order {
  const { otp } = order.intents;
  if (!otp?.entry) return order;
  const { code, next, resendAfterS } = outcome;
  const state = stateAfter(next, 'over');
  const judged = intend(order, {
    otp: {
      ...otp,
      state,
      since: now,
      resendAt: resendAtAfter(now, next, resendAfterS),
      entry: { ...otp.entry, verdict: { kind: 'declined', code, by: 'otp' } },
    },
    refusal: { kind: 'otp', code, at: now },
  });
  // Without a further entry only the payment's status tells what comes next.
  const asking = state === 'over' ? wanting(judged, now) : judged;
  return capped(
    withTry(note(asking, now, `The issuer did not accept the OTP (${code})`, otp.paymentReference), now),
    now,
  );
}

/** Has the OTP sent to the buyer once more. */
export function otpResendRequested(order: Order, now: Instant): Order {
  const { otp } = order.intents;
  return otp ? intend(order, { otp: { ...otp, state: 'resend', since: now } }) : order;
}

/**
 * An OTP whose answer was lost cannot be told from one that never arrived: the buyer may enter it again (design §3).
 */
export function otpUnconfirmed(order: Order, askedAt: Instant, now: Instant): Order {
  const { otp } = order.intents;
  if (!otp?.entry || otp.state !== 'doubtful' || !pendingPayment(order)) return order;
  if (!isReached(plus(otp.since, order.timing.otpQuietMs), askedAt)) return order;
  const entry = { ...otp.entry, verdict: { kind: 'unconfirmed' } as const };
  return capped(intend(order, { otp: { ...otp, state: 'prompted', since: now, entry } }), now);
}
