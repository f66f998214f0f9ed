import { disproved, doubted, isAbout, isTurnedAwayAgain, pauseMs, turned, undelivered, waitAskedForMs } from './call';
import type { Question } from './call';
import { intend, note, observe, withoutCard } from './order';
import type { Call, OtpDialogue, Order } from './order';
import type { CallKind } from './policy';
import type { Snapshot } from './snapshot';
import { isConsumed, openCall, quietEndOf } from './calls';
import { cancelEnded } from './early-cancel';
import { joinFacts, NO_FACTS } from './facts';
import { heldOf, ledgerOf } from './ledger';
import { isHosted, pendingPayment } from './paying';
import { isUnder01 } from './release-0-1';
import { gatewayOrderId, heldMinor } from './standing';
import { isReached, later, plus } from './time';
import type { Instant } from './time';

/** What became of a mutating call (design: "Mutating calls"). Codes are the gateway's or ours, never its text. */
export type CallOutcome =
  | { readonly kind: 'done'; readonly snapshot: Snapshot }
  | { readonly kind: 'declined'; readonly code: string }
  | { readonly kind: 'rejected'; readonly code: string }
  | { readonly kind: 'notSent'; readonly code: string; readonly retryAfterMs?: number | undefined }
  /** `busyForMs`: the gateway said that it was too busy (503), and for how long, or 0. */
  | { readonly kind: 'unknown'; readonly code: string; readonly busyForMs?: number | undefined }
  /** Create order only, hosted checkout: flat, without a status. `url` `''`: the page is none of the gateway's. */
  | { readonly kind: 'linked'; readonly gatewayOrderId: string; readonly url: string }
  /** Create payment only: the card was gone from the vault. */
  | { readonly kind: 'cardGone' };

/** What a question brought: `absent` is the gateway's word that it knows no such order. */
export type Answer =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'absent' }
  /** `retryAfterMs`: how long the gateway, too busy to answer, asks to be left alone. */
  | { readonly kind: 'failed'; readonly retryAfterMs?: number };

/** Takes in the answer to a question: `about` and `askedAt` are those of the question, so that it proves no more than it can. */
export function answered(order: Order, question: Question, answer: Answer, now: Instant): Order {
  if (answer.kind === 'failed') return order;
  const seen = answer.kind === 'snapshot' ? observe(order, answer.snapshot) : order;
  // A gateway that does not know an order it has told us of proves nothing.
  if (answer.kind === 'absent' && gatewayOrderId(order) !== null) return order;
  const noted = intend(seen, { asks: { ...seen.intents.asks, answeredAt: question.askedAt } });
  return otpResolved(callResolved(settled(noted, now), question, answer, now), question.askedAt, now);
}

/** Takes in a webhook: a snapshot like any other, but history, so it never proves that something did not happen. */
export const saw = (order: Order, snapshot: Snapshot, now: Instant): Order => settled(observe(order, snapshot), now);

/** Notes when a capture first shows, and closes the call that the facts show to have been consumed, however late they came. */
function settled(observed: Order, now: Instant): Order {
  const order = captureNoted(observed, now);
  const { call } = order.intents;
  if (!call || call.state === 'flight' || !isConsumed(order, call)) return order;
  return call.kind === 'createPayment' ? paymentMade(order, call, now) : intend(order, { call: null });
}

const captureNoted = (order: Order, now: Instant): Order =>
  order.intents.captureSeenAt === null && ledgerOf(order.facts).capturedMinor > 0 && !isUnder01(order)
    ? intend(order, { captureSeenAt: now })
    : order;

/** "Did not happen" is believed of the very call that was asked about, once its quiet period was over (core rule 2). */
function callResolved(order: Order, question: Question, answer: Answer, now: Instant): Order {
  const call = openCall(order);
  if (!call || !isAbout(question, call)) return order;
  if (call.state === 'accepted' && call.kind === 'cancel')
    return isHoldGone(order, call) ? intend(order, { call: null }) : order;
  if (call.kind === 'createOrder' && isHosted(order) && answer.kind === 'snapshot') return linkLost(order, call, now);
  if (!isReached(quietEndOf(order, call), question.askedAt)) return order;
  if (call.state === 'accepted') return acceptedInVain(order, call, question.askedAt, now);
  if (!showsAbsence(order, call, answer)) return order;
  const due = intend(order, { call: disproved(call, now) });
  return isTurnedAwayAgain(call)
    ? due
    : note(due, now, `The gateway shows that ${CALL_NAMES[call.kind]} did not happen`);
}

/** Whether what was on hold when the call was sent is so no more; a hold that another payment brought since is none of it. */
const isHoldGone = (order: Order, { paymentIds = Object.keys(order.facts.payments) }: Call): boolean =>
  paymentIds.every((id) => {
    const payment = order.facts.payments[id];
    return !payment || heldOf(payment) === 0;
  });

/**
 * The order exists, and the answer with its page is lost: the same request brings the same order and its page once more
 * (its reference is the documented key), so there is no quiet period to wait for.
 */
const linkLost = (order: Order, call: Call, now: Instant): Order =>
  note(
    intend(order, { call: turned(call, 'due', later(call.busyUntil ?? now, plus(now, pauseMs(call.tries)))) }),
    now,
    "The link to the gateway's page was lost: it is asked for again",
  );

/**
 * Of a capture or cancel only a hold that plainly lives, without a block of ours, shows that it did not happen: PENDING
 * may mean "initiated" (docs/gateway.md §4), and what cannot be read shows nothing.
 */
function showsAbsence(order: Order, { kind, reference }: Call, answer: Answer): boolean {
  if (kind === 'createOrder' || kind === 'createPayment' || heldMinor(order) === 0) return true;
  return (
    answer.kind === 'snapshot' &&
    answer.snapshot.payments.some(
      ({ status, captures }) => status === 'AUTHORIZED' && !captures.some((block) => block.reference === reference),
    )
  );
}

/** The code of a capture that was accepted and came to nothing. */
export const NO_EFFECT = 'NO_EFFECT';

/**
 * An accepted capture is never sent again; but where the hold has gone without it, it has failed. Nothing is left to ask
 * about that: where another payment has a hold, a person decides about it.
 */
function acceptedInVain(order: Order, call: Call, askedAt: Instant, now: Instant): Order {
  if (call.kind !== 'capture' || !isHoldGone(order, call)) return order;
  const refusal = { kind: call.kind, code: NO_EFFECT, at: isUnder01(order) ? now : askedAt };
  return note(intend(order, { call: null, refusal }), now, 'The capture was accepted, but the hold ended without it');
}

/** An OTP whose answer was lost cannot be told from one that never arrived: the buyer may enter it again (design §3). */
function otpResolved(order: Order, askedAt: Instant, now: Instant): Order {
  const { otp } = order.intents;
  if (!otp?.entry || otp.state !== 'doubtful' || !pendingPayment(order)) return order;
  if (!isReached(plus(otp.since, order.timing.otpQuietMs), askedAt)) return order;
  return intend(order, {
    otp: { ...otp, state: 'prompted', since: now, entry: { ...otp.entry, verdict: { kind: 'unconfirmed' } } },
  });
}

const CALL_NAMES = {
  createOrder: 'creating the order',
  createPayment: 'the payment',
  capture: 'the capture',
  cancel: 'the cancellation',
} as const satisfies Record<CallKind, string>;

/** Takes in the outcome of the call that a step sent. */
export function called(order: Order, outcome: CallOutcome, now: Instant): Order {
  const { call } = order.intents;
  if (!call) return order;
  const next = settled(withOutcome(order, call, outcome, now), now);
  const isPending = outcome.kind === 'done' && call.kind === 'capture' && next.intents.call?.state === 'accepted';
  return isPending ? note(next, now, 'The gateway accepted the capture; it is not carried out yet') : next;
}

function withOutcome(order: Order, call: Call, outcome: CallOutcome, now: Instant): Order {
  if (call.kind === 'cancel' && order.intents.decision === null)
    return cancelEnded(outcome.kind === 'done' ? observe(order, outcome.snapshot) : order, letInAfterMs(outcome), now);
  const name = CALL_NAMES[call.kind];
  switch (outcome.kind) {
    case 'done':
      return done(observe(order, outcome.snapshot), call, outcome.snapshot, now);
    case 'declined':
    case 'rejected':
      return refused(note(order, now, `The gateway refused ${name} (${outcome.code})`), call, outcome.code, now);
    case 'notSent':
      return notSent(order, call, outcome, now);
    case 'linked':
      return linked(order, outcome, now);
    case 'unknown':
      return inDoubt(order, doubted(call, isUnder01(order) ? {} : outcome, now), outcome.code, now);
    case 'cardGone':
      // The next card keeps the reference: should an earlier request come about after all, only one of the two does.
      return note(
        intend(withoutCard(order), { call: null }),
        now,
        'The card was gone before it was used: it has to be entered again',
      );
  }
}

function inDoubt(order: Order, call: Call, code: string, now: Instant): Order {
  const doubtful = intend(order, { call });
  if (isTurnedAwayAgain(call)) return doubtful;
  return note(doubtful, now, `Unknown whether ${CALL_NAMES[call.kind]} happened (${code}): the gateway is asked`);
}

function linked(order: Order, { gatewayOrderId: id, url }: CallOutcome & { kind: 'linked' }, now: Instant): Order {
  const facts = joinFacts(order.facts, { ...NO_FACTS, gatewayOrderIds: [id] });
  const known = intend({ ...order, facts }, { call: null, hostedPage: { url, since: now } });
  return note(known, now, 'Order created at the gateway, which takes the payment on its own page');
}

/** For how long the gateway lets nothing in, as far as it says; null where it had the request, or may have had it. */
function letInAfterMs(outcome: CallOutcome): number | null {
  if (outcome.kind === 'notSent') return waitAskedForMs(outcome.retryAfterMs);
  return outcome.kind === 'unknown' && outcome.busyForMs !== undefined ? waitAskedForMs(outcome.busyForMs) : null;
}

function done(order: Order, call: Call, snapshot: Snapshot, now: Instant): Order {
  switch (call.kind) {
    case 'createOrder':
      return note(intend(order, { call: null }), now, 'Order created at the gateway');
    // Where the payment does not show yet, in a stale answer, it is asked for: a second one must not be sent beside it.
    case 'createPayment':
    case 'capture':
      return intend(order, { call: turned(call, 'accepted', now) });
    case 'cancel': {
      // A 200 proves nothing by itself (docs/gateway.md §10 row 11); its own answer with CANCELLED does.
      const isOver = snapshot.status === 'CANCELLED' && heldMinor(order) === 0;
      return intend(order, { call: isOver ? null : turned(call, 'accepted', now) });
    }
  }
}

/** The payment exists: its card has been used, and the buyer is next. */
function paymentMade(order: Order, call: Call, now: Instant): Order {
  const { card, paymentsSettled } = order.intents;
  const otp: OtpDialogue = {
    paymentReference: call.reference,
    state: card?.nativeOtp ? 'wanted' : 'unavailable',
    since: now,
    resendAt: null,
    entry: null,
    declines: 0,
  };
  const made = intend(withoutCard(order), { call: null, otp, paymentsSettled: paymentsSettled + 1, refusal: null });
  return note(made, now, 'Payment created at the gateway');
}

/** A definite no consumes the reference, and says nothing about the hold: ask (core rule 5). */
function refused(order: Order, call: Call, code: string, now: Instant): Order {
  const asks = { ...order.intents.asks, wantedSince: now };
  const freed = intend(order, { call: null, refusal: { kind: call.kind, code, at: now }, asks });
  if (call.kind !== 'createPayment') return freed;
  return intend(withoutCard(freed), { paymentsSettled: order.intents.paymentsSettled + 1 });
}

function notSent(
  order: Order,
  call: Call,
  { code, retryAfterMs }: { code: string; retryAfterMs?: number | undefined },
  now: Instant,
): Order {
  const next = intend(order, { call: undelivered(call, retryAfterMs, now) });
  return call.tries === 1
    ? note(next, now, `${CALL_NAMES[call.kind]} did not get out (${code}): it is tried again`)
    : next;
}

/** What the gateway says about the card; null when it could not be learnt, and then the redirect serves. */
export function cardInspected(order: Order, nativeOtp: boolean | null): Order {
  const { card } = order.intents;
  return card ? intend(order, { card: { ...card, nativeOtp: nativeOtp ?? false } }) : order;
}
