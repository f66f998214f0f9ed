import { NO_ORDERS } from '../support/gateway';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker } from '@temporalio/worker';
import { createMemoryVault } from '../../activities/vault';
import type { OrderClient } from '../../clients/order-client';
import { orderWorkflowId } from '../../workflows/contract/order';
import type { OrderView } from '../../workflows/contract/order';
import type { Snapshot } from '../../workflows/domain/gateway/snapshot';
import { plus } from '../../workflows/domain/values/time';
import { toldCase } from '../support/core/tellings';
import type { Case, Telling } from '../support/core/tellings';
import { GATEWAY_ORDER_ID, says, START, TERMS } from '../support/core/words';
import { figures, orderClientOf } from '../support/orders';
import { scriptedGateway } from '../support/scripted-gateway';
import type { ScriptedOrder } from '../support/scripted-gateway';
import { startVirtualTime, startWorker } from '../support/temporal';

/*
 * The whole workflow, with its signals, updates, timers and questions: whatever the order in which it hears of a history,
 * how often, and how old the answers are that it gets meanwhile, it ends alike. (That the core does is shown by
 * test/unit/core, a thousand times faster.)
 */

const script = new Map<string, ScriptedOrder>();
let environment: TestWorkflowEnvironment;
let worker: Worker;
let running: Promise<void>;
let orders: OrderClient;
beforeAll(async () => {
  environment = await startVirtualTime();
  const vault = createMemoryVault({ ttlMs: { card: 1, otp: 1 }, maxEntries: 1 });
  const gateway = scriptedGateway(script);
  worker = await startWorker(environment, { gateway, vault, openOrders: NO_ORDERS, callbackUrl: 'http://x' });
  running = worker.run();
  orders = orderClientOf(environment, worker.options.taskQueue);
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await environment.teardown();
});

const DAY_MS = 86_400_000;
/** Longer than an order is held or watched. */
const MOST_DAYS = 9;
/** Longer than an order takes to ask; one that has ended, or has asked just now, does not. */
const ASKS_WITHIN_MS = 100;

interface Told {
  readonly reference: string;
  /** From now on the gateway answers. */
  readonly answer: () => void;
}

/** A new order that has heard of its history. */
async function told({ history, atDeadline, isSilent }: Case, telling: Telling): Promise<Told> {
  const reference = `P-${randomUUID().slice(0, 8)}`;
  const startedMs = await environment.currentTimeMs();
  const own = (snapshot: Snapshot): Snapshot => transposed(snapshot, reference, startedMs);
  const truth = own(history.at(-1) ?? says('created'));
  const first = telling.firstAnswers.map((answer) => answer && own(answer));
  const order: ScriptedOrder = { created: own(says('created')), first, now: telling.isAnswered ? truth : null };
  script.set(reference, order).set(truth.gatewayOrderId, order);
  const amount = { value: TERMS.amountMinor, currency: TERMS.currency };
  await orders.place({ reference, amount, checkout: 'seamless', policy: { atDeadline } });
  for (const message of telling.messages) {
    await noTimerNears(order);
    if ('webhook' in message)
      await orders.signalWebhook(reference, { webhookId: 'w', event: 'ORDER', snapshot: own(message.webhook) });
    else await comesBack(reference, order, message.callback);
  }
  first.length = 0;
  order.now = isSilent ? null : truth;
  return { reference, answer: () => void (order.now = truth) };
}

const isAskedWithin = (order: ScriptedOrder, ms: number): Promise<void> =>
  Promise.race([new Promise<void>((resolve) => (order.onAsked = resolve)), pause(ms, undefined, { ref: false })]);

/**
 * A task that cancels a timer which fires meanwhile breaks the time-skipping server for good (seen). Until then an order
 * pauses for a second at least between two questions: whoever is slow lets the next one pass.
 */
async function noTimerNears(order: ScriptedOrder): Promise<void> {
  if (order.askedMs !== undefined && Date.now() - order.askedMs > 700) await isAskedWithin(order, 5_500);
}

/**
 * The order asks then; an answer that lags behind is to come between the webhooks, and not after all of them. By signal:
 * the time-skipping server loses a task in which an update meets a signal (the real one does not).
 */
async function comesBack(reference: string, order: ScriptedOrder, status: string): Promise<void> {
  const asked = isAskedWithin(order, ASKS_WITHIN_MS);
  const handle = environment.client.workflow.getHandle(orderWorkflowId(reference));
  try {
    await handle.signal('gatewayCallback', { status });
    await asked;
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

const looksOf = (all: readonly Told[]) => Promise.all(all.map(({ reference }) => orders.get(reference)));

/** Refunds are no part of the order's life: whether it hears of them before it has ended is chance. */
function moneyOf(view: OrderView): Record<string, number> {
  const { refunded: _, ...money } = figures(view);
  return money;
}

/** What it decides without the gateway's word depends on what it knew then; the money does not. */
const standings = async (all: readonly Told[]): Promise<object[]> => (await looksOf(all)).map(moneyOf);

const endings = async (all: readonly Told[]): Promise<object[]> =>
  (await looksOf(all)).map((view) => {
    const money = moneyOf(view);
    return { end: endOf(view, money), money, attention: view.attention?.code ?? null };
  });

/** Whose decision it was that let a hold go depends on what was known then, too. */
const endOf = ({ state }: OrderView, { authorised, held, captured }: Record<string, number>): string =>
  authorised !== 0 && held === 0 && captured === 0 ? 'the hold is gone' : state;

/**
 * Lets time run for all of them until each has ended, waits for a person, or so many days have passed. What is still open
 * stays so: a workflow terminated in the middle of a task stops the virtual clock for good (seen).
 */
async function daysPass(all: readonly Told[]): Promise<void> {
  const handles = all.map(({ reference }) => environment.client.workflow.getHandle(orderWorkflowId(reference)));
  const isAnyOpen = async () => {
    const looks = await Promise.all(handles.map((handle) => handle.describe()));
    return looks.some(({ status }) => status.name === 'RUNNING');
  };
  for (let days = 0; days < MOST_DAYS && (await isAnyOpen()); days += 1) await environment.sleep(DAY_MS);
}

/** The same snapshot of another order, which lives now. */
function transposed(snapshot: Snapshot, reference: string, startedMs: number): Snapshot {
  const text = JSON.stringify(snapshot)
    .replaceAll(GATEWAY_ORDER_ID, `v1-${reference}`)
    .replaceAll(TERMS.reference, reference);
  return JSON.parse(text, (key, value: unknown) =>
    key.endsWith('At') && typeof value === 'string' ? plus(value, startedMs - Date.parse(START)) : value,
  ) as Snapshot;
}

/** Time passes for all cases of a batch at once. */
const BATCH = 4;
const BUDGET_MS = 30_000;
/** Two busy cores judge thirty to sixty, a busier machine fewer. */
const LEAST_CASES = 8;

it('ends in the same state and ledger, in whatever order and how often webhooks and callbacks come', async () => {
  const endMs = Date.now() + BUDGET_MS;
  let judged = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(toldCase, { minLength: BATCH, maxLength: BATCH }), async (batch) => {
      // fast-check's own limits would leave a case running behind the end of the test.
      if (Date.now() > endMs) return;
      const lives: { readonly one: Case; readonly all: readonly Told[] }[] = [];
      // One after the other: the sooner an order has heard all, the fewer of its timers fire meanwhile.
      for (const one of batch)
        lives.push({ one, all: await Promise.all(one.tellings.map((telling) => told(one, telling))) });
      for (const { one, all } of lives) if (one.isSilent) judge(await standings(all));
      // Who had no answer would go on asking through all the days of those that come after.
      for (const { one, all } of lives) if (one.isSilent) for (const { answer } of all) answer();
      await daysPass(lives.flatMap(({ all }) => all));
      for (const { one, all } of lives) if (!one.isSilent) judge(await endings(all));
      judged += batch.length;
    }),
    { numRuns: 60, endOnFailure: true },
  );
  expect(judged).toBeGreaterThanOrEqual(LEAST_CASES);
}, 120_000);

function judge([first, ...others]: readonly object[]): void {
  for (const other of others) expect(other).toEqual(first);
}
