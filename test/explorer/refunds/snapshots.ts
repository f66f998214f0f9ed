import type { Snapshot } from '../../../workflows/domain/gateway/snapshot';
import { GATEWAY_ORDER_ID, says, TERMS } from '../../support/core/words';
import { NOW } from '../clock';
import { orderStatus } from './gateway';
import type { Books, GatewayRefund, Traits } from './gateway';

/** What the gateway says of the order. */
export function orderSnapshot(traits: Traits, books: Books): Snapshot {
  const { capturedMinor } = books;
  const isCaptured = capturedMinor > 0;
  const captures = isCaptured ? [{ reference: 'order-1-c1', amountMinor: capturedMinor }] : [];
  return says(orderStatus(traits, books), [{ status: isCaptured ? 'captured' : 'authorised', captures }]);
}

/** What it says of a refund, which is an order of its own. */
export const refundSnapshot = ({ reference, amountMinor, ordinal, status }: GatewayRefund): Snapshot => ({
  gatewayOrderId: `v1-refund-${reference}-${ordinal}`,
  reference,
  status,
  amountMinor,
  currency: TERMS.currency,
  payments: [],
  otherThing: { kind: 'refund', parentId: GATEWAY_ORDER_ID },
  observedAt: NOW,
});

/** What a webhook says of it: the parent may be left out. */
export const refundWebhook = (refund: GatewayRefund): Snapshot => ({
  ...refundSnapshot(refund),
  otherThing: { kind: 'refund', parentId: null },
});
