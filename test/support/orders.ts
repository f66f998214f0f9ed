import { randomUUID } from 'node:crypto';
import { WorkflowClient } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Dependencies } from '../../activities';
import { OrderClient } from '../../clients/order-client';
import { TemporalUnavailable } from '../../clients/order-errors';
import type { CallOptions, OrderRequest } from '../../clients/orders';
import type { Statement } from '../../simulator/ledger';
import type { SimulatorOptions } from '../../simulator/simulator';
import type { Deliver } from '../../simulator/webhooks';
import { orderWorkflowId } from '../../workflows/contract/order';
import type { OrderResult, OrderView } from '../../workflows/contract/order';
import { DEFAULT_POLICY, DEFAULT_TIMING } from '../../workflows/domain/order/terms';
import type { Timing } from '../../workflows/domain/order/terms';
import { clockOf, inStep, sleepIn } from './following-clock';
import { startBench } from './gateway';
import type { Bench } from './gateway';
import { startDevServer, startVirtualTime, startWorker } from './temporal';
import { webhooksTo } from './webhooks';

/** For what is answered at once where nothing else wants the processor. */
export const PLENTY = { timeoutMs: 60_000 } as const satisfies CallOptions;

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

/** Temporal, a worker on it, and a gateway whose clock follows. */
export interface Shop {
  readonly environment: TestWorkflowEnvironment;
  readonly bench: Bench;
  readonly orders: OrderClient;
  /** Of its worker. */
  readonly taskQueue: string;
  /** Another worker takes over, which may know other keys; nobody works meanwhile. */
  restart(meanwhile?: () => Promise<unknown>, dataConverter?: DataConverter): Promise<void>;
  place(order?: Partial<OrderRequest>, options?: CallOptions): Promise<OrderUnderTest>;
  /** An order whose buyer has entered the right OTP. */
  placeHeld(order?: Partial<OrderRequest>): Promise<OrderUnderTest>;
  /** Until every webhook that is on its way has reached its order. */
  webhooksArrived(): Promise<void>;
  /** Another client of the same orders, as another API process has one. */
  anotherClient(): OrderClient;
  /** Lets time pass, at the gateway, too. */
  pass(durationMs: number): Promise<void>;
  close(): Promise<void>;
}

interface ShopOptions {
  readonly dataConverter?: DataConverter;
  /** Whether the gateway's webhooks reach their orders, as the HTTP edge passes them on. */
  readonly webhooks?: boolean;
  /** Of its gateway. */
  readonly settings?: SimulatorOptions['settings'];
  /** Of its orders, where not the usual. */
  readonly timing?: Partial<Timing>;
  /** What the watchdog works with. */
  readonly openOrders?: (environment: TestWorkflowEnvironment) => Dependencies['openOrders'];
}

/** Days pass in seconds. */
export const openVirtualShop = async (options: ShopOptions = {}): Promise<Shop> =>
  openShop(await startVirtualTime(options.dataConverter), options);

/** On the real dev server, where time passes by itself. `flags`: further ones of the server. */
export const openRealShop = async (options: ShopOptions = {}, flags: readonly string[] = []): Promise<Shop> =>
  openShop(await startDevServer(flags), options);

/** A gateway whose clock follows, its webhooks, and a worker; all of them together. */
async function equip(environment: TestWorkflowEnvironment, options: ShopOptions) {
  const { dataConverter, webhooks = false, settings = {}, timing, openOrders } = options;
  const clock = clockOf(environment);
  const passOn: { webhook?: Deliver } = {};
  const onTheirWay = new Set<Promise<number>>();
  const deliver: Deliver = (delivery) => {
    const arrival = passOn.webhook?.(delivery) ?? Promise.resolve(503);
    onTheirWay.add(arrival);
    return arrival.finally(() => onTheirWay.delete(arrival));
  };
  const bench = await startBench({ now: clock.now, settings, ...(webhooks && { deliverWebhook: deliver }) });
  const gateway = inStep(bench.dependencies.gateway, clock);
  const dependencies = { ...bench.dependencies, gateway, ...(openOrders && { openOrders: openOrders(environment) }) };
  const crew = await hire(environment, dependencies, dataConverter);
  const anotherClient = (): OrderClient => orderClientOf(environment, crew.taskQueue, timing);
  const orders = anotherClient();
  passOn.webhook = webhooksTo(orders, clock.now);
  return { clock, bench, crew, orders, anotherClient, onTheirWay };
}

/** A worker that works, and those that take its place. */
async function hire(environment: TestWorkflowEnvironment, dependencies: Dependencies, usual?: DataConverter) {
  let worker = await startWorker(environment, dependencies, usual);
  let running = worker.run();
  const { taskQueue } = worker.options;
  const dismiss = async (): Promise<void> => {
    worker.shutdown();
    await running;
  };
  const restart: Shop['restart'] = async (meanwhile, dataConverter = usual) => {
    await dismiss();
    await meanwhile?.();
    worker = await startWorker(environment, dependencies, dataConverter, taskQueue);
    running = worker.run();
  };
  return { taskQueue, dismiss, restart };
}

async function openShop(environment: TestWorkflowEnvironment, options: ShopOptions): Promise<Shop> {
  const { clock, bench, crew, orders, anotherClient, onTheirWay } = await equip(environment, options);
  const place: Shop['place'] = async (order = {}, callOptions) => {
    const reference = order.reference ?? newReference();
    const card = order.checkout === 'hosted' ? {} : { cardRef: order.cardRef ?? (await bench.card()) };
    const request = { amount: AMOUNT, checkout: 'seamless', ...order, ...card, reference } as const;
    return underTest(
      environment,
      bench,
      orders,
      (await insisted(() => orders.place(request, { ...PLENTY, ...callOptions }))).order as OrderView,
    );
  };
  return {
    environment,
    bench,
    orders,
    taskQueue: crew.taskQueue,
    restart: crew.restart,
    place,
    anotherClient,
    webhooksArrived: async () => void (await Promise.allSettled(onTheirWay)),
    async placeHeld(order) {
      const placed = await place(order);
      const otpRef = await bench.otp();
      await orders.submitOtp(placed.reference, { otpRef }, PLENTY);
      return placed;
    },
    async pass(durationMs) {
      await sleepIn(environment, durationMs);
      await clock.sync();
    },
    async close() {
      await crew.dismiss();
      await bench.close();
      await environment.teardown();
    },
  };
}

const MOST_TRIES = 6;

/**
 * What may be asked for again is, while nobody answers: on a machine that is busy with other things a server that has
 * just started does not always, and the one of virtual time loses a query now and then.
 */
async function insisted<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof TemporalUnavailable) || tries === MOST_TRIES) throw error;
    }
  }
}

export const newReference = (): string => `T-${randomUUID().slice(0, 8)}`;

export const orderClientOf = (
  { client, supportsTimeSkipping }: TestWorkflowEnvironment,
  taskQueue: string,
  timing: Partial<Timing> = {},
): OrderClient =>
  new OrderClient({
    client,
    ...(supportsTimeSkipping && { looksBy: 'query' }),
    // Each order has a moment of its own for its decision; here it is the same for all.
    defaults: { policy: DEFAULT_POLICY, timing: { ...DEFAULT_TIMING, decisionSpreadMs: 0, ...timing } },
    taskQueue,
  });

const STRIDE_MS = 6 * 3_600_000;
/** Longer than any order goes on by itself. */
const MOST_STRIDES = 60;

const underTest = (
  environment: TestWorkflowEnvironment,
  bench: Bench,
  orders: OrderClient,
  view: OrderView,
  { reference } = view,
): OrderUnderTest => ({
  reference,
  view,
  look: () => insisted(() => orders.get(reference)),
  async result() {
    // The environment's own client lets virtual time run, ten years if nothing else waits, while it fetches a result.
    const workflow = new WorkflowClient({ ...environment.client.workflow.options, connection: environment.connection });
    const handle = workflow.getHandle(orderWorkflowId(reference));
    for (let stride = 0; environment.supportsTimeSkipping && stride < MOST_STRIDES; stride += 1) {
      if ((await handle.describe()).status.name !== 'RUNNING') break;
      await sleepIn(environment, STRIDE_MS);
    }
    return handle.result() as Promise<OrderResult>;
  },
  async lifetimeMs() {
    const { startTime, closeTime } = await environment.client.workflow.getHandle(orderWorkflowId(reference)).describe();
    return (closeTime?.getTime() ?? Number.NaN) - startTime.getTime();
  },
  ledger: (atEnd) => bench.simulator.control.ledgerOf(reference, atEnd),
});

/** The figures of a ledger, ours or the gateway's, as plain numbers. */
export const figures = ({ ledger }: Pick<OrderView, 'ledger'>): Record<string, number> =>
  Object.fromEntries(Object.entries(ledger).map(([name, money]) => [name, money.value]));
