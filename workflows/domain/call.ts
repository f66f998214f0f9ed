import type { CallKind } from './policy';
import { DAY_MS, HOUR_MS, isReached, later, msBetween, plus, SECOND_MS } from './time';
import type { Instant } from './time';

/*
 * Resolve before retry (design §3): one mechanism for the five mutating calls. A call is sent, perhaps in doubt, asked
 * about, and sent again only when it is proved not to have happened. What proves that it was consumed is for the core of
 * the order or the refund to say.
 */

export interface Call<Kind extends string = CallKind> {
  readonly kind: Kind;
  /** Ours, the same at every repeat; empty for cancel, which has none. */
  readonly reference: string;
  readonly amountMinor: number;
  /** Of a capture or cancel: the payments on hold when it was sent. */
  readonly paymentIds?: readonly string[];
  /** How often it was tried, also where it provably did not get out. */
  readonly tries: number;
  /** How often it may have reached the gateway. */
  readonly sends: number;
  /** How many of these the gateway was too busy for (503), and showed not to have happened. */
  readonly turnedAway?: number;
  /** Of `unknown`: the gateway said that it was too busy. If the call did not happen, it is not sent again before then. */
  readonly busyUntil?: Instant;
  /**
   * `flight`: sent, no outcome yet. `unknown`: may have happened. `accepted`: answered, the effect does not show yet: a
   * capture is never sent again from here. `due`: proved not to have happened; the next step decides afresh.
   */
  readonly state: 'flight' | 'unknown' | 'accepted' | 'due';
  /** When this state began; for `due`, when it may be sent again. For `unknown` no request can have been written after it. */
  readonly since: Instant;
}

/** Names one request in doubt, so that an answer asked for another one proves nothing about it (core rule 2). */
export type CallKey<Kind extends string = CallKind> = Pick<Call<Kind>, 'kind' | 'reference' | 'tries'>;

export const keyOf = <Kind extends string>({ kind, reference, tries }: CallKey<Kind>): CallKey<Kind> => ({
  kind,
  reference,
  tries,
});

/** A question to the gateway, and the call in doubt that it was asked for. */
export interface Question<Kind extends string = CallKind> {
  readonly about: CallKey<Kind> | null;
  readonly askedAt: Instant;
}

export const isAbout = <Kind extends string>(question: Question<Kind>, call: Call<Kind>): boolean =>
  question.about !== null && JSON.stringify(question.about) === JSON.stringify(keyOf(call));

/** The call that is about to be sent: `before` once more if that is the same and did not happen, or a first one. */
export function sending<Kind extends string>(
  before: Call<Kind> | null,
  request: Pick<Call<Kind>, 'kind' | 'reference' | 'amountMinor'>,
  now: Instant,
): Call<Kind> {
  const { kind, reference, amountMinor } = request;
  const again = before?.state === 'due' && before.kind === kind && before.reference === reference ? before : null;
  const counts = { tries: (again?.tries ?? 0) + 1, sends: (again?.sends ?? 0) + 1 };
  const turnedAway = again?.turnedAway && { turnedAway: again.turnedAway };
  return { kind, reference, amountMinor, ...counts, ...turnedAway, state: 'flight', since: now };
}

export const turned = <Kind extends string>(
  call: Call<Kind>,
  state: Call<Kind>['state'],
  since: Instant,
): Call<Kind> => ({ ...call, state, since });

/** Until when the gateway wants to be left alone; a word of it, or of what stands before it, holds nothing up for longer. */
export const leftAloneUntil = (retryAfterMs: number | undefined, longestMs: number, now: Instant): Instant =>
  plus(now, Math.min(retryAfterMs ?? 0, longestMs));

/** It provably did not get out: due again after a pause, which the gateway may make longer. */
export const undelivered = <Kind extends string>(call: Call<Kind>, notBefore: Instant, now: Instant): Call<Kind> => ({
  ...turned(call, 'due', later(notBefore, plus(now, pauseMs(call.tries)))),
  sends: call.sends - 1,
});

/** Nobody knows what became of it. `busyUntil`: the gateway said that it was too busy, and for how long. */
export const doubted = <Kind extends string>(
  call: Call<Kind>,
  busyUntil: Instant | null,
  now: Instant,
): Call<Kind> => ({ ...turned(call, 'unknown', now), ...(busyUntil !== null && { busyUntil }) });

/** It is proved not to have happened: due again; one that the gateway was too busy for with pauses that grow. */
export function disproved<Kind extends string>({ busyUntil, ...call }: Call<Kind>, now: Instant): Call<Kind> {
  if (busyUntil === undefined) return turned(call, 'due', now);
  const turnedAway = (call.turnedAway ?? 0) + 1;
  return { ...turned(call, 'due', later(busyUntil, plus(now, pauseMs(call.tries)))), turnedAway };
}

/** How often it was sent, without the times at which the gateway was too busy: those are waited out. */
export const countedSends = ({ sends, turnedAway = 0 }: Pick<Call<string>, 'sends' | 'turnedAway'>): number =>
  sends - turnedAway;

/** Whether it does not get in: it did not get out, or the gateway was too busy for it, at least once. */
export const isKeptOut = (call: Call<string>): boolean =>
  call.state === 'due' ? call.tries > countedSends(call) : call.state === 'unknown' && call.busyUntil !== undefined;

/** Whether the gateway was too busy for it once more: that is nothing new to write down. */
export const isTurnedAwayAgain = ({ turnedAway = 0, busyUntil }: Call<string>): boolean =>
  turnedAway > 0 && busyUntil !== undefined;

/** The questions that were asked. */
export interface Asks {
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

export const NO_ASKS: Asks = {
  wantedSince: null,
  lastAskedAt: null,
  answeredAt: null,
  count: 0,
  notBefore: null,
  hints: 0,
};

/**
 * News is not fact (core rule 20): a webhook makes us ask, and is remembered until an answer says the same or more, or
 * one that cannot be stale says something else. Whoever has the secret can tell us anything, so nothing follows from it.
 */
export interface News<Told> {
  readonly told: Told;
  /** A question asked from then on is about it. */
  readonly askFrom: Instant;
}

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
const LONGEST_PAUSE_MS = HOUR_MS;
/** What is parked waits for a person; the gateway may still explain it. */
export const PARKED_PAUSE_MS = DAY_MS;

/** Once a day and no more often. */
export const daily = (reason: Reason): Reason => ({
  ...reason,
  leastPauseMs: PARKED_PAUSE_MS,
  longestPauseMs: PARKED_PAUSE_MS,
});

/** At first as often as before, then more and more rarely. */
export const fading = (reason: Reason): Reason => ({ ...reason, longestPauseMs: PARKED_PAUSE_MS });

/** About what is parked: an answer that did not help is waited with for a day, one that is missing is not. */
export const whileParked = (asks: Asks, reason: Reason): Reason =>
  asks.lastAskedAt !== null && isAskedAndAnswered(asks, asks.lastAskedAt) ? daily(reason) : fading(reason);

/**
 * P2: a call in doubt is asked about at once. Mostly its effect is there and only the answer was lost, and the question
 * then takes no timer and no task of its own; the pauses after it double, up to an hour.
 */
export const firstPauseMs = ({ state }: Pick<Call<string>, 'state'>, isUnder01 = false): number =>
  state === 'unknown' && !isUnder01 ? 0 : FIRST_PAUSE_MS;

/** When what was not let in is tried again: as long again as it has been tried, so that the pauses double. */
export const againAt = (since: Instant, letInAfterMs: number, now: Instant): Instant =>
  plus(now, Math.max(letInAfterMs, FIRST_PAUSE_MS, msBetween(since, now)));

/** 1 s, 2 s, 4 s … 1 h; or from a longer first pause on. */
export const pauseMs = (asked: number, firstPauseMs = 0, longestPauseMs = LONGEST_PAUSE_MS): number =>
  Math.min(Math.max(firstPauseMs, FIRST_PAUSE_MS) * 2 ** (asked - 1), longestPauseMs);

/** When the gateway has to be asked next for this reason: not before it wants to be asked, unless a promise wins over that. */
export function questionDueAt(asks: Asks, reason: Reason): Instant {
  const wantedAt = questionWantedAt(asks, reason);
  const { notBefore } = asks;
  if (notBefore === null || isReached(notBefore, wantedAt)) return wantedAt;
  const { latestAt } = reason;
  // One question is promised: what it brings with a wait is waited for.
  const isObeyed = latestAt === undefined || wasAskedFor(asks, reason) || isReached(notBefore, latestAt);
  return isObeyed ? notBefore : later(wantedAt, latestAt);
}

function questionWantedAt(asks: Asks, reason: Reason): Instant {
  const { since, firstPauseMs, quietEnd, leastPauseMs = 0, longestPauseMs } = reason;
  if (asks.lastAskedAt === null || !wasAskedFor(asks, reason)) return plus(since, firstPauseMs);
  const next = plus(asks.lastAskedAt, Math.max(leastPauseMs, pauseMs(asks.count, firstPauseMs, longestPauseMs)));
  const overQuietEnd = quietEnd && !isReached(quietEnd, asks.lastAskedAt) && isReached(quietEnd, next);
  return overQuietEnd ? quietEnd : next;
}

const wasAskedFor = (asks: Asks, { since, firstPauseMs }: Reason): boolean =>
  asks.lastAskedAt !== null && isReached(plus(since, firstPauseMs), asks.lastAskedAt);

/** Whether a question asked now is the first for something that came up since the last one: then the pauses start again. */
export const isFirstQuestion = (asks: Asks, reasons: readonly Reason[], now: Instant): boolean =>
  reasons.some((reason) => !wasAskedFor(asks, reason) && isReached(questionDueAt(asks, reason), now));

/** A question is asked now. */
export const asked = <T extends Asks>(asks: T, isFirst: boolean, now: Instant): T => ({
  ...asks,
  lastAskedAt: now,
  count: isFirst ? 1 : asks.count + 1,
});

/** A question got no answer. */
export const unanswered = <T extends Asks>(asks: T, notBefore: Instant | null): T => ({ ...asks, notBefore });

/** Whether a question that was asked at or after this instant has been answered. */
export const isAskedAndAnswered = ({ answeredAt }: Asks, since: Instant): boolean =>
  answeredAt !== null && isReached(since, answeredAt);
