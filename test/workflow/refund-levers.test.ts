import type { RefundView } from '../../workflows/contract/refund';
import { AMOUNT, openVirtualShop } from '../support/orders';
import type { OrderUnderTest, Shop } from '../support/orders';
import { refundsIn } from '../support/refunds';

/**
 * What is parked is asked about once a day. The time-skipping server stops its clock for good when a message comes in the
 * very moment in which a timer fires (seen), so half a day lies between the two.
 */
const HALF_DAY_MS = 12 * 60 * 60_000;
const RECHECK = { actor: 'support', reason: 'the bank says it has paid' };
const RESOLVE = { as: 'failed', actor: 'support', reason: 'not in the dashboard' } as const;

let shop: Shop;
const { captured, refund, fault } = refundsIn(() => shop);
beforeAll(async () => {
  shop = await openVirtualShop();
});
afterAll(() => shop.close());
beforeEach(() => {
  const { control } = shop.bench.simulator;
  control.setFaults([]);
  control.configure({ refundMode: 'at-once' });
});

type Refunded = readonly [order: OrderUnderTest, refundReference: string];

/** Parked, since the bank has had it for two weeks. */
async function unpaid(): Promise<Refunded> {
  shop.bench.simulator.control.configure({ refundMode: 'pending' });
  const order = await captured();
  const { refundReference } = (await refund(order)).refund;
  await shop.pass(31 * HALF_DAY_MS);
  return [order, refundReference];
}

/** Parked, since three sends did not happen. */
async function inVain(): Promise<Refunded> {
  const order = await captured();
  fault('reset-before-commit', 3);
  const { refundReference } = (await refund(order)).refund;
  await shop.pass(3 * HALF_DAY_MS);
  return [order, refundReference];
}

const last = (refund: RefundView | null): string => (refund?.timeline ?? []).map(({ what }) => what).join('; ');

describe('a recheck of a refund', () => {
  it('has the gateway asked at once, and frees a refund that the gateway explains', async () => {
    const [order, refundReference] = await unpaid();
    const parked = await shop.orders.recheckRefund(order.reference, refundReference, RECHECK);
    expect(parked).toMatchObject({
      answered: true,
      refund: { state: 'pending', attention: { code: 'refund-unpaid' } },
    });
    shop.bench.simulator.control.act(refundReference, 'settle-refund');
    const freed = await shop.orders.recheckRefund(order.reference, refundReference, RECHECK);
    expect(freed).toMatchObject({ answered: true, refund: { state: 'refunded' } });
    expect(last(freed.refund)).toContain('support had the gateway asked: the bank says it has paid');
    expect(order.ledger(true)).toMatchObject({ refunded: AMOUNT.value, violations: [], mutatingCalls: { refund: 1 } });
  });
});

describe('a resolution of a refund', () => {
  it('ends it, says who did and why, and frees its money', async () => {
    const [order, refundReference] = await inVain();
    const key = { idempotencyKey: 'ticket-7' };
    const resolved = await shop.orders.resolveRefund(order.reference, refundReference, RESOLVE, key);
    expect(resolved).toMatchObject({ answered: true, refund: { state: 'failed', attention: null } });
    expect(await shop.orders.resolveRefund(order.reference, refundReference, RESOLVE, key)).toEqual(resolved);
    expect(last(resolved.refund)).toContain('support resolved it as failed: not in the dashboard');
    expect(await shop.orders.refunds(order.reference)).toMatchObject([{ state: 'failed' }]);
    expect((await refund(order)).refund).toMatchObject({ state: 'refunded', amount: AMOUNT });
    expect(order.ledger(true)).toMatchObject({ refunded: AMOUNT.value, violations: [] });
  });

  it('is refused where nobody is needed, and changes nothing', async () => {
    shop.bench.simulator.control.configure({ refundMode: 'pending' });
    const order = await captured();
    const { refundReference } = (await refund(order)).refund;
    await expect(shop.orders.resolveRefund(order.reference, refundReference, RESOLVE)).rejects.toMatchObject({
      name: 'NotAllowed',
      code: 'not-parked',
    });
    expect(await shop.orders.refunds(order.reference)).toMatchObject([{ state: 'pending' }]);
  });
});

describe('a lever', () => {
  const both = (reference: string, refundReference: string): Promise<unknown>[] => [
    shop.orders.recheckRefund(reference, refundReference, RECHECK),
    shop.orders.resolveRefund(reference, refundReference, RESOLVE),
  ];
  const refusals = async (reference: string, refundReference: string): Promise<unknown[]> =>
    Promise.all(both(reference, refundReference).map((pressed) => pressed.catch((error: unknown) => error)));
  const twice = (refusal: object): unknown[] => [refusal, refusal].map((one) => expect.objectContaining(one));

  it('moves no refund of another order, and says whose it is', async () => {
    const [order, refundReference] = await unpaid();
    const other = await captured();
    expect(await refusals(other.reference, refundReference)).toEqual(
      twice({ name: 'RefundNotFound', message: `Refund ${refundReference} is of order ${order.reference}` }),
    );
    expect(await shop.orders.refunds(order.reference)).toMatchObject([{ attention: { code: 'refund-unpaid' } }]);
  });

  it('of nothing is refused: no such refund, no such order', async () => {
    const { reference } = await captured();
    expect(await refusals(reference, 'NONE')).toEqual(
      twice({ name: 'RefundNotFound', message: `Order ${reference} has no refund NONE` }),
    );
    expect(await refusals('NOBODYS', 'NONE')).toEqual(twice({ name: 'OrderNotFound' }));
  });

  it('of a refund that has ended, or was never sent, is refused', async () => {
    const order = await captured();
    const { refundReference } = (await refund(order)).refund;
    const settled = twice({ name: 'NotAllowed', code: 'settled', message: 'The refund is settled: refunded' });
    expect(await refusals(order.reference, refundReference)).toEqual(settled);

    const held = await shop.placeHeld();
    const never = { refundReference: `${refundReference}-never` };
    await expect(refund(held, never)).rejects.toMatchObject({ code: 'nothing-captured' });
    const refused = twice({ name: 'NotAllowed', code: 'settled', message: 'The refund is settled: refused' });
    expect(await refusals(held.reference, never.refundReference)).toEqual(refused);
    await shop.orders.cancel(held.reference, { reason: 'end of test' });
  });

  it('of another shape is refused by the refund itself', async () => {
    const [order, refundReference] = await unpaid();
    const nobody = { ...RESOLVE, actor: '' };
    await expect(shop.orders.resolveRefund(order.reference, refundReference, nobody)).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining('{as: refunded or failed, actor, reason}'),
    });
  });
});
