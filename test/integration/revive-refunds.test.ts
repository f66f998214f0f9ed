import { orderRefundsWorkflowId, refundWorkflowId } from '../../workflows/contract/refund';
import { eventually } from '../support/eventually';
import { openRealShop } from '../support/orders';
import type { Shop } from '../support/orders';
import { refundsIn } from '../support/refunds';

/* Refunds, and the book in which their money is reserved, whose workflows somebody ends. */

const WISH = { actor: 'nina', reason: 'terminated by mistake' };
const SOON = { timeoutMs: 5_000 };
const HALF = { value: 60_000, currency: 'INR' };

let shop: Shop;
const { captured, refund, nextReference } = refundsIn(() => shop);
beforeAll(async () => {
  shop = await openRealShop();
});
afterAll(() => shop.close());
afterEach(() => {
  control().setFaults([]);
  control().held.release();
});

const control = () => shop.bench.simulator.control;
const end = (workflowId: string): Promise<unknown> =>
  shop.environment.client.workflow.getHandle(workflowId).terminate('a slip');

/** A refund whose call stands still at the gateway, and whose workflow was terminated. */
async function endedInFlight(when: 'before' | 'after') {
  const order = await captured();
  const refundReference = nextReference();
  control().setFaults([{ operation: 'refund', times: 1, action: { kind: 'hold', when } }]);
  const asked = shop.orders.refund(order.reference, { refundReference, amount: HALF, reason: 'returned' }, SOON);
  await eventually(
    () => control().held.list(),
    (calls) => calls.length > 0,
  );
  expect(await asked).toMatchObject({ answered: false });
  await end(refundWorkflowId(refundReference));
  return { ...order, refundReference };
}

const refunded = (reference: string) =>
  eventually(
    () => shop.orders.refunds(reference),
    (refunds) => refunds.some(({ state }) => state === 'refunded'),
    20_000,
  );

/** Of those that wait for a person, once the index has heard of it. */
const listed = (refundReference: string, isThere: boolean) =>
  eventually(
    async () => (await shop.orders.listRefunds({ attention: true })).refunds,
    (refunds) => refunds.some((one) => one.refundReference === refundReference) === isThere,
  );

describe('a refund whose workflow was terminated', () => {
  it('stands in the list of those that wait for a person, with its order, since when and why, until it is freed', async () => {
    const { reference, refundReference } = await endedInFlight('after');
    const waiting = (await listed(refundReference, true)).find((one) => one.refundReference === refundReference);
    expect(waiting).toMatchObject({
      orderReference: reference,
      state: 'requested',
      amount: HALF,
      attention: expect.stringContaining('was terminated'),
      attentionSince: expect.stringMatching(/^\d{4}-/),
    });
    await shop.orders.reviveRefund(reference, refundReference, WISH);
    control().held.release();
    await refunded(reference);
    await listed(refundReference, false);
    const { refunds, more } = await shop.orders.listRefunds({ limit: 1 });
    expect([refunds.length, more]).toEqual([1, expect.any(Boolean)]);
  });

  it('while its call was in flight: says so, and is one refund once revived', async () => {
    const { reference, refundReference } = await endedInFlight('after');
    expect(await shop.orders.refunds(reference)).toMatchObject([
      { refundReference, state: 'requested', attention: { code: 'workflow-ended' } },
    ]);
    await expect(shop.orders.recheckRefund(reference, refundReference, WISH)).rejects.toMatchObject({
      code: 'workflow-ended',
    });
    const { refund: revived } = await shop.orders.reviveRefund(reference, refundReference, WISH);
    expect(revived?.timeline.map(({ what }) => what)).toContain('nina revived it: terminated by mistake');
    control().held.release();
    await refunded(reference);
    expect(control().ledgerOf(reference, true)).toMatchObject({
      refunded: HALF.value,
      mutatingCalls: { refund: 1 },
      violations: [],
    });
    await expect(shop.orders.reviveRefund(reference, refundReference, WISH)).rejects.toMatchObject({
      code: expect.stringMatching(/settled|not-ended/),
    });
  });

  it('of an order that is another is not revived', async () => {
    const { refundReference } = await endedInFlight('before');
    const other = await captured();
    await expect(shop.orders.reviveRefund(other.reference, refundReference, WISH)).rejects.toMatchObject({
      name: 'RefundNotFound',
    });
  });
});

describe('the book of an order whose workflow was terminated', () => {
  it('goes on with what it had reserved: the next refund is not too much', async () => {
    const order = await captured();
    await refund(order, { amount: HALF });
    await end(orderRefundsWorkflowId(order.reference));
    await expect(refund(order, { amount: HALF })).rejects.toMatchObject({ code: 'refund-too-large' });
    const rest = await refund(order, { amount: { ...HALF, value: 50_000 } });
    expect(rest.refund.state).toBe('refunded');
    expect(await shop.orders.refunds(order.reference)).toHaveLength(2);
    expect(control().ledgerOf(order.reference, true)).toMatchObject({ refunded: 110_000, violations: [] });
  });

  it('learns how a refund ended that had nobody to tell', async () => {
    control().configure({ refundMode: 'pending' });
    const order = await captured();
    const { refundReference } = (await refund(order, { amount: HALF })).refund;
    await end(orderRefundsWorkflowId(order.reference));
    control().act(refundReference, 'fail-refund');
    await shop.orders.recheckRefund(order.reference, refundReference, WISH);
    control().configure({ refundMode: 'at-once' });
    const all = await refund(order);
    expect(all.refund).toMatchObject({ state: 'refunded', amount: { value: 110_000 } });
  });
});
