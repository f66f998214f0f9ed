import { defineSearchAttributeKey } from '@temporalio/common';
import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { OrderResult, OrderView } from './contract';
import { clockOffMs } from './domain/hold-start';
import { ledgerOf } from './domain/ledger';
import type { Money } from './domain/money';
import type { Order } from './domain/order';
import { decideAt, gatewayOrderId, heldMinor } from './domain/standing';
import { timelineOf } from './domain/timeline';
import { isFinished, TROUBLES } from './domain/trouble';
import type { TroubleCode } from './domain/trouble';
import { buyersTurn, declineOf, settledBy, stateOf } from './domain/view';
import { waitingFor } from './domain/waiting';
import { now } from './clock';
import type { OrderRun } from './order-run';

/** What the person can do; an order that release 0.1 parked has no code yet. */
const adviceOn = (code: string | null): string =>
  isTroubleCode(code)
    ? TROUBLES[code].advice
    : "Look at the order in the gateway's dashboard, settle it there and recheck";

const isTroubleCode = (code: string | null): code is TroubleCode => code !== null && code in TROUBLES;

/** The order as everybody outside sees it. */
export function viewOf({ order, input }: OrderRun): OrderView {
  const { attention, deliveredAt, resolutions, wishes } = order.intents;
  const { onDelivery, atDeadline, decideBy } = order.policy;
  return {
    reference: order.terms.reference,
    gatewayOrderId: gatewayOrderId(order),
    checkout: order.terms.checkout,
    state: stateOf(order),
    final: isFinished(order, now()),
    settledBy: settledBy(order),
    amount: moneyOf(order, order.terms.amountMinor),
    ledger: ledgerViewOf(order),
    nextAction: buyersTurn(order),
    decideAt: heldMinor(order) > 0 && ledgerOf(order.facts).capturedMinor === 0 ? decideAt(order) : null,
    policy: { onDelivery, atDeadline, decideBy },
    deliveredAt,
    decline: declineOf(order),
    attention: attention && { ...attention, code: attention.code ?? 'unknown', advice: adviceOn(attention.code) },
    resolutions: resolutions.map(({ as, actor, why, isForced: forced, at }) => ({
      as,
      actor,
      reason: why,
      forced,
      at,
    })),
    wishes: wishes.map(({ key, updateId, kind, at, outcome, refusal }) => ({
      key,
      updateId,
      kind,
      at,
      outcome,
      code: refusal?.code ?? null,
      reason: refusal?.reason ?? null,
    })),
    waitingFor: waitingFor(order),
    timeline: timelineOf(order),
    gatewayClockOffMs: clockOffMs(order),
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

/** What the Web UI says of an order or a refund: where a person is waited for, nothing else comes first. */
export const detailsOf = (
  state: string,
  waitsFor: string,
  attention: { readonly reason: string; readonly advice: string } | null,
): string =>
  attention
    ? `**Needs a person** (${state}): ${attention.reason}. ${attention.advice}.`
    : `**${state}**. Waiting for: ${waitsFor}`;

/** Says in the Web UI how the order stands, in a sentence that costs nothing. */
export function explain(order: Order): void {
  const { attention } = order.intents;
  const needed = attention && { reason: attention.reason, advice: adviceOn(attention.code) };
  setCurrentDetails(detailsOf(stateOf(order), waitingFor(order), needed));
}

/** Keeps the columns of the Web UI's list right: an upsert costs an action, so only when one has changed. `atStart` null: all are written. */
export function createColumns<Subject>(
  attributesOf: (subject: Subject) => SearchAttributeUpdatePair[],
  atStart: Subject | null,
): (subject: Subject) => void {
  let shown = atStart === null ? '' : shownAtStart(attributesOf(atStart));
  return (subject) => {
    const attributes = attributesOf(subject);
    const now = JSON.stringify(attributes.map(({ value }) => value));
    if (now !== shown) upsertSearchAttributes(attributes.map(asWritten));
    shown = now;
  };
}

/** What is not there is absent: the SDK's null is kept by the server, and Python's SDK fails on it; an empty list takes it away. */
const asWritten = (pair: SearchAttributeUpdatePair): SearchAttributeUpdatePair =>
  pair.value === null ? { key: defineSearchAttributeKey(pair.key.name, 'KEYWORD_LIST'), value: [] } : pair;

/** Whoever started the run may have set some, and a run that goes on has those of the one before. */
const shownAtStart = (attributes: readonly SearchAttributeUpdatePair[]): string => {
  const { typedSearchAttributes } = workflowInfo();
  return JSON.stringify(attributes.map(({ key }) => typedSearchAttributes.get(key) ?? null));
};
