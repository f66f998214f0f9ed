import { orderRefundsWorkflowId, refundWorkflowId } from '../../workflows/contract/refund';
import { openVirtualShop } from '../support/orders';
import type { OrderUnderTest, Shop } from '../support/orders';
import { recordHistory } from '../support/recording';
import { READABLE } from '../support/temporal';

/* Not part of `npm test`, like histories.test.ts beside it: records what refunds leave behind. */

let shop: Shop;
beforeAll(async () => {
  shop = await openVirtualShop({ dataConverter: READABLE });
});
afterAll(() => shop.close());
beforeEach(() => {
  shop.bench.simulator.control.setFaults([]);
  shop.bench.simulator.control.configure({ refundMode: 'at-once' });
});

let count = 0;
const nextReference = (): string => `refund-${(count += 1)}`;

async function captured(): Promise<OrderUnderTest> {
  const order = await shop.placeHeld();
  await shop.orders.confirmDelivery(order.reference);
  await order.result();
  return order;
}

/** Asks for a refund, and answers with its reference. */
async function refund(order: OrderUnderTest, amountMinor?: number): Promise<string> {
  const refundReference = nextReference();
  const amount = amountMinor === undefined ? {} : { amount: { value: amountMinor, currency: 'INR' } };
  await shop.orders.refund(order.reference, { refundReference, reason: 'returned', ...amount }, { timeoutMs: 3_000 });
  return refundReference;
}

const fault = (kind: 'commit-then-reset' | 'reset-before-commit', times = 1): void =>
  shop.bench.simulator.control.setFaults([{ operation: 'refund', times, action: { kind } }]);

/** One workflow a row; answers with its id. */
const WORKFLOWS: Record<string, () => Promise<string>> = {
  'refund-at-once': async () => refundWorkflowId(await refund(await captured())),
  'refund-answer-lost': async () => {
    const order = await captured();
    fault('commit-then-reset');
    return refundWorkflowId(await refund(order));
  },
  'refund-sent-again': async () => {
    const order = await captured();
    fault('reset-before-commit');
    return refundWorkflowId(await refund(order));
  },
  'refund-refused': async () => {
    const order = await captured();
    const action = { kind: 'decline', code: 'RISK_CHECK_FAILED' } as const;
    shop.bench.simulator.control.setFaults([{ operation: 'refund', times: 1, action }]);
    return refundWorkflowId(await refund(order));
  },
  'refund-pending': async () => {
    const order = await captured();
    shop.bench.simulator.control.configure({ refundMode: 'pending' });
    const reference = await refund(order);
    await shop.pass(3 * 24 * 3_600_000);
    shop.bench.simulator.control.act(reference, 'settle-refund');
    return refundWorkflowId(reference);
  },
  'refund-resolved': async () => {
    const order = await captured();
    fault('reset-before-commit', 3);
    const workflowId = refundWorkflowId(await refund(order));
    await shop.pass(24 * 3_600_000);
    const args = [{ as: 'failed', actor: 'support', reason: 'not in the dashboard' }] as [object];
    await shop.environment.client.workflow.getHandle(workflowId).executeUpdate('resolve', { args });
    return workflowId;
  },
  'refunds-of-an-order': async () => {
    const order = await captured();
    await refund(order, 60_000);
    await refund(order, 60_000).catch(() => undefined);
    await refund(order);
    return orderRefundsWorkflowId(order.reference);
  },
};

it.each(Object.keys(WORKFLOWS))('%s', async (name) => {
  const workflowId = (await WORKFLOWS[name]?.()) ?? '';
  // The refunds of an order are remembered for half a year, which passes here.
  await shop.environment.client.workflow.getHandle(workflowId).result();
  const history = await recordHistory(shop.environment, workflowId, name);
  expect(history.events?.at(-1)?.workflowExecutionCompletedEventAttributes).toBeDefined();
});
