import { defineSearchAttributeKey } from '@temporalio/common';
import type { SearchAttributeUpdatePair } from '@temporalio/common';
import type { Instant } from '../domain/values/time';

/** Search attributes are never encrypted: nothing personal may go into them. Their types stand in SEARCH_ATTRIBUTES. */
export const columns = {
  orderState: defineSearchAttributeKey('OrderState', 'KEYWORD'),
  gatewayOrderId: defineSearchAttributeKey('GatewayOrderId', 'KEYWORD'),
  heldAmountMinor: defineSearchAttributeKey('HeldAmountMinor', 'INT'),
  decideAt: defineSearchAttributeKey('DecideAt', 'DATETIME'),
  attention: defineSearchAttributeKey('Attention', 'KEYWORD'),
  attentionSince: defineSearchAttributeKey('AttentionSince', 'DATETIME'),
} as const;

/** Why a person is waited for, as a sentence, and since when; both are null where nobody is. */
export const attentionColumns = (
  reason: string | undefined,
  since: Instant | undefined,
): SearchAttributeUpdatePair[] => [
  { key: columns.attention, value: reason ?? null },
  { key: columns.attentionSince, value: since === undefined ? null : new Date(since) },
];
