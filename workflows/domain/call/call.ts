import { later, plus } from '../values/time';
import type { Instant } from '../values/time';
import { stageAfter } from './call-life';
import type { CallEvent } from './call-life';
import { pauseMs } from './questions';

/** A call that was sent or is about to be, and its stage in `call-life`. */
export type Call<Kind extends string = string> = Sent<Kind> &
  (
    | {
        /**
         * `flight`: sent, no outcome yet. `unknown`: may have happened. `accepted`: answered, and the effect does not
         * show yet; a capture is never sent again from here.
         */
        readonly state: 'flight' | 'unknown' | 'accepted';
        /** When this state began. For `unknown` no request can have been written after it. */
        readonly since: Instant;
      }
    | {
        /** Proved not to have happened; the next step decides afresh. */
        readonly state: 'due';
        /** When it may be sent again. */
        readonly dueAt: Instant;
      }
  );

/** Names one request in doubt, so that an answer asked for another one proves nothing about it (core rule 2). */
export interface CallKey<Kind extends string = string> {
  readonly kind: Kind;
  /** Our reference, the same at every repeat; null for cancel, which has none. */
  readonly reference: string | null;
  /** How often it was tried, including tries that provably did not reach the gateway. */
  readonly tries: number;
}

interface Sent<Kind extends string> extends CallKey<Kind> {
  readonly amountMinor: number;
  /** Of a capture or cancel: the payments on hold when it was sent. */
  readonly paymentIds?: readonly string[];
  /** How often it may have reached the gateway. */
  readonly sends: number;
  /** How many of these sends the gateway was too busy for (503) and later showed not to have happened. */
  readonly turnedAway?: number;
  /**
   * Of `unknown`: the gateway said that it was too busy. If the call did not happen, it is not sent again before then.
   */
  readonly busyUntil?: Instant;
}

/** An open call: it may have happened, and its end is not known. */
export type OpenCall<Kind extends string = string> = Exclude<Call<Kind>, { readonly state: 'due' }>;

export const keyOf = <Kind extends string>({ kind, reference, tries }: CallKey<Kind>): CallKey<Kind> => ({
  kind,
  reference,
  tries,
});

export type Request<Kind extends string> = Pick<Sent<Kind>, 'kind' | 'reference' | 'amountMinor' | 'paymentIds'>;

/**
 * The call that is about to be sent: a repeat of `before` where that is the same request and did not happen, else a
 * first one.
 */
export function sending<Kind extends string>(
  before: Call<Kind> | null,
  request: Request<Kind>,
  now: Instant,
): Call<Kind> {
  const again = before?.state === 'due' && before.kind === request.kind && before.reference === request.reference;
  const { tries, sends, turnedAway } = again ? before : { tries: 0, sends: 0, turnedAway: undefined };
  stageAfter(before?.state ?? 'none', 'sent', request.kind);
  const counts = { tries: tries + 1, sends: sends + 1, ...(turnedAway !== undefined && { turnedAway }) };
  return { ...request, ...counts, state: 'flight', since: now };
}

/**
 * The call after an event; null where the call is over. Where it becomes `due`, `at` says when it may be sent again.
 */
export function turned<Kind extends string>(call: Call<Kind>, on: CallEvent, at: Instant): Call<Kind> | null {
  const to = stageAfter(call.state, on, call.kind);
  if (to === 'none') return null;
  const { state: _state, ...rest } = call;
  const { since: _since, dueAt: _dueAt, ...sent } = { since: null, dueAt: null, ...rest };
  return to === 'due' ? { ...sent, state: to, dueAt: at } : { ...sent, state: to, since: at };
}

/** The call provably did not reach the gateway: it is due again after a pause, which the gateway may make longer. */
export const notSent = <Kind extends string>(call: Call<Kind>, notBefore: Instant, now: Instant): Call<Kind> | null =>
  turned({ ...call, sends: call.sends - 1 }, 'notSent', later(notBefore, plus(now, pauseMs(call.tries))));

/** Nobody knows what became of the call. `busyUntil`: the gateway said that it was too busy, and until when. */
export const unanswered = <Kind extends string>(
  call: Call<Kind>,
  busyUntil: Instant | null,
  now: Instant,
): Call<Kind> | null => turned({ ...call, ...(busyUntil !== null && { busyUntil }) }, 'unanswered', now);

/**
 * The call is proved not to have happened: it is due again at once, or after a growing pause where the gateway was too
 * busy for it.
 */
export function absent<Kind extends string>({ busyUntil, ...call }: Call<Kind>, now: Instant): Call<Kind> | null {
  if (busyUntil === undefined) return turned(call, 'absent', now);
  const turnedAway = (call.turnedAway ?? 0) + 1;
  return turned({ ...call, turnedAway }, 'absent', later(busyUntil, plus(now, pauseMs(call.tries))));
}

/** The call's run has ended (core rule 21): a request may have been written until now, so the doubt begins now. */
export const orphaned = <Kind extends string>(call: Call<Kind>, now: Instant): Call<Kind> | null =>
  turned(call, 'orphaned', call.state === 'due' ? call.dueAt : now);

/** How often the call was sent, not counting the times the gateway was too busy: those are waited out. */
export const countedSends = ({ sends, turnedAway = 0 }: Call): number => sends - turnedAway;

/** Whether the call was kept out at least once: it did not reach the gateway, or the gateway was too busy for it. */
export const isKeptOut = (call: Call): boolean =>
  call.state === 'due' ? call.tries > countedSends(call) : call.state === 'unknown' && call.busyUntil !== undefined;

/** Whether the gateway was too busy for the call once more, which people need not be told again. */
export const isTurnedAwayAgain = ({ turnedAway = 0, busyUntil }: Call): boolean =>
  turnedAway > 0 && busyUntil !== undefined;
