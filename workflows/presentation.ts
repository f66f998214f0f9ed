import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { OrderResult, OrderView } from './contract';
import { orderSearchAttributes } from './search-attributes';
import { ledgerOf } from './domain/ledger';
import type { Money } from './domain/money';
import type { Order } from './domain/order';
import { decideAt, gatewayOrderId } from './domain/standing';
import { timelineOf } from './domain/timeline';
import { buyersTurn, declineOf, stateOf, waitingFor } from './domain/view';
import type { OrderRun } from './order-run';

const ADVICE =
  "Look at the order in the gateway's dashboard and settle it there; Holdfast notices by itself, or at once after a recheck.";

/** The order as everybody outside sees it. */
export function viewOf({ order, input }: OrderRun): OrderView {
  const { attention, deliveredAt } = order.intents;
  return {
    reference: order.terms.reference,
    gatewayOrderId: gatewayOrderId(order),
    state: stateOf(order),
    amount: moneyOf(order, order.terms.amountMinor),
    ledger: ledgerViewOf(order),
    nextAction: buyersTurn(order),
    decideAt: decideAt(order),
    policy: order.policy,
    deliveredAt,
    decline: declineOf(order),
    attention: attention && { ...attention, advice: ADVICE },
    waitingFor: waitingFor(order),
    timeline: timelineOf(order),
    returnUrl: input.returnUrl ?? null,
  };
}

export const resultOf = ({ order }: OrderRun): OrderResult => ({ state: stateOf(order), ledger: ledgerViewOf(order) });

const moneyOf = (order: Order, value: number): Money => ({ value, currency: order.terms.currency });

function ledgerViewOf(order: Order): OrderView['ledger'] {
  const ledger = ledgerOf(order.facts);
  return {
    authorised: moneyOf(order, ledger.authorisedMinor),
    held: moneyOf(order, ledger.heldMinor),
    captured: moneyOf(order, ledger.capturedMinor),
    released: moneyOf(order, ledger.releasedMinor),
    refunded: moneyOf(order, ledger.refundedMinor),
  };
}

/** Says in the Web UI how the order stands, in a sentence that costs nothing. */
export function explain(order: Order): void {
  const { attention } = order.intents;
  setCurrentDetails(
    attention
      ? `**Needs a person** (${stateOf(order)}): ${attention.reason}. ${ADVICE}`
      : `**${stateOf(order)}**. Waiting for: ${waitingFor(order)}`,
  );
}

/** Keeps the columns of the Web UI's list right: an upsert costs an action, so only when one has changed. */
export function createColumns(): (order: Order) => void {
  let shown = '';
  return (order) => {
    const attributes = orderSearchAttributes(order);
    const now = JSON.stringify(attributes);
    if (now !== shown) upsertSearchAttributes(attributes);
    shown = now;
  };
}
