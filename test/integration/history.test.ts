import { readFileSync } from 'node:fs';
import { orderWorkflowId } from '../../workflows/contract/order';
import { wishSignal } from '../../workflows/contract/order-messages';
import { billableActions } from '../support/billing';
import { eventually } from '../support/eventually';
import { AMOUNT, openRealShop } from '../support/orders';
import type { Shop } from '../support/orders';
import { BUNDLE } from '../support/temporal';

/* What an order leaves behind on a real server, with encryption on: how much it costs, and how it goes on when it grows. */

/** Few enough events for an order to reach it. */
const CONTINUE_AT_EVENTS = 60;

let shop: Shop;
beforeAll(async () => {
  const limit = `limit.historyCount.suggestContinueAsNew=${CONTINUE_AT_EVENTS}`;
  shop = await openRealShop({ webhooks: true }, ['--dynamic-config-value', limit]);
});
afterAll(() => shop.close());

const handleOf = (reference: string) => shop.environment.client.workflow.getHandle(orderWorkflowId(reference));
const place = (reference: string): Promise<unknown> => shop.place({ reference });
const enterOtp = async (reference: string, otp?: string): Promise<unknown> =>
  shop.orders.submitOtp(reference, { otpRef: await shop.bench.otp(otp) }).catch((error: unknown) => error);

describe('the happy order, webhooks included', () => {
  it('costs at most 16 billable actions, 90 events and 20 KB of encrypted history', async () => {
    const reference = 'COST-1';
    await place(reference);
    await enterOtp(reference);
    await shop.orders.confirmDelivery(reference);
    const { state } = (await handleOf(reference).result()) as { state: string };
    expect(state).toBe('captured');
    const history = await handleOf(reference).fetchHistory();
    const { historySize } = await handleOf(reference).describe();
    expect(history.events?.some((event) => event.workflowExecutionSignaledEventAttributes)).toBe(true);
    expect(billableActions(history)).toBeLessThanOrEqual(16);
    expect(history.events?.length).toBeLessThanOrEqual(90);
    expect(historySize).toBeLessThanOrEqual(20 * 1024);
  });

  it('a refused update leaves nothing in the history', async () => {
    const reference = 'COST-2';
    await place(reference);
    const before = (await handleOf(reference).fetchHistory()).events?.length;
    await expect(shop.orders.capture(reference)).rejects.toMatchObject({ code: 'not-held' });
    expect((await handleOf(reference).fetchHistory()).events?.length).toBe(before);
    await shop.orders.cancel(reference, { reason: 'end of test' });
  });
});

describe('a history that grows long', () => {
  it('goes on in a new run, with its state and the ids of the updates it has answered', async () => {
    const reference = 'LONG-1';
    await place(reference);
    const [first] = await Promise.all([handleOf(reference).describe(), enterOtp(reference)]);
    const extend = (key: string, hours: number): Promise<unknown> =>
      shop.orders.extend(reference, { decideBy: { afterMs: hours * 3_600_000 } }, { idempotencyKey: key });
    await extend('first', 1);
    for (let hours = 2; hours <= 12; hours += 1) await extend(`later-${hours}`, hours);
    await eventually(
      () => handleOf(reference).describe(),
      ({ runId }) => runId !== first.runId,
    );

    // The server has forgotten the id; the order has not, and does not go back to one hour.
    await extend('first', 1);
    const { policy, state } = await shop.orders.get(reference);
    expect(state).toBe('held');
    expect(policy.decideBy).toEqual({ afterMs: 12 * 3_600_000 });
    expect((await shop.orders.confirmDelivery(reference)).order).toMatchObject({ state: 'captured' });
    expect(shop.bench.simulator.control.ledgerOf(reference, true)).toMatchObject({
      captured: AMOUNT.value,
      violations: [],
    });
  });
});

describe('a wish that was handed over before a change of runs', () => {
  it('counts once with an update and a signal after it, and a refused one stays refused', async () => {
    const reference = 'LONG-2';
    await place(reference);
    await enterOtp(reference);
    const first = await handleOf(reference).describe();
    const handed = (updateId: string, hours: number, notAfter?: string): Promise<void> =>
      handleOf(reference).signal(wishSignal, {
        name: 'extend',
        updateId,
        argument: { decideBy: { afterMs: hours * 3_600_000 } },
        ...(notAfter && { notAfter }),
      });
    await handed('w-1', 1);
    await handed('w-2', 2, '2026-01-01T00:00:00Z');
    for (let hours = 3; hours <= 20; hours += 1)
      await shop.orders.extend(reference, { decideBy: { afterMs: hours * 3_600_000 } });
    await eventually(
      () => handleOf(reference).describe(),
      ({ runId }) => runId !== first.runId,
    );

    await handed('w-1', 1);
    const updated = (updateId: string, hours: number): Promise<unknown> =>
      handleOf(reference).executeUpdate('extend', { updateId, args: [{ decideBy: { afterMs: hours * 3_600_000 } }] });
    await updated('w-1', 1);
    await expect(updated('w-2', 2)).rejects.toMatchObject({ cause: { details: ['wish-expired'] } });
    const { policy, wishes } = await shop.orders.get(reference);
    expect(policy.decideBy).toEqual({ afterMs: 20 * 3_600_000 });
    expect(wishes.map(({ key, outcome }) => [key, outcome])).toEqual([
      ['w-1', 'accepted'],
      ['w-2', 'expired'],
    ]);
  });
});

describe('the workflow bundle', () => {
  it('has at most 2 MB, and neither zod nor axios in it', () => {
    const bundle = readFileSync(BUNDLE.codePath, 'utf8');
    expect(Buffer.byteLength(bundle)).toBeLessThanOrEqual(2_000_000);
    expect(bundle).not.toMatch(/ZodError|AxiosError/);
    expect(bundle).toContain('preAuthOrder');
  });
});
