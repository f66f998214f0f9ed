import type { SearchAttributeUpdatePair } from '@temporalio/common';
import type { BookEntry, RefundBook } from '../domain/refund/book';
import type { Refund } from '../domain/refund/refund';
import { refundAmount, refundState } from '../domain/refund/standing';
import { adviceOn, troubleSentence, refundWaitsFor } from '../domain/refund/trouble';
import { formatMoney } from '../domain/values/money';
import { attentionColumns, columns } from '../engine/search-attributes';
import type { RefundView, RefundViewState } from '../contract/refund';

/** A refund as everybody outside sees it, told by its own workflow. */
export function refundViewOf(refund: Refund): RefundView {
  const { terms, facts, intents } = refund;
  const { attention, refusal } = intents;
  return {
    refundReference: terms.reference,
    orderReference: terms.orderReference,
    gatewayRefundId: facts.gatewayIds[0] ?? null,
    state: refundState(refund),
    amount: refundAmount(refund),
    reason: terms.reason,
    requestedAt: intents.requestedAt,
    decline: refusal && { code: refusal.code },
    attention: attention && {
      code: attention.code,
      reason: troubleSentence(attention),
      since: attention.since,
      advice: adviceOn(attention),
    },
    waitingFor: refundWaitsFor(refund),
    timeline: intents.log,
  };
}

/** The columns of a refund. It is found by its own workflow type, and has no money on hold and no decision. */
export function refundColumns(refund: Refund): SearchAttributeUpdatePair[] {
  const { attention } = refund.intents;
  return [
    { key: columns.orderState, value: refundState(refund) },
    { key: columns.gatewayOrderId, value: refund.facts.gatewayIds[0] ?? null },
    ...attentionColumns(attention ? troubleSentence(attention) : undefined, attention?.since),
  ];
}

/** The same view by the workflow of the order's refunds, which knows only what it reserved and how the refund ended. */
export function bookedViewOf(book: RefundBook, entry: BookEntry): RefundView {
  const { reference, reason, at, denial } = entry;
  const amount = entry.amountMinor > 0 ? { value: entry.amountMinor, currency: book.currency } : entry.wanted;
  return {
    refundReference: reference,
    orderReference: book.orderReference,
    gatewayRefundId: null,
    state: STATES[entry.progress],
    amount,
    reason,
    requestedAt: at,
    decline: denial && { code: denial.code, reason: denial.reason },
    attention: null,
    waitingFor: waitsFor(entry, amount ? formatMoney(amount) : 'the money'),
    timeline: [{ at, what: `Refund asked for: ${reason}` }],
  };
}

const STATES = {
  waiting: 'requested',
  decided: 'requested',
  underWay: 'requested',
  refunded: 'refunded',
  failed: 'failed',
  refused: 'refused',
} as const satisfies Record<BookEntry['progress'], RefundViewState>;

function waitsFor({ progress, denial }: BookEntry, money: string): string {
  switch (progress) {
    case 'waiting':
      return 'The gateway, to say how much was captured.';
    case 'decided':
    case 'underWay':
      return `The gateway, to give ${money} back.`;
    case 'refunded':
      return 'Nothing: the money was given back.';
    case 'failed':
      return 'Nothing: the refund failed, and no money was given back.';
    case 'refused':
      return `Nothing: it was refused. ${denial?.reason ?? ''}.`;
  }
}
