import { eventually } from '../support/eventually';
import { openRealShop } from '../support/orders';
import type { Shop } from '../support/orders';
import { orderWorkflowId } from '../../workflows/contract/order';
import type { WebhookNotice } from '../../workflows/contract/common';

/* Webhooks as signals of the real server: each counts once, whoever hands it over again. */

let shop: Shop;
beforeAll(async () => {
  shop = await openRealShop();
});
afterAll(() => shop.close());

const noticeOf = (webhookId: string, reference: string): WebhookNotice => ({
  webhookId,
  event: 'ORDER_PENDING',
  snapshot: {
    source: 'webhook',
    observedAt: new Date().toISOString(),
    gatewayOrderId: 'v1-1',
    reference,
    status: 'pending',
    payments: [],
    captures: [],
  } as unknown as WebhookNotice['snapshot'],
});

async function signalsIn(reference: string): Promise<number> {
  const { events } = await shop.environment.client.workflow.getHandle(orderWorkflowId(reference)).fetchHistory();
  return (events ?? []).filter((event) => event.workflowExecutionSignaledEventAttributes).length;
}

it('a webhook that several processes hand over again and again stands in the history once', async () => {
  const { reference } = await shop.place({ checkout: 'hosted' });
  const clients = [shop.orders, shop.anotherClient()];
  for (let times = 0; times < 20; times += 1) {
    expect(await clients[times % 2]?.signalWebhook(reference, noticeOf('msg_1', reference))).toBe(true);
  }
  await shop.orders.signalWebhook(reference, noticeOf('msg_2', reference));
  await eventually(
    () => signalsIn(reference),
    (count) => count >= 2,
  );
  expect(await signalsIn(reference)).toBe(2);
});

it('a webhook for an order that has closed, or was never there, finds nobody', async () => {
  const { reference } = await shop.place({ checkout: 'hosted' });
  await shop.environment.client.workflow.getHandle(orderWorkflowId(reference)).terminate('closed');
  expect(await shop.orders.signalWebhook(reference, noticeOf('msg_3', reference))).toBe(false);
  expect(await shop.orders.signalWebhook('NOBODY', noticeOf('msg_4', 'NOBODY'))).toBe(false);
});
