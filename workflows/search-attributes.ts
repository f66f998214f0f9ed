import { defineSearchAttributeKey } from '@temporalio/common';
import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { ledgerOf } from './domain/ledger';
import type { Order } from './domain/order';
import { decideAt, gatewayOrderId } from './domain/standing';
import { stateOf } from './domain/view';

/** Search attributes are never encrypted: nothing personal may go into them. Their types stand in SEARCH_ATTRIBUTES. */
const orderStateKey = defineSearchAttributeKey('OrderState', 'KEYWORD');
const gatewayOrderIdKey = defineSearchAttributeKey('GatewayOrderId', 'KEYWORD');
const heldAmountMinorKey = defineSearchAttributeKey('HeldAmountMinor', 'INT');
const decideAtKey = defineSearchAttributeKey('DecideAt', 'DATETIME');
const attentionKey = defineSearchAttributeKey('Attention', 'KEYWORD');
const attentionSinceKey = defineSearchAttributeKey('AttentionSince', 'DATETIME');

/** All of them in one upsert: it is one action however many keys it has. */
export function orderSearchAttributes(order: Order): SearchAttributeUpdatePair[] {
  const at = decideAt(order);
  const { heldMinor } = ledgerOf(order.facts);
  const { attention } = order.intents;
  return [
    { key: orderStateKey, value: stateOf(order) },
    { key: gatewayOrderIdKey, value: gatewayOrderId(order) },
    { key: heldAmountMinorKey, value: heldMinor },
    { key: decideAtKey, value: at && heldMinor > 0 ? new Date(at) : null },
    { key: attentionKey, value: attention?.reason ?? null },
    { key: attentionSinceKey, value: attention && new Date(attention.since) },
  ];
}
