import { STALE_READ_MS } from '../gateway/outcomes';
import { DAY_MS, earliest, HOUR_MS, isReached, later, msBetween, plus, SECOND_MS } from '../values/time';
import type { Instant } from '../values/time';

/* When the gateway is asked: one set of pauses for orders and refunds. */

/** The questions that were asked. */
export interface Questions {
  /**
   * An answer to a question asked at or after this instant is wanted, because of a hint, a refusal or a person's
   * recheck.
   */
  readonly wantedSince: Instant | null;
  /** When the last question was asked. */
  readonly lastAskedAt: Instant | null;
  /** When the latest question that got an answer was asked. */
  readonly answeredAt: Instant | null;
  /** How many questions were asked since something new came up: the pauses grow with it. */
  readonly count: number;
  /** The gateway wants no question before this instant. */
  readonly notBefore: Instant | null;
  /**
   * How many hints, or news that came to nothing, made us ask. Anybody who has one can repeat it, so each waits longer.
   */
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
  /** When the reason came up; its first question is wanted `firstPauseMs` later. */
  readonly since: Instant;
  readonly firstPauseMs: number;
  /** An answer to a question asked at or after this instant proves more than an earlier one. */
  readonly quietEnd?: Instant | null;
  /** The shortest pause, however few questions were asked. */
  readonly leastPauseMs?: number;
  /** The longest pause, where it is not an hour. */
  readonly longestPauseMs?: number;
  /** By then the first question is asked, whatever wait the gateway asks for. */
  readonly latestAt?: Instant;
}

/** How long an effect may need to show at the gateway; also the shortest pause between two questions. */
export const FIRST_PAUSE_MS = SECOND_MS;
/** P2, whatever wait the gateway asks for. */
export const FIRST_QUESTION_WITHIN_MS = 5 * SECOND_MS;
/** A parked matter waits for a person; the gateway may still explain it, so it is asked about once a day. */
export const PARKED_PAUSE_MS = DAY_MS;

/** Asks once a day. */
const daily = (reason: Reason): Reason => ({
  ...reason,
  leastPauseMs: PARKED_PAUSE_MS,
  longestPauseMs: PARKED_PAUSE_MS,
});

/** Asks as often as before at first, then more and more rarely, down to once a day. */
export const fading = (reason: Reason): Reason => ({ ...reason, longestPauseMs: PARKED_PAUSE_MS });

/**
 * While a matter is parked: after an answer that did not help, the next question waits for a day; without an answer the
 * pauses only grow to that.
 */
export const whileParked = (questions: Questions, reason: Reason): Reason =>
  questions.lastAskedAt !== null && isAnsweredSince(questions, questions.lastAskedAt) ? daily(reason) : fading(reason);

/**
 * When a request that was turned away is tried again: after as long as it has been tried so far, so that the pauses
 * double.
 */
export const againAt = (since: Instant, letInAfterMs: number, now: Instant): Instant =>
  plus(now, Math.max(letInAfterMs, FIRST_PAUSE_MS, msBetween(since, now)));

/** The pause after so many questions: 1 s, 2 s, 4 s … 1 h, or starting at a longer first pause. */
export const pauseMs = (asked: number, firstPauseMs = 0, longestPauseMs = HOUR_MS): number =>
  Math.min(Math.max(firstPauseMs, FIRST_PAUSE_MS) * 2 ** (asked - 1), longestPauseMs);

/** When the gateway has to be asked next; null where there is no reason to. */
export const nextQuestionAt = (questions: Questions, reasons: readonly Reason[]): Instant | null =>
  earliest(...reasons.map((reason) => questionDueAt(questions, reason)));

/** When the question is due: not before the gateway wants it, unless `latestAt` promises it earlier. */
function questionDueAt(questions: Questions, reason: Reason): Instant {
  const wantedAt = questionWantedAt(questions, reason);
  const { notBefore } = questions;
  if (notBefore === null || isReached(notBefore, wantedAt)) return wantedAt;
  const { latestAt } = reason;
  // Only one question is promised: if it brings another wait, we wait.
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

/** A question is asked now. If it is the first for something new, the pauses start again. */
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
 * one that cannot be stale says something else. Anybody who has the secret can tell us anything, so nothing else
 * follows from it.
 */
export interface News<Told> {
  readonly told: Told;
  /** Questions asked at or after this instant are about the news. */
  readonly askFrom: Instant;
}

/** The news that waits for an answer, and the questions about it. */
interface Heard<Told> {
  readonly news: News<Told> | null;
  readonly questions: Questions;
}

/**
 * Takes in news. Where an answer did not confirm the news before it, this counts as a hint, so that repeating it does
 * not bring a question each time.
 */
export function newsHeard<Told>({ news, questions }: Heard<Told>, told: Told, now: Instant): Heard<Told> {
  const isRepeated = news !== null && isAnsweredSince(questions, news.askFrom);
  const counted = isRepeated ? { ...questions, hints: questions.hints + 1 } : questions;
  return { news: { told, askFrom: askFrom(counted, now) }, questions: counted };
}

const FIRST_HINT_PAUSE_MS = 5 * SECOND_MS;

/** When to ask about a hint: at once at first, then later each time, because anybody can repeat a hint or a forgery. */
export function askFrom({ hints, answeredAt }: Questions, now: Instant): Instant {
  if (hints === 0 || answeredAt === null) return now;
  return later(now, plus(answeredAt, pauseMs(hints + 1, FIRST_HINT_PAUSE_MS)));
}

/** Asks about news once, and once more where the first answer may have been stale. */
export const newsReason = ({ news, questions }: Heard<unknown>): Reason | null =>
  news && {
    since: isAnsweredSince(questions, news.askFrom) ? plus(news.askFrom, STALE_READ_MS) : news.askFrom,
    firstPauseMs: 0,
  };

/** The news and the questions after the answer to a question that was asked at `askedAt`. */
export function newsAfter<Told>(
  { news, questions }: Heard<Told>,
  askedAt: Instant,
  isSaid: (told: Told) => boolean,
): Heard<Told> {
  const answered = { ...questions, answeredAt: askedAt, notBefore: null };
  if (!news) return { news, questions: answered };
  // The answer says the same and cannot be forged, so the hints are forgotten.
  if (isSaid(news.told)) return { news: null, questions: { ...answered, hints: 0 } };
  if (!isReached(plus(news.askFrom, STALE_READ_MS), askedAt)) return { news, questions: answered };
  return { news: null, questions: { ...answered, hints: questions.hints + 1 } };
}
