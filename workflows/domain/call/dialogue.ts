import { isReached, plus } from '../values/time';
import type { Instant } from '../values/time';
import { absent, isTurnedAwayAgain, keyOf, notSent, unanswered } from './call';
import type { Call, CallKey, OpenCall } from './call';
import { newsAfter, FIRST_PAUSE_MS, FIRST_QUESTION_WITHIN_MS, isAnsweredSince, NO_QUESTIONS } from './questions';
import type { News, Questions, Reason } from './questions';

/**
 * The dialogue with the gateway about one matter, an order or a refund: the one mutating call that is under way, in
 * doubt or to be sent again, our questions, and the news that waits for an answer of ours.
 */
export interface Dialogue<Kind extends string = string, Told = unknown> {
  readonly call: Call<Kind> | null;
  readonly questions: Questions;
  /** News: what a webhook has told and no answer of ours has said so far (core rule 20). */
  readonly news: News<Told> | null;
}

export const NO_DIALOGUE: Dialogue<never, never> = { call: null, questions: NO_QUESTIONS, news: null };

/** A question to the gateway, and the call in doubt that it was asked about. */
export interface Question<Kind extends string = string> {
  readonly about: CallKey<Kind> | null;
  readonly askedAt: Instant;
}

/**
 * Until when the gateway wants to be left alone, at most `longestMs`: no word of the gateway, or of a proxy before it,
 * may hold us up for longer.
 */
export const leftAloneUntil = (retryAfterMs: number | undefined, longestMs: number, now: Instant): Instant =>
  plus(now, Math.min(retryAfterMs ?? 0, longestMs));

/** The call did not reach the gateway; it is due again after a pause, and not before `notBefore`. */
export const callNotSent = <D extends Dialogue>(dialogue: D, notBefore: Instant, now: Instant): D => ({
  ...dialogue,
  call: dialogue.call && notSent(dialogue.call, notBefore, now),
});

/**
 * Nobody knows what became of the call. `busyForMs`: the gateway said that it was too busy. `isNews`: whether to tell
 * people.
 */
export function callUnanswered<D extends Dialogue>(
  dialogue: D,
  busyForMs: number | undefined,
  longestMs: number,
  now: Instant,
): { readonly dialogue: D; readonly isNews: boolean } {
  const { call } = dialogue;
  if (!call) return { dialogue, isNews: false };
  const doubtful = unanswered(call, busyForMs === undefined ? null : leftAloneUntil(busyForMs, longestMs, now), now);
  return { dialogue: { ...dialogue, call: doubtful }, isNews: doubtful !== null && !isTurnedAwayAgain(doubtful) };
}

/** The call is proved not to have happened. */
export function callAbsent<D extends Dialogue>(
  dialogue: D,
  now: Instant,
): { readonly dialogue: D; readonly isNews: boolean } {
  const { call } = dialogue;
  if (!call) return { dialogue, isNews: false };
  return { dialogue: { ...dialogue, call: absent(call, now) }, isNews: !isTurnedAwayAgain(call) };
}

/** Whether the question was asked about this very call (core rule 2). */
export const isAbout = (question: Question, call: Call): boolean =>
  question.about !== null && JSON.stringify(question.about) === JSON.stringify(keyOf(call));

/** A question got no answer. */
export const questionFailed = <D extends Dialogue>(
  dialogue: D,
  retryAfterMs: number | undefined,
  longestMs: number,
  now: Instant,
): D => {
  const notBefore = retryAfterMs ? leftAloneUntil(retryAfterMs, longestMs, now) : null;
  const { questions } = dialogue;
  return questions.notBefore === notBefore ? dialogue : { ...dialogue, questions: { ...questions, notBefore } };
};

/** The question asked at `askedAt` is answered, which may also be the answer that news waits for. */
export const questionAnswered = <Kind extends string, Told>(
  dialogue: Dialogue<Kind, Told>,
  askedAt: Instant,
  isSaid: (told: Told) => boolean,
): Dialogue<Kind, Told> => ({ ...dialogue, ...newsAfter(dialogue, askedAt, isSaid) });

/** Wants an answer to a question that is asked at `since` or later. */
export const answerWanted = <D extends Dialogue>(dialogue: D, since: Instant): D => ({
  ...dialogue,
  questions: { ...dialogue.questions, wantedSince: since },
});

/**
 * P2: a call in doubt is asked about at once. Usually its effect is there and only the answer was lost; asking at once
 * then costs no timer and no task of its own. The pauses after it double, up to `longestPauseMs`.
 */
export const callInDoubt = (call: OpenCall, quietEnd: Instant, longestPauseMs: number): Reason => ({
  since: call.since,
  firstPauseMs: call.state === 'unknown' ? 0 : FIRST_PAUSE_MS,
  quietEnd,
  longestPauseMs,
  latestAt: plus(call.since, FIRST_QUESTION_WITHIN_MS),
});

/** The reason to ask where a wanted answer has not come. */
export const wantedReason = ({ questions }: Dialogue): Reason | null =>
  questions.wantedSince === null || isAnsweredSince(questions, questions.wantedSince)
    ? null
    : { since: questions.wantedSince, firstPauseMs: 0 };

/**
 * Questions, or tries, after which a waiting caller is told that the outcome is not known yet: after 15 s where answers come at once, later where they are slow. The
 * HTTP edge has answered 202 by then; this frees one of the few updates that may be open at once.
 */
export const PATIENCE = 5;

/**
 * Whether the call has stayed in doubt, or was kept out, for so long that callers are told. `open`: the call, where it
 * is open.
 */
export const isStalled = ({ call, questions }: Dialogue, open: OpenCall | null): boolean => {
  if (call?.state === 'due') return call.tries >= PATIENCE;
  return open !== null && open.state !== 'flight' && questions.count >= PATIENCE;
};

/**
 * Whether an answer to this question is proof about the call: it was asked about this very call, after its quiet period
 * (core rule 2).
 */
export const isProof = (question: Question, call: Call, quietEnd: Instant): boolean =>
  isAbout(question, call) && isReached(quietEnd, question.askedAt);
