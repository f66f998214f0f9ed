import { keyOf } from '../call/call';
import { callInDoubt, wantedReason } from '../call/dialogue';
import { atOnce, nextOf } from '../call/due';
import type { Due, Next } from '../call/due';
import { aboutAttention } from '../call/matter';
import type { CommonStep } from '../call/matter';
import { fading, newsReason, nextQuestionAt, whileParked } from '../call/questions';
import type { Reason } from '../call/questions';
import { DAY_MS, MINUTE_MS } from '../values/time';
import type { Instant } from '../values/time';
import type { Refund } from './refund';
import { maySend } from './revival';
import { deadlineOf, isOver, openCall, quietEndOf } from './standing';
import { heldBackBy, refundTrouble } from './trouble';

/** What to do next about a refund. */
export type RefundStep = { readonly kind: 'send' } | CommonStep<'refund', string>;

/**
 * What to do now about a refund, or until when there is nothing to do. Pure: the same refund and instant give the same.
 */
export const nextForRefund = (refund: Refund, now: Instant): Next<RefundStep> => nextOf(dues(refund), now);

/** What is wanted, the most urgent first. */
function dues(refund: Refund): readonly Due<RefundStep>[] {
  if (refund.dialogue.call?.state === 'flight') return [];
  const trouble = refundTrouble(refund);
  const calling = aboutAttention(refund, trouble);
  if (calling) return [calling];
  if (!trouble && isOver(refund)) return [atOnce({ kind: 'finish' })];
  const isHeldBack = heldBackBy(trouble) !== 'nothing' || !maySend(refund);
  return [isHeldBack ? null : aboutSending(refund), aboutAsking(refund)].filter((due) => due !== null);
}

/** Sends the refund once, and again only when it is proved not to have happened. */
function aboutSending({
  facts,
  dialogue: { call },
  intents: { requestedAt, refusal },
}: Refund): Due<RefundStep> | null {
  if (facts.gatewayIds.length > 0 || refusal) return null;
  const step = { kind: 'send' } as const;
  if (call === null) return { from: requestedAt, step };
  return call.state === 'due' ? { from: call.dueAt, step } : null;
}

function aboutAsking(refund: Refund): Due<RefundStep> | null {
  const from = nextQuestionAt(refund.dialogue.questions, reasonsToAsk(refund));
  const call = openCall(refund);
  return from === null ? null : { from, step: { kind: 'ask', about: call && keyOf(call) } };
}

/** Everything that makes us ask about a refund, and how urgently. */
export function reasonsToAsk(refund: Refund): Reason[] {
  const { attention } = refund.intents;
  const reasons = RULES.flatMap((rule) => rule(refund) ?? []);
  if (!attention) return reasons;
  if (heldBackBy(attention) === 'nothing') return reasons.map(fading);
  return reasons.map((reason) => whileParked(refund.dialogue.questions, reason));
}

function aboutCall(refund: Refund): Reason | null {
  const call = openCall(refund);
  return call?.state === 'unknown' ? callInDoubt(call, quietEndOf(refund, call), refund.timing.doubtPauseMs) : null;
}

/** A definite no may refuse only a repeat, whose first copy was carried out (core rule 5). */
function refusalUnproven(refund: Refund): Reason | null {
  const { refusal } = refund.intents;
  return refusal && !isOver(refund) ? { since: refusal.at, firstPauseMs: 0, quietEnd: refusal.provenFrom } : null;
}

/** Before a person is called, the gateway is asked once more. */
function deadlineAhead(refund: Refund): Reason | null {
  const since = deadlineOf(refund);
  return since === null ? null : { since, firstPauseMs: 0 };
}

/** The bank takes days, and a webhook tells when it is done: we ask in case that was lost. */
function atTheBank(refund: Refund): Reason | null {
  const { knownSince } = refund.intents;
  if (knownSince === null || isOver(refund)) return null;
  return { since: knownSince, firstPauseMs: MINUTE_MS, longestPauseMs: DAY_MS };
}

const RULES: readonly ((refund: Refund) => Reason | null)[] = [
  aboutCall,
  refusalUnproven,
  ({ dialogue }) => wantedReason(dialogue),
  ({ dialogue }) => newsReason(dialogue),
  deadlineAhead,
  atTheBank,
];
