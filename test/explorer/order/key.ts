import type { Facts, PaymentFacts } from '../../../workflows/domain/facts/facts';
import type { Order } from '../../../workflows/domain/order/order';
import { endOf } from '../../../workflows/domain/order/reasons';
import { hasOpenPayment } from '../../../workflows/domain/order/paying';
import { authorisedAt, heldMinor, isConcluded, remainderEndsAt } from '../../../workflows/domain/order/standing';
import { STALE_READ_MS } from '../../../workflows/domain/gateway/outcomes';
import { stampedStatusOf } from '../../../workflows/domain/facts/sightings';
import { isReached, MINUTE_MS } from '../../../workflows/domain/values/time';
import { at, distance } from '../clock';
import { keyOf, MOST_QUESTIONS } from '../key';

/*
 * What of an order makes a difference from now on. Two orders with one key go on alike; where the key says less than it
 * should, fewer orders are explored, and none is judged wrongly.
 */

export function orderKey(order: Order): string {
  const { policy, facts } = order;
  return keyOf([
    policy.decideBy,
    factsEssence(facts, sightsEssence),
    authorisedAt(order),
    dialogueEssence(order),
    intentsEssence(order),
  ]);
}

/** When a hold began is told apart; of what was seen of payments only what can still decide between two statuses. */
const factsEssence = (facts: Facts, seenEssence: (payment: PaymentFacts) => unknown): unknown => ({
  ...facts,
  payments: Object.entries(facts.payments).map(([id, payment]) => {
    const { seen: _seen, authorisedStamp: _stamp, ...rest } = payment;
    return [id, rest, seenEssence(payment)];
  }),
});

/** Of news that is all that makes a difference. */
function gistEssence({ seen }: PaymentFacts): unknown {
  const status = stampedStatusOf(seen);
  return [status, seen[status]?.stamp, seen.authorised !== undefined];
}

/** How far apart two sights have to be for the later one to be believed; between these all is alike. */
const AGES_MS = [0, STALE_READ_MS, MINUTE_MS];

function sightsEssence({ seen }: PaymentFacts): unknown {
  const hold = seen.authorised;
  return Object.entries(seen).map(([status, { stamp, lastAt }]) => {
    if (seen.captured) return [status];
    if (status === 'authorised') return [status, stamp, AGES_MS.filter((ms) => distance(lastAt) <= -ms).length];
    const ahead = at(Math.max(distance(lastAt), 0));
    if (!hold) return [status, stamp, ahead];
    const apartMs = distance(lastAt) - distance(hold.lastAt);
    return [status, stamp, ahead, AGES_MS.filter((ms) => apartMs >= ms).length];
  });
}

/** From then on it is all the same when the capture showed. */
function isRemainderDue(order: Order): boolean {
  const end = remainderEndsAt(order);
  const { lastAskedAt } = order.dialogue.questions;
  return end !== null && lastAskedAt !== null && isReached(end, lastAskedAt);
}

function dialogueEssence({ dialogue: { call, questions, news } }: Order): unknown {
  const { count, hints, ...rest } = questions;
  return {
    call,
    questions: { ...rest, count: Math.min(count, MOST_QUESTIONS), hints: Math.min(hints, MOST_QUESTIONS) },
    news: news && [
      factsEssence({ ...news.told, statuses: [], challenge: null, retriesRemaining: null }, gistEssence),
      news.askFrom,
    ],
  };
}

function intentsEssence(order: Order): unknown {
  const {
    log: _log,
    placedAt: _placedAt,
    firstSentAt,
    isClockNoted: _isClockNoted,
    usedCards,
    resolutions,
    captureSeenAt,
    decision,
    gaveUp,
    attention,
    ...rest
  } = order.intents;
  const { call } = order.dialogue;
  // An order without a payment that is open, or may be, is not watched, so when it was decided about is all the same.
  const mayPay = call?.kind === 'createPayment';
  const isWatched = heldMinor(order) > 0 || hasOpenPayment(order) || mayPay;
  const isDecisionYoung = isWatched && (captureSeenAt === null || hasOpenPayment(order));
  const isPaid = gaveUp !== null || isConcluded(order) || heldMinor(order) > 0;
  return {
    ...rest,
    firstSentAt: [Object.keys(firstSentAt).length, mayPay && firstSentAt[call.reference ?? '']],
    payBy: isPaid && !isWatched ? null : order.intents.payBy,
    captureSeenAt: captureSeenAt && !isRemainderDue(order) && heldMinor(order) > 0 && captureSeenAt,
    deliveredAt: order.intents.deliveredAt !== null,
    deliveredTooLateAt: order.intents.deliveredTooLateAt !== null,
    usedCards: usedCards.length,
    resolutions: resolutions.map(({ as, isForced, of }) => [as, isForced, of]),
    decision: decision && [decision.kind, decision.amountMinor, isDecisionYoung && decision.at],
    gaveUp: gaveUp && [endOf(gaveUp.why), gaveUp.cancelTried, gaveUp.cancelAgain, isWatched && gaveUp.at],
    attention: attention && [attention.code, attention.since],
  };
}
