import { callInDoubt, wantedReason } from '../../call/dialogue';
import { newsReason, fading, FIRST_PAUSE_MS, isAskedSince, PARKED_PAUSE_MS, whileParked } from '../../call/questions';
import type { Reason } from '../../call/questions';
import { STALE_READ_MS } from '../../gateway/outcomes';
import { earliest, plus, SECOND_MS } from '../../values/time';
import type { Instant } from '../../values/time';
import { isParked } from '../attention';
import { personDueAt, openCall, quietEndOf } from '../calls';
import { endSureAt } from '../../facts/sightings';
import type { Order } from '../order';
import { isOtpOpen, buyersLink, hasOpenPayment, isBuyerAway, isHosted, openClaim, pendingPayment } from '../paying';
import {
  shownFrom,
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
} from '../standing';

/** Everything that makes us ask, and how urgently. */
export function reasonsToAsk(order: Order): Reason[] {
  const reasons = RULES.flatMap((rule) => rule(order) ?? []);
  if (!order.intents.attention) return reasons;
  // The person was called while they can still do something: asking goes on beside it (core rule 19), until the hold
  // may have lapsed.
  if (!isParked(order)) return wasAskedAfterLapse(order) ? reasons.map(fading) : reasons;
  // The gateway usually lets a remainder go by itself: it is asked as if nobody had been called, only more and more
  // rarely.
  if (isRemainderHeld(order)) return reasons.map(fading);
  return reasons.map((reason) => whileParked(order.dialogue.questions, reason));
}

const wasAskedAfterLapse = (order: Order): boolean => {
  const at = lapsesAt(order);
  return at !== null && isAskedSince(order.dialogue.questions, at);
};

function aboutCall(order: Order): Reason | null {
  const call = openCall(order);
  if (!call || call.state === 'flight') return null;
  return callInDoubt(call, quietEndOf(order, call), order.timing.doubtPauseMs);
}

/** After a revival, what the ended run did has to show before anything is sent. */
function revivedUnshown(order: Order): Reason | null {
  const { revival } = order.intents;
  const from = shownFrom(order);
  if (!revival || from === null || isAnsweredSince(order, from)) return null;
  return { since: revival.at, firstPauseMs: 0, quietEnd: from };
}

/** Before a person is called about what stays in doubt, the gateway is asked once more (core rule 24). */
const doubtEnding = (order: Order): Reason | null => from(personDueAt(order));

/**
 * Asks for a wanted answer, and once more where the first may be stale and a payment is pending or a refusal
 * unexplained.
 */
function answerWanted(order: Order): Reason | null {
  const { wantedSince } = order.dialogue.questions;
  const missing = wantedReason(order.dialogue);
  if (missing || wantedSince === null) return missing;
  const isExplained = !pendingPayment(order) && !(order.intents.refusal && heldMinor(order) > 0);
  const since = plus(wantedSince, STALE_READ_MS);
  return isExplained || isAnsweredSince(order, since) ? null : from(since);
}

/** The end of a hold was seen too soon after the hold, or its stamps say the contrary (docs/core.md, statuses). */
const endUnsure = ({ facts }: Order): Reason | null =>
  from(earliest(...Object.values(facts.payments).map(({ seen }) => endSureAt(seen))));

/** The cancellation of an unfinished payment may have been let in: it is not sent again before an answer. */
function stopInDoubt(order: Order): Reason | null {
  const since = order.intents.gaveUp?.cancelAgain?.askedFrom ?? null;
  return since === null || isAnsweredSince(order, since) || !hasOpenPayment(order) ? null : from(since);
}

/** The answer to the OTP does not say what became of the payment (docs/gateway.md §7). */
function otpUnderWay(order: Order): Reason | null {
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

/**
 * The hosted page's answer does not say what was ordered: nobody is sent there before the order was seen and compared.
 */
function hostedOrderUnseen({ facts, intents: { hostedPage, gaveUp } }: Order): Reason | null {
  return hostedPage === null || gaveUp || facts.statuses.length > 0 ? null : from(hostedPage.since);
}

/** The buyer's browser brought back a signed "authorised", which only the gateway itself can confirm. */
const authorisationClaimed = (order: Order): Reason | null => from(openClaim(order)?.at ?? null);

/** The buyer may close the window, and the webhook about their payment may be lost. */
function buyerAway(order: Order): Reason | null {
  const { otp, hostedPage } = order.intents;
  const since = hostedPage?.since ?? otp?.since;
  return since !== undefined && isBuyerAway(order) ? { since, firstPauseMs: order.timing.awayAskMs } : null;
}

/** Before a decision at the deadline the gateway is asked: the hold may have ended without our doing. */
function decisionAhead(order: Order): Reason | null {
  const at = decideAt(order);
  if (at === null || heldMinor(order) === 0 || order.intents.decision || isLettingGo(order)) return null;
  return isAnsweredSince(order, at) ? null : beforeDeadline(at);
}

/** Asks early enough for an answer before the decision, whatever wait the gateway asks for. */
const beforeDeadline = (at: Instant): Reason => ({
  since: at,
  firstPauseMs: 0,
  latestAt: plus(at, ASK_BEFORE_DECISION_MS - 10 * SECOND_MS),
});

/** The gateway is asked before an order is given up, too: the buyer may have paid and the webhook been lost. */
function payDeadline(order: Order): Reason | null {
  const { payBy, gaveUp } = order.intents;
  if (gaveUp || isConcluded(order) || heldMinor(order) > 0 || !hasOpenPayment(order)) return null;
  return isAnsweredSince(order, payBy) ? null : beforeDeadline(payBy);
}

/**
 * After a partial capture the gateway lets the remainder go by itself, which shows when no payment is authorised any
 * more. Before a person is called about it, the gateway is asked once more (core rule 24).
 */
function remainderHeld(order: Order): Reason | null {
  const since = order.intents.captureSeenAt ?? order.intents.decision?.at ?? authorisedAt(order);
  if (!isRemainderHeld(order) || since === null) return null;
  return { since, firstPauseMs: FIRST_PAUSE_MS, quietEnd: remainderEndsAt(order) };
}

/** A person may have decided about a parked hold in the dashboard: then the order needs nobody any more. */
function parkedHold(order: Order): Reason | null {
  const { attention } = order.intents;
  return attention && isHoldParked(order) ? { since: attention.since, firstPauseMs: PARKED_PAUSE_MS } : null;
}

/** A parked hold that has lapsed needs nobody any more either, and no webhook may tell of it. */
const parkedHoldLapsing = (order: Order): Reason | null => (isHoldParked(order) ? from(lapsesAt(order)) : null);

const isHoldParked = (order: Order): boolean => isParked(order) && heldMinor(order) > 0 && !isRemainderHeld(order);

/** An order with an open payment is watched after its end (core rule 8). */
const lateProbe = (order: Order): Reason | null =>
  isConcluded(order) && hasOpenPayment(order) ? from(nextProbeAt(order)) : null;

const from = (since: Instant | null): Reason | null => (since === null ? null : { since, firstPauseMs: 0 });

const RULES: readonly ((order: Order) => Reason | null)[] = [
  aboutCall,
  revivedUnshown,
  answerWanted,
  ({ dialogue }) => newsReason(dialogue),
  endUnsure,
  stopInDoubt,
  otpUnderWay,
  linkMissing,
  hostedOrderUnseen,
  authorisationClaimed,
  buyerAway,
  doubtEnding,
  decisionAhead,
  payDeadline,
  remainderHeld,
  parkedHold,
  parkedHoldLapsing,
  lateProbe,
];
