import { orderWorkflowId } from '../../workflows/contract/order';
import * as messages from '../../workflows/contract/order-messages';
import { WRONG_OTP } from '../support/gateway';
import { openVirtualShop } from '../support/orders';
import type { OrderUnderTest, Shop } from '../support/orders';

let shop: Shop;
beforeAll(async () => {
  shop = await openVirtualShop();
});
afterAll(() => shop.close());
beforeEach(() => shop.bench.simulator.control.setFaults([]));

const handleOf = ({ reference }: Pick<OrderUnderTest, 'reference'>) =>
  shop.environment.client.workflow.getHandle(orderWorkflowId(reference));
const notAllowed = (code: string) => expect.objectContaining({ name: 'NotAllowed', code }) as Error;

describe('a caller is never left waiting for what cannot come', () => {
  it('an order that could not even be created ends, and says so', async () => {
    shop.bench.simulator.control.setFaults([{ action: { kind: 'error', commit: false, status: 502 } }]);
    const { reference } = await shop.place();
    const order = handleOf({ reference });
    // In before time passes: a message that meets a timer may stop the clock of the time-skipping server for good.
    const recheck = await order.startUpdate('recheck', {
      args: [{ actor: 'support', reason: 'what is it' }],
      waitForStage: 'ACCEPTED',
    });
    await shop.pass(40 * 60_000);
    expect(await recheck.result()).toMatchObject({ reference });
    expect(await order.result()).toMatchObject({ state: 'abandoned' });
  });

  it('a resend of the OTP after the payment was authorised is refused', async () => {
    const order = await shop.placeHeld();
    await expect(shop.orders.resendOtp(order.reference)).rejects.toEqual(notAllowed('otp-not-awaited'));
  });

  it('a card that was used is refused for another payment', async () => {
    const cardRef = await shop.bench.card();
    const order = await shop.place({ cardRef });
    for (let entry = 1; entry <= 3; entry += 1)
      await shop.orders.submitOtp(order.reference, { otpRef: await shop.bench.otp(WRONG_OTP) }).catch(() => undefined);
    await expect(shop.orders.pay(order.reference, { cardRef })).rejects.toEqual(notAllowed('card-used'));
  });
});

describe('a message that would poison the order', () => {
  it.each([
    ['a duration of millions of years', { afterMs: 86_399_999_999_913_600 }],
    ['an instant that is none', { at: 'tomorrow' }],
    ['an instant without a zone', { at: '2030-01-01T00:00:00' }],
  ])('%s is refused, and the order goes on', async (_what, decideBy) => {
    const order = await shop.placeHeld();
    await expect(handleOf(order).executeUpdate('extend', { args: [{ decideBy }] })).rejects.toMatchObject({
      cause: { type: 'Invalid' },
    });
    expect(await order.look()).toMatchObject({ state: 'held' });
    const policy = { decideBy };
    await expect(shop.place({ policy: policy })).rejects.toBeDefined();
  });

  it.each([[[{}]], [[null]], [[{ id: 'p', status: 'AUTHORIZED', amountMinor: 1, captures: {}, updatedAt: 'x' }]]])(
    'a webhook with payments %j changes nothing',
    async (payments) => {
      const order = await shop.placeHeld();
      const snapshot = {
        gatewayOrderId: 'v1-x',
        reference: order.reference,
        status: 'AUTHORIZED',
        observedAt: new Date().toISOString(),
        payments,
      };
      await handleOf(order).signal('gatewayWebhook', { webhookId: 'w', event: 'ORDER_AUTHORIZED', snapshot });
      expect(await order.look()).toMatchObject({ state: 'held', attention: null });
    },
  );

  it('a callback replayed a hundred times asks the gateway a few times, and leaves the timeline alone', async () => {
    const order = await shop.place();
    const { mutatingCalls } = order.ledger();
    for (let replay = 0; replay < 100; replay += 1)
      await handleOf(order).signal(messages.gatewayCallbackSignal, { status: 'AUTHORIZED' });
    const { timeline } = await order.look();
    expect(timeline.filter(({ what }) => what.includes('came back'))).toHaveLength(1);
    expect(timeline.length).toBeLessThan(10);
    expect(order.ledger().mutatingCalls).toEqual(mutatingCalls);
  });
});

describe('an order that waits for a person', () => {
  it('says why and what to do, takes no decision meanwhile, and ends clean once the gateway explains it', async () => {
    const order = await shop.placeHeld();
    const { control } = shop.bench.simulator;
    control.setFaults([{ operation: 'capture', action: { kind: 'decline', code: 'PAYMENT_DECLINED' } }]);
    const { order: parked } = await shop.orders.confirmDelivery(order.reference);
    expect(parked).toMatchObject({
      attention: {
        reason: 'The gateway refused the capture (PAYMENT_DECLINED) and the money is still on hold',
        advice: expect.stringContaining('dashboard') as string,
      },
    });
    await expect(shop.orders.capture(order.reference)).rejects.toEqual(notAllowed('parked'));
    await expect(shop.orders.cancel(order.reference, { reason: 'test' })).rejects.toEqual(notAllowed('parked'));

    control.act(order.reference, 'capture-in-dashboard');
    await shop.orders.recheck(order.reference, { actor: 'support', reason: 'captured by hand' });
    expect(await order.result()).toMatchObject({ state: 'captured' });
    expect(await order.look()).toMatchObject({ attention: null, waitingFor: 'Nothing: the order is settled.' });
    expect(order.ledger(true)).toMatchObject({ held: 0, violations: [] });
  });
});
