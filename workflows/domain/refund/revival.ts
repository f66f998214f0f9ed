import { orphaned, sending } from '../call/call';
import { answerWanted } from '../call/dialogue';
import { intend, note, revivalSentence } from '../call/matter';
import { isAnsweredSince } from '../call/questions';
import type { ReviveWish } from '../call/matter';
import type { Instant } from '../values/time';
import type { Refund } from './refund';

/** The refund of a run that ended goes on in a new one (core rule 21). `isBlind`: what that run sent is not known. */
export function refundRevived(refund: Refund, wish: ReviveWish, isBlind: boolean, now: Instant): Refund {
  const { reference, amountMinor } = refund.terms;
  // Nobody knows what the ended run sent, so the refund's one call is in doubt; its reference is a documented key.
  const call = isBlind ? sending(null, { kind: 'refund', reference, amountMinor }, now) : refund.dialogue.call;
  const dialogue = answerWanted({ ...refund.dialogue, call: call && orphaned(call, now) }, now);
  return note(intend({ ...refund, dialogue }, { revivedAt: now }), now, revivalSentence(wish));
}

/**
 * Whether the refund may be sent: a revived one only after an answer, asked for since its revival, that shows what the
 * ended run did.
 */
export const maySend = ({ dialogue: { questions }, intents: { revivedAt } }: Refund): boolean =>
  revivedAt === undefined || isAnsweredSince(questions, revivedAt);
