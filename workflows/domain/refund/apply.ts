import { sending, turned } from '../call/call';
import {
  answerWanted,
  callAbsent,
  callNotSent,
  callUnanswered,
  isProof,
  leftAloneUntil,
  questionAnswered,
  questionFailed,
} from '../call/dialogue';
import type { Question } from '../call/dialogue';
import { asking, called, inDialogue, intend, note } from '../call/matter';
import { newsHeard } from '../call/questions';
import type { Answer, CallOutcome } from '../gateway/outcomes';
import type { Snapshot } from '../gateway/snapshot';
import { isReached, plus } from '../values/time';
import type { Instant } from '../values/time';
import { ALLOWED, denied } from '../values/verdict';
import type { Verdict } from '../values/verdict';
import type { RefundEvent } from './events';
import { reasonsToAsk } from './next';
import type { RefundStep } from './next';
import { joinRefundFacts, observeRefund, refundFactsOf } from './refund';
import type { Refund, RefundResolution } from './refund';
import { refundRevived } from './revival';
import { openCall, quietEndOf } from './standing';
import { troubleSentence } from './trouble';

/** The one way into a refund: takes in what happened. Pure; the same refund comes back where it changes nothing. */
export function applyToRefund(refund: Refund, event: RefundEvent, now: Instant): Refund {
  switch (event.kind) {
    case 'step':
      return stepTaken(refund, event.step, now);
    case 'outcome':
      return known(callEnded(refund, event.outcome, now), now);
    case 'answer':
      return answered(refund, event.question, event.answer, now);
    case 'webhook':
      return webhookHeard(refund, event.snapshot, now);
    case 'recheck':
      return askSoon(refund, event.why, now);
    case 'resolution':
      return resolved(refund, event, now);
    case 'revival':
      return refundRevived(refund, event.wish, event.isBlind, now);
  }
}

/** Writes down what a step is about to do, before it is done. */
function stepTaken(refund: Refund, step: RefundStep, now: Instant): Refund {
  switch (step.kind) {
    case 'send': {
      const { reference, amountMinor } = refund.terms;
      return inDialogue(refund, {
        call: sending(refund.dialogue.call, { kind: 'refund', reference, amountMinor }, now),
      });
    }
    case 'ask':
      return asking(refund, reasonsToAsk(refund), now);
    case 'park':
      return called(refund, step, troubleSentence(step.trouble), now);
    case 'unpark':
      return called(refund, step, '', now);
    case 'finish':
      return refund;
  }
}

/** Takes in the outcome of the call that a step sent. */
function callEnded(refund: Refund, outcome: CallOutcome, now: Instant): Refund {
  const { call } = refund.dialogue;
  const { doubtPauseMs, quietMs } = refund.timing;
  if (!call) return refund;
  switch (outcome.kind) {
    case 'done':
      return observeRefund(inDialogue(refund, { call: turned(call, 'accepted', now) }), outcome.snapshot);
    case 'declined':
    case 'rejected': {
      // An earlier copy may still take effect: then only a question after its quiet period proves that none did.
      const provenFrom = call.sends > 1 ? plus(now, quietMs) : now;
      const refusal = { code: outcome.code, at: now, provenFrom, isFinal: false };
      const refused = intend(inDialogue(refund, { call: turned(call, 'refused', now) }), { refusal });
      return note(refused, now, `The gateway refused the refund (${outcome.code})`);
    }
    case 'notSent': {
      const notBefore = leftAloneUntil(outcome.retryAfterMs, doubtPauseMs, now);
      return { ...refund, dialogue: callNotSent(refund.dialogue, notBefore, now) };
    }
    case 'unknown':
    case 'linked':
    case 'cardGone': {
      const busyForMs = outcome.kind === 'unknown' ? outcome.busyForMs : undefined;
      const { dialogue, isNews } = callUnanswered(refund.dialogue, busyForMs, doubtPauseMs, now);
      const doubtful = { ...refund, dialogue };
      return isNews ? note(doubtful, now, 'Unknown whether the refund happened: the gateway is asked') : doubtful;
    }
  }
}

/** How many ids of news are remembered: a flood of forgeries cannot make the refund grow. */
const MAX_IDS_HEARD_OF = 5;

/** A webhook is no fact: it makes the refund ask (core rule 20). */
function webhookHeard(refund: Refund, snapshot: Snapshot, now: Instant): Refund {
  const { news } = refund.dialogue;
  const told = refundFactsOf(snapshot, refund.terms);
  const before = news ? joinRefundFacts(refund.facts, news.told) : refund.facts;
  if (joinRefundFacts(before, told) === before) return refund;
  const joined = news ? joinRefundFacts(news.told, told) : told;
  const isMuch = joined.gatewayIds.length > MAX_IDS_HEARD_OF;
  return inDialogue(refund, newsHeard(refund.dialogue, isMuch ? told : joined, now));
}

/**
 * Where the gateway has something under our reference, the call is consumed, and a refusal was only that of a repeat.
 */
function known(refund: Refund, now: Instant): Refund {
  const { facts, dialogue, intents } = refund;
  const { call } = dialogue;
  if (facts.gatewayIds.length === 0 || call?.state === 'flight') return refund;
  if (intents.knownSince !== null && call === null && intents.refusal === null) return refund;
  const ended = call ? inDialogue(refund, { call: turned(call, 'shown', now) }) : refund;
  const after = intend(ended, { refusal: null, knownSince: intents.knownSince ?? now });
  return intents.knownSince === null ? note(after, now, 'The gateway has the refund') : after;
}

/** Takes in the answer to a question. The question's `about` and `askedAt` limit what the answer can prove. */
function answered(refund: Refund, question: Question<'refund'>, answer: Answer, now: Instant): Refund {
  if (answer.kind === 'failed') {
    const dialogue = questionFailed(refund.dialogue, answer.retryAfterMs, refund.timing.doubtPauseMs, now);
    return dialogue === refund.dialogue ? refund : { ...refund, dialogue };
  }
  // The gateway has told us of this refund before: that it knows no such refund proves nothing.
  if (answer.kind === 'absent' && refund.facts.gatewayIds.length > 0) return refund;
  const seen = answer.kind === 'snapshot' ? observeRefund(refund, answer.snapshot) : refund;
  const dialogue = questionAnswered(
    seen.dialogue,
    question.askedAt,
    (told) => joinRefundFacts(seen.facts, told) === seen.facts,
  );
  const noted = { ...seen, dialogue };
  return answer.kind === 'snapshot' ? known(noted, now) : shownAbsent(noted, question, now);
}

/** "Did not happen" is believed of the very call that was asked about, once its quiet period was over (core rule 2). */
function shownAbsent(refund: Refund, question: Question<'refund'>, now: Instant): Refund {
  const { refusal } = refund.intents;
  if (refusal)
    return isReached(refusal.provenFrom, question.askedAt)
      ? intend(refund, { refusal: { ...refusal, isFinal: true } })
      : refund;
  const call = openCall(refund);
  if (call?.state !== 'unknown' || !isProof(question, call, quietEndOf(refund, call))) return refund;
  const { dialogue, isNews } = callAbsent(refund.dialogue, now);
  const due = { ...refund, dialogue };
  return isNews ? note(due, now, 'The gateway shows that the refund did not happen') : due;
}

/** Makes the refund ask the gateway. */
function askSoon(refund: Refund, why: string | undefined, now: Instant): Refund {
  const wanting = { ...refund, dialogue: answerWanted(refund.dialogue, now) };
  return why === undefined ? wanting : note(wanting, now, why);
}

function resolved(refund: Refund, { as, actor, why }: Omit<RefundResolution, 'at'>, now: Instant): Refund {
  const { call } = refund.dialogue;
  const dropped = call ? inDialogue(refund, { call: turned(call, 'dropped', now) }) : refund;
  const after = intend(dropped, { resolution: { as, actor, why, at: now }, attention: null });
  return note(after, now, `${actor} resolved it as ${as}: ${why}`);
}

/** A person may resolve a refund that waits for them, unless a call is in flight. */
export function canResolveRefund({ intents: { attention }, dialogue: { call } }: Refund): Verdict {
  if (!attention) return denied('not-parked', 'The refund waits for no person: there is nothing to resolve');
  if (call?.state !== 'flight') return ALLOWED;
  return denied('call-under-way', 'A call to the gateway is under way: wait for its outcome');
}
