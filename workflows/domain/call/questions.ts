import { STALE_READ_MS } from '../gateway/outcomes';
import { DAY_MS, earliest, HOUR_MS, isReached, later, msBetween, plus, SECOND_MS } from '../values/time';
import type { Instant } from '../values/time';

/* When the gateway is asked: one set of pauses for orders and refunds. */

/** The questions that were asked. */
export interface Questions {
  /** An answer is wanted that was asked for at or after this instant: a hint, a refusal, a person's recheck. */
  readonly wantedSince: Instant | null;
  /** When the last question was asked. */
  readonly lastAskedAt: Instant | null;
  /** When the latest question that got an answer was asked. */
  readonly answeredAt: Instant | null;
  /** Questions since something new came up: their number makes the pauses grow. */
  readonly count: number;
  /** Before then the gateway wants to be asked nothing. */
  readonly notBefore: Instant | null;
  /** Hints, and news that came to nothing, that made us ask: whoever has one can repeat it, so each has to wait longer. */
  readonly hints: number;
}

export const NO_QUESTIONS: Questions = {
  wantedSince: null,
  lastAskedAt: null,
  answeredAt: null,
  count: 0,
  notBefore: null,
  hints: 0,
};

/** Why the gateway has to be asked. */
export interface Reason {
  /** A question asked from then on serves it. */
  readonly since: Instant;
  readonly firstPauseMs: number;
  /** An answer that was asked for at or after this instant proves more than one before it. */
  readonly quietEnd?: Instant | null;
  /** No pause is shorter, however few questions were asked. */
  readonly leastPauseMs?: number;
  /** How far the pauses grow, where not to an hour. */
  readonly longestPauseMs?: number;
  /** A question that was not asked by then is asked, whatever wait the gateway asks for. */
  readonly latestAt?: Instant;
}

/** What needs a moment to show at the gateway; and the shortest pause between two questions. */
export const FIRST_PAUSE_MS = SECOND_MS;
/** P2, whatever wait the gateway asks for. */
export const FIRST_QUESTION_WITHIN_MS = 5 * SECOND_MS;
/** What is parked waits for a person; the gateway may still explain it. */
export const PARKED_PAUSE_MS = DAY_MS;

/** Once a day and no more often. */
const daily = (reason: Reason): Reason => ({
  ...reason,
  leastPauseMs: PARKED_PAUSE_MS,
  longestPauseMs: PARKED_PAUSE_MS,
});

/** At first as often as before, then more and more rarely. */
export const fading = (reason: Reason): Reason => ({ ...reason, longestPauseMs: PARKED_PAUSE_MS });

/** About what is parked: an answer that did not help is waited with for a day, one that is missing is not. */
export const whileParked = (questions: Questions, reason: Reason): Reason =>
  questions.lastAskedAt !== null && isAnsweredSince(questions, questions.lastAskedAt) ? daily(reason) : fading(reason);

/** When what was not let in is tried again: as long again as it has been tried, so that the pauses double. */
export const againAt = (since: Instant, letInAfterMs: number, now: Instant): Instant =>
  plus(now, Math.max(letInAfterMs, FIRST_PAUSE_MS, msBetween(since, now)));

/** 1 s, 2 s, 4 s … 1 h; or from a longer first pause on. */
export const pauseMs = (asked: number, firstPauseMs = 0, longestPauseMs = HOUR_MS): number =>
  Math.min(Math.max(firstPauseMs, FIRST_PAUSE_MS) * 2 ** (asked - 1), longestPauseMs);

/** When the gateway has to be asked next; null where there is no reason to. */
export const nextQuestionAt = (questions: Questions, reasons: readonly Reason[]): Instant | null =>
  earliest(...reasons.map((reason) => questionDueAt(questions, reason)));

/** Not before the gateway wants to be asked, unless a promise wins over that. */
function questionDueAt(questions: Questions, reason: Reason): Instant {
  const wantedAt = questionWantedAt(questions, reason);
  const { notBefore } = questions;
  if (notBefore === null || isReached(notBefore, wantedAt)) return wantedAt;
  const { latestAt } = reason;
  // One question is promised: what it brings with a wait is waited for.
  const isObeyed = latestAt === undefined || wasAskedFor(questions, reason) || isReached(notBefore, latestAt);
  return isObeyed ? notBefore : later(wantedAt, latestAt);
}

function questionWantedAt(questions: Questions, reason: Reason): Instant {
  const { since, firstPauseMs, quietEnd, leastPauseMs = 0, longestPauseMs } = reason;
  const { lastAskedAt, count } = questions;
  if (lastAskedAt === null || !wasAskedFor(questions, reason)) return plus(since, firstPauseMs);
  const next = plus(lastAskedAt, Math.max(leastPauseMs, pauseMs(count, firstPauseMs, longestPauseMs)));
  const overQuietEnd = quietEnd && !isReached(quietEnd, lastAskedAt) && isReached(quietEnd, next);
  return overQuietEnd ? quietEnd : next;
}

const wasAskedFor = ({ lastAskedAt }: Questions, { since, firstPauseMs }: Reason): boolean =>
  lastAskedAt !== null && isReached(plus(since, firstPauseMs), lastAskedAt);

/** A question is asked now. The first for something that came up since the last one makes the pauses start again. */
export function asked(questions: Questions, reasons: readonly Reason[], now: Instant): Questions {
  const isFirst = reasons.some(
    (reason) => !wasAskedFor(questions, reason) && isReached(questionDueAt(questions, reason), now),
  );
  return { ...questions, lastAskedAt: now, count: isFirst ? 1 : questions.count + 1 };
}

/** Whether a question that was asked at or after this instant has been answered. */
export const isAnsweredSince = ({ answeredAt }: Questions, since: Instant): boolean =>
  answeredAt !== null && isReached(since, answeredAt);

/** Whether the gateway was asked at or after this instant, answered or not (core rule 24). */
export const isAskedSince = ({ lastAskedAt }: Questions, since: Instant): boolean =>
  lastAskedAt !== null && isReached(since, lastAskedAt);

/**
 * News is not fact (core rule 20): a webhook makes us ask, and is remembered until an answer says the same or more, or
 * one that cannot be stale says something else. Whoever has the secret can tell us anything, so nothing follows from it.
 */
export interface News<Told> {
  readonly told: Told;
  /** A question asked from then on is about it. */
  readonly askFrom: Instant;
}

/** What is open, and the questions about it. */
interface Heard<Told> {
  readonly news: News<Told> | null;
  readonly questions: Questions;
}

/** News on top of news that an answer did not say is a hint like any other: who repeats it gets no question for each. */
export function newsHeard<Told>({ news, questions }: Heard<Told>, told: Told, now: Instant): Heard<Told> {
  const isRepeated = news !== null && isAnsweredSince(questions, news.askFrom);
  const counted = isRepeated ? { ...questions, hints: questions.hints + 1 } : questions;
  return { news: { told, askFrom: askFrom(counted, now) }, questions: counted };
}

const FIRST_HINT_PAUSE_MS = 5 * SECOND_MS;

/** At once at first, then ever later: whoever has a hint or a forgery can repeat it as often as they like. */
export function askFrom({ hints, answeredAt }: Questions, now: Instant): Instant {
  if (hints === 0 || answeredAt === null) return now;
  return later(now, plus(answeredAt, pauseMs(hints + 1, FIRST_HINT_PAUSE_MS)));
}

/** Once, and where the answer may have been stale once more. */
export const newsReason = ({ news, questions }: Heard<unknown>): Reason | null =>
  news && {
    since: isAnsweredSince(questions, news.askFrom) ? plus(news.askFrom, STALE_READ_MS) : news.askFrom,
    firstPauseMs: 0,
  };

/** What is still open after the answer to a question that was asked at this instant. */
export function newsAfter<Told>(
  { news, questions }: Heard<Told>,
  askedAt: Instant,
  isSaid: (told: Told) => boolean,
): Heard<Told> {
  const answered = { ...questions, answeredAt: askedAt, notBefore: null };
  if (!news) return { news, questions: answered };
  // Nobody can forge what the gateway then says.
  if (isSaid(news.told)) return { news: null, questions: { ...answered, hints: 0 } };
  if (!isReached(plus(news.askFrom, STALE_READ_MS), askedAt)) return { news, questions: answered };
  return { news: null, questions: { ...answered, hints: questions.hints + 1 } };
}
