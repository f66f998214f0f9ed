import { randomBytes } from 'node:crypto';
import { Client as TemporalClient } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker } from '@temporalio/worker';
import { readExposure } from '../../clients/open-holds';
import { OrderClient } from '../../clients/order-client';
import { parseKeyring } from '../../clients/temporal/codec';
import { createDataConverter } from '../../clients/temporal/data-converter';
import { createOpenOrders } from '../../workers/open-orders';
import { orderWorkflowId } from '../../workflows/contract';
import { DEFAULT_POLICY, DEFAULT_TIMING } from '../../workflows/domain/policy';
import { eventually } from '../support/eventually';
import { startBench } from '../support/gateway';
import type { Bench } from '../support/gateway';
import { AMOUNT, orderClientOf } from '../support/orders';
import { startDevServer, startWorker } from '../support/temporal';

/* A key that is missing: what is sealed cannot be read, and nothing else may suffer from it. */

const WISH = { actor: 'nina', reason: 'its key is lost' };
const otherKey = () => createDataConverter(parseKeyring(`other:${randomBytes(32).toString('base64')}`));
const QUIET_MS = 2_000;

let environment: TestWorkflowEnvironment;
let bench: Bench;
let worker: Worker;
let running: Promise<void>;
let withKey: OrderClient;
let withoutKey: OrderClient;
let keyless: TemporalClient;

beforeAll(async () => {
  environment = await startDevServer();
  bench = await startBench();
  worker = await startWorker(environment, bench.dependencies);
  running = worker.run();
  withKey = orderClientOf(environment, worker);
  keyless = new TemporalClient({ connection: environment.connection, dataConverter: otherKey() });
  withoutKey = new OrderClient({
    client: keyless,
    defaults: {
      policy: DEFAULT_POLICY,
      timing: { ...DEFAULT_TIMING, decisionSpreadMs: 0, quietMs: allQuiet(QUIET_MS) },
    },
    taskQueue: worker.options.taskQueue,
  });
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await bench.close();
  await environment.teardown();
});

const allQuiet = (ms: number) => ({ createOrder: ms, createPayment: ms, capture: ms, cancel: ms });

async function held(orders: OrderClient, reference: string): Promise<void> {
  await orders.place({ reference, amount: AMOUNT, checkout: 'seamless', cardRef: await bench.card() });
  await orders.submitOtp(reference, { otpRef: await bench.otp() });
}

describe('where the key of an order is missing', () => {
  beforeAll(() => held(withKey, 'SEALED-1'));

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
    await held(withKey, 'SEALED-2');
    await withKey.confirmDelivery('SEALED-2');
    await withKey.refund('SEALED-2', { refundReference: 'SEALED-R', reason: 'x' });
    await expect(withoutKey.refunds('SEALED-2')).rejects.toMatchObject({ name: 'TemporalUnavailable' });
    await expect(withoutKey.recheckRefund('SEALED-2', 'SEALED-R', { actor: 'x', reason: 'y' })).rejects.toMatchObject({
      name: 'TemporalUnavailable',
    });
  });
});

describe('an order that ended and that nobody can read', () => {
  const terminate = (reference: string) =>
    environment.client.workflow.getHandle(orderWorkflowId(reference)).terminate('a slip');

  it('is revived from what the request says and the gateway shows, and waits for a person', async () => {
    await held(withKey, 'BLIND-1');
    await terminate('BLIND-1');
    await expect(withoutKey.revive('BLIND-1', WISH)).rejects.toMatchObject({
      errors: [{ field: 'amount' }, { field: 'checkout' }],
    });
    await withoutKey.revive('BLIND-1', { ...WISH, amount: AMOUNT, checkout: 'seamless' });
    worker.shutdown();
    await running;
    const { taskQueue } = worker.options;
    worker = await startWorker(environment, bench.dependencies, keyless.options.dataConverter, taskQueue);
    running = worker.run();
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
    expect(bench.simulator.control.ledgerOf('BLIND-1', true)).toMatchObject({
      captured: AMOUNT.value,
      mutatingCalls: { capture: 1, createOrder: 1 },
      violations: [],
    });
  });
});
