import { disproved, isAbout, isTurnedAwayAgain, leftAloneUntil, pauseMs, turned, unanswered } from './call';
import type { Question } from './call';
import { CALL_NAMES, isConsumed, openCall, quietEndOf } from './calls';
import { heldOf, ledgerOf } from './ledger';
import { clockOffMs } from './hold-start';
import { isSaidBy, newsAfter } from './news';
import { intend, isUnpaid, note, observe } from './order';
import type { Call, Order } from './order';
import { capped } from './otp';
import { isHosted, pendingPayment } from './paying';
import { paymentMade } from './payment-made';
import { isUnder01 } from './release-0-1';
import type { Snapshot } from './snapshot';
import { gatewayOrderId, heldMinor } from './standing';
import { formatDuration, isReached, later, plus } from './time';
import type { Instant } from './time';

/** What a question brought: `absent` is the gateway's word that it knows no such order. */
export type Answer =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'absent' }
  /** `retryAfterMs`: the gateway wants to be left alone for so long. */
  | { readonly kind: 'failed'; readonly retryAfterMs?: number | undefined };

/** Takes in the answer to a question: `about` and `askedAt` are those of the question, so that it proves no more than it can. */
export function answered(order: Order, question: Question, answer: Answer, now: Instant): Order {
  const { askedAt } = question;
  if (answer.kind === 'failed') return leftAlone(order, answer.retryAfterMs, now);
  const seen = answer.kind === 'snapshot' ? observe(order, answer.snapshot, { askedAt, seenAt: now }) : order;
  // A gateway that does not know an order it has told us of proves nothing.
  if (answer.kind === 'absent' && gatewayOrderId(order) !== null) return order;
  const noted = newsAnswered(seen, askedAt);
  return otpResolved(callResolved(settled(noted, now), question, answer, now), askedAt, now);
}

function leftAlone(order: Order, retryAfterMs: number | undefined, now: Instant): Order {
  const { asks } = order.intents;
  const notBefore = retryAfterMs ? leftAloneUntil(retryAfterMs, order.timing.doubtPauseMs, now) : null;
  return asks.notBefore === notBefore ? order : intend(order, { asks: unanswered(asks, notBefore) });
}

/** A question that was asked then is answered; also what was heard meanwhile may be explained by it. */
function newsAnswered(order: Order, askedAt: Instant): Order {
  const { asks, news } = order.intents;
  return intend(order, newsAfter(news, asks, askedAt, isSaidBy(order.facts)));
}

/** Notes when a capture first shows, and closes the call that the facts show to have been consumed, however late they came. */
export function settled(observed: Order, now: Instant): Order {
  const order = foreignNoted(clockNoted(captureNoted(newsSaid(observed), now), now), now);
  const { call } = order.intents;
  if (!call || call.state === 'flight' || !isConsumed(order, call)) return order;
  return call.kind === 'createPayment' ? paymentMade(order, call, now) : intend(order, { call: null });
}

const captureNoted = (order: Order, now: Instant): Order =>
  order.intents.captureSeenAt === null && ledgerOf(order.facts).capturedMinor > 0 && !isUnder01(order)
    ? intend(order, { captureSeenAt: now })
    : order;

/** What the answer to a call says was perhaps heard of before. */
const newsSaid = (order: Order): Order =>
  order.intents.news && isSaidBy(order.facts)(order.intents.news.told) ? intend(order, { news: null }) : order;

/** The code of an order whose reference is taken at the gateway by something else: nothing was sent, nobody can pay. */
export const REFERENCE_USED = 'reference-used';

function foreignNoted(order: Order, now: Instant): Order {
  const { differences } = order.facts;
  if (differences.length === 0 || !isUnpaid(order) || order.intents.refusal?.code === REFERENCE_USED) return order;
  const refused = intend(order, { refusal: { kind: 'createOrder', code: REFERENCE_USED, at: now } });
  return note(refused, now, `What the gateway has under this reference is not this order: ${differences.join(', ')}`);
}

/** A foreign clock is a finding, no fact (core rule 17). */
function clockNoted(order: Order, now: Instant): Order {
  const offMs = clockOffMs(order);
  if (order.intents.isClockNoted || Math.abs(offMs) <= order.timing.clockToleranceMs) return order;
  const noted = intend(order, { isClockNoted: true });
  const off = `${formatDuration(Math.abs(offMs))} ${offMs > 0 ? 'ahead' : 'behind'}`;
  return note(noted, now, `The gateway's clock is ${off}: the hold is counted by ours`);
}

/** "Did not happen" is believed of the very call that was asked about, once its quiet period was over (core rule 2). */
function callResolved(order: Order, question: Question, answer: Answer, now: Instant): Order {
  const call = openCall(order);
  if (!call || !isAbout(question, call)) return order;
  if (call.state === 'accepted' && call.kind === 'cancel' && isHoldGone(order, call))
    return intend(order, { call: null });
  if (call.kind === 'createOrder' && isHosted(order) && answer.kind === 'snapshot') return linkLost(order, call, now);
  if (!isReached(quietEndOf(order, call), question.askedAt)) return order;
  if (call.state === 'accepted' && call.kind !== 'cancel') return acceptedInVain(order, call, question.askedAt, now);
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
  const entry = { ...otp.entry, verdict: { kind: 'unconfirmed' } as const };
  return capped(intend(order, { otp: { ...otp, state: 'prompted', since: now, entry } }), now);
}
