import { NO_ORDERS } from '../support/gateway';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker } from '@temporalio/worker';
import { createMemoryVault } from '../../activities/vault';
import type { OrderClient } from '../../clients/order-client';
import { orderWorkflowId } from '../../workflows/contract';
import type { Snapshot } from '../../workflows/domain/snapshot';
import { plus } from '../../workflows/domain/time';
import { shuffled, trueHistory } from '../support/core/histories';
import { GATEWAY_ORDER_ID, says, START, TERMS } from '../support/core/words';
import { figures, orderClientOf } from '../support/orders';
import { scriptedGateway } from '../support/scripted-gateway';
import type { ScriptedOrder } from '../support/scripted-gateway';
import { startVirtualTime, startWorker } from '../support/temporal';

/*
 * The whole workflow, with its signals, updates, timers and questions: whatever the order in which it hears of a history,
 * and how often, it ends alike. (That the core does is shown by test/unit/core, a thousand times faster.)
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
  orders = orderClientOf(environment, worker);
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await environment.teardown();
});

/** Callbacks come by signal: the time-skipping server loses a task in which an update meets a signal (the real one does not). */
type Message = { readonly webhook: Snapshot } | { readonly callback: string };

/** How one order comes to hear of its history. */
interface Telling {
  readonly messages: readonly Message[];
  /** When the gateway answers questions; if never, what was told has to suffice, and how it stands then is compared. */
  readonly answers: 'always' | 'afterwards' | 'never';
}

const callback = fc.record({ callback: fc.constantFrom('AUTHORIZED', 'FAILED', 'CANCELLED') });

/** Every webhook at least once, in any order, with callbacks between them. */
const tellingOf = (history: readonly Snapshot[], answers: fc.Arbitrary<Telling['answers']>): fc.Arbitrary<Telling> =>
  fc
    .tuple(shuffled(history), fc.array(fc.tuple(fc.nat(), callback), { maxLength: 3 }), answers)
    .map(([webhooks, callbacks, when]) => {
      const messages: Message[] = [...knownBefore(history), ...webhooks].map((webhook) => ({ webhook }));
      for (const [at, hint] of callbacks) messages.splice(at % (messages.length + 1), 0, hint);
      return { messages, answers: when };
    });

/** A cancelled payment does not say whether it had held money: such a hold was seen before. */
const knownBefore = (history: readonly Snapshot[]): readonly Snapshot[] => {
  const shows = (status: string) => (snapshot: Snapshot) => snapshot.payments.some((one) => one.status === status);
  const held = history.find(shows('AUTHORIZED'));
  return history.some(shows('CANCELLED')) && held ? [held] : [];
};

/** An order that FAILED takes no further payment (docs/gateway.md §4); and who holds money is known before it is cancelled. */
const isTrue = (history: readonly Snapshot[]): boolean => {
  const failed = history.find(({ status }) => status === 'FAILED');
  const last = history.at(-1)?.payments ?? [];
  const wasHeld = history.some(({ payments }) => payments.some(({ status }) => status === 'AUTHORIZED'));
  return (
    (!failed || (failed.payments.length === last.length && last.every(({ status }) => status !== 'AUTHORIZED'))) &&
    (wasHeld || !last.some(({ status }) => status === 'CANCELLED'))
  );
};

const DAY_MS = 86_400_000;
/** Longer than an order is held or watched. */
const MOST_DAYS = 9;

/** A new order that hears of its history; its reference. */
async function told(history: readonly Snapshot[], { messages, answers }: Telling): Promise<string> {
  const reference = `P-${randomUUID().slice(0, 8)}`;
  const startedMs = await environment.currentTimeMs();
  const own = (snapshot: Snapshot): Snapshot => transposed(snapshot, reference, startedMs);
  const truth = own(history.at(-1) ?? says('CREATED'));
  const order: ScriptedOrder = { created: own(says('CREATED')), now: answers === 'always' ? truth : null };
  script.set(reference, order).set(truth.gatewayOrderId, order);
  const policy = { atDeadline: 'release' } as const;
  const amount = { value: TERMS.amountMinor, currency: TERMS.currency };
  await orders.place({ reference, amount, checkout: 'seamless', policy });
  for (const message of messages)
    if ('webhook' in message)
      await orders.signalWebhook(reference, { webhookId: 'w', event: 'ORDER', snapshot: own(message.webhook) });
    else await comesBack(reference, message.callback);
  if (answers !== 'never') order.now = truth;
  return reference;
}

async function comesBack(reference: string, status: string): Promise<void> {
  const handle = environment.client.workflow.getHandle(orderWorkflowId(reference));
  await handle.signal('gatewayCallback', { status }).catch((error: unknown) => {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  });
}

/**
 * Lets time run for all of them until each has ended, waits for a person, or so many days have passed. What is still open
 * stays so: a workflow terminated in the middle of a task stops the virtual clock for good (seen).
 */
async function endings(references: readonly string[], mostDays: number): Promise<object[]> {
  const handles = references.map((reference) => environment.client.workflow.getHandle(orderWorkflowId(reference)));
  const isAnyOpen = async () => {
    const looks = await Promise.all(handles.map((handle) => handle.describe()));
    return looks.some(({ status }) => status.name === 'RUNNING');
  };
  for (let days = 0; days < mostDays && (await isAnyOpen()); days += 1) await environment.sleep(DAY_MS);
  const views = await Promise.all(references.map((reference) => orders.get(reference)));
  return views.map((view) => {
    // Refunds are no part of the order's life: whether it hears of them before it has ended is chance.
    const { refunded: _, ...money } = figures(view);
    // What it has decided meanwhile without the gateway's word depends on what it knew then; the money does not.
    return mostDays === 0 ? money : { state: view.state, money, attention: view.attention?.code ?? null };
  });
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

const BUDGET_MS = 30_000;
/** However slow the machine. */
const LEAST_CASES = 5;

it('ends in the same state and ledger, in whatever order and how often webhooks and callbacks come', async () => {
  const cases = fc.tuple(trueHistory.filter(isTrue), fc.boolean()).chain(([history, isSilent]) => {
    const answers = isSilent
      ? fc.constant('never' as const)
      : fc.constantFrom('always' as const, 'afterwards' as const);
    const inOrder = { messages: history.map((webhook) => ({ webhook })) };
    const asItHappened = answers.map((when): Telling => ({ ...inOrder, answers: when }));
    return fc.tuple(fc.constant(history), asItHappened, tellingOf(history, answers), tellingOf(history, answers));
  });
  const endMs = Date.now() + BUDGET_MS;
  let judged = 0;
  await fc.assert(
    fc.asyncProperty(cases, async ([history, ...tellings]) => {
      // fast-check's own limits would leave a case running behind the end of the test.
      if (Date.now() > endMs) return;
      const references = await Promise.all(tellings.map((telling) => told(history, telling)));
      const [first, ...others] = await endings(references, tellings[0].answers === 'never' ? 0 : MOST_DAYS);
      for (const other of others) expect(other).toEqual(first);
      judged += 1;
    }),
    { numRuns: 60, endOnFailure: true },
  );
  expect(judged).toBeGreaterThanOrEqual(LEAST_CASES);
}, 120_000);
