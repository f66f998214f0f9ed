import type { OrderRequest } from '../../../clients/orders';
import { REDIRECT_CARD } from '../../support/gateway';
import { AMOUNT, newReference } from '../../support/orders';
import {
  atOnce,
  cancels,
  CANCELS,
  comesBack,
  CONFIRMS,
  delivers,
  entersOtp,
  gatewayDoes,
  goesAway,
  goesThereAndBack,
  hasEnded,
  PATIENCE,
  SECOND_MS,
  shows,
  webhooksComeAgain,
} from './deeds';
import { CAPTURED, RELEASED } from './endings';
import type { Deed, Scenario } from './scenario';

const times = (count: number, deed: Deed): Deed => atOnce(...Array.from({ length: count }, () => deed));

/** Two API processes get the same request in the same moment; the gateway hears of one order. */
const isPostedTwice: Deed = async ({ shop }) => {
  const reference = newReference();
  const request: OrderRequest = { reference, amount: AMOUNT, checkout: 'seamless', cardRef: await shop.bench.card() };
  const clients = [shop.orders, shop.anotherClient()];
  const placed = await Promise.all(clients.map((orders) => orders.place(request, PATIENCE)));
  const created = placed.map((answer) => answer.answered && answer.created);
  expect(created.sort()).toEqual([false, true]);
  const [first, second] = placed.map(({ order }) => order.gatewayOrderId);
  expect(second).toBe(first);
  const { mutatingCalls } = shop.bench.simulator.control.ledgerOf(reference);
  expect(mutatingCalls).toMatchObject({ createOrder: 1, createPayment: 1 });
  await shop.orders.cancel(reference, { reason: 'judged' }, PATIENCE);
};

/** The same update id, from two processes: carried out once, answered alike. */
const isCapturedTwiceUnderOneKey: Deed = async ({ shop, order: { reference } }) => {
  const options = { ...PATIENCE, idempotencyKey: 'one-key' };
  const answers = await Promise.all(
    [shop.orders, shop.anotherClient()].map((orders) => orders.capture(reference, {}, options)),
  );
  expect(answers[1]?.order).toEqual(answers[0]?.order);
};

/** Path 10: everything comes twice, out of order, too early or too late. */
export const DUPLICATES: readonly Scenario[] = [
  {
    claim: 'the same order posted twice at once, through two API processes, is one order',
    happens: [isPostedTwice, entersOtp(), delivers],
    ends: CAPTURED,
    isQuick: true,
  },
  {
    claim: 'the same update id again gets the same answer',
    happens: [entersOtp(), isCapturedTwiceUnderOneKey],
    ends: CAPTURED,
    isQuick: true,
  },
  {
    claim: 'every webhook three times',
    webhooks: [{ action: { kind: 'duplicate', copies: 3 } }],
    card: REDIRECT_CARD,
    happens: [goesThereAndBack(CONFIRMS), shows({ state: 'held' }), delivers],
    ends: CAPTURED,
    isQuick: true,
  },
  {
    claim: 'a failure of the first payment that is told only after the second is on hold changes nothing',
    card: REDIRECT_CARD,
    webhooks: [{ event: 'PAYMENT_FAILED', times: 1, action: { kind: 'reorder' } }],
    happens: [
      goesThereAndBack(CANCELS),
      shows({ nextAction: { type: 'pay' } }),
      async ({ shop, order }) => shop.orders.pay(order.reference, { cardRef: await shop.bench.card() }, PATIENCE),
      entersOtp(),
      shows({ state: 'held' }),
      delivers,
    ],
    ends: { ...CAPTURED, calls: { createOrder: 1, createPayment: 2, capture: 1 } },
  },
  {
    claim: 'the authorisation is told after the capture: captured stays captured',
    webhooks: [{ event: 'ORDER_AUTHORIZED', times: 1, action: { kind: 'reorder' } }],
    happens: [entersOtp(), delivers, shows({ state: 'captured' })],
    ends: CAPTURED,
    isQuick: true,
  },
  {
    claim: 'the webhook of the OTP comes before its answer: the buyer is told that it holds',
    faults: [{ operation: 'submitOtp', times: 1, action: { kind: 'slow', ms: SECOND_MS } }],
    happens: [entersOtp(), shows({ state: 'held' }), delivers],
    ends: CAPTURED,
    isQuick: true,
  },
  {
    claim: 'the webhook of the capture comes before its answer: one capture',
    faults: [{ operation: 'capture', times: 1, action: { kind: 'slow', ms: SECOND_MS } }],
    happens: [entersOtp(), delivers],
    ends: CAPTURED,
    isQuick: true,
  },
  {
    claim: 'the webhook of the cancel comes before its answer: one cancel',
    faults: [{ operation: 'cancel', times: 1, action: { kind: 'slow', ms: SECOND_MS } }],
    happens: [entersOtp(), cancels],
    ends: RELEASED,
    isQuick: true,
  },
  {
    claim: 'a late hold is told of while the payment that brought it is still being answered',
    faults: [{ operation: 'createPayment', times: 1, action: { kind: 'slow', ms: 2 * SECOND_MS } }],
    happens: [gatewayDoes('authorise-late'), shows({ state: 'held' }), delivers],
    ends: CAPTURED,
  },
  {
    claim:
      'a callback replayed twenty times, before and after the hold and after the end, asks a few times and changes nothing',
    card: REDIRECT_CARD,
    happens: [
      goesAway(CONFIRMS),
      times(20, comesBack),
      shows({ state: 'held' }),
      times(5, comesBack),
      delivers,
      shows({ state: 'captured' }),
      comesBack,
    ],
    ends: CAPTURED,
    isQuick: true,
  },
  {
    claim: 'all webhooks once more after the workflow has closed: acknowledged, and nothing changes',
    happens: [entersOtp(), delivers, hasEnded, webhooksComeAgain],
    ends: CAPTURED,
    isQuick: true,
  },
];
