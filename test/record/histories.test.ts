import { orderWorkflowId } from '../../workflows/contract';
import { RIGHT_OTP, WRONG_OTP, REDIRECT_CARD } from '../support/gateway';
import { openVirtualShop } from '../support/orders';
import type { OrderUnderTest, VirtualShop } from '../support/orders';
import { recordHistory } from '../support/recording';
import { READABLE } from '../support/temporal';

/*
 * Not part of `npm test`: records the histories that test/replay replays. Run it before a release, with the workflow code
 * of that release (`npm run record:histories`), and commit what it writes; older files stay as they are.
 */

let shop: VirtualShop;
beforeAll(async () => {
  shop = await openVirtualShop(READABLE);
});
afterAll(() => shop.close());
beforeEach(() => shop.bench.simulator.control.setFaults([]));

const fault = (operation: string): void =>
  shop.bench.simulator.control.setFaults([
    { operation, times: 1, action: { kind: 'commit-then-reset' } } as Parameters<
      typeof shop.bench.simulator.control.setFaults
    >[0][number],
  ]);

const enter = async ({ reference }: OrderUnderTest, otp: string): Promise<unknown> =>
  shop.orders.submitOtp(reference, { otpRef: await shop.bench.otp(otp) }).catch((error: unknown) => error);

/** One order a row; its name is the file's. */
const ORDERS: Record<string, () => Promise<OrderUnderTest>> = {
  'captured-on-delivery': async () => {
    const order = await shop.placeHeld();
    await shop.orders.confirmDelivery(order.reference);
    return order;
  },
  'released-at-the-deadline': () => shop.placeHeld(),
  'captured-at-the-deadline': async () => {
    const order = await shop.placeHeld({ policy: { onDelivery: 'wait' } });
    await shop.orders.confirmDelivery(order.reference);
    return order;
  },
  cancelled: async () => {
    const order = await shop.placeHeld();
    await shop.orders.cancel(order.reference, { reason: 'out of stock' });
    return order;
  },
  'wrong-otp-then-another-card': async () => {
    const order = await shop.place();
    for (let entry = 1; entry <= 3; entry += 1) await enter(order, WRONG_OTP);
    await shop.orders.pay(order.reference, { cardRef: await shop.bench.card() });
    await enter(order, RIGHT_OTP);
    await shop.orders.extend(order.reference, { decideBy: { afterMs: 3_600_000 } });
    return order;
  },
  'abandoned-on-the-bank-page': async () => shop.place({ cardRef: await shop.bench.card(REDIRECT_CARD) }),
  'capture-answer-lost': async () => {
    const order = await shop.placeHeld();
    fault('capture');
    await shop.orders.confirmDelivery(order.reference, { timeoutMs: 1_000 });
    return order;
  },
  'payment-answer-lost': async () => {
    fault('createPayment');
    const order = await shop.place();
    await enter(order, RIGHT_OTP);
    await shop.orders.capture(order.reference, { amount: { value: 60_000, currency: 'INR' } });
    return order;
  },
};

it.each(Object.keys(ORDERS))('%s', async (name) => {
  const order = await ORDERS[name]?.();
  if (!order) throw new Error('no such order');
  await order.result();
  const history = await recordHistory(shop.environment, orderWorkflowId(order.reference), name);
  expect(history.events?.at(-1)?.workflowExecutionCompletedEventAttributes).toBeDefined();
});
