import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from '@temporalio/worker';
import { orderWorkflowId } from '../../workflows/contract/order';
import { orderQuery } from '../../workflows/contract/order-messages';
import { OTP_CARD, REDIRECT_CARD } from '../support/gateway';
import { openRealShop } from '../support/orders';
import type { Shop } from '../support/orders';
import { BUNDLE } from '../support/temporal';

/* Whoever looks at an order must not change it (docs/decisions/0015): not even where the server has forgotten its worker. */

/** Fewer than the looks below. */
const MOST_UPDATES = 10;

let shop: Shop;
beforeAll(async () => {
  // The buyer of each order is away, and is asked about every few seconds: timers, questions and looks cross.
  const timing = { awayAskMs: 500 };
  shop = await openRealShop({ timing }, ['--dynamic-config-value', `history.maxTotalUpdates=${MOST_UPDATES}`]);
});
afterAll(() => shop.close());

const handleOf = (reference: string) => shop.environment.client.workflow.getHandle(orderWorkflowId(reference));
async function place(reference: string, card = REDIRECT_CARD): Promise<void> {
  await shop.place({ reference, cardRef: await shop.bench.card(card) });
}

/** The server sends what comes next to any worker, as after a restart, although one has the order in its cache. */
const forgetWorker = (reference: string): Promise<unknown> =>
  shop.environment.connection.workflowService.resetStickyTaskQueue({
    namespace: shop.environment.namespace ?? 'default',
    execution: { workflowId: orderWorkflowId(reference) },
  });

async function replays(reference: string): Promise<string> {
  const history = await handleOf(reference).fetchHistory();
  const { dataConverter } = shop.environment.client.options;
  return Worker.runReplayHistory({ workflowBundle: BUNDLE, dataConverter }, history).then(
    () => 'replayed',
    (error: unknown) => String(error),
  );
}

describe('looks', () => {
  const ORDERS = 30;
  const FOR_MS = 12_000;

  it('leave a history as it would be without them, under load and with forgotten workers', async () => {
    const references = Array.from({ length: ORDERS }, (_, number) => `LOOK-${number}`);
    for (const reference of references) await place(reference);
    const endMs = Date.now() + FOR_MS;
    let looks = 0;
    const watch = async (reference: string): Promise<void> => {
      while (Date.now() < endMs) {
        await forgetWorker(reference);
        await shop.orders.get(reference).then(
          () => (looks += 1),
          () => undefined,
        );
        await pause(50);
      }
    };
    await Promise.all(references.map(watch));
    expect(looks).toBeGreaterThan(ORDERS);
    const outcomes = [];
    for (const reference of references) outcomes.push(await replays(reference));
    expect(outcomes).toEqual(references.map(() => 'replayed'));
  }, 120_000);

  it('take none of the updates that a workflow may have, one after the other or at once', async () => {
    await place('LOOK-MANY');
    const before = (await handleOf('LOOK-MANY').describe()).historyLength;
    for (let look = 0; look < 2 * MOST_UPDATES; look += 1) await shop.orders.get('LOOK-MANY');
    const views = await Promise.all(Array.from({ length: 40 }, () => shop.orders.get('LOOK-MANY')));
    expect(new Set(views.map(({ state }) => state))).toEqual(new Set(['authenticating']));
    const { events } = await handleOf('LOOK-MANY').fetchHistory();
    const updates = events?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes);
    // The one that placed it.
    expect(updates).toHaveLength(1);
    expect(events?.length).toBeGreaterThanOrEqual(before);
  });

  it('show the same as the query, and go on showing an order that has ended', async () => {
    await place('LOOK-END', OTP_CARD);
    await shop.orders.submitOtp('LOOK-END', { otpRef: await shop.bench.otp() });
    await shop.orders.cancel('LOOK-END', { reason: 'test' });
    await handleOf('LOOK-END').result();
    const { workflow: _, ...view } = await shop.orders.get('LOOK-END');
    expect(view).toEqual(await handleOf('LOOK-END').query(orderQuery));
  });
});
