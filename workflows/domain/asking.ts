import {
  asked,
  daily,
  fading,
  FIRST_PAUSE_MS,
  FIRST_QUESTION_WITHIN_MS,
  firstPauseMs,
  isFirstQuestion,
  PARKED_PAUSE_MS,
  questionDueAt,
  whileParked,
} from './call';
import type { Reason } from './call';
import type { Intents, Order } from './order';
import { doubtEndsAt, openCall, quietEndOf } from './calls';
import { newsReason } from './news';
import { endSureAt, STALE_READ_MS } from './sightings';
import { isOtpOpen } from './otp';
import { shownFrom } from './reviving';
import { buyersLink, hasUnsettledPayment, isBuyerAway, isHosted, openClaim, pendingPayment } from './paying';
import {
  ASK_BEFORE_DECISION_MS,
  authorisedAt,
  decideAt,
  heldMinor,
  isAnsweredSince,
  isConcluded,
  isLettingGo,
  isRemainderHeld,
  lapsesAt,
  nextProbeAt,
  remainderEndsAt,
} from './standing';
import { isUnder01 } from './release-0-1';
import { isParked } from './trouble';
import { earliest, isReached, plus, SECOND_MS } from './time';
import type { Instant } from './time';

/** When the gateway has to be asked next, or null. */
export const askAt = (order: Order, now: Instant): Instant | null =>
  earliest(...reasonsToAsk(order, now).map((reason) => questionDueAt(order.intents.asks, reason)));

/** A question is asked now. */
export function askedNow(order: Order, now: Instant): Intents['asks'] {
  const { asks } = order.intents;
  return asked(asks, isFirstQuestion(asks, reasonsToAsk(order, now), now), now);
}

/** Everything that makes us ask, and how urgently. */
function reasonsToAsk(order: Order, now: Instant): Reason[] {
  const { asks, attention } = order.intents;
  const reasons = reasonsOf(order, now);
  if (!attention) return reasons;
  if (isUnder01(order)) return reasons.map(daily);
  // Called while there is something to do: asking goes on beside it (core rule 19), until the hold may have lapsed.
  if (!isParked(order)) return isLapsed(order, now) ? reasons.map(fading) : reasons;
  // Mostly the gateway lets a remainder go by itself: it is asked about as if nobody had been called, if more rarely.
  return isRemainderHeld(order) ? reasons.map(fading) : reasons.map((reason) => whileParked(asks, reason));
}

const isLapsed = (order: Order, now: Instant): boolean => {
  const at = lapsesAt(order);
  return at !== null && isReached(at, now);
};

/** The most urgent first. */
function reasonsOf(order: Order, now: Instant): Reason[] {
  return [
    callInDoubt(order),
    revivedUnshown(order),
    answerWanted(order),
    newsReason(order.intents.asks, order.intents.news),
    endUnsure(order),
    earlyCancelInDoubt(order),
    otpSubmitted(order),
    linkMissing(order),
    hostedOrderUnseen(order),
    authorisationClaimed(order),
    buyerAway(order),
    doubtEnding(order, now),
    decisionAhead(order, now),
    payDeadline(order, now),
    remainderHeld(order),
    parkedHold(order),
    parkedHoldLapsing(order),
    lateProbe(order, now),
  ].filter((reason) => reason !== null);
}

function callInDoubt(order: Order): Reason | null {
  const call = openCall(order);
  if (!call || call.state === 'flight') return null;
  return {
    since: call.since,
    firstPauseMs: firstPauseMs(call, isUnder01(order)),
    quietEnd: quietEndOf(order, call),
    longestPauseMs: order.timing.doubtPauseMs,
    latestAt: plus(call.since, FIRST_QUESTION_WITHIN_MS),
  };
}

/** What the run before did has to show before anything is sent. */
function revivedUnshown(order: Order): Reason | null {
  const { revival } = order.intents;
  const from = shownFrom(order);
  if (!revival || from === null || isAnsweredSince(order, from)) return null;
  return { since: revival.at, firstPauseMs: 0, quietEnd: from };
}

/** Before a person is called about what stays in doubt, the gateway is asked once more (core rule 11). */
function doubtEnding(order: Order, now: Instant): Reason | null {
  const end = isUnder01(order) ? null : doubtEndsAt(order);
  return end !== null && isReached(end, now) ? { since: end, firstPauseMs: 0 } : null;
}

function answerWanted(order: Order): Reason | null {
  const { asks, refusal } = order.intents;
  if (asks.wantedSince === null) return null;
  if (!isAnsweredSince(order, asks.wantedSince)) return { since: asks.wantedSince, firstPauseMs: 0 };
  const isExplained = !pendingPayment(order) && !(refusal && heldMinor(order) > 0);
  const since = plus(asks.wantedSince, STALE_READ_MS);
  return isExplained || isAnsweredSince(order, since) ? null : { since, firstPauseMs: 0 };
}

/** The end of a hold was seen too soon after the hold, or its stamps say the contrary (core rule 17). */
function endUnsure({ facts }: Order): Reason | null {
  const since = earliest(...Object.values(facts.payments).map(({ seen }) => endSureAt(seen)));
  return since === null ? null : { since, firstPauseMs: 0 };
}

/** An early cancellation that was perhaps let in is not sent again before an answer. */
function earlyCancelInDoubt(order: Order): Reason | null {
  const since = order.intents.gaveUp?.cancelAgain?.askedFrom ?? null;
  if (since === null || isAnsweredSince(order, since) || !hasUnsettledPayment(order)) return null;
  return { since, firstPauseMs: 0 };
}

/** The answer to the OTP does not say what became of the payment (docs/gateway.md §7). */
function otpSubmitted(order: Order): Reason | null {
  const { otp } = order.intents;
  if (!otp || (otp.state !== 'accepted' && otp.state !== 'doubtful') || !isOtpOpen(order)) return null;
  const quietEnd = otp.state === 'doubtful' ? plus(otp.since, order.timing.otpQuietMs) : null;
  return { since: otp.since, firstPauseMs: otp.state === 'accepted' ? 0 : FIRST_PAUSE_MS, quietEnd };
}

/** Without an OTP here the buyer needs the bank's page, whose link is optional in answers (docs/gateway.md §12). */
function linkMissing(order: Order): Reason | null {
  if (isHosted(order) || !isBuyerAway(order) || buyersLink(order) !== null) return null;
  return { since: order.intents.otp?.since ?? order.intents.placedAt, firstPauseMs: FIRST_PAUSE_MS };
}

/** The hosted page's answer does not say what was ordered: nobody is sent there before the order was seen and compared. */
function hostedOrderUnseen({ facts, intents }: Order): Reason | null {
  const { hostedPage, gaveUp } = intents;
  if (hostedPage === null || gaveUp || facts.statuses.length > 0) return null;
  return { since: hostedPage.since, firstPauseMs: 0 };
}

/** The buyer's browser brought back a signed "authorised", which only the gateway's own word makes true. */
function authorisationClaimed(order: Order): Reason | null {
  const claim = openClaim(order);
  return claim && { since: claim.at, firstPauseMs: 0 };
}

/** They may close the window, and the news of their payment may be lost. */
function buyerAway(order: Order): Reason | null {
  const { otp, hostedPage } = order.intents;
  const since = hostedPage?.since ?? otp?.since;
  const { awayAskMs } = order.timing;
  return since !== undefined && awayAskMs !== null && isBuyerAway(order) ? { since, firstPauseMs: awayAskMs } : null;
}

/** Before a decision at the deadline the gateway is asked: the hold may have ended without our doing. */
function decisionAhead(order: Order, now: Instant): Reason | null {
  const at = decideAt(order);
  if (at === null || heldMinor(order) === 0 || order.intents.decision || isLettingGo(order)) return null;
  return isReached(at, now) && !isAnsweredSince(order, at) ? beforeDeadline(at) : null;
}

/** In time for its answer, whatever wait the gateway asks for. */
const beforeDeadline = (at: Instant): Reason => ({
  since: at,
  firstPauseMs: 0,
  latestAt: plus(at, ASK_BEFORE_DECISION_MS - 10 * SECOND_MS),
});

/** Before an order is given up, too: the buyer may have paid and the news been lost. */
function payDeadline(order: Order, now: Instant): Reason | null {
  const { payBy, gaveUp } = order.intents;
  if (gaveUp || isConcluded(order) || heldMinor(order) > 0 || !hasUnsettledPayment(order)) return null;
  return isReached(payBy, now) && !isAnsweredSince(order, payBy) ? beforeDeadline(payBy) : null;
}

/**
 * After a partial capture the gateway lets the remainder go by itself; what shows it is that no payment is AUTHORIZED any
 * more. Before a person is called about it, the gateway is asked once more (core rule 11).
 */
function remainderHeld(order: Order): Reason | null {
  const since = order.intents.captureSeenAt ?? order.intents.decision?.at ?? authorisedAt(order);
  if (!isRemainderHeld(order) || since === null) return null;
  return { since, firstPauseMs: FIRST_PAUSE_MS, quietEnd: isUnder01(order) ? null : remainderEndsAt(order) };
}

/** A person may have settled it in the dashboard: then it needs nobody any more. */
function parkedHold(order: Order): Reason | null {
  const { attention } = order.intents;
  return attention && isHoldParked(order) ? { since: attention.since, firstPauseMs: PARKED_PAUSE_MS } : null;
}

/** Neither when its hold has lapsed, of which no webhook need tell. */
function parkedHoldLapsing(order: Order): Reason | null {
  const since = lapsesAt(order);
  return since && isHoldParked(order) ? { since, firstPauseMs: 0 } : null;
}

const isHoldParked = (order: Order): boolean =>
  isParked(order) && heldMinor(order) > 0 && !isRemainderHeld(order) && !isUnder01(order);

function lateProbe(order: Order, now: Instant): Reason | null {
  if (!isConcluded(order) || !hasUnsettledPayment(order)) return null;
  const at = nextProbeAt(order, now);
  return at === null ? null : { since: at, firstPauseMs: 0 };
}
