import { orderWorkflowId } from '../../workflows/contract/order';
import { refundWorkflowId } from '../../workflows/contract/refund';
import { eventually } from '../support/eventually';
import { AMOUNT, openRealShop } from '../support/orders';
import type { Shop } from '../support/orders';

/* What an order has not is no column of it: SDKs of other languages fail on a search attribute that is null. */

/** The gateway accepts captures and takes its time, so that an order waits for a person, and then for nobody. */
const SLOW = { captureMode: 'pending' } as const;
const timing = { doubtAttentionMs: 1_000, doubtPauseMs: 1_000 };

let shop: Shop;
beforeAll(async () => {
  shop = await openRealShop({ settings: SLOW, timing });
});
afterAll(() => shop.close());

type Columns = Readonly<Record<string, unknown>>;

/** As the server has them, whatever an SDK makes of that. */
async function columnsOf(workflowId: string): Promise<Columns> {
  const { workflowExecutionInfo } = await shop.environment.client.workflowService.describeWorkflowExecution({
    namespace: shop.environment.client.options.namespace,
    execution: { workflowId },
  });
  const fields = Object.entries(workflowExecutionInfo?.searchAttributes?.indexedFields ?? {});
  return Object.fromEntries(
    fields
      .filter(([name]) => !OF_THE_SDK.includes(name))
      .map(([name, { data }]) => [name, JSON.parse(Buffer.from(data ?? []).toString() || 'null') as unknown]),
  );
}
const OF_THE_SDK = ['BuildIds', 'TemporalChangeVersion'];

const columns = (reference: string) => columnsOf(orderWorkflowId(reference));
/** They are written when the order comes to rest. */
const columnsWhere = (reference: string, matches: (seen: Columns) => boolean) =>
  eventually(() => columns(reference), matches);
const INSTANT = expect.stringMatching(/^\d{4}-/);
const AT_GATEWAY = { GatewayOrderId: expect.any(String) };

describe('an order whose capture takes its time', () => {
  const reference = 'SLOW-1';

  it('has no column that it has no value for while it is being paid', async () => {
    await shop.place({ reference });
    expect(await columns(reference)).toEqual({ OrderState: 'authenticating', HeldAmountMinor: 0 });
  });

  it('has the moment of its decision while it is held', async () => {
    await shop.orders.submitOtp(reference, { otpRef: await shop.bench.otp() });
    const held = { ...AT_GATEWAY, OrderState: 'held', HeldAmountMinor: AMOUNT.value, DecideAt: INSTANT };
    expect(await columnsWhere(reference, ({ OrderState }) => OrderState === 'held')).toEqual(held);
  });

  it('says why it waits for a person', async () => {
    await shop.orders.capture(reference, {}, { timeoutMs: 3_000 });
    const parked = await columnsWhere(reference, ({ Attention }) => Attention !== undefined);
    expect(parked).toMatchObject({ Attention: expect.any(String), AttentionSince: INSTANT });
    const { orders } = await shop.orders.list({ attention: true });
    expect(orders).toMatchObject([{ reference, attention: parked['Attention'], attentionSince: INSTANT }]);
  });

  it('says so no more when the gateway has explained it: neither there nor in the index', async () => {
    shop.bench.simulator.control.act(reference, 'settle-capture');
    const captured = await columnsWhere(reference, ({ OrderState }) => OrderState === 'captured');
    expect(captured).toEqual({ ...AT_GATEWAY, OrderState: 'captured', HeldAmountMinor: 0 });
    const needed = await eventually(
      () => shop.orders.list({ attention: true }),
      (list) => list.orders.length === 0,
    );
    expect(needed.orders).toEqual([]);
  });

  it('neither has its refund such a column', async () => {
    await shop.orders.refund(reference, { refundReference: 'SLOW-1-R', reason: 'returned' });
    expect(await columnsOf(refundWorkflowId('SLOW-1-R'))).toEqual({ ...AT_GATEWAY, OrderState: 'refunded' });
  });
});
