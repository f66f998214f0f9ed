import { orderWorkflowId } from '../../../workflows/contract/order';
import { eventually } from '../../support/eventually';
import { TimeStandsStill } from '../../support/following-clock';
import { figures, newReference } from '../../support/orders';
import type { Shop } from '../../support/orders';
import { PATIENCE } from './deeds';
import type { Scenario, Stage } from './scenario';

/** Every row a test, on a shop of its own for all of them. */
export function runScenarios(groups: Readonly<Record<string, readonly Scenario[]>>, open: () => Promise<Shop>): void {
  let shop: Shop;
  const lost: Shop[] = [];
  beforeAll(async () => (shop = await open()));
  afterAll(async () => {
    await shop.close();
    // A worker whose task was lost does not end.
    for (const one of lost) await one.environment.teardown();
  });
  for (const [path, rows] of Object.entries(groups)) {
    describe(path, () => {
      it.each(rows.map((row) => [row.claim, row] as const))(
        '%s',
        async (_claim, row) => {
          try {
            await live(shop, row);
          } catch (error) {
            if (!(error instanceof TimeStandsStill)) throw error;
            // Were it the order's fault, time would stand still in the next shop, too.
            console.warn(`Time stood still during "${row.claim}": it is lived again in another shop`);
            lost.push(shop);
            shop = await open();
            await live(shop, row);
          }
        },
        ROW_MS,
      );
    });
  }
}

/** Twice the time of any other test, for one that is lived again. */
const ROW_MS = 240_000;

async function live(shop: Shop, row: Scenario): Promise<void> {
  const stage = await placed(shop, row);
  for (const deed of row.happens) await deed(stage);
  await assertEnding(stage, row.ends);
  await leave(stage);
}

/** Faults are of this order alone: others may still be asked about. */
async function placed(shop: Shop, { order, card, gateway, faults = [], webhooks = [] }: Scenario): Promise<Stage> {
  const { control } = shop.bench.simulator;
  const reference = newReference();
  control.reset();
  control.configure(gateway ?? {});
  control.setFaults(faults.map((rule) => ({ ...rule, reference })));
  control.setWebhookFaults(webhooks.map((rule) => ({ ...rule, reference })));
  const cardRef = card && (await shop.bench.card(card));
  const request = { ...order, reference, ...(cardRef && { cardRef }) };
  return { shop, order: await shop.place(request, faults.length > 0 ? PATIENCE : {}) };
}

async function assertEnding(stage: Stage, ends: Scenario['ends']): Promise<void> {
  const { order } = stage;
  if (ends.attention)
    await eventually(
      () => order.look(),
      ({ attention }) => attention?.code === ends.attention,
    );
  else if (!ends.isOpen) await order.result();
  const view = await order.look();
  const { mutatingCalls, violations, ...ledger } = order.ledger(true);
  const { authorised, held, captured, released } = ledger;
  expect({
    state: view.state,
    settledBy: view.settledBy,
    attention: view.attention?.code ?? null,
    money: figures(view),
    gatewayMoney: { authorised, held, captured, released },
    violations: violations.map(({ rule }) => rule),
    calls: mutatingCalls,
  }).toEqual({
    state: ends.state,
    settledBy: ends.settledBy,
    attention: ends.attention ?? null,
    money: { ...total(ends.money), refunded: 0 },
    gatewayMoney: total(ends.gatewayMoney ?? ends.money),
    violations: ends.violations ?? [],
    calls: { ...NO_CALLS, ...ends.calls },
  });
  if (ends.withinMs !== undefined) expect(await order.lifetimeMs()).toBeLessThan(ends.withinMs);
}

const NO_CALLS = { createOrder: 0, createHostedLink: 0, createPayment: 0, capture: 0, cancel: 0, refund: 0 };

const total = ({ held = 0, captured = 0, released = 0 }: NonNullable<Scenario['ends']['money']> = {}) => ({
  authorised: held + captured + released,
  held,
  captured,
  released,
});

const handleOf = ({ shop, order }: Stage) =>
  shop.environment.client.workflow.getHandle(orderWorkflowId(order.reference));

const isRunning = async (stage: Stage): Promise<boolean> =>
  (await handleOf(stage).describe()).status.name === 'RUNNING';

/**
 * What is still open has been judged, and would only ask the gateway for days while others run. It is ended at rest, as
 * far as that can be seen. The server of virtual time never counts a task as over that is under way at that moment (seen,
 * and the same four times of four), and its time would stand still from then on: so it is told.
 */
async function leave(stage: Stage): Promise<void> {
  if (!(await isRunning(stage))) return;
  await stage.shop.webhooksArrived();
  await eventually(() => isAtRest(stage), Boolean, 60_000);
  await handleOf(stage).terminate('judged');
  const { events } = await handleOf(stage).fetchHistory();
  const { testService } = stage.shop.environment.connection as TestServiceConnection;
  for (let left = tasksUnderWay(events); left > 0; left -= 1) await testService.unlockTimeSkipping({});
}

/** The environment's connection, with the half of the server that its public type leaves out. */
type TestServiceConnection = Stage['shop']['environment']['connection'] & {
  readonly testService: { unlockTimeSkipping(request: object): Promise<object> };
};

async function isAtRest(stage: Stage): Promise<boolean> {
  const [{ raw }, { events }] = await Promise.all([handleOf(stage).describe(), handleOf(stage).fetchHistory()]);
  return tasksUnderWay(events) === 0 && (raw.pendingActivities ?? []).length === 0;
}

type Events = Awaited<ReturnType<ReturnType<typeof handleOf>['fetchHistory']>>['events'];

/** Tasks of the workflow that were begun and are not over. */
function tasksUnderWay(events: Events): number {
  const begun = (events ?? []).filter((event) => event.workflowTaskScheduledEventAttributes);
  const over = (events ?? []).filter(
    (event) =>
      event.workflowTaskCompletedEventAttributes ??
      event.workflowTaskFailedEventAttributes ??
      event.workflowTaskTimedOutEventAttributes,
  );
  return begun.length - over.length;
}
