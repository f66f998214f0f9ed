import { settled } from './answers';
import { doubted, isTurnedAwayAgain, leftAloneUntil, turned, undelivered } from './call';
import { CALL_NAMES } from './calls';
import type { CallOutcome } from './call-outcome';
import { cancelEnded } from './early-cancel';
import { joinFacts, NO_FACTS } from './facts';
import { intend, note, observe, withoutCard } from './order';
import type { Call, Order } from './order';
import { STALE_READ_MS } from './sightings';
import type { Snapshot } from './snapshot';
import { heldMinor } from './standing';
import { earliest, isReached, plus, SECOND_MS } from './time';
import type { Instant } from './time';

/** Takes in the outcome of the call that a step sent. */
export function called(order: Order, outcome: CallOutcome, now: Instant): Order {
  const { call } = order.intents;
  if (!call) return order;
  const next = settled(withOutcome(order, call, outcome, now), now);
  const isPending = outcome.kind === 'done' && call.kind === 'capture' && next.intents.call?.state === 'accepted';
  return isPending ? note(next, now, 'The gateway accepted the capture; it is not carried out yet') : next;
}

function withOutcome(order: Order, call: Call, outcome: CallOutcome, now: Instant): Order {
  if (call.kind === 'cancel' && order.intents.decision === null)
    return cancelEnded(outcome.kind === 'done' ? withAnswer(order, call, outcome.snapshot, now) : order, outcome, now);
  const name = CALL_NAMES[call.kind];
  switch (outcome.kind) {
    case 'done':
      return done(withAnswer(order, call, outcome.snapshot, now), call, outcome.snapshot, now);
    case 'declined':
    case 'rejected':
      return refused(
        note(order, now, `The gateway refused ${name} (${outcome.code})`, call.reference),
        call,
        outcome.code,
        now,
      );
    case 'notSent':
      return notSent(order, call, outcome, now);
    case 'linked':
      return linked(order, outcome, now);
    case 'unknown':
      return inDoubt(order, doubted(call, busyUntil(order, outcome, now), now), outcome.code, now);
    case 'cardGone':
      // The next card keeps the reference: should an earlier request come about after all, only one of the two does.
      return note(
        intend(withoutCard(order), { call: null }),
        now,
        'The card was gone before it was used: it has to be entered again',
      );
  }
}

function inDoubt(order: Order, call: Call, code: string, now: Instant): Order {
  const doubtful = intend(order, { call });
  if (isTurnedAwayAgain(call)) return doubtful;
  return note(doubtful, now, `Unknown whether ${CALL_NAMES[call.kind]} happened (${code}): the gateway is asked`);
}

function linked(order: Order, { gatewayOrderId: id, url }: CallOutcome & { kind: 'linked' }, now: Instant): Order {
  const facts = joinFacts(order.facts, { ...NO_FACTS, gatewayOrderIds: [id] });
  const known = intend({ ...order, facts }, { call: null, hostedPage: { url, since: now } });
  return note(known, now, 'Order created at the gateway, which takes the payment on its own page');
}

/**
 * The answer to a call. What the gateway itself says of the cancellation that it carries out is no stale read: it is
 * believed over one that is.
 */
const withAnswer = (order: Order, call: Call, snapshot: Snapshot, now: Instant): Order =>
  observe(order, snapshot, {
    askedAt: call.since,
    seenAt: now,
    ...(call.kind === 'cancel' && { cancelledUntil: plus(now, 2 * STALE_READ_MS) }),
  });

/** Until when the gateway is too busy, as far as it says so. */
const busyUntil = (
  { timing }: Order,
  { busyForMs }: { readonly busyForMs?: number | undefined },
  now: Instant,
): Instant | null => (busyForMs === undefined ? null : leftAloneUntil(busyForMs, timing.doubtPauseMs, now));

function done(order: Order, call: Call, snapshot: Snapshot, now: Instant): Order {
  switch (call.kind) {
    case 'createOrder':
      return note(intend(order, { call: null }), now, 'Order created at the gateway');
    // Where the payment does not show yet, in a stale answer, it is asked for: a second one must not be sent beside it.
    case 'createPayment':
    case 'capture':
      return intend(order, { call: turned(call, 'accepted', now) });
    case 'cancel': {
      // A 200 proves nothing by itself (docs/gateway.md §10 row 11); its own answer with CANCELLED does.
      const isOver = snapshot.status === 'CANCELLED' && heldMinor(order) === 0;
      return intend(order, { call: isOver ? null : turned(call, 'accepted', now) });
    }
  }
}

/** A definite no consumes the reference, and says nothing about the hold: ask (core rule 5). */
function refused(order: Order, call: Call, code: string, now: Instant): Order {
  const asks = { ...order.intents.asks, wantedSince: now };
  const freed = intend(order, { call: null, refusal: { kind: call.kind, code, at: now }, asks });
  if (call.kind !== 'createPayment') return freed;
  return intend(withoutCard(freed), { paymentsSettled: order.intents.paymentsSettled + 1 });
}

function notSent(
  order: Order,
  call: Call,
  { code, retryAfterMs }: { code: string; retryAfterMs?: number | undefined },
  now: Instant,
): Order {
  const next = intend(order, { call: undelivered(call, againFrom(order, call, retryAfterMs, now), now) });
  return call.tries === 1
    ? note(next, now, `${CALL_NAMES[call.kind]} did not get out (${code}): it is tried again`)
    : next;
}

/** P3 wins over the gateway's wish to be left alone: a decision is carried out within a minute of it. */
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

/** What the gateway says about the card; null when it could not be learnt, and then the redirect serves. */
export function cardInspected(order: Order, nativeOtp: boolean | null): Order {
  const { card } = order.intents;
  return card ? intend(order, { card: { ...card, nativeOtp: nativeOtp ?? false } }) : order;
}
