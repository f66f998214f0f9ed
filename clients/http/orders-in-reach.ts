import { OrderConflict, OrderNotFound } from '../order-errors';
import { READ_WITHIN_MS } from '../orders';
import type { OrderRequest, Orders } from '../orders';
import type { OrderOwners } from '../shops';
import type { Reach } from './caller';

/**
 * The orders that a caller comes near: of every other it hears that it is not there, and what it places belongs to its
 * shop. Whose an order is never changes.
 */
export function ordersInReach(orders: Orders, owners: OrderOwners, reach: Reach): Orders {
  if (reach.kind === 'all') return orders;
  const { own, assertInReach, guarded } = gateTo(owners, reach);
  const ofShop = reach.kind === 'shop' ? { shop: { name: reach.name, orNone: reach.orNone } } : {};
  return {
    place: async (order, options) => orders.place(await own(order), options),
    placedBefore: async (order, options) => orders.placedBefore(await own(order), options),
    list: (filter, options) => orders.list({ ...filter, ...ofShop }, options),
    listRefunds: () => Promise.reject(new Error('The index does not say whose a refund is: no route lists them')),
    exposure: (options) => orders.exposure({ ...options, ...ofShop }),
    async *watch(reference, options) {
      await assertInReach(reference);
      yield* orders.watch(reference, options);
    },
    get: guarded((...said) => orders.get(...said)),
    pay: guarded((...said) => orders.pay(...said)),
    submitOtp: guarded((...said) => orders.submitOtp(...said)),
    resendOtp: guarded((...said) => orders.resendOtp(...said)),
    confirmDelivery: guarded((...said) => orders.confirmDelivery(...said)),
    capture: guarded((...said) => orders.capture(...said)),
    cancel: guarded((...said) => orders.cancel(...said)),
    extend: guarded((...said) => orders.extend(...said)),
    recheck: guarded((...said) => orders.recheck(...said)),
    resolve: guarded((...said) => orders.resolve(...said)),
    revive: guarded((...said) => orders.revive(...said)),
    refund: guarded((...said) => orders.refund(...said)),
    refunds: guarded((...said) => orders.refunds(...said)),
    recheckRefund: guarded((...said) => orders.recheckRefund(...said)),
    resolveRefund: guarded((...said) => orders.resolveRefund(...said)),
    reviveRefund: guarded((...said) => orders.reviveRefund(...said)),
  };
}

/** What every method asks before it asks the order. */
function gateTo(owners: OrderOwners, reach: Exclude<Reach, { kind: 'all' }>) {
  const whose = (reference: string) => whoseIs(owners, reach, reference);
  const assertInReach = async (reference: string): Promise<void> => {
    if ((await whose(reference)) !== 'own') throw new OrderNotFound(reference);
  };
  /** Every method that names an order asks first whose it is. */
  const guarded =
    <Rest extends unknown[], Answer>(method: (reference: string, ...rest: Rest) => Promise<Answer>) =>
    async (reference: string, ...rest: Rest): Promise<Answer> => {
      await assertInReach(reference);
      return method(reference, ...rest);
    };
  /** The order as the caller's shop places it. Of one that another shop has under the reference no more is told. */
  const own = async (order: OrderRequest): Promise<OrderRequest> => {
    if ((await whose(order.reference)) === 'strange') throw new OrderConflict(order.reference);
    return reach.kind === 'shop' ? { ...order, shop: reach.name } : order;
  };
  return { own, assertInReach, guarded };
}

type Whose = 'own' | 'strange' | 'nobodys';

/** Whose the order of this reference is, as far as the caller goes; `nobodys` where there is none. */
async function whoseIs(owners: OrderOwners, reach: Exclude<Reach, { kind: 'all' }>, reference: string): Promise<Whose> {
  if (reach.kind === 'order') return reach.reference === reference ? 'own' : 'strange';
  try {
    const shop = await owners.shopOf(reference, { timeoutMs: READ_WITHIN_MS });
    return (shop === null ? reach.orNone : shop === reach.name) ? 'own' : 'strange';
  } catch (error) {
    if (error instanceof OrderNotFound) return 'nobodys';
    throw error;
  }
}
