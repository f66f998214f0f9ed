import { turned } from '../../call/call';
import { answerWanted, callNotSent, callUnanswered, leftAloneUntil } from '../../call/dialogue';
import { inDialogue, intend, note } from '../../call/matter';
import { againAt } from '../../call/questions';
import { joinFacts, NO_FACTS } from '../../facts/facts';
import { STALE_READ_MS } from '../../gateway/outcomes';
import type { CallOutcome } from '../../gateway/outcomes';
import type { Snapshot } from '../../gateway/snapshot';
import { earliest, isReached, plus, SECOND_MS } from '../../values/time';
import type { Instant } from '../../values/time';
import { CALL_NAMES } from '../calls';
import { observe } from '../observe';
import type { Call, Order } from '../order';
import { heldMinor } from '../standing';
import { shown, withoutCard } from './shown';

/** Takes in the outcome of the call that a step sent. */
export function callEnded(order: Order, outcome: CallOutcome, now: Instant): Order {
  const { call } = order.dialogue;
  if (!call) return order;
  const after = shown(withOutcome(order, call, outcome, now), now);
  const isPending = outcome.kind === 'done' && call.kind === 'capture' && after.dialogue.call?.state === 'accepted';
  return isPending ? note(after, now, 'The gateway accepted the capture; it is not carried out yet') : after;
}

function withOutcome(order: Order, call: Call, outcome: CallOutcome, now: Instant): Order {
  if (call.kind === 'cancel' && order.intents.decision === null)
    return stopEnded(outcome.kind === 'done' ? withAnswer(order, call, outcome.snapshot, now) : order, outcome, now);
  switch (outcome.kind) {
    case 'done':
      return done(withAnswer(order, call, outcome.snapshot, now), call, outcome.snapshot, now);
    case 'declined':
    case 'rejected':
      return refused(order, call, outcome.code, now);
    case 'notSent':
      return notSent(order, call, outcome, now);
    case 'linked':
      return linked(order, call, outcome, now);
    case 'unknown':
      return inDoubt(order, call, outcome, now);
    case 'cardGone':
      // The next card gets the same reference: should an earlier request take effect after all, only one of the two
      // can.
      return note(
        inDialogue(withoutCard(order), { call: turned(call, 'withdrawn', now) }),
        now,
        'The card was gone before it was used: it has to be entered again',
      );
  }
}

function inDoubt(
  order: Order,
  call: Call,
  { code, busyForMs }: CallOutcome & { kind: 'unknown' },
  now: Instant,
): Order {
  const { dialogue, isNews } = callUnanswered(order.dialogue, busyForMs, order.timing.doubtPauseMs, now);
  const doubtful = { ...order, dialogue };
  if (!isNews) return doubtful;
  return note(doubtful, now, `Unknown whether ${CALL_NAMES[call.kind]} happened (${code}): the gateway is asked`);
}

function linked(
  order: Order,
  call: Call,
  { gatewayOrderId, link }: CallOutcome & { kind: 'linked' },
  now: Instant,
): Order {
  const facts = joinFacts(order.facts, { ...NO_FACTS, gatewayOrderIds: [gatewayOrderId] });
  const known = inDialogue({ ...order, facts }, { call: turned(call, 'shown', now) });
  return note(
    intend(known, { hostedPage: { link, since: now } }),
    now,
    'Order created at the gateway, which takes the payment on its own page',
  );
}

/**
 * Takes in the answer to a call. The answer to a cancel is no stale read, so for a while it is believed over reads that
 * may be.
 */
const withAnswer = (order: Order, call: Call, snapshot: Snapshot, now: Instant): Order =>
  observe(order, snapshot, {
    askedAt: call.state === 'due' ? now : call.since,
    seenAt: now,
    ...(call.kind === 'cancel' && { cancelledUntil: plus(now, 2 * STALE_READ_MS) }),
  });

function done(order: Order, call: Call, snapshot: Snapshot, now: Instant): Order {
  const accepted = inDialogue(order, { call: turned(call, 'accepted', now) });
  switch (call.kind) {
    case 'createOrder':
      return note(inDialogue(order, { call: turned(call, 'shown', now) }), now, 'Order created at the gateway');
    // A stale answer may not show the payment yet: the gateway is asked, because no second one may be sent beside it.
    case 'createPayment':
    case 'capture':
      return accepted;
    case 'cancel': {
      // A 200 proves nothing by itself (docs/gateway.md §10 row 11); an answer with a voided order does.
      const isOver = snapshot.status === 'voided' && heldMinor(order) === 0;
      return isOver ? inDialogue(order, { call: turned(call, 'shown', now) }) : accepted;
    }
  }
}

/** A definite no uses the reference up, and says nothing about the hold, so the gateway is asked (core rule 5). */
function refused(order: Order, call: Call, code: string, now: Instant): Order {
  const told = note(order, now, `The gateway refused ${CALL_NAMES[call.kind]} (${code})`, call.reference ?? undefined);
  const dialogue = answerWanted({ ...told.dialogue, call: turned(call, 'refused', now) }, now);
  const freed = intend({ ...told, dialogue }, { refusal: { kind: call.kind, code, at: now } });
  if (call.kind !== 'createPayment') return freed;
  return intend(withoutCard(freed), { paymentsUsed: order.intents.paymentsUsed + 1 });
}

function notSent(order: Order, call: Call, outcome: CallOutcome & { kind: 'notSent' }, now: Instant): Order {
  const notBefore = againFrom(order, call, outcome.retryAfterMs, now);
  const after = { ...order, dialogue: callNotSent(order.dialogue, notBefore, now) };
  return call.tries === 1
    ? note(after, now, `${CALL_NAMES[call.kind]} did not get out (${outcome.code}): it is tried again`)
    : after;
}

/** P3 wins over the gateway's wish to be left alone: a decision is carried out within a minute of being made. */
const CARRIED_OUT_WITHIN_MS = 55 * SECOND_MS;

function againFrom(
  { intents, timing }: Order,
  { kind }: Call,
  retryAfterMs: number | undefined,
  now: Instant,
): Instant {
  const wanted = leftAloneUntil(retryAfterMs, timing.doubtPauseMs, now);
  const isDecision = kind === 'capture' || kind === 'cancel';
  const by = isDecision && intents.decision ? plus(intents.decision.at, CARRIED_OUT_WITHIN_MS) : null;
  return by !== null && !isReached(by, now) ? (earliest(wanted, by) ?? wanted) : wanted;
}

/**
 * Takes in the end of an attempt to stop an unfinished payment. Its outcome does not matter, but an attempt that was
 * turned away is made again; where it may have been let in, the gateway is asked first, as for every call (core rule
 * 2).
 */
export function stopEnded(order: Order, outcome: CallOutcome, now: Instant): Order {
  const { gaveUp } = order.intents;
  const ended = inDialogue(order, { call: null });
  const turnedAway = turnedAwayFor(outcome);
  if (turnedAway === null || !gaveUp) return note(ended, now, 'Asked the gateway to cancel the unpaid order');
  const { doubtPauseMs, quietMs } = order.timing;
  const at = againAt(gaveUp.at, Math.min(turnedAway.forMs, doubtPauseMs), now);
  const askedFrom = turnedAway.isProven ? null : plus(now, quietMs.cancel);
  return intend(ended, { gaveUp: { ...gaveUp, cancelTried: false, cancelAgain: { at, askedFrom } } });
}

/** For how long the gateway turned the request away, and whether that is proved; null where it did not turn it away. */
function turnedAwayFor(outcome: CallOutcome): { readonly forMs: number; readonly isProven: boolean } | null {
  if (outcome.kind === 'notSent') return { forMs: outcome.retryAfterMs ?? 0, isProven: true };
  if (outcome.kind !== 'unknown' || outcome.busyForMs === undefined) return null;
  return { forMs: outcome.busyForMs, isProven: false };
}
