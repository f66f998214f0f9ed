import { ledgerFault, ledgerOf, capturedOf, heldOf } from './ledger';
import type { Order } from './order';
import type { CallKind } from './policy';
import { captureReference } from './references';
import {
  gatewayOrderId,
  hasUnsettledPayment,
  heldMinor,
  isAnsweredSince,
  isConcluded,
  lapsesAt,
  nextProbeAt,
  openCall,
  paymentsOf,
} from './standing';
import { isReached, plus } from './time';
import type { Instant } from './time';

/** What stops an order: a reason for a person to look at it, or its end. */

/**
 * Why the order needs a person, or null. Derived anew each time, so an order that the gateway explains after all goes on
 * by itself. Sentences for people.
 */
export function troubleOf(order: Order, now: Instant): string | null {
  return factsTrouble(order) ?? callTrouble(order, now) ?? deliveryTrouble(order);
}

function factsTrouble(order: Order): string | null {
  const { facts, intents } = order;
  if (facts.gatewayOrderIds.length > 1) return 'The gateway knows two orders under our reference';
  if (facts.differences.length > 0) return `The gateway's order differs from ours in: ${facts.differences.join(', ')}`;
  const fault = ledgerFault(ledgerOf(facts));
  if (fault) return `The gateway's figures cannot be true: ${fault}`;
  const withMoney = paymentsOf(order).filter((payment) => heldOf(payment) > 0 || capturedOf(payment) > 0);
  if (withMoney.length > 1) return 'Two payments of this order hold or moved money';
  const ours = withMoney[0]?.captures[captureReference(order.terms.reference)] ?? 0;
  if (intents.decision?.kind === 'capture' && ours > 0 && ours !== intents.decision.amountMinor)
    return 'The gateway captured another amount than it was asked for';
  return null;
}

function callTrouble(order: Order, now: Instant): string | null {
  const { call, refusal, decision, asks } = order.intents;
  const held = heldMinor(order) > 0;
  const lapse = lapsesAt(order);
  if (held && ledgerOf(order.facts).capturedMinor > 0 && lapse && isReached(lapse, now))
    return 'The remainder of a partial capture is still on hold';
  const isGivenUp = call?.state === 'due' && held && call.sends >= MAX_SENDS[call.kind];
  if (isGivenUp && call.kind === 'capture') return 'The capture was sent twice and did not happen';
  if (isGivenUp) return 'The cancellation was sent three times and did not happen';
  const refused = refusal && (refusal.kind === 'capture' || refusal.kind === 'cancel');
  if (refused && held && decision && asks.answeredAt !== null && isReached(refusal.at, asks.answeredAt))
    return `The gateway refused the ${refusal.kind} (${refusal.code}) and the money is still on hold`;
  const end = doubtEndsAt(order);
  if (!end || !isReached(end, now)) return null;
  if (openCall(order)) return 'The gateway did not say in time what became of a call';
  return 'The gateway has not answered for days how the order stands';
}

/** Core rule 9: goods that left and money that did not come need a person, unless somebody decided it so. */
function deliveryTrouble(order: Order): string | null {
  const { deliveredAt, deliveredTooLateAt, gaveUp, decision } = order.intents;
  if (!deliveredAt || ledgerOf(order.facts).capturedMinor > 0) return null;
  if (deliveredTooLateAt) return 'Delivered, but the hold had been let go: the goods are not paid for';
  if (gaveUp) return 'Delivered, but nobody had paid: the goods are not paid for';
  if (isConcluded(order) && decision?.kind !== 'release')
    return 'Delivered, but the hold ended without a capture: the goods are not paid for';
  return null;
}

/**
 * How often a call may be sent that proves not to have happened each time (core rule 4). A capture is safe only if the
 * quiet period really bounds late commits: one repeat, then a person. An order holds no money, and its deadline ends it.
 */
export const MAX_SENDS: Readonly<Record<CallKind, number>> = {
  createOrder: Infinity,
  createPayment: 3,
  capture: 2,
  cancel: 3,
};

/** Until when the gateway is asked about what is in doubt before a person is called; null when nothing is. */
export function doubtEndsAt(order: Order): Instant | null {
  const call = openCall(order);
  const watchMs = order.timing.lateProbesMs.at(-1) ?? 0;
  if (call?.kind === 'capture' || call?.kind === 'cancel') return lapsesAt(order);
  if (call?.kind === 'createPayment') return plus(order.intents.payBy, watchMs);
  return isAnswerMissing(order) ? plus(order.intents.asks.wantedSince ?? order.intents.placedAt, watchMs) : null;
}

/** Whether an answer is wanted that has not come: a refusal, say, that may have had an effect all the same (core rule 5). */
const isAnswerMissing = (order: Order): boolean => {
  const { wantedSince } = order.intents.asks;
  return wantedSince !== null && !isAnsweredSince(order, wantedSince);
};

/** The one gate to the end (core rule 12): nothing in doubt, nothing on hold, nothing that may still authorise unseen. */
export function isFinished(order: Order, now: Instant): boolean {
  if (!isConcluded(order) || troubleOf(order, now)) return false;
  const call = openCall(order);
  // An order in doubt at the gateway holds no money: nobody can pay it without us.
  if (call && call.kind !== 'createOrder') return false;
  if (gatewayOrderId(order) !== null && isAnswerMissing(order)) return false;
  return !hasUnsettledPayment(order) || nextProbeAt(order, now) === null;
}
