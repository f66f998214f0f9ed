import { ordersInReach } from '../../clients/http/orders-in-reach';
import { OrderConflict, OrderNotFound } from '../../clients/order-errors';
import type { Orders } from '../../clients/orders';
import { orderWorkflowId } from '../../workflows/contract/order';
import { eventually } from '../support/eventually';
import { AMOUNT, openRealShop } from '../support/orders';
import type { Shop } from '../support/orders';

/* Orders of two shops on the real server: whose an order is stands beside its workflow, from its start and for ever. */

let shop: Shop;
let own: Orders;
let other: Orders;
beforeAll(async () => {
  shop = await openRealShop();
  const of = (name: string, orNone = false) => ordersInReach(shop.orders, shop.orders, { kind: 'shop', name, orNone });
  own = of('own', true);
  other = of('other');
});
afterAll(() => shop.close());

const ORDER = { amount: AMOUNT, checkout: 'hosted' } as const;
const sums = async (orders: Orders) => (await orders.exposure()).total.count;
const listed = async (orders: Orders) => (await orders.list({ limit: 200 })).orders.map(({ reference }) => reference);

it('an order is there for its own shop alone, from the first moment on, and after it was revived', async () => {
  const reference = 'OWN-1';
  await own.place({ ...ORDER, reference });
  expect(await shop.orders.shopOf(reference)).toBe('own');
  await expect(other.get(reference)).rejects.toThrow(OrderNotFound);
  await expect(other.cancel(reference, { reason: 'not mine' })).rejects.toThrow(OrderNotFound);
  await shop.environment.client.workflow.getHandle(orderWorkflowId(reference)).terminate('a slip');
  await own.revive(reference, { actor: 'nina', reason: 'a slip' });
  expect(await shop.orders.shopOf(reference)).toBe('own');
  await expect(other.get(reference)).rejects.toThrow(OrderNotFound);
  expect(await own.get(reference)).toMatchObject({ reference });
});

it('its reference is taken for another shop, also with the very same content, which hears no more than that', async () => {
  const order = { ...ORDER, reference: 'OWN-2' };
  await own.place(order);
  const refused: unknown = await other.place(order).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(OrderConflict);
  expect(JSON.stringify(refused)).not.toContain('own');
  expect(await own.place(order)).toMatchObject({ created: false });
});

it('what was placed past the API is there for the shop that is said to have it, and not for others', async () => {
  const { reference } = await shop.place({ reference: 'NONE-1', ...ORDER });
  expect(await own.get(reference)).toMatchObject({ reference });
  await expect(other.get(reference)).rejects.toThrow(OrderNotFound);
});

it('lists and sums have only what the shop has', async () => {
  const held = await shop.placeHeld({ reference: 'OWN-3', shop: 'own' });
  await other.place({ ...ORDER, reference: 'OTHER-1' });
  await eventually(
    () => listed(other),
    (found) => found.length > 0,
  );
  expect(await listed(other)).toEqual(['OTHER-1']);
  await eventually(
    () => listed(own),
    (found) => found.includes(held.reference) && found.includes('NONE-1'),
  );
  expect(await listed(own)).not.toContain('OTHER-1');
  await eventually(
    () => sums(own),
    (count) => count === 1,
  );
  expect(await sums(other)).toBe(0);
});
