import { turned } from './call';
import { intend, note } from './order';
import type { Call, Order, OtpDialogue, Revival } from './order';
import { isAnsweredSince } from './standing';
import { plus } from './time';
import type { Instant } from './time';

/*
 * A workflow that has ended is not an order that has ended: a person revives it in a new run, and that one
 * asks the gateway before it sends anything.
 */

/** Who has an order, or a refund, go on in a new run. */
export interface ReviveWish {
  readonly actor: string;
  readonly reason: string;
}

export const revivalSentence = ({ actor, reason }: ReviveWish): string => `${actor} revived it: ${reason}`;

/** The order of a run that ended: whatever was on its way there is in doubt, as of now. */
export const revived = (order: Order, wish: ReviveWish, now: Instant): Order => {
  const { call, otp, revival } = order.intents;
  const going = intend(order, { call: call && stillOpen(order, call, now), otp: otp && inDoubt(otp, now) });
  return asking(going, { at: now, isBlind: revival?.isBlind ?? false }, wish);
};

/**
 * The order of a run that nobody can read: all that is known of it is what was ordered. It adopts what the gateway shows,
 * and a person decides.
 */
export const revivedBlind = (order: Order, wish: ReviveWish, now: Instant): Order =>
  asking(order, { at: now, isBlind: true }, wish);

const asking = (order: Order, revival: Revival, wish: ReviveWish): Order =>
  note(
    intend(order, { revival, asks: { ...order.intents.asks, wantedSince: revival.at } }),
    revival.at,
    revivalSentence(wish),
  );

/** Its answer went to the run that ended, and it may have been written until then. */
function stillOpen({ intents }: Order, call: Call, now: Instant): Call | null {
  // An attempt that is made once, and whose outcome does not matter.
  if (call.kind === 'cancel' && intents.decision === null) return null;
  switch (call.state) {
    case 'flight':
    case 'unknown':
      return turned(call, 'unknown', now);
    // That the gateway took it is known, and keeps an accepted capture from being sent again.
    case 'accepted':
      return turned(call, 'accepted', now);
    case 'due':
      return call;
  }
}

const inDoubt = (otp: OtpDialogue, now: Instant): OtpDialogue =>
  otp.state === 'entered' || otp.state === 'doubtful' ? { ...otp, state: 'doubtful', since: now } : otp;

/** An answer to a question that was asked from then on shows what the run that ended did. */
export function shownFrom({ intents: { revival }, timing }: Order): Instant | null {
  if (!revival) return null;
  // What it had sent is not known: the quiet period of the call with the longest counts.
  return revival.isBlind ? plus(revival.at, Math.max(...Object.values(timing.quietMs))) : revival.at;
}

/** Whether a revived order may send something: it knows what its run before did, or a person has said what is to be done. */
export function mayAct(order: Order): boolean {
  const { revival, request, decision, gaveUp } = order.intents;
  const from = shownFrom(order);
  if (from !== null && !isAnsweredSince(order, from)) return false;
  return !revival?.isBlind || request !== null || decision !== null || gaveUp !== null;
}
