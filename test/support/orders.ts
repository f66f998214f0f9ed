import { randomUUID } from 'node:crypto';
import type { DataConverter } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker } from '@temporalio/worker';
import { OrderClient } from '../../clients/order-client';
import type { OrderRequest } from '../../clients/orders';
import type { Statement } from '../../simulator/ledger';
import { orderWorkflowId } from '../../workflows/contract';
import type { OrderResult, OrderView } from '../../workflows/contract';
import { DEFAULT_POLICY, DEFAULT_TIMING } from '../../workflows/domain/policy';
import { startBench } from './gateway';
import type { Bench } from './gateway';
import { startVirtualTime, startWorker } from './temporal';

export const AMOUNT = { value: 110_000, currency: 'INR' };

/** An order under test, and everything one can do to it. */
export interface OrderUnderTest {
  readonly reference: string;
  readonly view: OrderView;
  look(): Promise<OrderView>;
  /** Lets time pass until the workflow ends. */
  result(): Promise<OrderResult>;
  /** From the start of the workflow to its end, in its own time. */
  lifetimeMs(): Promise<number>;
  /** What the gateway's own ledger says; `atEnd` also counts a hold that still lives as a violation. */
  ledger(atEnd?: boolean): Statement;
}

/** Temporal in virtual time, a worker on it, and a gateway whose clock follows. */
export interface VirtualShop {
  readonly environment: TestWorkflowEnvironment;
  readonly bench: Bench;
  readonly orders: OrderClient;
  place(order?: Partial<OrderRequest>): Promise<OrderUnderTest>;
  /** An order whose buyer has entered the right OTP. */
  placeHeld(order?: Partial<OrderRequest>): Promise<OrderUnderTest>;
  /** Lets virtual time pass, at the gateway, too. */
  pass(durationMs: number): Promise<void>;
  close(): Promise<void>;
}

export async function openVirtualShop(dataConverter?: DataConverter): Promise<VirtualShop> {
  const environment = await startVirtualTime(dataConverter);
  let aheadMs = 0;
  const syncClock = async (): Promise<void> => {
    aheadMs = (await environment.currentTimeMs()) - Date.now();
  };
  const bench = await startBench({ now: () => Date.now() + aheadMs });
  const worker = await startWorker(environment, bench.dependencies, dataConverter);
  const running = worker.run();
  const orders = orderClientOf(environment, worker);

  const place = async (order: Partial<OrderRequest> = {}): Promise<OrderUnderTest> => {
    // Another order may have let days pass.
    await syncClock();
    const reference = order.reference ?? `T-${randomUUID().slice(0, 8)}`;
    const cardRef = order.cardRef ?? (await bench.card());
    const { order: view } = await orders.place({ amount: AMOUNT, checkout: 'seamless', ...order, cardRef, reference });
    return underTest(environment, bench, orders, view as OrderView);
  };
  const placeHeld = async (order?: Partial<OrderRequest>): Promise<OrderUnderTest> => {
    const placed = await place(order);
    await orders.submitOtp(placed.reference, { otpRef: await bench.otp() });
    return placed;
  };
  const pass = async (durationMs: number): Promise<void> => {
    await environment.sleep(durationMs);
    await syncClock();
  };
  const close = async (): Promise<void> => {
    worker.shutdown();
    await running;
    await bench.close();
    await environment.teardown();
  };
  return { environment, bench, orders, place, placeHeld, pass, close };
}

export const orderClientOf = ({ client }: TestWorkflowEnvironment, { options }: Worker): OrderClient =>
  new OrderClient({
    client,
    // Each order has a moment of its own for its decision; here it is the same for all.
    defaults: { policy: DEFAULT_POLICY, timing: { ...DEFAULT_TIMING, decisionSpreadMs: 0 } },
    taskQueue: options.taskQueue,
  });

const underTest = (
  environment: TestWorkflowEnvironment,
  bench: Bench,
  orders: OrderClient,
  view: OrderView,
  { reference } = view,
): OrderUnderTest => ({
  reference,
  view,
  look: () => orders.get(reference),
  result: () => environment.client.workflow.getHandle(orderWorkflowId(reference)).result() as Promise<OrderResult>,
  async lifetimeMs() {
    const { startTime, closeTime } = await environment.client.workflow.getHandle(orderWorkflowId(reference)).describe();
    return (closeTime?.getTime() ?? Number.NaN) - startTime.getTime();
  },
  ledger: (atEnd) => bench.simulator.control.ledgerOf(reference, atEnd),
});

/** The figures of a ledger, ours or the gateway's, as plain numbers. */
export const figures = ({ ledger }: Pick<OrderView, 'ledger'>): Record<string, number> =>
  Object.fromEntries(Object.entries(ledger).map(([name, money]) => [name, money.value]));
