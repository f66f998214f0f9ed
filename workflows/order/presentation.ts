import type { SearchAttributeUpdatePair } from '@temporalio/common';
import type { OrderResult, OrderView } from '../contract/order';
import { adviceOn, troubleSentence, isFinished } from '../domain/order/attention';
import { clockOffMs, decideAt, gatewayOrderId, heldMinor } from '../domain/order/standing';
import type { Order } from '../domain/order/order';
import { awaitsBuyer, isBuyerAway } from '../domain/order/paying';
import { buyersTurn } from '../domain/order/view/buyers-turn';
import { declineOf, settledBy, stateOf } from '../domain/order/view/state';
import { timelineOf } from '../domain/order/view/timeline';
import { waitingFor } from '../domain/order/view/waiting';
import { ledgerOf } from '../domain/facts/ledger';
import type { Money } from '../domain/values/money';
import type { Told } from '../engine/display';
import { attentionColumns, columns } from '../engine/search-attributes';
import type { OrderRun } from './order-run';

/** The order as everybody outside sees it. */
export function viewOf({ order, input }: OrderRun): OrderView {
  const { deliveredAt } = order.intents;
  const { onDelivery, atDeadline, decideBy } = order.policy;
  return {
    reference: order.terms.reference,
    gatewayOrderId: gatewayOrderId(order),
    checkout: order.terms.checkout,
    state: stateOf(order),
    final: isFinished(order),
    settledBy: settledBy(order),
    amount: moneyOf(order, order.terms.amountMinor),
    ledger: ledgerViewOf(order),
    nextAction: buyersTurn(order),
    decideAt: heldMinor(order) > 0 && ledgerOf(order.facts).capturedMinor === 0 ? decideAt(order) : null,
    policy: { onDelivery, atDeadline, decideBy },
    deliveredAt,
    decline: declineOf(order),
    attention: attentionOf(order),
    resolutions: resolutionsOf(order),
    wishes: wishesOf(order),
    waitingFor: waitingFor(order),
    timeline: timelineOf(order),
    gatewayClockOffMs: clockOffMs(order),
    returnUrl: input.returnUrl ?? null,
  };
}

function attentionOf({ intents: { attention } }: Order): OrderView['attention'] {
  if (!attention) return null;
  const { code, since } = attention;
  return { code, reason: troubleSentence(attention), since, advice: adviceOn(attention) };
}

const resolutionsOf = ({ intents: { resolutions } }: Order): OrderView['resolutions'] =>
  resolutions.map(({ as, actor, why, isForced: forced, at }) => ({ as, actor, reason: why, forced, at }));

const wishesOf = ({ intents: { wishes } }: Order): OrderView['wishes'] =>
  wishes.map(({ key, updateId, kind, at, outcome, denial }) => ({
    key,
    updateId,
    kind,
    at,
    outcome,
    code: denial?.code ?? null,
    reason: denial?.reason ?? null,
  }));

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

/** What the Web UI says of the order. */
export function toldOf(order: Order): Told {
  return { state: stateOf(order), waitingFor: waitingFor(order), attention: attentionOf(order) };
}

/**
 * While the OTP is entered here nobody asks for an order by the gateway's id: no callback comes, and webhooks carry our
 * reference. So the columns stay as they were set at the start, which saves every such order an action.
 */
const isOtpAwaited = (order: Order): boolean => awaitsBuyer(order) && !isBuyerAway(order);

/** All columns in one upsert: it is one action however many keys it has. */
export function orderColumns(order: Order): SearchAttributeUpdatePair[] {
  const at = decideAt(order);
  const held = heldMinor(order);
  return [
    { key: columns.orderState, value: stateOf(order) },
    { key: columns.gatewayOrderId, value: isOtpAwaited(order) ? null : gatewayOrderId(order) },
    { key: columns.heldAmountMinor, value: held },
    { key: columns.decideAt, value: at && held > 0 ? new Date(at) : null },
    ...attentionColumns(toldOf(order).attention?.reason, order.intents.attention?.since),
  ];
}
