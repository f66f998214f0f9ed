import { createOpenOrders } from '../../workers/open-orders';
import { keepAuditSchedule } from '../../workers/audit-schedule';
import { AUDIT_HOLDS, AUDIT_SCHEDULE } from '../../workflows/contract/audit';
import type { AuditReport } from '../../workflows/contract/audit';
import { orderWorkflowId } from '../../workflows/contract/order';
import { eventually } from '../support/eventually';
import { REDIRECT_CARD } from '../support/gateway';
import { AMOUNT, openRealShop } from '../support/orders';
import type { Shop } from '../support/orders';
import { racedRefunds } from '../support/refunds';

/* What needs a real server: a race between clients, the index, schedules. */

const PAIRS = 20;
const HOUR_MS = 3_600_000;

let shop: Shop;
beforeAll(async () => {
  shop = await openRealShop({ openOrders: ({ client }) => createOpenOrders(client) });
});
afterAll(() => shop.close());

const held = (reference: string, decideByMs = 4 * HOUR_MS): Promise<unknown> =>
  shop.placeHeld({ reference, policy: { decideBy: { afterMs: decideByMs } } });
async function captured(reference: string): Promise<void> {
  await held(reference);
  await shop.orders.confirmDelivery(reference);
}

describe('two refunds of one order that are too much together, asked for through two clients at once', () => {
  it('exactly one of each pair takes effect, and the other is refused with a reason', async () => {
    const references = Array.from({ length: PAIRS }, (_, pair) => `RACE-${pair}`);
    for (const reference of references) await captured(reference);
    const clients = [shop.orders, shop.anotherClient()];
    const races = await Promise.all(references.map((reference) => racedRefunds(clients, reference, 60_000)));
    expect(races).toEqual(references.map(() => ['refund-too-large', 'refunded']));
    for (const reference of references)
      expect(shop.bench.simulator.control.ledgerOf(reference, true)).toMatchObject({
        refunded: 60_000,
        mutatingCalls: { refund: 1 },
        violations: [],
      });
  }, 120_000);
});

describe('the watchdog', () => {
  const audit = (): Promise<AuditReport> =>
    shop.environment.client.workflow.execute<(input: object) => Promise<AuditReport>>(AUDIT_HOLDS, {
      workflowId: `audit-${Date.now()}`,
      taskQueue: shop.taskQueue,
      args: [{ withinMs: 6 * HOUR_MS, sample: 10 }],
    });

  it('publishes what is on hold by the time that is left, and finds a hold that the gateway let go unheard', async () => {
    await held('WATCH-1', HOUR_MS / 2);
    await held('WATCH-2', 48 * HOUR_MS);
    const exposure = await eventually(
      () => shop.orders.exposure(),
      ({ total }) => total.count === 2,
    );
    expect(exposure.total.amount).toEqual({ ...AMOUNT, value: 2 * AMOUNT.value });
    expect([exposure.byTime.withinHour.count, exposure.byTime.within3Days.count]).toEqual([1, 1]);

    expect(await audit()).toMatchObject({ compared: 2, unanswered: 0, parked: 0, disagreements: [] });

    shop.bench.simulator.control.act('WATCH-1', 'cancel-in-dashboard');
    expect(await audit()).toMatchObject({
      exposure: { total: { count: 2 } },
      disagreements: [{ reference: 'WATCH-1', believedMinor: AMOUNT.value, shownMinor: 0, isExplained: true }],
    });
    const { state } = (await shop.environment.client.workflow.getHandle(orderWorkflowId('WATCH-1')).result()) as {
      state: string;
    };
    expect(state).toBe('released');
  });

  it('finds a hold of which an order that believes nothing is on hold has not heard', async () => {
    const cardRef = await shop.bench.card(REDIRECT_CARD);
    await shop.place({ reference: 'WATCH-3', cardRef });
    const { gatewayOrderId } = await shop.orders.get('WATCH-3');
    await eventually(
      () => shop.orders.findByGatewayOrderId(gatewayOrderId ?? ''),
      (found) => found === 'WATCH-3',
    );
    shop.bench.simulator.control.act('WATCH-3', 'authorise-late');
    expect((await audit()).disagreements).toEqual([
      { reference: 'WATCH-3', gatewayOrderId, believedMinor: 0, shownMinor: AMOUNT.value, isExplained: true },
    ]);
    expect(await shop.orders.get('WATCH-3')).toMatchObject({ state: 'held' });
  });

  it('is run by one schedule, however many workers make sure of it, and by none when it is switched off', async () => {
    const { taskQueue } = shop;
    const { client } = shop.environment;
    const options = { everyMs: HOUR_MS, withinMs: HOUR_MS, sample: 1 };
    await Promise.all([1, 2, 3].map(() => keepAuditSchedule(client, options, taskQueue)));
    await keepAuditSchedule(client, { ...options, everyMs: 2 * HOUR_MS }, taskQueue);
    const handle = client.schedule.getHandle(AUDIT_SCHEDULE);
    expect((await handle.describe()).spec.intervals).toMatchObject([{ every: 2 * HOUR_MS }]);
    await handle.trigger();
    const { info } = await eventually(
      () => handle.describe(),
      ({ info: { recentActions } }) => recentActions.length > 0,
    );
    const [run] = info.recentActions;
    const { workflowId = '' } = run?.action.workflow ?? {};
    expect(await client.workflow.getHandle(workflowId).result()).toMatchObject({ unanswered: 0 });
    await keepAuditSchedule(client, { ...options, everyMs: null }, taskQueue);
    await keepAuditSchedule(client, { ...options, everyMs: null }, taskQueue);
    await expect(handle.describe()).rejects.toMatchObject({ name: 'ScheduleNotFoundError' });
  });
});
