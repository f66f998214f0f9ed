import { Worker } from '@temporalio/worker';
import type { LogEntry } from '@temporalio/worker';
import { orderWorkflowId } from '../../workflows/contract/order';
import { refundWorkflowId } from '../../workflows/contract/refund';
import { openVirtualShop } from '../support/orders';
import type { OrderUnderTest, Shop } from '../support/orders';
import { refundsIn } from '../support/refunds';
import { BUNDLE, loggingRuntime, READABLE } from '../support/temporal';

const DAY_MS = 24 * 60 * 60_000;
const SUPPORT = { actor: 'support', reason: 'settled in the dashboard' };

const entries: LogEntry[] = [];
let shop: Shop;
const { captured, refund, fault } = refundsIn(() => shop);
beforeAll(async () => {
  loggingRuntime((entry) => entries.push(entry));
  shop = await openVirtualShop({ dataConverter: READABLE });
});
afterAll(() => shop.close());
beforeEach(() => shop.bench.simulator.control.setFaults([]));

/** What was logged of one workflow about persons, in order. */
const announced = (workflowId: string) =>
  entries
    .filter(({ meta, message }) => meta?.['workflowId'] === workflowId && message.includes(' person'))
    .map(({ level, message, meta }) => [level, message, meta?.['reference'], meta?.['code']]);
const announcedOf = ({ reference }: OrderUnderTest) => announced(orderWorkflowId(reference));

/** An order whose capture was refused. */
async function parked(): Promise<OrderUnderTest> {
  const order = await shop.placeHeld();
  shop.bench.simulator.control.setFaults([
    { operation: 'capture', action: { kind: 'decline', code: 'PAYMENT_DECLINED' } },
  ]);
  await shop.orders.confirmDelivery(order.reference);
  expect(await order.look()).toMatchObject({ attention: { code: 'refused' } });
  return order;
}

/** Lives the workflow once more, as a worker does that has not got it in its cache. */
async function replay(workflowId: string): Promise<void> {
  const history = await shop.environment.client.workflow.getHandle(workflowId).fetchHistory();
  await Worker.runReplayHistory({ workflowBundle: BUNDLE, dataConverter: READABLE }, history, workflowId);
}

describe('the log', () => {
  it('says once that an order waits for a person, and once that it needs none any more; a replay says nothing', async () => {
    const order = await parked();
    const { reference } = order;
    const waits = ['WARN', 'An order waits for a person', reference, 'refused'];
    await shop.orders.recheck(reference, SUPPORT);
    await shop.pass(DAY_MS);
    expect(announcedOf(order)).toEqual([waits]);

    shop.bench.simulator.control.act(reference, 'capture-in-dashboard');
    await shop.orders.recheck(reference, SUPPORT);
    await order.result();
    const lived = [waits, ['INFO', 'An order needs no person any more', reference, 'refused']];
    expect(announcedOf(order)).toEqual(lived);
    await replay(orderWorkflowId(reference));
    expect(announcedOf(order)).toEqual(lived);
  });

  it('says so, too, where a person ends the order by force', async () => {
    const order = await parked();
    await shop.orders.resolve(order.reference, { ...SUPPORT, as: 'released', force: true });
    await order.result();
    expect(announcedOf(order).map(([, message]) => message)).toEqual([
      'An order waits for a person',
      'An order needs no person any more',
    ]);
  });

  it('says the same of a refund, by its own reference', async () => {
    const order = await captured();
    fault('reset-before-commit', 3);
    const { refundReference } = (await refund(order)).refund;
    await shop.pass(DAY_MS);
    const waits = ['WARN', 'A refund waits for a person', refundReference, 'refund-in-vain'];
    expect(announced(refundWorkflowId(refundReference))).toEqual([waits]);
    await shop.orders.resolveRefund(order.reference, refundReference, { ...SUPPORT, as: 'failed' });
    expect(announced(refundWorkflowId(refundReference))).toEqual([
      waits,
      ['INFO', 'A refund needs no person any more', refundReference, 'refund-in-vain'],
    ]);
  });

  it('says nothing of an order that needs nobody', async () => {
    expect(announcedOf(await captured())).toEqual([]);
  });
});
