import { countedSends, isKeptOut } from '../call/call';
import { earliest, later, plus } from '../values/time';
import type { Instant } from '../values/time';
import { ledgerOf } from '../facts/ledger';
import type { Call, Decision, OpenCall, Order } from './order';
import { isHosted } from './paying';
import { answerMissingSince, heldMinor, lapsesAt, paymentsOf } from './standing';
import type { CallKind } from './terms';

/* How the mutating call of an order stands. Nothing here is stored. */

export const CALL_NAMES = {
  createOrder: 'creating the order',
  createPayment: 'the payment',
  capture: 'the capture',
  cancel: 'the cancellation',
} as const satisfies Record<CallKind, string>;

/**
 * Whether what was observed proves that this very request was consumed (core rule 1). Nothing proves it of a cancel,
 * which has no reference: its own answer does, or one to a later question.
 */
export function isConsumed(order: Order, call: Call): boolean {
  const payments = paymentsOf(order);
  switch (call.kind) {
    case 'createOrder':
      // Only the call's own answer has the gateway's page: where that was lost, the order alone is not enough.
      if (isForeign(order)) return true;
      return isHosted(order) ? order.intents.hostedPage !== null : order.facts.gatewayOrderIds.length > 0;
    case 'createPayment':
      return (
        payments.some(({ reference }) => reference === call.reference) ||
        // Answers may leave the reference out: then the number of payments has to tell.
        (payments.some(({ reference }) => reference === null) && payments.length > order.intents.paymentsUsed)
      );
    case 'capture':
      return (
        payments.some(({ captures }) => (captures[call.reference ?? ''] ?? 0) > 0) ||
        // The documents' own sample answers with a reference that is not the request's (docs/gateway.md §10 row 9).
        (call.state === 'accepted' && ledgerOf(order.facts).capturedMinor > 0)
      );
    case 'cancel':
      return false;
  }
}

/**
 * The gateway has something else under our reference, so our order does not exist there, and never will (core rule 16).
 */
export const isForeign = ({ facts }: Order): boolean => facts.differences.length > 0;

/** The mutating call whose end has to be known before another may be sent. */
export function openCall(order: Order): OpenCall | null {
  const { call } = order.dialogue;
  return call && call.state !== 'due' && !isConsumed(order, call) ? call : null;
}

/** From when on "it did not happen" is believed of an answer about this call (core rule 2). */
export const quietEndOf = (order: Order, { since, kind }: OpenCall): Instant => plus(since, order.timing.quietMs[kind]);

/**
 * How often a call may be sent when each send is proved not to have happened (core rule 4). Repeating a capture is safe
 * only if the quiet period really bounds late commits, so there is one repeat, then a person. Creating an order needs
 * no limit: it holds no money, and its deadline ends it.
 */
const MAX_SENDS: Readonly<Record<CallKind, number>> = {
  createOrder: Infinity,
  createPayment: 3,
  capture: 2,
  cancel: 3,
};

/**
 * How often the call counts as sent. A capture that met a busy gateway is repeated once like any other (core rule 4).
 */
const sendsOf = (call: Call): number => (call.kind === 'capture' ? call.sends : countedSends(call));

/** Whether a call that did not happen has used up its sends. */
export const isSpentCall = (call: Call): boolean => call.state === 'due' && sendsOf(call) >= MAX_SENDS[call.kind];

/** From when on a call of this kind may be sent: after the pause that follows its last try, or null for at once. */
export const sendableFrom = ({ dialogue: { call } }: Order, kind: CallKind): Instant | null =>
  call?.kind === kind && call.state === 'due' ? call.dueAt : null;

/**
 * The decision about a hold where its call is kept out: by credentials, the network, a limit of the gateway, or a
 * gateway that is too busy.
 */
export function unsentDecision(order: Order): Decision | null {
  const { call } = order.dialogue;
  if (!call || heldMinor(order) === 0) return null;
  // A busy gateway may have taken the capture all the same: that is a doubt like any other.
  const isUnsent = call.kind === 'capture' ? call.state === 'due' && call.tries > call.sends : isKeptOut(call);
  return isUnsent ? order.intents.decision : null;
}

/**
 * When a person is called about a call that is in doubt or kept out (core rule 19): while they can still do something.
 * Asking and sending go on all the same.
 */
export function personDueAt(order: Order): Instant | null {
  const { decision, firstSentAt } = order.intents;
  const { doubtAttentionMs } = order.timing;
  const unsent = unsentDecision(order);
  if (unsent) return personDueAboutDecision(order, unsent);
  const call = openCall(order);
  if (call?.kind === 'capture' || call?.kind === 'cancel') return decision && personDueAboutDecision(order, decision);
  if (call?.kind === 'createPayment') return plus(firstSentAt[call.reference ?? ''] ?? call.since, doubtAttentionMs);
  const missingSince = answerMissingSince(order);
  return missingSince && plus(missingSince, doubtAttentionMs);
}

/**
 * Once the safety margin is being used up, a person is called as soon as the quiet period after the decision is over,
 * and does not wait for the rest of the hour.
 */
function personDueAboutDecision(order: Order, { kind, at }: Decision): Instant {
  const { doubtAttentionMs, holdSafetyMarginMs, quietMs } = order.timing;
  const lapse = lapsesAt(order);
  const asLong = plus(at, doubtAttentionMs);
  if (lapse === null) return asLong;
  const quietEnd = plus(at, quietMs[kind === 'capture' ? 'capture' : 'cancel']);
  return earliest(asLong, later(plus(lapse, -holdSafetyMarginMs), quietEnd)) ?? asLong;
}
