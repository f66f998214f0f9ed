import { orphaned } from '../../call/call';
import { answerWanted } from '../../call/dialogue';
import { inDialogue, intend, note, revivalSentence } from '../../call/matter';
import type { ReviveWish } from '../../call/matter';
import { askFrom, newsHeard } from '../../call/questions';
import { factsOf, joinFacts, NO_FACTS } from '../../facts/facts';
import type { Snapshot } from '../../gateway/snapshot';
import type { Instant } from '../../values/time';
import { isSaidBy } from '../observe';
import type { Call, Order, OtpDialogue } from '../order';
import { awaitsBuyer } from '../paying';
import { isAnswerMissing } from '../standing';

/** How many payments of news are remembered: a flood of forgeries can only make an order ask, not make it grow. */
const MAX_PAYMENTS = 20;

/** Takes in a webhook. The same order comes back when an answer, or news that waits for one, said it before. */
export function webhookHeard(order: Order, snapshot: Snapshot, now: Instant): Order {
  const before = order.dialogue.news?.told ?? NO_FACTS;
  const told = factsOf(snapshot, { askedAt: now, seenAt: now });
  if (isSaidBy(joinFacts(order.facts, before))(told)) return order;
  const joined = joinFacts(before, told);
  const isMuch = Object.keys(joined.payments).length > MAX_PAYMENTS;
  return inDialogue(order, newsHeard(order.dialogue, isMuch ? told : joined, now));
}

/**
 * The buyer came back. Anybody can repeat this message, so it only makes us ask while the order waits for the buyer, at
 * once at first and then later each time. After a claim that the payment was authorised the gateway is asked until it
 * says so, or time is up.
 */
export function buyerReturned(order: Order, isClaimed: boolean, now: Instant): Order {
  if (!awaitsBuyer(order)) return order;
  const hinted = isAnswerMissing(order) ? order : askedAfter(order, now);
  return isClaimed ? claimed(hinted, now) : hinted;
}

function askedAfter(order: Order, now: Instant): Order {
  const { questions } = order.dialogue;
  const { hints } = questions;
  const asking = inDialogue(order, {
    questions: { ...questions, wantedSince: askFrom(questions, now), hints: hints + 1 },
  });
  return hints === 0 ? note(asking, now, 'The buyer came back from the bank') : asking;
}

/** Keeps one claim for each payment, so that a repeat starts nothing anew. */
function claimed(order: Order, now: Instant): Order {
  const { claim, paymentsUsed } = order.intents;
  return claim?.paymentsUsed === paymentsUsed ? order : intend(order, { claim: { at: now, paymentsUsed } });
}

/**
 * A workflow that has ended is not an order that has ended (core rule 21): a person revives it in a new run, which asks
 * the gateway before it sends anything. `isBlind`: the state of the run that ended could not be read. The order then
 * adopts what the gateway shows, and a person decides.
 */
export function orderRevived(order: Order, wish: ReviveWish, isBlind: boolean, now: Instant): Order {
  const { otp, revival } = order.intents;
  const { call } = order.dialogue;
  const stillOpen = isBlind || !call ? call : leftBy(order, call, now);
  const going = intend(inDialogue(order, { call: stillOpen }), {
    otp: otp && !isBlind ? inDoubt(otp, now) : otp,
    revival: { at: now, isBlind: isBlind || (revival?.isBlind ?? false) },
  });
  return note({ ...going, dialogue: answerWanted(going.dialogue, now) }, now, revivalSentence(wish));
}

/** The call that the ended run has left; null for an attempt to stop a payment, whose outcome does not matter. */
const leftBy = ({ intents }: Order, call: Call, now: Instant): Call | null =>
  call.kind === 'cancel' && intents.decision === null ? null : orphaned(call, now);

const inDoubt = (otp: OtpDialogue, now: Instant): OtpDialogue =>
  otp.state === 'entered' || otp.state === 'doubtful' ? { ...otp, state: 'doubtful', since: now } : otp;
