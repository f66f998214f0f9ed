import { openRealShop } from '../support/orders';
import type { Shop } from '../support/orders';
import { refundsIn } from '../support/refunds';

const RECHECK = { actor: 'support', reason: 'the bank says it has paid' };

let shop: Shop;
const { captured, refund } = refundsIn(() => shop);
beforeAll(async () => {
  shop = await openRealShop();
});
afterAll(() => shop.close());

describe('a recheck of a refund while the gateway is slow', () => {
  it('says in time that nobody knows yet whether it was taken, and is carried out all the same', async () => {
    const { control } = shop.bench.simulator;
    control.configure({ refundMode: 'pending' });
    const { reference } = await captured();
    const { refundReference } = (await refund({ reference })).refund;
    control.act(refundReference, 'settle-refund');
    control.setFaults([
      { operation: ['getOrder', 'getOrderByReference'], times: 1, action: { kind: 'slow', ms: 4_000 } },
    ]);
    const press = (timeoutMs: number) =>
      shop.orders.recheckRefund(reference, refundReference, RECHECK, { timeoutMs, idempotencyKey: 'ticket-8' });
    await expect(press(1_500)).rejects.toMatchObject({ name: 'TemporalUnavailable', key: 'ticket-8' });
    expect(await press(9_500)).toMatchObject({ answered: true, refund: { state: 'refunded' } });
  });
});
