import { merchantOf, REDIRECT_CARD, type Merchant } from './merchant';

let merchant: Merchant;
beforeAll(async () => (merchant = await merchantOf()));
beforeEach(() => merchant.simulator.control.reset());
afterAll(() => merchant.simulator.close());

/** A captured order `parent`, and 400 of it given back under `taken`. */
async function refunded(): Promise<{ orderId: string; refundId: string }> {
  const { orderId } = await merchant.held('parent');
  await merchant.capture(orderId, 'parent-c');
  return { orderId, refundId: (await merchant.refund(orderId, 'taken', 400)).body.data.order_id };
}
const hostedLink = (reference: string) =>
  merchant.call('POST /api/checkout/v1/orders', {
    merchant_order_reference: reference,
    order_amount: { value: 1100, currency: 'INR' },
    pre_auth: true,
    integration_mode: 'REDIRECT',
  });

describe('the reference of a refund', () => {
  it('is refused to an order, as long as nobody says otherwise', async () => {
    await refunded();
    expect((await merchant.createOrder('taken')).body.code).toBe('DUPLICATE_REQUEST');
    expect((await hostedLink('taken')).body.code).toBe('DUPLICATE_REQUEST');
  });

  it('brings whoever asks for an order the refund, without pre_auth, and a page of it', async () => {
    const { orderId, refundId } = await refunded();
    merchant.simulator.control.configure({ takenReference: 'return-existing' });
    const { data } = (await merchant.createOrder('taken')).body;
    expect(data).toMatchObject({
      order_id: refundId,
      parent_order_id: orderId,
      type: 'REFUND',
      status: 'PROCESSED',
      order_amount: { value: 400 },
      payments: [],
    });
    expect(data).not.toHaveProperty('pre_auth');
    expect((await hostedLink('taken')).body).toMatchObject({ order_id: refundId, redirect_url: expect.any(String) });
    expect((await merchant.pay(refundId, 'taken-p1', REDIRECT_CARD, 400)).status).toBe(422);
  });

  it.each(['by id', 'by reference', 'by creating it'])('shows a payment where it is to show one, %s', async (how) => {
    const { refundId } = await refunded();
    merchant.simulator.control.configure({ takenReference: 'return-existing', refundShowsPayments: true });
    const answer = {
      'by id': () => merchant.get(refundId),
      'by reference': () => merchant.call('GET /api/pay/v1/orders/reference/taken'),
      'by creating it': () => merchant.createOrder('taken'),
    }[how];
    expect((await answer?.())?.body.data.payments).toMatchObject([
      { status: 'PROCESSED', payment_amount: { value: 400 } },
    ]);
    expect(merchant.money('parent')).toEqual([1100, 1100, 0, 400, 0]);
  });
});

it('may be that of a refund that somebody gave in the dashboard', async () => {
  const { orderId } = await refunded();
  const { control } = merchant.simulator;
  const refund = control.act(orderId, 'refund-in-dashboard', { reference: 'elsewhere', amountMinor: 300 });
  expect(refund).toMatchObject({ type: 'REFUND', parent_order_id: orderId, merchant_order_reference: 'elsewhere' });
  control.act(orderId, 'refund-in-dashboard');
  expect(merchant.money('parent')).toEqual([1100, 1100, 0, 1100, 0]);
});

describe('the reference of an order', () => {
  it('is refused to a refund, or brings the order', async () => {
    const { orderId } = await refunded();
    const { orderId: otherId } = await merchant.held('other');
    expect((await merchant.refund(orderId, 'other', 100)).body.code).toBe('DUPLICATE_REQUEST');
    merchant.simulator.control.configure({ takenReference: 'return-existing' });
    expect((await merchant.refund(orderId, 'other', 100)).body.data).toMatchObject({
      order_id: otherId,
      type: 'CHARGE',
      status: 'AUTHORIZED',
    });
    expect(merchant.money('parent')).toEqual([1100, 1100, 0, 400, 0]);
  });

  it.each([
    [{ amountMinor: 1200 }, { order_amount: { value: 1200, currency: 'INR' }, status: 'CREATED', payments: [] }],
    [{ amountMinor: 1100, currency: 'USD' }, { order_amount: { value: 1100, currency: 'USD' } }],
    [
      { amountMinor: 1100, preAuth: false },
      { pre_auth: false, status: 'CREATED' },
    ],
    [
      { amountMinor: 1100, payment: 'PENDING' },
      { status: 'PENDING', payments: [{ status: 'PENDING' }] },
    ],
    [
      { amountMinor: 1100, payment: 'AUTHORIZED' },
      { status: 'AUTHORIZED', payments: [{ status: 'AUTHORIZED' }] },
    ],
    [
      { amountMinor: 1100, payment: 'PROCESSED' },
      { status: 'PROCESSED', payments: [{ status: 'PROCESSED' }] },
    ],
  ] as const)('that somebody made in the dashboard as %j is what a later request finds', async (made, found) => {
    const { order_id } = merchant.simulator.control.placeInDashboard({ reference: 'mine', ...made });
    expect((await merchant.createOrder('mine')).body.data).toMatchObject({ order_id, ...found });
    expect((await merchant.call('GET /api/pay/v1/orders/reference/mine')).body.data).toMatchObject({ order_id });
  });

  it.each([
    [true, 'dashboard'],
    [false, 'sale'],
  ])('paid by somebody else, held first: %p, is told apart in the ledger by its cause: %s', async (preAuth, cause) => {
    const body = { reference: 'mine', amountMinor: 1100, preAuth, payment: 'PROCESSED' };
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const made = await fetch(`${merchant.simulator.url}/control/orders`, init);
    expect(await made.json()).toMatchObject({ status: 'PROCESSED', merchant_order_reference: 'mine' });
    expect(merchant.money('mine')).toEqual([1100, 1100, 0, 0, 0]);
    const { entries, violations } = merchant.simulator.control.ledgerOf('mine', true);
    expect(entries.find(({ kind }) => kind === 'captured')).toMatchObject({ cause });
    expect(violations).toEqual([]);
    expect((await fetch(`${merchant.simulator.url}/control/orders`, init)).status).toBe(422);
  });
});
