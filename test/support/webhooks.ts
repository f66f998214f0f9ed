import { reduceOrder } from '../../activities/gateway';
import type { OrderClient } from '../../clients/order-client';
import type { Deliver } from '../../simulator/webhooks';

/** Passes the gateway's webhooks on to their orders, as the HTTP edge does once it has verified them. */
export const webhooksTo =
  (orders: OrderClient, now: () => number = Date.now): Deliver =>
  async ({ headers, rawBody }) => {
    const { event_type: event, data } = JSON.parse(rawBody) as { event_type: string; data: unknown };
    const snapshot = reduceOrder(data, { observedAt: new Date(now()).toISOString(), source: 'webhook' });
    if (snapshot) await orders.signalWebhook(snapshot.reference, { webhookId: headers['webhook-id'], event, snapshot });
    return 200;
  };
