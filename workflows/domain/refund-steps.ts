import {
  asked,
  disproved,
  doubted,
  fading,
  isAbout,
  isFirstQuestion,
  isTurnedAwayAgain,
  keyOf,
  leftAloneUntil,
  questionDueAt,
  sending,
  turned,
  unanswered,
  undelivered,
  whileParked,
} from './call';
import type { CallKey, Question } from './call';
import type { Answer } from './answers';
import { newsAfter, newsHeard } from './news';
import type { CallOutcome } from './call-outcome';
import { intendRefund, joinRefundFacts, noteRefund, observeRefund, refundFactsOf } from './refund';
import type { Refund, RefundResolution } from './refund';
import { maySendRefund } from './refund-reviving';
import {
  refundHoldsNothingBack,
  isRefundCallOpen,
  isRefundOver,
  refundQuietEnd,
  refundReasons,
  refundTrouble,
} from './refund-standing';
import type { RefundTroubleCode } from './refund-standing';
import { no } from './requests';
import type { Verdict } from './requests';
import type { Snapshot } from './snapshot';
import { earliest, isReached, plus } from './time';
import type { Instant } from './time';
import type { Trouble } from './trouble-rule';

/** What to do next about a refund. */
export type RefundStep =
  | { readonly kind: 'send' }
  | { readonly kind: 'inquire'; readonly about: CallKey<'refund'> | null }
  | { readonly kind: 'park'; readonly trouble: Trouble<RefundTroubleCode> }
  | { readonly kind: 'unpark' }
  /** `until` null: only a message can change anything. */
  | { readonly kind: 'await'; readonly until: Instant | null }
  | { readonly kind: 'finish' };

/** Pure: the same refund and instant give the same step. */
export function nextRefundStep(refund: Refund, now: Instant): RefundStep {
  const { attention, call } = refund.intents;
  if (call?.state === 'flight') return { kind: 'await', until: null };

  const trouble = refundTrouble(refund, now);
  if (trouble && attention?.reason !== trouble.reason) return { kind: 'park', trouble };
  if (!trouble && attention) return { kind: 'unpark' };
  if (!trouble && isRefundOver(refund)) return { kind: 'finish' };

  const isHeldBack = (trouble && !refundHoldsNothingBack(trouble.code)) || !maySendRefund(refund);
  const sendsAt = isHeldBack ? null : sendAt(refund);
  if (sendsAt !== null && isReached(sendsAt, now)) return { kind: 'send' };
  const asksAt = askAt(refund);
  if (asksAt !== null && isReached(asksAt, now))
    return { kind: 'inquire', about: call && isRefundCallOpen(refund) ? keyOf(call) : null };
  return { kind: 'await', until: earliest(sendsAt, asksAt) };
}

/** When it is sent: at first, and again only when it is proved not to have happened. */
function sendAt({ facts, intents: { requestedAt, call, refusal } }: Refund): Instant | null {
  if (facts.gatewayIds.length > 0 || refusal) return null;
  if (call === null) return requestedAt;
  return call.state === 'due' ? call.since : null;
}

const askAt = (refund: Refund): Instant | null => {
  const { asks, attention } = refund.intents;
  const reasons = refundReasons(refund).map((reason) => {
    if (!attention) return reason;
    return refundHoldsNothingBack(attention.code) ? fading(reason) : whileParked(asks, reason);
  });
  return earliest(...reasons.map((reason) => questionDueAt(asks, reason)));
};

/** Writes down what a step is about to do, before it is done. */
export function beginRefund(refund: Refund, step: RefundStep, now: Instant): Refund {
  const { call, asks } = refund.intents;
  switch (step.kind) {
    case 'send': {
      const { reference, amountMinor } = refund.terms;
      return intendRefund(refund, { call: sending(call, { kind: 'refund', reference, amountMinor }, now) });
    }
    case 'inquire': {
      const isFirst = isFirstQuestion(asks, refundReasons(refund), now);
      return intendRefund(refund, { asks: asked(asks, isFirst, now) });
    }
    case 'park':
      return noteRefund(
        intendRefund(refund, { attention: { ...step.trouble, since: now } }),
        now,
        `Needs a person: ${step.trouble.reason}`,
      );
    case 'unpark':
      return noteRefund(intendRefund(refund, { attention: null }), now, 'Needs no person any more');
    case 'await':
    case 'finish':
      return refund;
  }
}

/** Takes in the outcome of the call that a step sent. */
export function refundCalled(refund: Refund, outcome: CallOutcome, now: Instant): Refund {
  const { call } = refund.intents;
  if (!call) return refund;
  switch (outcome.kind) {
    case 'done':
      return sawRefund(intendRefund(refund, { call: turned(call, 'accepted', now) }), outcome.snapshot, now);
    case 'declined':
    case 'rejected': {
      // An earlier copy may still take effect: then only a question after its quiet period proves that none did.
      const provenFrom = call.sends > 1 ? plus(now, refund.timing.quietMs) : now;
      const refusal = { code: outcome.code, at: now, provenFrom, isFinal: false };
      const refused = intendRefund(refund, { call: null, refusal });
      return known(noteRefund(refused, now, `The gateway refused the refund (${outcome.code})`), now);
    }
    case 'notSent':
      return known(
        intendRefund(refund, { call: undelivered(call, leftAlone(refund, outcome.retryAfterMs, now), now) }),
        now,
      );
    case 'unknown':
    case 'linked':
    case 'cardGone': {
      const busyForMs = outcome.kind === 'unknown' ? outcome.busyForMs : undefined;
      const doubtful = doubted(call, busyForMs === undefined ? null : leftAlone(refund, busyForMs, now), now);
      const next = intendRefund(refund, { call: doubtful });
      if (isTurnedAwayAgain(doubtful)) return known(next, now);
      return known(noteRefund(next, now, 'Unknown whether the refund happened: the gateway is asked'), now);
    }
  }
}

const leftAlone = ({ timing }: Refund, forMs: number | undefined, now: Instant): Instant =>
  leftAloneUntil(forMs, timing.doubtPauseMs, now);

/** Takes in a snapshot of an answer. */
const sawRefund = (refund: Refund, snapshot: Snapshot, now: Instant): Refund =>
  known(observeRefund(refund, snapshot), now);

/** Takes in a webhook, which is no fact: it makes the refund ask (core rule 20). */
export function refundHeard(refund: Refund, snapshot: Snapshot, now: Instant): Refund {
  const { asks, news } = refund.intents;
  const told = refundFactsOf(snapshot, refund.terms);
  const before = news ? joinRefundFacts(refund.facts, news.told) : refund.facts;
  if (joinRefundFacts(before, told) === before) return refund;
  const joined = news ? joinRefundFacts(news.told, told) : told;
  // Forgeries without end are no more than one.
  const isMuch = joined.gatewayIds.length > MAX_IDS_HEARD_OF;
  return intendRefund(refund, newsHeard(news, isMuch ? told : joined, asks, now));
}
const MAX_IDS_HEARD_OF = 5;

/** The gateway has something under our reference: the call is consumed, and a refusal was one of a repeat. */
function known(refund: Refund, now: Instant): Refund {
  const { facts, intents } = refund;
  if (facts.gatewayIds.length === 0 || intents.call?.state === 'flight') return refund;
  if (intents.knownSince !== null && intents.call === null && intents.refusal === null) return refund;
  const settled = intendRefund(refund, { call: null, refusal: null, knownSince: intents.knownSince ?? now });
  return intents.knownSince === null ? noteRefund(settled, now, 'The gateway has the refund') : settled;
}

/** Takes in the answer to a question: `about` and `askedAt` are those of the question, so that it proves no more than it can. */
export function refundAnswered(refund: Refund, question: Question<'refund'>, answer: Answer, now: Instant): Refund {
  if (answer.kind === 'failed') {
    const notBefore = answer.retryAfterMs ? leftAlone(refund, answer.retryAfterMs, now) : null;
    return intendRefund(refund, { asks: unanswered(refund.intents.asks, notBefore) });
  }
  // A gateway that does not know a refund it has told us of proves nothing.
  if (answer.kind === 'absent' && refund.facts.gatewayIds.length > 0) return refund;
  const seen = answer.kind === 'snapshot' ? observeRefund(refund, answer.snapshot) : refund;
  const { news, asks } = seen.intents;
  const heard = newsAfter(news, asks, question.askedAt, (told) => joinRefundFacts(seen.facts, told) === seen.facts);
  const noted = intendRefund(seen, heard);
  return answer.kind === 'snapshot' ? known(noted, now) : shownAbsent(noted, question, now);
}

/** "Did not happen" is believed of the very call that was asked about, once its quiet period was over (core rule 2). */
function shownAbsent(refund: Refund, question: Question<'refund'>, now: Instant): Refund {
  const { call, refusal } = refund.intents;
  if (refusal)
    return isReached(refusal.provenFrom, question.askedAt)
      ? intendRefund(refund, { refusal: { ...refusal, isFinal: true } })
      : refund;
  if (call?.state !== 'unknown' || !isAbout(question, call)) return refund;
  if (!isReached(refundQuietEnd(refund, call), question.askedAt)) return refund;
  const due = intendRefund(refund, { call: disproved(call, now) });
  return isTurnedAwayAgain(call) ? due : noteRefund(due, now, 'The gateway shows that the refund did not happen');
}

/** Makes the refund ask the gateway, because somebody wants it, or something was heard of its order. */
export const refundAskSoon = (refund: Refund, now: Instant, why?: string): Refund => {
  const asking = intendRefund(refund, { asks: { ...refund.intents.asks, wantedSince: now } });
  return why === undefined ? asking : noteRefund(asking, now, why);
};

/** What became of a refund that waits for a person is for them to say. */
export const canResolveRefund = ({ intents: { attention, call } }: Refund): Verdict => {
  if (!attention) return no('not-parked', 'The refund waits for no person: there is nothing to resolve');
  if (call?.state !== 'flight') return { ok: true };
  return no('call-under-way', 'A call to the gateway is under way: wait for its outcome');
};

export function refundResolved(refund: Refund, resolution: Omit<RefundResolution, 'at'>, now: Instant): Refund {
  const { as, actor, why } = resolution;
  const resolved = intendRefund(refund, { resolution: { ...resolution, at: now }, attention: null, call: null });
  return noteRefund(resolved, now, `${actor} resolved it as ${as}: ${why}`);
}
