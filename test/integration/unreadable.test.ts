import { randomBytes } from 'node:crypto';
import { Client as TemporalClient } from '@temporalio/client';
import { readExposure } from '../../clients/open-holds';
import { OrderClient } from '../../clients/order-client';
import { parseKeyring } from '../../clients/temporal/codec';
import { createDataConverter } from '../../clients/temporal/data-converter';
import { createOpenOrders } from '../../workers/open-orders';
import { orderWorkflowId } from '../../workflows/contract/order';
import { DEFAULT_POLICY, DEFAULT_TIMING } from '../../workflows/domain/order/terms';
import { eventually } from '../support/eventually';
import { AMOUNT, openRealShop } from '../support/orders';
import type { Shop } from '../support/orders';

/* A key that is missing: what is sealed cannot be read, and nothing else may suffer from it. */

const WISH = { actor: 'nina', reason: 'its key is lost' };
const otherKey = () => createDataConverter(parseKeyring(`other:${randomBytes(32).toString('base64')}`));
const QUIET_MS = 2_000;

let shop: Shop;
let withoutKey: OrderClient;
let keyless: TemporalClient;

beforeAll(async () => {
  shop = await openRealShop();
  keyless = new TemporalClient({ connection: shop.environment.connection, dataConverter: otherKey() });
  withoutKey = new OrderClient({
    client: keyless,
    defaults: {
      policy: DEFAULT_POLICY,
      timing: { ...DEFAULT_TIMING, decisionSpreadMs: 0, quietMs: allQuiet(QUIET_MS) },
    },
    taskQueue: shop.taskQueue,
  });
});
afterAll(() => shop.close());

const allQuiet = (ms: number) => ({ createOrder: ms, createPayment: ms, capture: ms, cancel: ms });

describe('where the key of an order is missing', () => {
  beforeAll(() => shop.placeHeld({ reference: 'SEALED-1' }));

  it('the list has it all the same, and says why it cannot be read', async () => {
    const { orders } = await eventually(
      () => withoutKey.list({ state: 'held' }),
      (list) => list.orders.length > 0,
    );
    expect(orders).toEqual([
      expect.objectContaining({
        reference: 'SEALED-1',
        held: AMOUNT,
        unreadable: 'Encryption key test is unknown here',
      }),
    ]);
  });

  it('the order is no 500, and whoever places it again is not told that it is another', async () => {
    const unavailable = { name: 'TemporalUnavailable', glance: { reference: 'SEALED-1', state: 'held' } };
    await expect(withoutKey.get('SEALED-1')).rejects.toMatchObject(unavailable);
    const order = { reference: 'SEALED-1', amount: AMOUNT, checkout: 'seamless' } as const;
    await expect(withoutKey.placedBefore(order)).rejects.toMatchObject(unavailable);
  });

  it('exposure and watchdog count it', async () => {
    expect((await readExposure(keyless, new Date())).total).toEqual({ count: 1, amount: AMOUNT });
    const { holds } = await createOpenOrders(keyless).findHolds({ withinMs: 1, sample: 5 });
    expect(holds.map(({ reference }) => reference)).toEqual(['SEALED-1']);
  });

  it('its refunds are no 500', async () => {
    await shop.placeHeld({ reference: 'SEALED-2' });
    await shop.orders.confirmDelivery('SEALED-2');
    await shop.orders.refund('SEALED-2', { refundReference: 'SEALED-R', reason: 'x' });
    await expect(withoutKey.refunds('SEALED-2')).rejects.toMatchObject({ name: 'TemporalUnavailable' });
    await expect(withoutKey.recheckRefund('SEALED-2', 'SEALED-R', { actor: 'x', reason: 'y' })).rejects.toMatchObject({
      name: 'TemporalUnavailable',
    });
  });
});

describe('an order that ended and that nobody can read', () => {
  const terminate = (reference: string) =>
    shop.environment.client.workflow.getHandle(orderWorkflowId(reference)).terminate('a slip');

  it('is revived from what the request says and the gateway shows, and waits for a person', async () => {
    await shop.placeHeld({ reference: 'BLIND-1' });
    await terminate('BLIND-1');
    await expect(withoutKey.revive('BLIND-1', WISH)).rejects.toMatchObject({
      errors: [{ field: 'amount' }, { field: 'checkout' }],
    });
    await withoutKey.revive('BLIND-1', { ...WISH, amount: AMOUNT, checkout: 'seamless' });
    await shop.restart(undefined, keyless.options.dataConverter);
    // Before the new worker takes over, nobody answers for a while.
    const seen = await eventually(
      () => withoutKey.get('BLIND-1').catch(() => null),
      (view) => view?.state === 'held',
      20_000,
    );
    expect(seen?.attention?.code).toBe('revived-blind');
    const { timeline } = await withoutKey.capture('BLIND-1').then(({ order }) => order as NonNullable<typeof seen>);
    expect(timeline.map(({ what }) => what)).toContain('nina revived it: its key is lost');
    await eventually(
      () => withoutKey.get('BLIND-1'),
      ({ state, attention }) => state === 'captured' && attention === null,
      20_000,
    );
    expect(shop.bench.simulator.control.ledgerOf('BLIND-1', true)).toMatchObject({
      captured: AMOUNT.value,
      mutatingCalls: { capture: 1, createOrder: 1 },
      violations: [],
    });
  });
});
