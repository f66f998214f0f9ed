import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker } from '@temporalio/worker';
import { gatewayClockOffsMs } from '../../clients/gateway-clock';
import type { OrderClient } from '../../clients/order-client';
import { eventually } from '../support/eventually';
import { startBench } from '../support/gateway';
import type { Bench } from '../support/gateway';
import { AMOUNT, orderClientOf } from '../support/orders';
import { startDevServer, startWorker } from '../support/temporal';

/** A zone left off. */
const AHEAD_MS = 5.5 * 3_600_000;

let environment: TestWorkflowEnvironment;
let bench: Bench;
let worker: Worker;
let running: Promise<void>;
let orders: OrderClient;
beforeAll(async () => {
  environment = await startDevServer();
  bench = await startBench();
  worker = await startWorker(environment, bench.dependencies);
  running = worker.run();
  orders = orderClientOf(environment, worker);
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await bench.close();
  await environment.teardown();
});

async function hold(reference: string): Promise<void> {
  await orders.place({ reference, amount: AMOUNT, checkout: 'seamless', cardRef: await bench.card() });
  await orders.submitOtp(reference, { otpRef: await bench.otp() });
}

const shown = (atMost: number, wanted: number): Promise<number[]> =>
  eventually(
    () => gatewayClockOffsMs(environment.client, atMost, { timeoutMs: 3_000 }),
    (offsMs) => offsMs.length === wanted,
  );

it("the newest open holds show how far the gateway's clock is off", async () => {
  await hold('RIGHT');
  await shown(2, 1);
  bench.simulator.control.configure({ stampOffsetMs: AHEAD_MS });
  await hold('AHEAD');
  const [newest = 0, oldest] = await shown(2, 2);
  expect(oldest).toBe(0);
  // Ours allows the moment at which the answer came, which is a little after the gateway stamped it.
  expect(newest).toBeGreaterThan(AHEAD_MS - 10_000);
  expect(newest).toBeLessThanOrEqual(AHEAD_MS);
  expect(await shown(1, 1)).toEqual([newest]);
});
