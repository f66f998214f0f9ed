import { cardRef } from '../support/secret-refs';
import { orderWorkflowId } from '../../workflows/contract/order';
import { gatewayWebhookSignal } from '../../workflows/contract/common-messages';
import * as messages from '../../workflows/contract/order-messages';
import { eventually } from '../support/eventually';
import { AMOUNT, figures, openVirtualShop } from '../support/orders';
import type { OrderUnderTest, Shop } from '../support/orders';
import { WRONG_OTP } from '../support/gateway';

let shop: Shop;
beforeAll(async () => {
  shop = await openVirtualShop();
});
afterAll(() => shop.close());
beforeEach(() => shop.bench.simulator.control.setFaults([]));

const { value } = AMOUNT;
const handleOf = ({ reference }: OrderUnderTest) =>
  shop.environment.client.workflow.getHandle(orderWorkflowId(reference));
const notAllowed = (code: string) => expect.objectContaining({ name: 'NotAllowed', code }) as Error;

describe('a message that the state does not allow', () => {
  it('is refused with a code and a reason, and leaves nothing in the history', async () => {
    const order = await shop.placeHeld();
    const { orders } = shop;
    await expect(orders.submitOtp(order.reference, { otpRef: await shop.bench.otp() })).rejects.toEqual(
      notAllowed('otp-not-awaited'),
    );
    await expect(orders.resendOtp(order.reference)).rejects.toEqual(notAllowed('otp-not-awaited'));
    await expect(orders.pay(order.reference, { cardRef: cardRef('card_x') })).rejects.toEqual(
      notAllowed('already-paid'),
    );
    await expect(orders.capture(order.reference, { amount: { value: value + 1, currency: 'INR' } })).rejects.toEqual(
      notAllowed('amount-too-large'),
    );
    await expect(orders.extend(order.reference, { decideBy: { afterMs: 6 * 86_400_000 } })).rejects.toEqual(
      notAllowed('deadline-too-late'),
    );
    const { events } = await handleOf(order).fetchHistory();
    // The two that placed and held the order.
    expect(events?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes)).toHaveLength(2);
  });

  it('of a wrong shape is refused, whoever sends it', async () => {
    const order = await shop.placeHeld();
    const update = handleOf(order).executeUpdate('capture', { args: [{ amount: 'all' }] });
    await expect(update).rejects.toMatchObject({ cause: { type: 'Invalid' } });
  });

  it('as a signal of a wrong shape is ignored, and the order goes on', async () => {
    const order = await shop.placeHeld();
    for (const name of ['gatewayWebhook', 'gatewayCallback', 'otpSubmitted'])
      await handleOf(order).signal(name, { nonsense: true });
    await handleOf(order).signal('gatewayWebhook', null);
    expect(await order.look()).toMatchObject({ state: 'held' });
  });
});

describe('the same reference', () => {
  it('with the same content is the same order, and the gateway hears of it once', async () => {
    const request = { reference: 'SAME-1', cardRef: await shop.bench.card() };
    const [first, second] = await Promise.all([shop.place(request), shop.place(request)]);
    expect(second.view.gatewayOrderId).toBe(first.view.gatewayOrderId);
    expect(first.ledger()).toMatchObject({ mutatingCalls: { createOrder: 1, createPayment: 1 } });
  });

  it('with other content is refused, and the fields that differ are named', async () => {
    const request = { reference: 'SAME-2', cardRef: await shop.bench.card(), metadata: { basket: '7' } };
    await shop.place(request);
    for (const [changed, fields] of [
      [{ amount: { value: 500, currency: 'INR' } }, ['amount']],
      [{ metadata: { basket: '8' }, policy: { onDelivery: 'wait' as const } }, ['metadata', 'policy']],
    ] as const) {
      await expect(shop.place({ ...request, ...changed })).rejects.toMatchObject({
        name: 'OrderConflict',
        errors: fields.map((field) => ({ field })),
      });
    }
  });

  it('after the order has ended still answers how it ended', async () => {
    const request = { reference: 'SAME-3', cardRef: await shop.bench.card() };
    const order = await shop.placeHeld(request);
    await shop.orders.cancel(order.reference, { reason: 'test' });
    await order.result();
    expect((await shop.place(request)).view).toMatchObject({ state: 'released' });
    expect(order.ledger(true)).toMatchObject({ mutatingCalls: { createOrder: 1, createPayment: 1 } });
  });
});

describe('capture and cancel at once', () => {
  it('exclude each other: one takes effect, the other is told why not', async () => {
    const order = await shop.placeHeld();
    const [capture, cancel] = await Promise.allSettled([
      shop.orders.capture(order.reference),
      shop.orders.cancel(order.reference, { reason: 'changed my mind' }),
    ]);
    expect([capture.status, cancel.status].sort()).toEqual(['fulfilled', 'rejected']);
    const { captured, released, violations } = order.ledger(true);
    expect(violations).toEqual([]);
    expect([captured, released].sort((a, b) => a - b)).toEqual([0, value]);
  });
});

describe('the same idempotency key', () => {
  it('gets the same answer and is carried out once', async () => {
    const order = await shop.placeHeld();
    const capture = () => shop.orders.capture(order.reference, {}, { idempotencyKey: 'key-1' });
    const [first, second] = await Promise.all([capture(), capture()]);
    expect(second).toEqual(first);
    expect(order.ledger(true)).toMatchObject({ captured: value, mutatingCalls: { capture: 1 }, violations: [] });
  });
});

describe('two OTPs at once', () => {
  it('one is submitted, and both get its outcome', async () => {
    const order = await shop.place();
    const submit = async (otp?: string) =>
      shop.orders.submitOtp(order.reference, { otpRef: await shop.bench.otp(otp) });
    const both = await Promise.allSettled([submit(WRONG_OTP), submit(WRONG_OTP)]);
    for (const each of both) expect(each).toMatchObject({ status: 'rejected', reason: { name: 'OtpDeclined' } });
    const right = await Promise.all([submit(), submit()]);
    for (const { order: view } of right) expect(view).toMatchObject({ state: 'held' });
  });
});

describe('a delivery reported by signal', () => {
  it('captures a held order', async () => {
    const order = await shop.placeHeld();
    await handleOf(order).signal(messages.deliveryConfirmedSignal);
    expect(await order.result()).toMatchObject({ state: 'captured' });
  });

  it('after the release has begun calls for a person, who reads why', async () => {
    const order = await shop.placeHeld();
    shop.bench.simulator.control.setFaults([{ operation: 'cancel', times: 1, action: { kind: 'commit-then-reset' } }]);
    const { answered } = await shop.orders.cancel(order.reference, { reason: 'test' }, { timeoutMs: 5_000 });
    expect(answered).toBe(false);
    await handleOf(order).signal(messages.deliveryConfirmedSignal);
    await shop.pass(600_000);
    expect(await order.look()).toMatchObject({
      attention: { reason: expect.stringContaining('not paid for') as string },
    });
  });
});

describe('news from the gateway', () => {
  it('by webhook holds the order without anybody asking', async () => {
    const order = await shop.place();
    const { control } = shop.bench.simulator;
    control.act(order.reference, 'authorise-late');
    const { order_id: gatewayOrderId } = control.order(order.reference);
    const observedAt = new Date().toISOString();
    await handleOf(order).signal(gatewayWebhookSignal, {
      webhookId: 'w-1',
      event: 'ORDER_AUTHORIZED',
      snapshot: {
        gatewayOrderId,
        reference: order.reference,
        status: 'authorised',
        amountMinor: value,
        currency: 'INR',
        payments: [
          { id: 'v1-p', reference: `${order.reference}-p1`, status: 'authorised', amountMinor: value, captures: [] },
        ],
        observedAt,
      },
    });
    await eventually(
      () => order.look(),
      ({ nextAction }) => nextAction === null,
    );
  });

  it('by callback is only a hint: the gateway is asked and decides', async () => {
    const order = await shop.place();
    await handleOf(order).signal(messages.gatewayCallbackSignal, { status: 'authorised' });
    await shop.pass(1_000);
    expect(await order.look()).toMatchObject({ state: 'authenticating' });
    expect(figures(await order.look())).toMatchObject({ held: 0 });
  });
});

describe('cancelling the workflow itself', () => {
  it('lets the hold go instead of forgetting it', async () => {
    const order = await shop.placeHeld();
    await handleOf(order).cancel();
    expect(await order.result()).toMatchObject({ state: 'released' });
    expect(order.ledger(true)).toMatchObject({ held: 0, released: value, violations: [] });
  });
});
