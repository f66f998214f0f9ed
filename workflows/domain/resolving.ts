import { openCall } from './calls';
import { ledgerOf } from './ledger';
import { formatMoney } from './money';
import { intend, note } from './order';
import type { Order, ResolvedAs } from './order';
import { no } from './requests';
import type { Verdict } from './requests';
import { isAnsweredSince } from './standing';
import type { Instant } from './time';

/** What a person says became of an order that waits for one. */
export interface ResolveWish {
  readonly as: ResolvedAs;
  readonly actor: string;
  readonly reason: string;
  /** Against, or without, the word of the gateway. It is recorded, and ends the order at once. */
  readonly force?: boolean | undefined;
}

/** Without force a person can only say what the gateway has said too, in an answer that is newer than the trouble. */
export function canResolve(order: Order, { as, force = false }: ResolveWish): Verdict {
  const { attention, call } = order.intents;
  if (!attention) return no('not-parked', 'The order waits for no person: there is nothing to resolve');
  if (call?.state === 'flight') return no('call-under-way', 'A call to the gateway is under way: wait for its outcome');
  if (force) return { ok: true };
  if (openCall(order)) return no('call-in-doubt', 'What became of a call is not known yet: recheck, or use force');
  if (!isAnsweredSince(order, attention.since))
    return no(
      'recheck-first',
      'The gateway has not been asked since the order was parked: recheck first, or use force',
    );
  return isShown(order, as)
    ? { ok: true }
    : no('contradicts-gateway', `The gateway shows ${shown(order)}: settle it there and recheck, or use force`);
}

/** What the money says at the gateway. */
function isShown({ facts }: Order, as: ResolvedAs): boolean {
  const { heldMinor, capturedMinor, authorisedMinor } = ledgerOf(facts);
  if (heldMinor > 0) return false;
  switch (as) {
    case 'captured':
      return capturedMinor > 0;
    case 'released':
      return capturedMinor === 0 && authorisedMinor > 0;
    case 'declined':
      return capturedMinor === 0;
  }
}

function shown({ facts, terms: { currency } }: Order): string {
  const { heldMinor, capturedMinor } = ledgerOf(facts);
  const money = (value: number): string => formatMoney({ value, currency });
  return `${money(heldMinor)} on hold and ${money(capturedMinor)} captured`;
}

export function resolved(order: Order, { as, actor, reason, force = false }: ResolveWish, now: Instant): Order {
  const { attention, resolutions, gaveUp, call } = order.intents;
  const resolution = { as, actor, why: reason, isForced: force, of: attention?.reason ?? '', at: now };
  const isNobodysMoney = ledgerOf(order.facts).authorisedMinor === 0;
  const settled = intend(order, {
    attention: null,
    resolutions: [...resolutions, resolution],
    call: force ? null : call,
    // Nobody is to pay it any more, and what is authorised late is let go.
    gaveUp: gaveUp ?? (isNobodysMoney ? { as: 'declined', why: reason, at: now, cancelTried: false } : null),
  });
  return note(settled, now, `${actor} resolved it as ${as}${force ? ', by force' : ''}: ${reason}`);
}
