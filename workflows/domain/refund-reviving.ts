import { isAskedAndAnswered, sending, turned } from './call';
import { intendRefund, noteRefund } from './refund';
import type { Refund } from './refund';
import { revivalSentence } from './reviving';
import type { ReviveWish } from './reviving';
import type { Instant } from './time';

/** The refund of a run that ended, as `revived` does it for orders. `isBlind`: what that run sent is not known. */
export function revivedRefund(refund: Refund, wish: ReviveWish, isBlind: boolean, now: Instant): Refund {
  const { terms, intents } = refund;
  // A refund has one call, and its reference is a documented key: what is not known to have been left undone is in doubt.
  const request = { kind: 'refund', reference: terms.reference, amountMinor: terms.amountMinor } as const;
  const call = isBlind ? sending(null, request, now) : intents.call;
  const isOpen = call?.state === 'flight' || call?.state === 'unknown';
  const asking = intendRefund(refund, {
    call: isOpen ? turned(call, 'unknown', now) : call,
    asks: { ...intents.asks, wantedSince: now },
    revivedAt: now,
  });
  return noteRefund(asking, now, revivalSentence(wish));
}

/** Whether a revived refund may be sent: an answer asked for since then shows what the run before did. */
export const maySendRefund = ({ intents: { revivedAt, asks } }: Refund): boolean =>
  revivedAt === undefined || isAskedAndAnswered(asks, revivedAt);
