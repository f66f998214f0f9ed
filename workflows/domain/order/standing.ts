import { isAnsweredSince as isAnswered } from '../call/questions';
import type { PaymentFacts } from '../facts/facts';
import { ledgerOf, wasAuthorised } from '../facts/ledger';
import { fnv1a64 } from '../values/references';
import { earliest, isReached, msBetween, plus, SECOND_MS } from '../values/time';
import type { Instant } from '../values/time';
import type { Order } from './order';
import type { DecideBy } from './terms';

/* How an order stands: what follows from its facts and intents. Nothing here is stored. */

export const gatewayOrderId = (order: Order): string | null => order.facts.gatewayOrderIds[0] ?? null;

export const paymentsOf = (order: Order): readonly PaymentFacts[] => Object.values(order.facts.payments);

export const heldMinor = (order: Order): number => ledgerOf(order.facts).heldMinor;

/** When money was first put on hold. */
export const authorisedAt = (order: Order): Instant | null =>
  earliest(
    ...paymentsOf(order)
      .filter(wasAuthorised)
      .map((payment) => holdStartOf(order, payment).at),
  );

/** When the hold may lapse at the gateway. */
export const lapsesAt = (order: Order): Instant | null => {
  const at = authorisedAt(order);
  return at && plus(at, order.timing.holdWindowMs);
};

/**
 * How long before the hold may lapse the decision is made at the latest. It differs from order to order, so that
 * decisions are spread, and is always the same for one order.
 */
const marginMs = ({ terms, timing: { holdSafetyMarginMs, decisionSpreadMs } }: Order): number =>
  holdSafetyMarginMs - (decisionSpreadMs > 0 ? Number(fnv1a64(terms.reference) % BigInt(decisionSpreadMs)) : 0);

/** The latest decision point the hold allows. */
export const lastDecisionAt = (order: Order): Instant | null => {
  const at = lapsesAt(order);
  return at && plus(at, -marginMs(order));
};

/** The latest decision point for a hold that came about now. */
export const lastDecisionAfter = (order: Order, authorisedAt: Instant): Instant =>
  plus(authorisedAt, order.timing.holdWindowMs - marginMs(order));

/** Whether a part was captured, and the rest is still on hold. */
export function isRemainderHeld({ facts }: Order): boolean {
  const ledger = ledgerOf(facts);
  return ledger.capturedMinor > 0 && ledger.heldMinor > 0;
}

/** When a remainder that is still on hold after a partial capture calls for a person; null where there is none. */
export function remainderEndsAt(order: Order): Instant | null {
  const { captureSeenAt } = order.intents;
  const { remainderMs } = order.timing;
  if (!isRemainderHeld(order)) return null;
  return earliest(captureSeenAt && plus(captureSeenAt, remainderMs), lapsesAt(order));
}

/** The one decision point of the hold (P3): the business deadline, at the latest before the hold can lapse. */
export function decideAt(order: Order): Instant | null {
  const at = authorisedAt(order);
  if (at === null) return null;
  const { decideBy } = order.policy;
  return earliest(decideBy && businessDeadline(order, decideBy, at), lastDecisionAt(order));
}

/** The business deadline. A duration is cut to the hold window, so that the instant can always be written. */
export const businessDeadline = ({ timing }: Order, decideBy: DecideBy, from: Instant): Instant =>
  'at' in decideBy ? plus(decideBy.at, 0) : plus(from, Math.min(decideBy.afterMs, timing.holdWindowMs));

/**
 * How long a question before a decision may go without an answer: the decision has to be carried out within 60 s (P3).
 */
export const ASK_BEFORE_DECISION_MS = 30 * SECOND_MS;

/** Whether the order was given up or decided as a release: every hold that shows is let go. */
export function isLettingGo(order: Order): boolean {
  const { decision, gaveUp } = order.intents;
  return decision ? decision.kind === 'release' : gaveUp !== null && !isOwedForGoods(order);
}

/**
 * Whether a late hold still pays for the goods: they were delivered before the order was given up, and nobody has
 * decided otherwise.
 */
function isOwedForGoods(order: Order): boolean {
  const { deliveredAt, deliveredTooLateAt, request, resolutions } = order.intents;
  const isDelivered = deliveredAt !== null && deliveredTooLateAt === null;
  return isDelivered && request?.kind !== 'release' && resolutions.length === 0;
}

/** Whether a question that was asked at or after this instant has been answered. */
export const isAnsweredSince = (order: Order, at: Instant): boolean => isAnswered(order.dialogue.questions, at);

/**
 * Since when a wanted answer has been missing: about a refusal, say, that may have had an effect all the same (core
 * rule 5).
 */
export const answerMissingSince = (order: Order): Instant | null => {
  const { questions, news } = order.dialogue;
  const wanted = [questions.wantedSince, news && news.askFrom];
  return earliest(...wanted.filter((since) => since !== null && !isAnsweredSince(order, since)));
};

export const isAnswerMissing = (order: Order): boolean => answerMissingSince(order) !== null;

/** From when on an order with an open payment is watched (core rule 8). */
const watchedSince = (order: Order): Instant =>
  order.intents.decision?.at ?? order.intents.gaveUp?.at ?? order.intents.payBy;

/** The first probe that has not been answered; null when all have been. */
export function nextProbeAt(order: Order): Instant | null {
  const probes = order.timing.lateProbesMs.map((afterMs) => plus(watchedSince(order), afterMs));
  return probes.find((at) => !isAnsweredSince(order, at)) ?? null;
}

/** Whether nothing is on hold, and money has moved or is gone for good, or nobody wants it any more. */
export const isConcluded = (order: Order): boolean => {
  const ledger = ledgerOf(order.facts);
  return ledger.heldMinor === 0 && (ledger.authorisedMinor > 0 || order.intents.gaveUp !== null);
};

/** Whether a person has ended the order against, or without, the word of the gateway. */
export const isForced = ({ intents }: Order): boolean => intents.resolutions.at(-1)?.isForced ?? false;

/**
 * When a hold began (core rule 17): the gateway's stamp between two instants of ours, not before its payment was first
 * sent and not after our first sight of it. Without these bounds a wrong clock could move the decision past the end of
 * the hold.
 */
export interface HoldStart {
  readonly at: Instant;
  /** How far the stamp lies before (negative) or after these bounds; 0 within them. */
  readonly clockOffMs: number;
}

export function holdStartOf(order: Order, payment: PaymentFacts): HoldStart {
  const from = sentAt(order, payment);
  const to = firstSeenAt(payment) ?? from;
  const stamp = payment.authorisedStamp ?? to;
  if (!isReached(from, stamp)) return { at: isReached(to, from) ? to : from, clockOffMs: msBetween(from, stamp) };
  if (!isReached(stamp, to)) return { at: to, clockOffMs: msBetween(to, stamp) };
  return { at: plus(stamp, 0), clockOffMs: 0 };
}

const firstSeenAt = ({ seen }: PaymentFacts): Instant | null =>
  earliest(seen.authorised?.firstAt, seen.captured?.firstAt);

/**
 * When the payment was first sent; for one made on the gateway's page, when its link was asked for. Answers may leave
 * the payment's reference out.
 */
function sentAt({ terms, intents: { firstSentAt, placedAt } }: Order, { reference }: PaymentFacts): Instant {
  const { [terms.reference]: orderSentAt, ...payments } = firstSentAt;
  const own = reference === null ? undefined : payments[reference];
  return own ?? earliest(...Object.values(payments)) ?? orderSentAt ?? placedAt;
}

/** How far the gateway's clock is off, as far as the holds of this order show it. */
export function clockOffMs(order: Order): number {
  const offs = Object.values(order.facts.payments)
    .filter(({ authorisedStamp }) => authorisedStamp !== null)
    .map((payment) => holdStartOf(order, payment).clockOffMs);
  return offs.reduce((most, off) => (Math.abs(off) > Math.abs(most) ? off : most), 0);
}

/* What an order whose workflow had ended may do (core rule 21): it asks before it sends. */

/** From when on a question's answer shows what the ended run did; null for an order that was not revived. */
export function shownFrom({ intents: { revival }, timing }: Order): Instant | null {
  if (!revival) return null;
  // Nobody knows what that run had sent, so the longest quiet period counts.
  return revival.isBlind ? plus(revival.at, Math.max(...Object.values(timing.quietMs))) : revival.at;
}

/**
 * Whether the order may send something. A revived one first learns what the ended run did; one revived blind also needs
 * a person to say what is to be done.
 */
export function mayAct(order: Order): boolean {
  const { revival, request, decision, gaveUp } = order.intents;
  const from = shownFrom(order);
  if (from !== null && !isAnsweredSince(order, from)) return false;
  return !revival?.isBlind || request !== null || decision !== null || gaveUp !== null;
}
