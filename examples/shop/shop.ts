import { formatMoney, Secret } from '../../clients';
import type { Holdfast, OrderView, TrackedOrder } from '../../clients';

/** One basket, and what the shop does when its money is on hold. */
interface Sale {
  readonly reference: string;
  readonly basket: string;
  readonly paisa: number;
  readonly onceHeld: (holdfast: Holdfast, reference: string) => Promise<unknown>;
}

/** What the checkout page would have sent: a test card of the gateway, and the OTP that its simulator accepts. */
const CARD = { number: '4012001037141112', expiryMonth: '12', expiryYear: '2031', cvv: '065' };
const OTP = '123456';

/** Three baskets: one is delivered, one is out of stock, and of one only a part can be sent. */
const salesOf = (run: string): readonly Sale[] => [
  {
    reference: `${run}-delivered`,
    basket: 'a kettle',
    paisa: 110_000,
    onceHeld: ({ orders }, reference) => orders.confirmDelivery(reference),
  },
  {
    reference: `${run}-cancelled`,
    basket: 'a lamp',
    paisa: 250_000,
    onceHeld: ({ orders }, reference) => orders.cancel(reference, { reason: 'out of stock' }),
  },
  {
    reference: `${run}-part`,
    basket: 'two books, one of them there',
    paisa: 90_000,
    onceHeld: ({ orders }, reference) =>
      orders.capture(reference, { amount: { value: 45_000, currency: 'INR' } }, { idempotencyKey: 'the-book' }),
  },
];

/**
 * Sells three baskets, each followed until it is settled for good.
 * @param run begins the references, which are for ever: each run needs another
 * @param say gets a line for each event
 * @returns the orders as they ended
 */
export const runShop = (holdfast: Holdfast, run: string, say: (line: string) => void): Promise<OrderView[]> =>
  Promise.all(salesOf(run).map((sale) => sell(holdfast, sale, say)));

async function sell(holdfast: Holdfast, sale: Sale, say: (line: string) => void): Promise<OrderView> {
  const { orders, buyer } = holdfast;
  const { reference, basket } = sale;
  const { cardRef, last4 } = await buyer.keepCard(new Secret(CARD));
  const amount = { value: sale.paisa, currency: 'INR' };
  await buyer.place({ reference, amount, checkout: 'seamless', cardRef, metadata: { basket } });
  say(`${reference}: ${basket} for ${formatMoney(amount)}, card ending in ${last4}`);

  const done = new Set<string>();
  const once = async (what: string, act: () => Promise<unknown>): Promise<void> => {
    if (done.has(what)) return;
    done.add(what);
    await act();
  };
  let last: TrackedOrder | undefined;
  for await (const order of orders.watch(reference)) {
    say(`${reference}: ${order.state}. ${order.final ? 'Settled for good' : `Waits for: ${order.waitingFor}`}`);
    if (order.nextAction?.type === 'submitOtp') {
      await once('otp', () => buyer.submitOtp(reference, new Secret(OTP), { idempotencyKey: 'first-entry' }));
    }
    if (order.state === 'held') await once('held', () => sale.onceHeld(holdfast, reference));
    last = order;
  }
  if (!last) throw new Error(`Nothing was seen of ${reference}`);
  say(`${reference}: captured ${formatMoney(last.ledger.captured)}, released ${formatMoney(last.ledger.released)}`);
  return last;
}
