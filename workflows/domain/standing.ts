import { isAskedAndAnswered } from './call';
import { fnv1a64 } from './hash';
import { ledgerOf, wasAuthorised } from './ledger';
import type { PaymentFacts } from './facts';
import type { Order } from './order';
import type { DecideBy } from './policy';
import { isUnder01 } from './release-0-1';
import { earliest, isReached, plus } from './time';
import type { Instant } from './time';

/** How an order stands: what follows from its facts and intents. Nothing here is stored. */

export const gatewayOrderId = (order: Order): string | null => order.facts.gatewayOrderIds[0] ?? null;

export const paymentsOf = (order: Order): readonly PaymentFacts[] => Object.values(order.facts.payments);

export const heldMinor = (order: Order): number => ledgerOf(order.facts).heldMinor;

/** When money was first put on hold, by the gateway's clock. */
export const authorisedAt = (order: Order): Instant | null => {
  const at = earliest(
    ...paymentsOf(order)
      .filter(wasAuthorised)
      .map((payment) => payment.authorisedAt),
  );
  return at && plus(at, 0);
};

/** When the hold may lapse at the gateway. */
export const lapsesAt = (order: Order): Instant | null => {
  const at = authorisedAt(order);
  return at && plus(at, order.timing.holdWindowMs);
};

/** How long before its hold may lapse an order is decided about at the latest: each at a moment of its own, always the same. */
const marginMs = ({ terms, timing: { holdSafetyMarginMs, decisionSpreadMs } }: Order): number =>
  holdSafetyMarginMs - (decisionSpreadMs > 0 ? Number(fnv1a64(terms.reference) % BigInt(decisionSpreadMs)) : 0);

/** The latest decision point the hold allows. */
export const lastDecisionAt = (order: Order): Instant | null => {
  const at = lapsesAt(order);
  return at && plus(at, -marginMs(order));
};

/** The same for a hold that came about now. */
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
  return earliest(captureSeenAt && remainderMs !== null ? plus(captureSeenAt, remainderMs) : null, lapsesAt(order));
}

/** The one decision point of the hold (P3): the business deadline, at the latest before the hold can lapse. */
export function decideAt(order: Order): Instant | null {
  const at = authorisedAt(order);
  if (at === null) return null;
  const { decideBy } = order.policy;
  return earliest(decideBy && businessDeadline(order, decideBy, at), lastDecisionAt(order));
}

/** A duration longer than the hold window is as good as the window, and stays an instant that can be written. */
export const businessDeadline = ({ timing }: Order, decideBy: DecideBy, from: Instant): Instant =>
  'at' in decideBy ? plus(decideBy.at, 0) : plus(from, Math.min(decideBy.afterMs, timing.holdWindowMs));

/** Whether the order was given up or decided as a release: every hold that shows is let go. */
export function isLettingGo(order: Order): boolean {
  const { decision, gaveUp } = order.intents;
  return decision ? decision.kind === 'release' : gaveUp !== null && !isOwedForGoods(order);
}

/** Goods that left before the order was given up are paid for by a hold that shows after all, unless somebody decided otherwise. */
function isOwedForGoods(order: Order): boolean {
  const { deliveredAt, deliveredTooLateAt, request, resolutions } = order.intents;
  const isDelivered = deliveredAt !== null && deliveredTooLateAt === null;
  return isDelivered && request?.kind !== 'release' && resolutions.length === 0 && !isUnder01(order);
}

/** Whether a question that was asked at or after this instant has been answered. */
export const isAnsweredSince = (order: Order, at: Instant): boolean => isAskedAndAnswered(order.intents.asks, at);

/** Whether an answer is wanted that has not come: a refusal, say, that may have had an effect all the same (core rule 5). */
export const isAnswerMissing = (order: Order): boolean => {
  const { wantedSince } = order.intents.asks;
  return wantedSince !== null && !isAnsweredSince(order, wantedSince);
};

/** From when on an order with an unsettled payment is watched (core rule 8). */
const watchedSince = (order: Order): Instant =>
  order.intents.decision?.at ?? order.intents.gaveUp?.at ?? order.intents.payBy;

/** The probe that is due or comes next; null when the last one has been answered. */
export function nextProbeAt(order: Order, now: Instant): Instant | null {
  const { answeredAt } = order.intents.asks;
  const probes = order.timing.lateProbesMs.map((afterMs) => plus(watchedSince(order), afterMs));
  const last = probes.at(-1);
  if (last === undefined || (answeredAt !== null && isReached(last, answeredAt))) return null;
  const reached = probes.filter((at) => isReached(at, now));
  const due = reached.at(-1);
  if (due !== undefined && (answeredAt === null || !isReached(due, answeredAt))) return due;
  return probes[reached.length] ?? null;
}

/** Whether money has moved or is gone for good, or nobody wants it any more. */
export const isConcluded = (order: Order): boolean => {
  const ledger = ledgerOf(order.facts);
  return ledger.heldMinor === 0 && (ledger.authorisedMinor > 0 || order.intents.gaveUp !== null);
};

/** Whether the order waits for a person. A wish that was refused calls for one, and holds nothing back. */
export const isParked = ({ intents: { attention } }: Order): boolean =>
  attention !== null && attention.code !== 'wish-refused';

/** A person has ended the order against, or without, the word of the gateway. */
export const isForced = ({ intents }: Order): boolean => intents.resolutions.at(-1)?.isForced ?? false;
