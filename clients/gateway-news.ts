import type { WebhookNotice } from '../workflows/contract/common';
import type { CallbackHint } from '../workflows/contract/order';
import type { CallOptions, OrderGlance, TrackedOrder } from './orders';

/** `first`: this very callback had not come before, as far as the order remembers; a closed order remembers none. */
export interface Returned {
  readonly first: boolean;
  readonly order: TrackedOrder | OrderGlance;
}

/**
 * What the HTTP edge tells orders of the gateway: webhooks, and buyers who come back, each verified before. Order
 * systems have no such news: they ask `Orders`. Rejects as `Orders` does.
 */
export interface GatewayNews {
  /**
   * The buyer's browser came back: the order after it has asked the gateway, or as it stands when that takes too long.
   * The idempotency key is the callback's own, so that a repeat changes nothing.
   */
  returned(reference: string, hint: CallbackHint, options?: CallOptions): Promise<Returned>;
  /** Whether there was an open order to tell. */
  signalWebhook(reference: string, notice: WebhookNotice, options?: CallOptions): Promise<boolean>;
  /** Whether there was a refund, or an order with some, to tell of a webhook about a refund. */
  signalRefundWebhook(notice: WebhookNotice, options?: CallOptions): Promise<boolean>;
  /** The reference of the order that has this id at the gateway. */
  findByGatewayOrderId(gatewayOrderId: string, options?: CallOptions): Promise<string | undefined>;
  /** Whether the order's workflow ended before the order was settled; false where there is no such order. */
  hasEndedUnsettled(reference: string, options?: CallOptions): Promise<boolean>;
}
