import type { WorkflowHandle } from '@temporalio/client';
import type { Worker } from '@temporalio/worker';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { OrderClient } from '../../clients/order-client';
import { readExposure } from '../../clients/open-holds';
import { orderWorkflowId } from '../../workflows/contract';
import type { Operation } from '../../simulator/model';
import { deliveryConfirmedSignal } from '../../workflows/messages';
import { DEFAULT_POLICY, DEFAULT_TIMING } from '../../workflows/domain/policy';
import { OrderClient as Client } from '../../clients/order-client';
import { eventually } from '../support/eventually';
import { startBench } from '../support/gateway';
import type { Bench } from '../support/gateway';
import { AMOUNT } from '../support/orders';
import { startDevServer, startWorker } from '../support/temporal';

/* Orders whose workflow somebody ends, on the real server: query of a closed run, reuse of its id, and the index. */

const WISH = { actor: 'nina', reason: 'terminated by mistake' };
/** Short, so that what is in doubt is soon believed not to have happened. */
const QUIET_MS = 2_000;
const SECOND = { timeoutMs: 1_000 };

let environment: TestWorkflowEnvironment;
let bench: Bench;
let worker: Worker;
let running: Promise<void>;
let orders: OrderClient;
let count = 0;

beforeAll(async () => {
  environment = await startDevServer();
  bench = await startBench();
  worker = await startWorker(environment, bench.dependencies);
  running = worker.run();
  const quietMs = { ...DEFAULT_TIMING.quietMs, capture: QUIET_MS, cancel: QUIET_MS };
  const timing = { ...DEFAULT_TIMING, decisionSpreadMs: 0, quietMs };
  orders = new Client({
    client: environment.client,
    defaults: { policy: DEFAULT_POLICY, timing },
    taskQueue: worker.options.taskQueue,
  });
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await bench.close();
  await environment.teardown();
});
afterEach(() => {
  bench.simulator.control.setFaults([]);
  bench.simulator.control.held.release();
});

const handleOf = (reference: string): WorkflowHandle =>
  environment.client.workflow.getHandle(orderWorkflowId(reference));
const terminate = (reference: string): Promise<unknown> => handleOf(reference).terminate('a slip');

async function held(): Promise<string> {
  const reference = `REV-${(count += 1)}`;
  await orders.place({ reference, amount: AMOUNT, checkout: 'seamless', cardRef: await bench.card() });
  await orders.submitOtp(reference, { otpRef: await bench.otp() });
  return reference;
}

/** While nobody works. */
async function restart(meanwhile: () => Promise<void>): Promise<void> {
  const { taskQueue } = worker.options;
  worker.shutdown();
  await running;
  await meanwhile();
  worker = await startWorker(environment, bench.dependencies, undefined, taskQueue);
  running = worker.run();
}

/** Until a call of this kind stands still at the gateway. */
const stands = (operation: Operation): Promise<unknown> =>
  eventually(
    () => bench.simulator.control.held.list(),
    (calls) => calls.some((call) => call.operation === operation),
  );
const hold = (operation: Operation, when: 'before' | 'after'): void =>
  bench.simulator.control.setFaults([{ operation, times: 1, action: { kind: 'hold', when } }]);

const settledAs = (reference: string, state: string): Promise<unknown> =>
  eventually(
    () => orders.get(reference),
    (order) => order.state === state && order.final,
    30_000,
  );

function expectOneCapture(reference: string): void {
  expect(bench.simulator.control.ledgerOf(reference, true)).toMatchObject({
    captured: AMOUNT.value,
    violations: [],
  });
}

describe('an order whose workflow was terminated', () => {
  it('before its capture: says so everywhere, refuses every lever with the way out, and is captured once revived', async () => {
    const reference = await held();
    await terminate(reference);
    const { attention, nextAction, waitingFor, state } = await orders.get(reference);
    expect({ code: attention?.code, nextAction, state }).toEqual({
      code: 'workflow-ended',
      nextAction: null,
      state: 'held',
    });
    expect(waitingFor).toMatch(/^A person: The workflow of the order was terminated before the order was settled/);
    await expect(orders.capture(reference)).rejects.toMatchObject({ code: 'workflow-ended', message: /revive/ });
    await expect(orders.cancel(reference, { reason: 'x' })).rejects.toMatchObject({ code: 'workflow-ended' });
    expect(await orders.hasEndedUnsettled(reference)).toBe(true);
    const listed = (attends: boolean) => async () =>
      (await orders.list({ attention: attends, limit: 200 })).orders.map((order) => order.reference);
    await eventually(listed(true), (found) => found.includes(reference));
    expect(await listed(false)()).not.toContain(reference);
    const { ended } = await readExposure(environment.client, new Date());
    expect(ended).toEqual({ count: 1, amount: AMOUNT });

    expect(await orders.revive(reference, WISH)).toMatchObject({ settled: true, order: { state: 'held' } });
    await eventually(
      () => orders.get(reference),
      ({ attention: called }) => called === null,
    );
    const { timeline } = await orders.get(reference);
    expect(timeline.map(({ what }) => what)).toContain('nina revived it: terminated by mistake');
    await orders.confirmDelivery(reference);
    await settledAs(reference, 'captured');
    expectOneCapture(reference);
    await eventually(
      async () => (await orders.list({ limit: 200 })).orders.filter((order) => order.reference === reference),
      (found) => found.length === 1 && found[0]?.state === 'captured',
    );
    expect((await readExposure(environment.client, new Date())).ended.count).toBe(0);
  });

  it.each(['before', 'after'] as const)(
    'while its capture stands %s its effect at the gateway: one capture',
    async (when) => {
      const reference = await held();
      hold('capture', when);
      await orders.capture(reference, {}, SECOND);
      await stands('capture');
      await terminate(reference);
      expect((await orders.get(reference)).attention?.code).toBe('workflow-ended');
      await orders.revive(reference, WISH);
      bench.simulator.control.held.release(reference, 'cut');
      await settledAs(reference, 'captured');
      expectOneCapture(reference);
    },
  );

  it('after its capture took effect unheard: it is asked about and not sent again', async () => {
    const reference = await held();
    bench.simulator.control.setFaults([
      { operation: 'capture', times: 1, action: { kind: 'commit-then-reset' } },
      { operation: ['getOrder', 'getOrderByReference'], times: 1, action: { kind: 'hold', when: 'before' } },
    ]);
    await orders.capture(reference, {}, SECOND);
    await stands('getOrder');
    await terminate(reference);
    bench.simulator.control.held.release();
    await orders.revive(reference, WISH);
    await settledAs(reference, 'captured');
    expectOneCapture(reference);
    expect(bench.simulator.control.ledgerOf(reference)).toMatchObject({ mutatingCalls: { capture: 1 } });
  });

  it('before a task took in its delivery: the delivery counts all the same', async () => {
    const reference = await held();
    await restart(async () => {
      await handleOf(reference).signal(deliveryConfirmedSignal);
      await terminate(reference);
    });
    // No task took it in: the view is as the last one left it, and says that the workflow has ended.
    expect(await orders.get(reference)).toMatchObject({ deliveredAt: null, attention: { code: 'workflow-ended' } });
    await orders.revive(reference, WISH);
    await settledAs(reference, 'captured');
    expectOneCapture(reference);
  });

  it('is revived once: by one of two at once, again under the same key, and not while it runs', async () => {
    const reference = await held();
    await terminate(reference);
    const options = { idempotencyKey: 'ticket-9' };
    await Promise.all([orders.revive(reference, WISH, options), orders.revive(reference, WISH, options)]);
    await orders.revive(reference, WISH, options);
    await expect(orders.revive(reference, WISH)).rejects.toMatchObject({ code: 'not-ended' });
    expect((await orders.get(reference)).timeline.filter(({ what }) => what.includes('revived'))).toHaveLength(1);
    await orders.cancel(reference, { reason: 'done' });
    await settledAs(reference, 'released');
    await expect(orders.revive(reference, WISH)).rejects.toMatchObject({
      code: expect.stringMatching(/settled|not-ended/),
    });
  });
});
