import { turned } from '../../call/call';
import { inDialogue, intend, note } from '../../call/matter';
import { formatMoney } from '../../values/money';
import type { Instant } from '../../values/time';
import { ALLOWED, denied } from '../../values/verdict';
import type { Verdict } from '../../values/verdict';
import { openCall } from '../calls';
import { ledgerOf } from '../../facts/ledger';
import type { Order, ResolvedAs } from '../order';
import { isAnsweredSince } from '../standing';

/** A person's word on an order in trouble. */
export interface ResolveWish {
  readonly as: ResolvedAs;
  readonly actor: string;
  readonly reason: string;
  /** Against, or without, the word of the gateway. It is recorded, and ends the order at once. */
  readonly force?: boolean | undefined;
}

/** Without force a person can only confirm what the gateway says, in an answer that is newer than the trouble. */
export function canResolve(order: Order, { as, force = false }: ResolveWish): Verdict {
  const { attention } = order.intents;
  if (!attention) return denied('not-parked', 'The order waits for no person: there is nothing to resolve');
  if (order.dialogue.call?.state === 'flight')
    return denied('call-under-way', 'A call to the gateway is under way: wait for its outcome');
  if (force) return ALLOWED;
  if (openCall(order)) return denied('call-in-doubt', 'What became of a call is not known yet: recheck, or use force');
  if (!isAnsweredSince(order, attention.since))
    return denied(
      'recheck-first',
      'The gateway has not been asked since the order was parked: recheck first, or use force',
    );
  return isShown(order, as)
    ? ALLOWED
    : denied('contradicts-gateway', `The gateway shows ${shown(order)}: ${wayOut(order)}, or use force`);
}

/** What a person can do instead, where the gateway contradicts their word. */
function wayOut({ facts }: Order): string {
  const { heldMinor, capturedMinor, authorisedMinor } = ledgerOf(facts);
  if (heldMinor > 0) return 'put it right there and recheck';
  if (capturedMinor > 0) return 'resolve it as captured';
  return authorisedMinor > 0 ? 'resolve it as released' : 'resolve it as declined';
}

/** Whether the money at the gateway agrees with the resolution. */
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

export function orderResolved(order: Order, { as, actor, reason, force = false }: ResolveWish, now: Instant): Order {
  const { attention, resolutions, gaveUp } = order.intents;
  if (!attention) return order;
  const of = { code: attention.code, details: attention.details };
  const isNobodysMoney = ledgerOf(order.facts).authorisedMinor === 0;
  const decided = intend(order, {
    attention: null,
    resolutions: [...resolutions, { as, actor, why: reason, isForced: force, of, at: now }],
    // Nobody is to pay the order any more, and what is authorised late is let go.
    gaveUp: gaveUp ?? (isNobodysMoney ? { why: { kind: 'resolved', reason }, at: now, cancelTried: false } : null),
  });
  const { call } = order.dialogue;
  const dropped = force && call ? inDialogue(decided, { call: turned(call, 'dropped', now) }) : decided;
  return note(dropped, now, `${actor} resolved it as ${as}${force ? ', by force' : ''}: ${reason}`);
}
