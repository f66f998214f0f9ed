import { OrderNotFound } from '../order-errors';
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
  /** Every method that names an order asks first whose it is. */
  const guarded =
    <Rest extends unknown[], Answer>(method: (reference: string, ...rest: Rest) => Promise<Answer>) =>
    async (reference: string, ...rest: Rest): Promise<Answer> => {
      await assertInReach(owners, reach, reference);
      return method(reference, ...rest);
    };
  const own = (order: OrderRequest): OrderRequest => (reach.kind === 'shop' ? { ...order, shop: reach.name } : order);
  const ofShop = reach.kind === 'shop' ? { shop: { name: reach.name, orNone: reach.orNone } } : {};
  return {
    place: (order, options) => orders.place(own(order), options),
    placedBefore: (order, options) => orders.placedBefore(own(order), options),
    list: (filter, options) => orders.list({ ...filter, ...ofShop }, options),
    // No route lists refunds: the index does not say whose they are.
    listRefunds: () => Promise.resolve({ refunds: [], more: false }),
    exposure: (options) => orders.exposure({ ...options, ...ofShop }),
    async *watch(reference, options) {
      await assertInReach(owners, reach, reference);
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

async function assertInReach(
  owners: OrderOwners,
  reach: Exclude<Reach, { kind: 'all' }>,
  reference: string,
): Promise<void> {
  if (reach.kind === 'order') {
    if (reach.reference !== reference) throw new OrderNotFound(reference);
    return;
  }
  const shop = await owners.shopOf(reference, { timeoutMs: READ_WITHIN_MS });
  if (shop === null ? !reach.orNone : shop !== reach.name) throw new OrderNotFound(reference);
}
