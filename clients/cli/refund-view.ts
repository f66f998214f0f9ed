import { formatMoney } from '../../workflows/domain/values/money';
import { REFUND_VIEW_STATES } from '../../workflows/domain/refund/states';
import type { RefundView } from '../../workflows/contract/refund';
import type { RefundGlance, RefundList } from '../orders';
import { distance, headLine, MORE, paragraph, plain, rowLines, tableLines, waitingParagraph } from './layout';
import type { Columns } from './layout';

/* Refunds as people read them. */

const amountOf = ({ amount }: RefundView): string => (amount ? formatMoney(amount) : 'all that is left');

/** `nowMs`: epoch milliseconds. */
export function refundLines(refund: RefundView, nowMs: number): string[] {
  const { refundReference, state, attention, decline, requestedAt } = refund;
  const rows = rowLines([
    ['order', refund.orderReference],
    ['amount', amountOf(refund)],
    ['reason', refund.reason],
    ['waits for', refund.waitingFor],
    ['attention', attention && `${attention.reason} (${attention.code}), since ${attention.since}`],
    ['advice', attention && attention.advice],
    ['declined', decline && decline.code],
    ['asked for', `${requestedAt} (${distance(requestedAt, nowMs)})`],
    ['gateway', refund.gatewayRefundId],
  ]);
  const history = refund.timeline.map(({ at, what }) => `  ${at}  ${what}`);
  const head = headLine(refundReference, state, REFUND_VIEW_STATES[state], attention !== null);
  return plain([head, ...rows, 'timeline', ...history]);
}

/** A refund in a few words, for the lines of its order. */
export const refundSummary = (refund: RefundView): string =>
  [
    `${refund.refundReference}: ${amountOf(refund)}, ${refund.state}`,
    ...(refund.attention ? [`waits for a person: ${refund.attention.reason}`] : []),
  ].join('; ');

const COLUMNS: Columns<RefundView> = {
  REFERENCE: ({ refundReference }) => refundReference,
  STATE: ({ state }) => state,
  AMOUNT: amountOf,
  'ASKED FOR': ({ requestedAt }) => requestedAt,
  'WAITS FOR': ({ waitingFor }) => waitingFor,
};

export function refundListLines(refunds: readonly RefundView[]): string[] {
  if (refunds.length === 0) return ['Nobody has asked for a refund of this order.'];
  return plain(tableLines(COLUMNS, refunds, ['AMOUNT']));
}

/** Of all orders, as a terminal of 80 columns shows them. `nowMs`: epoch milliseconds. */
export function foundRefundLines({ refunds, more }: RefundList, nowMs: number): string[] {
  if (refunds.length === 0) return ['No refund fits.'];
  const lines = refunds.flatMap((refund) =>
    refund.attention === null
      ? paragraph(refund.refundReference, factsOf(refund))
      : waitingParagraph(refund.refundReference, refund, factsOf(refund), nowMs),
  );
  return plain([...lines, ...(more ? [MORE] : []), 'What can be done: holdfast order refunds <order>']);
}

const factsOf = ({ state, amount, orderReference }: RefundGlance): string =>
  `${state}, ${amount ? formatMoney(amount) : 'an amount that cannot be read here'}, order ${orderReference ?? 'not readable here'}`;
