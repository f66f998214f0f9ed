import type { WorkflowHandle } from '@temporalio/client';
import { readExposure } from '../../clients/open-holds';
import { orderWorkflowId } from '../../workflows/contract/order';
import type { Operation } from '../../simulator/model';
import { deliveryConfirmedSignal } from '../../workflows/contract/order-messages';
import { DEFAULT_TIMING } from '../../workflows/domain/order/terms';
import { eventually } from '../support/eventually';
import { AMOUNT, openRealShop } from '../support/orders';
import type { Shop } from '../support/orders';

/* Orders whose workflow somebody ends, on the real server: query of a closed run, reuse of its id, and the index. */

const WISH = { actor: 'nina', reason: 'terminated by mistake' };
/** Short, so that what is in doubt is soon believed not to have happened. */
const QUIET_MS = 2_000;
const SECOND = { timeoutMs: 1_000 };

let shop: Shop;
beforeAll(async () => {
  shop = await openRealShop({
    timing: { quietMs: { ...DEFAULT_TIMING.quietMs, capture: QUIET_MS, cancel: QUIET_MS } },
  });
});
afterAll(() => shop.close());
afterEach(() => {
  shop.bench.simulator.control.setFaults([]);
  shop.bench.simulator.control.held.release();
});

const handleOf = (reference: string): WorkflowHandle =>
  shop.environment.client.workflow.getHandle(orderWorkflowId(reference));
const terminate = (reference: string): Promise<unknown> => handleOf(reference).terminate('a slip');

const held = async (): Promise<string> => (await shop.placeHeld()).reference;

/** Until a call of this kind about this order stands still at the gateway: other orders of the shop ask, too. */
const stands = (operation: Operation, reference: string): Promise<unknown> =>
  eventually(
    () => shop.bench.simulator.control.held.list(),
    (calls) => calls.some((call) => call.operation === operation && call.reference === reference),
  );
const hold = (operation: Operation, reference: string, when: 'before' | 'after'): void =>
  shop.bench.simulator.control.setFaults([{ operation, reference, times: 1, action: { kind: 'hold', when } }]);

const settledAs = (reference: string, state: string): Promise<unknown> =>
  eventually(
    () => shop.orders.get(reference),
    (order) => order.state === state && order.final,
    30_000,
  );

function expectOneCapture(reference: string): void {
  expect(shop.bench.simulator.control.ledgerOf(reference, true)).toMatchObject({
    captured: AMOUNT.value,
    violations: [],
  });
}

describe('an order whose workflow was terminated', () => {
  it('before its capture: says so everywhere, refuses every lever with the way out, and is captured once revived', async () => {
    const reference = await held();
    await terminate(reference);
    const { attention, nextAction, waitingFor, state } = await shop.orders.get(reference);
    expect({ code: attention?.code, nextAction, state }).toEqual({
      code: 'workflow-ended',
      nextAction: null,
      state: 'held',
    });
    expect(waitingFor).toMatch(/^A person: The workflow of the order was terminated before the order was settled/);
    await expect(shop.orders.capture(reference)).rejects.toMatchObject({ code: 'workflow-ended', message: /revive/ });
    await expect(shop.orders.cancel(reference, { reason: 'x' })).rejects.toMatchObject({ code: 'workflow-ended' });
    expect(await shop.orders.hasEndedUnsettled(reference)).toBe(true);
    const listed = (attends: boolean) => async () =>
      (await shop.orders.list({ attention: attends, limit: 200 })).orders.map((order) => order.reference);
    await eventually(listed(true), (found) => found.includes(reference));
    expect(await listed(false)()).not.toContain(reference);
    const { ended } = await readExposure(shop.environment.client, new Date());
    expect(ended).toEqual({ count: 1, amount: AMOUNT });

    expect(await shop.orders.revive(reference, WISH)).toMatchObject({ answered: true, order: { state: 'held' } });
    await eventually(
      () => shop.orders.get(reference),
      ({ attention: called }) => called === null,
    );
    const { timeline } = await shop.orders.get(reference);
    expect(timeline.map(({ what }) => what)).toContain('nina revived it: terminated by mistake');
    await shop.orders.confirmDelivery(reference);
    await settledAs(reference, 'captured');
    expectOneCapture(reference);
    await eventually(
      async () => (await shop.orders.list({ limit: 200 })).orders.filter((order) => order.reference === reference),
      (found) => found.length === 1 && found[0]?.state === 'captured',
    );
    expect((await readExposure(shop.environment.client, new Date())).ended.count).toBe(0);
  });

  it('while a late authorisation was watched for: the list says so, too, and so it is watched again once revived', async () => {
    const { reference } = await shop.place();
    await shop.orders.cancel(reference, { reason: 'no longer wanted' });
    const watched = await shop.orders.get(reference);
    expect(watched).toMatchObject({ state: 'abandoned', final: false, attention: null });
    await terminate(reference);
    const seen = (attention: boolean) => async () =>
      (await shop.orders.list({ attention, limit: 200 })).orders.find((order) => order.reference === reference);
    const listed = await eventually(seen(true), (found) => found !== undefined);
    expect(listed?.attention).toMatch(/^The workflow of the order was terminated/);
    expect(await seen(false)()).toBeUndefined();
    await shop.orders.revive(reference, WISH);
    await eventually(
      () => shop.orders.get(reference),
      ({ attention, waitingFor }) => attention === null && waitingFor === watched.waitingFor,
    );
  });

  it.each(['before', 'after'] as const)(
    'while its capture stands %s its effect at the gateway: one capture',
    async (when) => {
      const reference = await held();
      hold('capture', reference, when);
      await shop.orders.capture(reference, {}, SECOND);
      await stands('capture', reference);
      await terminate(reference);
      expect((await shop.orders.get(reference)).attention?.code).toBe('workflow-ended');
      await shop.orders.revive(reference, WISH);
      shop.bench.simulator.control.held.release(reference, 'cut');
      await settledAs(reference, 'captured');
      expectOneCapture(reference);
    },
  );

  it('after its capture took effect unheard: it is asked about and not sent again', async () => {
    const reference = await held();
    shop.bench.simulator.control.setFaults([
      { operation: 'capture', reference, times: 1, action: { kind: 'commit-then-reset' } },
      { operation: ['getOrder', 'getOrderByReference'], reference, times: 1, action: { kind: 'hold', when: 'before' } },
    ]);
    await shop.orders.capture(reference, {}, SECOND);
    await stands('getOrder', reference);
    await terminate(reference);
    shop.bench.simulator.control.held.release();
    await shop.orders.revive(reference, WISH);
    await settledAs(reference, 'captured');
    expectOneCapture(reference);
    expect(shop.bench.simulator.control.ledgerOf(reference)).toMatchObject({ mutatingCalls: { capture: 1 } });
  });

  it('before a task took in its delivery: the delivery counts all the same', async () => {
    const reference = await held();
    await shop.restart(async () => {
      await handleOf(reference).signal(deliveryConfirmedSignal);
      await terminate(reference);
    });
    // No task took it in: the view is as the last one left it, and says that the workflow has ended.
    expect(await shop.orders.get(reference)).toMatchObject({
      deliveredAt: null,
      attention: { code: 'workflow-ended' },
    });
    await shop.orders.revive(reference, WISH);
    await settledAs(reference, 'captured');
    expectOneCapture(reference);
  });

  it('is revived once: by one of two at once, again under the same key, and not while it runs', async () => {
    const reference = await held();
    await terminate(reference);
    const options = { idempotencyKey: 'ticket-9' };
    await Promise.all([shop.orders.revive(reference, WISH, options), shop.orders.revive(reference, WISH, options)]);
    await shop.orders.revive(reference, WISH, options);
    await expect(shop.orders.revive(reference, WISH)).rejects.toMatchObject({ code: 'not-ended' });
    expect((await shop.orders.get(reference)).timeline.filter(({ what }) => what.includes('revived'))).toHaveLength(1);
    await shop.orders.cancel(reference, { reason: 'done' });
    await settledAs(reference, 'released');
    await expect(shop.orders.revive(reference, WISH)).rejects.toMatchObject({
      code: expect.stringMatching(/settled|not-ended/),
    });
  });
});
