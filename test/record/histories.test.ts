import { orderWorkflowId } from '../../workflows/contract/order';
import { DECLINED_CARD, REDIRECT_CARD, RIGHT_OTP, WRONG_OTP } from '../support/gateway';
import { openVirtualShop } from '../support/orders';
import type { OrderUnderTest, Shop } from '../support/orders';
import {
  CANCELS,
  captures,
  CONFIRMS,
  ENTERS_CARD,
  gatewayDoes,
  gatewayIs,
  goesThereAndBack,
  pass,
  paysWith,
  rechecks,
  resolves,
  rupees,
  shows,
  signals,
} from '../workflow/scenarios/deeds';
import type { Deed } from '../workflow/scenarios/scenario';
import { recordHistory } from '../support/recording';
import { READABLE } from '../support/temporal';

/*
 * Not part of `npm test`: records the histories that test/replay replays. Run it before a release, with the workflow code
 * of that release (`npm run record:histories`), and commit what it writes; older files stay as they are.
 */

let shop: Shop;
beforeAll(async () => {
  shop = await openVirtualShop({ dataConverter: READABLE });
});
afterAll(() => shop.close());
beforeEach(() => shop.bench.simulator.control.reset());

const MINUTE_MS = 60_000;

/** In the words of the scenarios. */
async function happens(order: OrderUnderTest, ...deeds: readonly Deed[]): Promise<OrderUnderTest> {
  const stage = { shop, order };
  for (const deed of deeds) await deed(stage);
  return order;
}

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
  'delivered-while-at-the-bank': async () => {
    const order = await shop.place({ cardRef: await shop.bench.card(REDIRECT_CARD) });
    return happens(
      order,
      pass(10 * MINUTE_MS),
      signals('deliveryConfirmed'),
      pass(2 * MINUTE_MS),
      gatewayDoes('authorise-late'),
      signals('gatewayCallback', { status: 'AUTHORIZED' }),
    );
  },
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

/** Paths that came with release 0.2. */
const SINCE_02: typeof ORDERS = {
  'hosted-checkout': async () =>
    happens(await shop.place({ checkout: 'hosted' }), goesThereAndBack(ENTERS_CARD, CONFIRMS), captures()),
  'hosted-cancelled-on-the-page': async () =>
    happens(await shop.place({ checkout: 'hosted' }), goesThereAndBack(CANCELS)),
  'redirect-there-and-back': async () => {
    const order = await shop.place({ cardRef: await shop.bench.card(REDIRECT_CARD) });
    return happens(order, goesThereAndBack(CONFIRMS), captures());
  },
  'browser-claims-what-is-not-true-yet': async () => {
    const order = await shop.place({ cardRef: await shop.bench.card(REDIRECT_CARD) });
    return happens(
      order,
      gatewayIs({ authoriseAfterMs: 10 * MINUTE_MS }),
      goesThereAndBack(CONFIRMS),
      pass(20 * MINUTE_MS),
      captures(),
    );
  },
  'attempts-exhausted': async () => {
    const order = await shop.place({ cardRef: await shop.bench.card(DECLINED_CARD), policy: { paymentAttempts: 2 } });
    return happens(order, paysWith(DECLINED_CARD));
  },
  'remainder-released-late': async () => {
    shop.bench.simulator.control.configure({ releaseRemainder: false, remainderShows: 'AUTHORIZED' });
    const order = await shop.placeHeld();
    return happens(
      order,
      captures(rupees(600)),
      pass(61 * MINUTE_MS),
      shows({ attention: { code: 'remainder-held' } }),
      gatewayDoes('release-remainder'),
      rechecks,
    );
  },
  'delivered-then-paid-late': async () =>
    happens(
      await shop.place(),
      signals('deliveryConfirmed'),
      pass(31 * MINUTE_MS),
      shows({ attention: { code: 'delivered-unpaid' } }),
      gatewayDoes('authorise-late'),
      rechecks,
    ),
  'capture-failed-then-another-hold': async () => {
    shop.bench.simulator.control.configure({ captureMode: 'pending' });
    return happens(
      await shop.place({ cardRef: await shop.bench.card(REDIRECT_CARD) }),
      goesThereAndBack(CANCELS),
      shows({ nextAction: { type: 'pay' } }),
      paysWith(REDIRECT_CARD),
      goesThereAndBack(CONFIRMS),
      captures(),
      shows({ state: 'capturing' }),
      gatewayDoes('fail-capture'),
      pass(10 * MINUTE_MS),
      gatewayDoes('authorise-late', { nthPayment: 1 }),
      rechecks,
      shows({ attention: { code: 'refused' } }),
      gatewayDoes('cancel-in-dashboard'),
      rechecks,
    );
  },
  'resolved-as-the-gateway-shows': async () => {
    const order = await shop.placeHeld({ policy: { onDelivery: 'wait' } });
    await shop.orders.confirmDelivery(order.reference);
    return happens(
      order,
      gatewayDoes('cancel-in-dashboard'),
      rechecks,
      shows({ attention: { code: 'delivered-uncaptured' } }),
      rechecks,
      resolves('released'),
    );
  },
  'resolved-by-force': async () => {
    const order = await shop.placeHeld();
    shop.bench.simulator.control.setFaults([
      { operation: 'capture', action: { kind: 'decline', code: 'PAYMENT_DECLINED' } },
    ]);
    return happens(order, captures(), shows({ attention: { code: 'refused' } }), resolves('released', { force: true }));
  },
};

it.each(Object.entries({ ...ORDERS, ...SINCE_02 }))('%s', async (name, placed) => {
  const order = await placed();
  await order.result();
  const history = await recordHistory(shop.environment, orderWorkflowId(order.reference), name);
  expect(history.events?.at(-1)?.workflowExecutionCompletedEventAttributes).toBeDefined();
});
