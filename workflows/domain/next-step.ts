import { askAt } from './asking';
import { keyOf } from './call';
import type { CallKey } from './call';
import { paymentStatus } from './facts';
import { ledgerOf } from './ledger';
import { isUnpaid } from './order';
import type { Decision, GivenUp, Order } from './order';
import type { CallKind } from './policy';
import { captureReference } from './references';
import { cancelsAt } from './early-cancel';
import { REFERENCE_USED } from './answers';
import { doubtEndsAt, isForeign, isSpentCall, openCall } from './calls';
import { isOtpGuessed } from './otp';
import {
  attemptsLeft,
  failedPayment,
  hasUnsettledPayment,
  isGatewayDone,
  isHosted,
  isRegistered,
  nextPaymentReference,
  paymentIdOf,
  pendingPayment,
} from './paying';
import { mayAct } from './reviving';
import {
  ASK_BEFORE_DECISION_MS,
  decideAt,
  heldMinor,
  isAnsweredSince,
  isConcluded,
  isLettingGo,
  lapsesAt,
  paymentsOf,
  remainderEndsAt,
} from './standing';
import { isFinished, isParked, stops, troubleOf } from './trouble';
import type { Trouble } from './trouble';
import { earliest, isReached, plus } from './time';
import type { Instant } from './time';

/** What to do next about an order. Amounts in minor units; references are the ones to send. */
export type Step =
  | { readonly kind: 'register' }
  | { readonly kind: 'inspectCard'; readonly cardRef: string }
  | { readonly kind: 'pay'; readonly cardRef: string; readonly reference: string }
  | { readonly kind: 'requestOtp'; readonly paymentId: string; readonly resend: boolean }
  | { readonly kind: 'submitOtp'; readonly paymentId: string; readonly otpRef: string }
  | { readonly kind: 'inquire'; readonly about: CallKey | null }
  | { readonly kind: 'capture'; readonly reference: string; readonly decision: Decision }
  /** `decision` is null when there is no hold yet: then cancelling only tries to stop an unfinished payment. */
  | { readonly kind: 'release'; readonly decision: Decision | null }
  | { readonly kind: 'giveUp'; readonly as: 'abandoned' | 'declined'; readonly why: string }
  | { readonly kind: 'park'; readonly trouble: Trouble }
  | { readonly kind: 'unpark' }
  /** `until` null: only a message can change anything. */
  | { readonly kind: 'await'; readonly until: Instant | null }
  | { readonly kind: 'finish' };

/** Pure: the same order and instant give the same step. */
export function nextStep(order: Order, now: Instant): Step {
  const { attention, call } = order.intents;
  if (call?.state === 'flight') return { kind: 'await', until: null };

  const trouble = troubleOf(order, now);
  if (trouble && attention?.reason !== trouble.reason) return { kind: 'park', trouble };
  if (!trouble && attention) return { kind: 'unpark' };
  if (isFinished(order, now)) return { kind: 'finish' };

  return (!stops(trouble) && actNow(order, now)) || ask(order, now) || { kind: 'await', until: wakeAt(order, now) };
}

/** One mutating call at a time: while one is in doubt, nothing else is sent. */
function actNow(order: Order, now: Instant): Step | null {
  if (!mayAct(order)) return null;
  const open = openCall(order);
  // An order in doubt holds no money: it may be given up all the same.
  if (open) return open.kind === 'createOrder' ? aboutGivingUp(order, now) : null;
  const step = aboutHold(order, now) ?? aboutGivingUp(order, now) ?? aboutPaying(order, now);
  return step && isTooSoon(order, step, now) ? null : step;
}

/** A call that did not get out is tried again after a pause. */
const isTooSoon = (order: Order, step: Step, now: Instant): boolean => {
  const { call } = order.intents;
  return call?.state === 'due' && CALL_OF[step.kind] === call.kind && !isReached(call.since, now);
};

/** The mutating call that a step sends. */
const CALL_OF: Readonly<Partial<Record<Step['kind'], CallKind>>> = {
  register: 'createOrder',
  pay: 'createPayment',
  capture: 'capture',
  release: 'cancel',
};

function aboutHold(order: Order, now: Instant): Step | null {
  const ledger = ledgerOf(order.facts);
  if (ledger.heldMinor === 0 || ledger.capturedMinor > 0) return null;
  // Refused once: only the gateway's answer or a person can tell how to go on.
  if (order.intents.refusal?.kind === 'capture' || order.intents.refusal?.kind === 'cancel') return null;
  const decision = order.intents.decision ?? decide(order, now);
  if (!decision) return null;
  return decision.kind === 'capture'
    ? { kind: 'capture', reference: captureReference(order.terms.reference), decision }
    : { kind: 'release', decision };
}

/** The decision about the hold, if it is time for one. The first of: what was given up, asked for, delivered, due. */
function decide(order: Order, now: Instant): Decision | null {
  const { request, deliveredAt, gaveUp } = order.intents;
  const capture = (amountMinor: number, why: string): Decision => ({ kind: 'capture', amountMinor, why, at: now });
  const release = (why: string): Decision => ({ kind: 'release', amountMinor: heldMinor(order), why, at: now });
  if (gaveUp && isLettingGo(order)) return release(`late authorisation: ${gaveUp.why}`);
  if (request?.kind === 'release') return release(request.why);
  if (request?.kind === 'capture') return capture(request.amountMinor, request.why);
  if (deliveredAt && order.policy.onDelivery === 'capture') return capture(heldMinor(order), 'delivered');
  if (!isDecisionDue(order, now)) return null;
  const { atDeadline } = order.policy;
  const captures = atDeadline === 'capture' || (atDeadline === 'captureIfDelivered' && deliveredAt !== null);
  return captures ? capture(heldMinor(order), 'deadline') : release('deadline');
}

function isDecisionDue(order: Order, now: Instant): boolean {
  const at = decideAt(order);
  if (at === null || !isReached(at, now)) return false;
  return isAnsweredSince(order, at) || isReached(plus(at, ASK_BEFORE_DECISION_MS), now);
}

function aboutGivingUp(order: Order, now: Instant): Step | null {
  const { gaveUp } = order.intents;
  if (gaveUp) {
    const at = cancelsAt(order);
    return at !== null && isReached(at, now) ? { kind: 'release', decision: null } : null;
  }
  if (isConcluded(order) || heldMinor(order) > 0) return null;
  const reason = reasonToGiveUp(order, now);
  return reason && { kind: 'giveUp', ...reason };
}

function reasonToGiveUp(order: Order, now: Instant): Pick<GivenUp, 'as' | 'why'> | null {
  const { payBy, request, refusal, call } = order.intents;
  if (isForeign(order) && isUnpaid(order)) return { as: 'declined', why: REFERENCE_USED };
  if (request?.kind === 'release') return { as: 'abandoned', why: request.why };
  if (refusal?.kind === 'createOrder' && !isRegistered(order) && isAnsweredSince(order, refusal.at))
    return { as: 'declined', why: refusal.code };
  if (isGatewayDone(order)) return gatewayEnded(order);
  if (isOtpGuessed(order)) return { as: 'declined', why: 'too many OTPs were wrong' };
  if (isSpent(order)) return { as: 'declined', why: 'no payment attempt is left' };
  if (!isReached(payBy, now)) return null;
  const isAsked = isAnsweredSince(order, payBy) || isReached(plus(payBy, ASK_BEFORE_DECISION_MS), now);
  if (hasUnsettledPayment(order) && !isAsked) return null;
  const code = refusal?.code ?? failedPayment(order)?.errorCode;
  if (code !== undefined) return { as: 'declined', why: code };
  // The buyer did their part.
  if (call?.kind === 'createPayment') return { as: 'declined', why: 'the payment could not be sent in time' };
  return { as: 'abandoned', why: 'nobody paid in time' };
}

/** On the hosted page the buyer may cancel (docs/gateway.md §4); elsewhere nobody but the gateway itself has. */
const gatewayEnded = (order: Order): Pick<GivenUp, 'as' | 'why'> =>
  isHosted(order) && !order.facts.statuses.includes('FAILED')
    ? { as: 'abandoned', why: "cancelled on the gateway's page" }
    : { as: 'declined', why: 'the gateway accepts no further payment' };

/** Every payment has failed and none may be tried any more. One that does not show was refused, or its answer was stale. */
function isSpent(order: Order): boolean {
  const { card, call, refusal, paymentsSettled } = order.intents;
  if (attemptsLeft(order) !== 0 || card || call || isHosted(order)) return false;
  if (refusal?.kind === 'createPayment' && !isAnsweredSince(order, refusal.at)) return false;
  const payments = paymentsOf(order);
  return paymentsSettled > 0 && payments.every((payment) => paymentStatus(payment) === 'FAILED');
}

function aboutPaying(order: Order, now: Instant): Step | null {
  const { card, otp, gaveUp, refusal, call } = order.intents;
  if (gaveUp || heldMinor(order) > 0 || isConcluded(order)) return null;
  if (!isRegistered(order)) return refusal?.kind === 'createOrder' ? null : { kind: 'register' };
  if (isHosted(order)) return null;
  if (pendingPayment(order)) return otp ? aboutOtp(order, now) : null;
  // A refused payment says nothing about whether there is one (core rule 5): first the gateway's answer, then another.
  if (!card || (refusal?.kind === 'createPayment' && !isAnsweredSince(order, refusal.at))) return null;
  if (call?.kind === 'createPayment' && isSpentCall(call))
    return { kind: 'giveUp', as: 'declined', why: 'the payment was sent three times and did not happen' };
  if (card.nativeOtp === null) return { kind: 'inspectCard', cardRef: card.ref };
  return { kind: 'pay', cardRef: card.ref, reference: nextPaymentReference(order) };
}

function aboutOtp(order: Order, now: Instant): Step | null {
  const { otp } = order.intents;
  const paymentId = otp && paymentIdOf(order, otp.paymentReference);
  if (!otp || !paymentId) return null;
  switch (otp.state) {
    case 'wanted':
      return isReached(otp.resendAt ?? now, now) ? { kind: 'requestOtp', paymentId, resend: false } : null;
    case 'resend':
      return { kind: 'requestOtp', paymentId, resend: true };
    case 'entered':
      return otp.entry && { kind: 'submitOtp', paymentId, otpRef: otp.entry.otpRef };
    case 'prompted':
    case 'accepted':
    case 'doubtful':
    case 'spent':
    case 'over':
    case 'unavailable':
      return null;
  }
}

function ask(order: Order, now: Instant): Step | null {
  const at = askAt(order, now);
  if (at === null || !isReached(at, now)) return null;
  const call = openCall(order);
  return { kind: 'inquire', about: call && keyOf(call) };
}

/** The next instant at which time alone changes the step. */
function wakeAt(order: Order, now: Instant): Instant | null {
  const { gaveUp, payBy, call, otp } = order.intents;
  const held = heldMinor(order) > 0;
  const decidesAt = held && !isParked(order) && !isLettingGo(order) ? decideAt(order) : null;
  const deadlines = [
    call?.state === 'due' ? call.since : null,
    cancelsAt(order),
    otp?.state === 'wanted' ? otp.resendAt : null,
    askAt(order, now),
    decidesAt,
    decidesAt && plus(decidesAt, ASK_BEFORE_DECISION_MS),
    held ? lapsesAt(order) : null,
    remainderEndsAt(order),
    doubtEndsAt(order),
    !held && !gaveUp && !isConcluded(order) ? payBy : null,
    !held && !gaveUp && !isConcluded(order) ? plus(payBy, ASK_BEFORE_DECISION_MS) : null,
  ];
  return earliest(...deadlines.filter((at) => at !== null && !isReached(at, now)));
}
