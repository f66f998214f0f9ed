import { reduceOrder } from '../../activities/gateway';
import type { RefundView } from '../../workflows/contract/refund';
import { AMOUNT, figures, openVirtualShop } from '../support/orders';
import type { OrderUnderTest, Shop } from '../support/orders';
import { refundsIn } from '../support/refunds';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** For an answer that there cannot be yet. */
const SHORTLY = { timeoutMs: 5_000 } as const;

let shop: Shop;
beforeAll(async () => {
  shop = await openVirtualShop();
});
afterAll(() => shop.close());
beforeEach(() => {
  const { control } = shop.bench.simulator;
  control.setFaults([]);
  control.configure({ refundMode: 'at-once' });
});

const rupees = (value: number) => ({ value: value * 100, currency: 'INR' });
const { nextReference, captured, refund, fault, ended } = refundsIn(() => shop);
const notAllowed = (code: string) => expect.objectContaining({ name: 'NotAllowed', code }) as Error;
const calls = (order: OrderUnderTest): number => order.ledger().mutatingCalls.refund;

describe('a refund', () => {
  it('gives all that was captured back, after the workflow of the order has closed, and its view shows it', async () => {
    const order = await captured();
    const { answered, refund: given } = await refund(order);
    expect(answered).toBe(true);
    expect(given).toMatchObject({ state: 'refunded', amount: AMOUNT, attention: null });
    expect(order.ledger(true)).toMatchObject({ refunded: AMOUNT.value, violations: [], mutatingCalls: { refund: 1 } });
    const view = await shop.orders.get(order.reference);
    expect(view.refunds).toMatchObject([{ refundReference: given.refundReference, state: 'refunded' }]);
    expect(figures(view)).toMatchObject({ captured: AMOUNT.value, refunded: AMOUNT.value });
  });

  it('may be of a part, and repeated until nothing is left', async () => {
    const order = await captured();
    await refund(order, { amount: rupees(400) });
    await refund(order, { amount: rupees(100) });
    await expect(refund(order, { amount: rupees(601) })).rejects.toEqual(notAllowed('refund-too-large'));
    expect((await refund(order)).refund).toMatchObject({ state: 'refunded', amount: rupees(600) });
    await expect(refund(order)).rejects.toEqual(notAllowed('all-refunded'));
    expect(order.ledger(true)).toMatchObject({ refunded: AMOUNT.value, violations: [], mutatingCalls: { refund: 3 } });
  });

  it('asked for again is the same refund; with other content it is refused', async () => {
    const order = await captured();
    const request = { refundReference: nextReference(), amount: rupees(100) };
    const first = await refund(order, request);
    expect(await refund(order, request)).toEqual(first);
    await expect(refund(order, { ...request, amount: rupees(200) })).rejects.toMatchObject({ name: 'RefundConflict' });
    const other = await captured();
    await expect(refund(other, request)).rejects.toMatchObject({ name: 'RefundConflict' });
    expect([calls(order), calls(other)]).toEqual([1, 0]);
  });

  it('shows in the view of an order that a person called captured, which its workflow itself never saw', async () => {
    const order = await shop.placeHeld();
    shop.bench.simulator.control.setFaults([
      { operation: 'capture', action: { kind: 'commit-then-reset' } },
      { operation: ['getOrder', 'getOrderByReference'], action: { kind: 'error', commit: false } },
    ]);
    await shop.orders.capture(order.reference, {}, { timeoutMs: 3_000 });
    await shop.pass(5 * DAY_MS);
    expect(await order.look()).toMatchObject({ attention: { code: 'call-in-doubt' } });
    const verdict = { as: 'captured', actor: 'support', reason: 'seen in the dashboard', force: true } as const;
    await shop.orders.resolve(order.reference, verdict);
    await order.result();
    shop.bench.simulator.control.setFaults([]);
    const { refundReference } = (await refund(order, { amount: rupees(100) })).refund;
    const view = await order.look();
    expect(view).toMatchObject({ settledBy: 'operator', refunds: [{ refundReference, state: 'refunded' }] });
    // Each figure is what was seen: one refund does not tell how much was captured.
    expect(figures(view)).toMatchObject({ captured: 0, refunded: 10_000 });
  });

  it('of an order that holds money, or that nobody knows, is refused', async () => {
    const order = await shop.placeHeld();
    await expect(refund(order)).rejects.toEqual(notAllowed('nothing-captured'));
    await expect(
      shop.orders.refund('NOBODYS', { refundReference: nextReference(), reason: 'returned' }),
    ).rejects.toMatchObject({ name: 'OrderNotFound' });
    await shop.orders.cancel(order.reference, { reason: 'end of test' });
  });

  it('is not sent beside money that was refunded elsewhere: how much is left nobody can know', async () => {
    const order = await captured();
    const { gatewayOrderId } = await order.look();
    await shop.bench.dependencies.gateway.createRefund({
      gatewayOrderId: gatewayOrderId ?? '',
      reference: nextReference(),
      amount: rupees(100),
    });
    await expect(refund(order, { amount: rupees(100) })).rejects.toEqual(notAllowed('refunded-elsewhere'));
    expect(calls(order)).toBe(1);
  });
});

describe('two refunds at once that are too much together', () => {
  it('exactly one takes effect, and the other learns why it does not', async () => {
    const order = await captured();
    const both = await Promise.allSettled([
      refund(order, { amount: rupees(600) }),
      refund(order, { amount: rupees(600) }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'refund-too-large' } });
    expect(order.ledger(true)).toMatchObject({ refunded: 60_000, violations: [], mutatingCalls: { refund: 1 } });
  });
});

describe('a refund in doubt', () => {
  it('whose answer was lost is found by asking, and not sent again', async () => {
    const order = await captured();
    fault('commit-then-reset');
    expect(await refund(order)).toMatchObject({ answered: true, refund: { state: 'refunded' } });
    expect(order.ledger(true)).toMatchObject({ refunded: AMOUNT.value, violations: [], mutatingCalls: { refund: 1 } });
  });

  it('that was never carried out is sent again with the same reference, after the quiet period', async () => {
    const order = await captured();
    fault('reset-before-commit');
    const { answered, refund: doubtful } = await refund(order, {}, SHORTLY);
    expect([answered, doubtful.state, calls(order)]).toEqual([false, 'requested', 1]);
    await shop.pass(4 * MINUTE_MS);
    expect(calls(order)).toBe(1);
    await ended(doubtful);
    expect(order.ledger(true)).toMatchObject({ refunded: AMOUNT.value, violations: [], mutatingCalls: { refund: 2 } });
  });

  it('blocks its money meanwhile', async () => {
    const order = await captured();
    fault('reset-before-commit');
    const { refund: doubtful } = await refund(order, { amount: rupees(1_000) }, SHORTLY);
    await expect(refund(order, { amount: rupees(101) })).rejects.toEqual(notAllowed('refund-too-large'));
    await ended(doubtful);
  });

  it('that takes effect late is not carried out twice', async () => {
    const order = await captured();
    shop.bench.simulator.control.setFaults([
      { operation: 'refund', times: 1, action: { kind: 'late-commit', ms: 2_500 } },
    ]);
    await ended((await refund(order)).refund);
    expect(order.ledger(true)).toMatchObject({ refunded: AMOUNT.value, violations: [] });
  });

  it('is parked when three sends did not happen; what a person says of it frees the money', async () => {
    const order = await captured();
    fault('reset-before-commit', 3);
    const { refund: doubtful } = await refund(order, {}, SHORTLY);
    await shop.pass(DAY_MS);
    const [parked] = await shop.orders.refunds(order.reference);
    expect(parked).toMatchObject({ state: 'requested', attention: { code: 'refund-in-vain' } });
    expect(calls(order)).toBe(3);
    const verdict = { as: 'failed', actor: 'support', reason: 'not in the dashboard' } as const;
    const resolved = await shop.orders.resolveRefund(order.reference, doubtful.refundReference, verdict);
    expect(resolved).toMatchObject({ answered: true, refund: { state: 'failed' } });
    expect((await refund(order)).refund).toMatchObject({ state: 'refunded', amount: AMOUNT });
    expect(order.ledger(true)).toMatchObject({ refunded: AMOUNT.value, violations: [] });
  });

  it('that the gateway refuses has failed, and its money is free again', async () => {
    const order = await captured();
    shop.bench.simulator.control.setFaults([
      { operation: 'refund', times: 1, action: { kind: 'decline', code: 'RISK_CHECK_FAILED' } },
    ]);
    expect(await refund(order)).toMatchObject({
      answered: true,
      refund: { state: 'failed', decline: { code: 'RISK_CHECK_FAILED' } },
    });
    expect((await refund(order)).refund).toMatchObject({ state: 'refunded', amount: AMOUNT });
  });
});

describe('a refund that the bank takes its time for', () => {
  const pending = async (): Promise<{ order: OrderUnderTest; view: RefundView }> => {
    shop.bench.simulator.control.configure({ refundMode: 'pending' });
    const order = await captured();
    const answer = await refund(order);
    expect(answer).toMatchObject({ answered: true, refund: { state: 'pending' } });
    return { order, view: answer.refund };
  };
  const act = (view: RefundView, how: 'settle-refund' | 'fail-refund') =>
    shop.bench.simulator.control.act(view.refundReference, how);

  it('is found carried out by asking, where its webhook is lost', async () => {
    const { order, view } = await pending();
    act(view, 'settle-refund');
    await ended(view);
    expect(await shop.orders.refunds(order.reference)).toMatchObject([{ state: 'refunded' }]);
  });

  it('hears of it by webhook, however often', async () => {
    const { order, view } = await pending();
    act(view, 'settle-refund');
    const body = shop.bench.simulator.control.order(view.refundReference);
    const snapshot = reduceOrder({ data: body }, { observedAt: new Date().toISOString(), source: 'webhook' });
    if (!snapshot) throw new TypeError('no refund in it');
    const told = await Promise.all(
      [1, 2, 3].map((copy) =>
        shop.orders.signalRefundWebhook({ webhookId: `w-${copy}`, event: 'REFUND_PROCESSED', snapshot }),
      ),
    );
    expect(told).toContain(true);
    expect(await ended(view)).toMatchObject({ state: 'refunded' });
    expect(order.ledger(true)).toMatchObject({ refunded: AMOUNT.value, mutatingCalls: { refund: 1 } });
  });

  it('is asked about when a webhook tells only that its order was refunded', async () => {
    const { order, view } = await pending();
    act(view, 'settle-refund');
    const body = shop.bench.simulator.control.order(order.reference);
    const snapshot = reduceOrder({ data: body }, { observedAt: new Date().toISOString(), source: 'webhook' });
    if (!snapshot) throw new TypeError('no order in it');
    expect(await shop.orders.signalRefundWebhook({ webhookId: 'w', event: 'REFUND_PROCESSED', snapshot })).toBe(true);
    expect(await ended(view)).toMatchObject({ state: 'refunded' });
  });

  it('that fails gives its money free', async () => {
    const { order, view } = await pending();
    await expect(refund(order)).rejects.toEqual(notAllowed('all-refunded'));
    act(view, 'fail-refund');
    expect(await ended(view)).toMatchObject({ state: 'failed' });
    shop.bench.simulator.control.configure({ refundMode: 'at-once' });
    expect((await refund(order)).refund).toMatchObject({ state: 'refunded', amount: AMOUNT });
    expect(order.ledger(true)).toMatchObject({ refunded: AMOUNT.value, violations: [] });
  });

  it('needs a person after two weeks', async () => {
    const { order, view } = await pending();
    await shop.pass(15 * DAY_MS);
    expect(await shop.orders.refunds(order.reference)).toMatchObject([{ attention: { code: 'refund-unpaid' } }]);
    act(view, 'settle-refund');
    expect(await ended(view)).toMatchObject({ state: 'refunded' });
  });
});
