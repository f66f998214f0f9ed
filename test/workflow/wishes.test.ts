import { identityOf } from '../../clients/request-identity';
import { orderWorkflowId } from '../../workflows/contract/order';
import type { HandedWish } from '../../workflows/contract/order';
import { refundWishSignal } from '../../workflows/contract/refund-messages';
import { orderRefundsWorkflowId } from '../../workflows/contract/refund';
import * as messages from '../../workflows/contract/order-messages';
import { AMOUNT, openVirtualShop } from '../support/orders';
import type { OrderUnderTest, Shop } from '../support/orders';
import { refundsIn } from '../support/refunds';

/* A wish that was handed over by signal, beside the update that it stands for. */

let shop: Shop;
beforeAll(async () => {
  shop = await openVirtualShop();
});
afterAll(() => shop.close());

const { captured, refund, nextReference } = refundsIn(() => shop);
const { value } = AMOUNT;
const PART = { amount: { value: value / 2, currency: 'INR' } };
const TOO_MUCH = { amount: { value: value + 1, currency: 'INR' } };
const handleOf = ({ reference }: OrderUnderTest) =>
  shop.environment.client.workflow.getHandle(orderWorkflowId(reference));
const hand = (order: OrderUnderTest, wish: HandedWish): Promise<void> =>
  handleOf(order).signal(messages.wishSignal, wish);
const update = (order: OrderUnderTest, name: string, updateId: string, ...args: unknown[]): Promise<unknown> =>
  handleOf(order).executeUpdate(name, { updateId, args: args as [unknown] });
const DAY_MS = 86_400_000;

describe('a wish and its update', () => {
  it('count once when the wish comes first, and the update gets the answer', async () => {
    const order = await shop.placeHeld();
    await hand(order, { name: 'capture', updateId: 'c-1', key: 'the book', argument: PART });
    expect(await update(order, 'capture', 'c-1', PART)).toMatchObject({
      state: 'captured',
      wishes: [{ key: 'the book', updateId: 'c-1', kind: 'capture', outcome: 'accepted', code: null, reason: null }],
    });
    expect(order.ledger(true)).toMatchObject({ captured: value / 2, mutatingCalls: { capture: 1 }, violations: [] });
  });

  it('count once when the update comes first, and the wish stands in the order', async () => {
    const order = await shop.placeHeld();
    const decideBy = { afterMs: DAY_MS };
    await update(order, 'extend', 'e-1', { decideBy });
    await update(order, 'extend', 'e-2', { decideBy: { afterMs: 2 * DAY_MS } });
    await hand(order, { name: 'extend', updateId: 'e-1', argument: { decideBy } });
    const { policy, wishes } = await order.look();
    expect(policy.decideBy).toEqual({ afterMs: 2 * DAY_MS });
    expect(wishes).toMatchObject([{ key: 'e-1', kind: 'extend', outcome: 'accepted' }]);
  });

  it('count once when the wish comes twice', async () => {
    const order = await shop.placeHeld();
    const wish: HandedWish = { name: 'cancel', updateId: 'x-1', argument: { reason: 'out of stock' } };
    await Promise.all([hand(order, wish), hand(order, wish)]);
    expect(await order.result()).toMatchObject({ state: 'released' });
    expect((await order.look()).wishes).toMatchObject([{ kind: 'cancel', outcome: 'accepted' }]);
    expect(order.ledger(true)).toMatchObject({ mutatingCalls: { cancel: 1 }, violations: [] });
  });

  it('are refused alike, with one code and one reason, and a person is called about a capture', async () => {
    const order = await shop.placeHeld();
    await hand(order, { name: 'capture', updateId: 'c-2', argument: TOO_MUCH });
    const reason = 'Only ₹1,100.00 is on hold';
    await expect(update(order, 'capture', 'c-2', TOO_MUCH)).rejects.toMatchObject({
      cause: { type: 'NotAllowed', message: reason, details: ['amount-too-large'] },
    });
    expect(await order.look()).toMatchObject({
      state: 'held',
      wishes: [{ outcome: 'refused', code: 'amount-too-large', reason }],
      attention: { code: 'wish-refused', reason: expect.stringContaining(reason) as string },
    });
    expect((await shop.orders.capture(order.reference)).order).toMatchObject({ state: 'captured', attention: null });
  });

  it('are refused alike where they come after their time: the capture never happens', async () => {
    const order = await shop.placeHeld();
    const notAfter = new Date(Date.parse((await order.look()).timeline[0]?.at ?? '') - 1).toISOString();
    await hand(order, { name: 'capture', updateId: 'c-3', notAfter });
    await expect(update(order, 'capture', 'c-3')).rejects.toMatchObject({ cause: { details: ['wish-expired'] } });
    expect(await order.look()).toMatchObject({
      state: 'held',
      wishes: [{ outcome: 'expired' }],
      attention: { code: 'wish-refused' },
    });
    await shop.orders.cancel(order.reference, { reason: 'test' });
    expect(order.ledger()).toMatchObject({ captured: 0, released: value });
  });

  it('do no harm where the wish is none: the order goes on', async () => {
    const order = await shop.placeHeld();
    const nonsense = [null, {}, { name: 'pay', updateId: 'p' }, { name: 'capture', updateId: 'c', argument: 'all' }];
    const notATime = { name: 'capture', updateId: 'c', notAfter: 'soon' };
    for (const wish of [...nonsense, notATime]) await handleOf(order).signal('wish', wish);
    expect(await order.look()).toMatchObject({ state: 'held', wishes: [] });
  });
});

describe('a wish for what is so already', () => {
  it('is fulfilled: a delivery told twice, a cancellation of what is let go, a capture under way', async () => {
    const order = await shop.placeHeld({ policy: { onDelivery: 'wait' } });
    await hand(order, { name: 'confirmDelivery', updateId: 'd-1' });
    await hand(order, { name: 'confirmDelivery', updateId: 'd-2' });
    await hand(order, { name: 'capture', updateId: 'c-1' });
    await hand(order, { name: 'capture', updateId: 'c-2', argument: { amount: AMOUNT } });
    expect(await order.result()).toMatchObject({ state: 'captured' });
    const outcomes = (await order.look()).wishes.map(({ updateId, outcome }) => [updateId, outcome]);
    expect(outcomes).toEqual([
      ['d-1', 'accepted'],
      ['d-2', 'fulfilled'],
      ['c-1', 'accepted'],
      ['c-2', 'fulfilled'],
    ]);
    expect(order.ledger(true)).toMatchObject({ captured: value, mutatingCalls: { capture: 1 }, violations: [] });
  });

  it('is answered as done by an order that has ended, too, under any key', async () => {
    const delivered = await shop.placeHeld();
    await shop.orders.confirmDelivery(delivered.reference);
    await delivered.result();
    expect(await shop.orders.confirmDelivery(delivered.reference)).toMatchObject({ order: { state: 'captured' } });
    const notAllowed = { name: 'NotAllowed', code: 'settled' };
    await expect(shop.orders.cancel(delivered.reference, { reason: 'late' })).rejects.toMatchObject(notAllowed);
    const letGo = await shop.placeHeld();
    await shop.orders.cancel(letGo.reference, { reason: 'test' });
    await letGo.result();
    expect(await shop.orders.cancel(letGo.reference, { reason: 'again' })).toMatchObject({
      answered: true,
      order: { state: 'released' },
    });
    await expect(shop.orders.confirmDelivery(letGo.reference)).rejects.toMatchObject(notAllowed);
    await expect(shop.orders.capture(letGo.reference)).rejects.toMatchObject(notAllowed);
  });

  it('finds out from an order that has ended what became of the very same wish', async () => {
    const order = await shop.placeHeld();
    const ids = new Map(
      (['taken', 'refused'] as const).map((key) => [
        key,
        identityOf('capture', key, [key === 'taken' ? PART : TOO_MUCH]),
      ]),
    );
    const idOf = (key: 'taken' | 'refused'): string => ids.get(key)?.updateId ?? '';
    await hand(order, { name: 'capture', updateId: idOf('refused'), key: 'refused', argument: TOO_MUCH });
    await hand(order, { name: 'capture', updateId: idOf('taken'), key: 'taken', argument: PART });
    expect(await order.result()).toMatchObject({ state: 'captured' });
    const again = (key: 'taken' | 'refused') =>
      shop.orders.capture(order.reference, key === 'taken' ? PART : TOO_MUCH, { idempotencyKey: key });
    expect(await again('taken')).toMatchObject({ answered: true, order: { state: 'captured' } });
    await expect(again('refused')).rejects.toMatchObject({ name: 'NotAllowed', code: 'amount-too-large' });
  });
});

describe('a delivery that was handed over', () => {
  it('is never too late to be told, and calls a person when the hold is gone', async () => {
    const order = await shop.placeHeld();
    shop.bench.simulator.control.setFaults([{ operation: 'cancel', times: 1, action: { kind: 'commit-then-reset' } }]);
    await shop.orders.cancel(order.reference, { reason: 'test' }, { timeoutMs: 5_000 });
    await hand(order, { name: 'confirmDelivery', updateId: 'd-1' });
    await shop.pass(600_000);
    expect(await order.look()).toMatchObject({
      deliveredAt: expect.any(String) as string,
      wishes: [{ kind: 'confirmDelivery', outcome: 'accepted' }],
      attention: { code: 'delivered-after-release' },
    });
  });
});

describe('a refund that was handed over', () => {
  const handRefund = (order: OrderUnderTest, request: { refundReference: string; amount?: typeof AMOUNT }) =>
    shop.environment.client.workflow.signalWithStart('orderRefunds', {
      workflowId: orderRefundsWorkflowId(order.reference),
      taskQueue: shop.taskQueue,
      args: [{ orderReference: order.reference }],
      signal: refundWishSignal,
      signalArgs: [{ reason: 'returned', ...request }],
    });

  it('and its update count once', async () => {
    const order = await captured();
    const refundReference = nextReference();
    await handRefund(order, { refundReference });
    await handRefund(order, { refundReference });
    expect(await refund(order, { refundReference })).toMatchObject({ refund: { state: 'refunded', amount: AMOUNT } });
    expect(order.ledger(true)).toMatchObject({ refunded: value, mutatingCalls: { refund: 1 }, violations: [] });
  });

  it('stands refused among the refunds where the money does not allow it', async () => {
    const order = await captured();
    const refundReference = nextReference();
    await handRefund(order, { refundReference, amount: { value: value + 1, currency: 'INR' } });
    await shop.pass(1_000);
    expect(await shop.orders.refunds(order.reference)).toMatchObject([
      { refundReference, state: 'refused', decline: { code: 'refund-too-large' } },
    ]);
    expect(order.ledger(true)).toMatchObject({ refunded: 0, violations: [] });
  });

  it('without a shape, or under the name of its order, is ignored', async () => {
    const order = await captured();
    await handRefund(order, { refundReference: order.reference });
    await handRefund(order, { refundReference: 'a b' });
    expect(await shop.orders.refunds(order.reference)).toEqual([]);
  });
});
