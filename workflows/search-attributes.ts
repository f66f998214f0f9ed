import { defineSearchAttributeKey } from '@temporalio/common';
import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { ledgerOf } from './domain/ledger';
import type { Order } from './domain/order';
import { awaitsBuyer, isBuyerAway } from './domain/paying';
import type { Refund } from './domain/refund';
import { refundState } from './domain/refund-standing';
import { decideAt, gatewayOrderId } from './domain/standing';
import type { Instant } from './domain/time';
import { stateOf } from './domain/view';

/** Search attributes are never encrypted: nothing personal may go into them. Their types stand in SEARCH_ATTRIBUTES. */
const orderStateKey = defineSearchAttributeKey('OrderState', 'KEYWORD');
const gatewayOrderIdKey = defineSearchAttributeKey('GatewayOrderId', 'KEYWORD');
const heldAmountMinorKey = defineSearchAttributeKey('HeldAmountMinor', 'INT');
const decideAtKey = defineSearchAttributeKey('DecideAt', 'DATETIME');
const attentionKey = defineSearchAttributeKey('Attention', 'KEYWORD');
const attentionSinceKey = defineSearchAttributeKey('AttentionSince', 'DATETIME');

/**
 * While the OTP is entered here nobody asks for an order by the gateway's id: no callback comes, and webhooks carry our
 * reference. So the columns stay as they were set at the start, which saves every such order an action.
 */
const isOtpAwaited = (order: Order): boolean => awaitsBuyer(order) && !isBuyerAway(order);

/** All of them in one upsert: it is one action however many keys it has. */
export function orderSearchAttributes(order: Order): SearchAttributeUpdatePair[] {
  const at = decideAt(order);
  const { heldMinor } = ledgerOf(order.facts);
  const { attention } = order.intents;
  return [
    { key: orderStateKey, value: stateOf(order) },
    { key: gatewayOrderIdKey, value: isOtpAwaited(order) ? null : gatewayOrderId(order) },
    { key: heldAmountMinorKey, value: heldMinor },
    { key: decideAtKey, value: at && heldMinor > 0 ? new Date(at) : null },
    { key: attentionKey, value: attention?.reason ?? null },
    { key: attentionSinceKey, value: attention && new Date(attention.since) },
  ];
}

/** What an audit of holds has found that needs a person. */
export const auditSearchAttributes = (trouble: string, at: Instant): SearchAttributeUpdatePair[] => [
  { key: attentionKey, value: trouble },
  { key: attentionSinceKey, value: new Date(at) },
];

/** Refunds are found by their own workflow type; the amount on hold and the decision are none of theirs. */
export function refundSearchAttributes(refund: Refund): SearchAttributeUpdatePair[] {
  const { attention } = refund.intents;
  return [
    { key: orderStateKey, value: refundState(refund) },
    { key: gatewayOrderIdKey, value: refund.facts.gatewayIds[0] ?? null },
    { key: attentionKey, value: attention?.reason ?? null },
    { key: attentionSinceKey, value: attention && new Date(attention.since) },
  ];
}
