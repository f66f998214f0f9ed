import { merchantOf, NATIVE_OTP_CARD, paymentRequest, type Merchant } from './merchant';

describe('requests outside the limits', () => {
  let merchant: Merchant;
  beforeAll(async () => (merchant = await merchantOf()));
  afterAll(() => merchant.simulator.close());

  const metadata = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`key${index}`, 'value']));
  it.each<[string, Record<string, unknown>]>([
    ['a reference of 51 characters', { merchant_order_reference: 'r'.repeat(51) }],
    ['a reference with a space', { merchant_order_reference: 'a b' }],
    ['an amount below 100', { order_amount: { value: 99, currency: 'INR' } }],
    ['an amount above 100000000', { order_amount: { value: 100_000_001, currency: 'INR' } }],
    ['a fraction of a paisa', { order_amount: { value: 100.5, currency: 'INR' } }],
    ['an amount in words', { order_amount: { value: '1100', currency: 'INR' } }],
    ['another currency', { order_amount: { value: 1100, currency: 'USD' } }],
    ['eleven pairs of metadata', { purchase_details: { merchant_metadata: metadata } }],
    ['metadata of 257 characters', { purchase_details: { merchant_metadata: { key: 'v'.repeat(257) } } }],
    ['a return URL that is none', { callback_url: 'javascript:alert(1)' }],
    ['an unknown payment method', { allowed_payment_methods: ['CASH'] }],
  ])('refuses %s', async (_what, change) => {
    const answer = await merchant.createOrder('limits', change);
    expect([answer.status, answer.body.code]).toEqual([400, 'INVALID_REQUEST']);
    expect(answer.body.additional_error_details.reason).toContain(Object.keys(change)[0]);
  });

  it('accepts the extremes and a number as reference', async () => {
    for (const value of [100, 100_000_000]) {
      expect((await merchant.createOrder(`r${value}`, { order_amount: { value, currency: 'INR' } })).status).toBe(200);
    }
    expect((await merchant.createOrder('x'.repeat(50))).status).toBe(200);
    const numeric = await merchant.createOrder('ignored', { merchant_order_reference: 112345 });
    expect(numeric.body.data.merchant_order_reference).toBe('112345');
  });

  it('refuses a card that cannot be one, and a payment of another amount', async () => {
    const orderId = (await merchant.createOrder('cards')).body.data.order_id;
    const odd = [
      paymentRequest('cards-p1', { number: '4012001037141113', cvv: '065' }),
      paymentRequest('cards-p1', { number: '2870-2870-2870-2870', cvv: '235' }),
      paymentRequest('cards-p1', { number: NATIVE_OTP_CARD.number, cvv: '1' }),
      paymentRequest('cards-p1', NATIVE_OTP_CARD, 1200),
      { payments: [] },
    ];
    for (const body of odd) {
      const answer = await merchant.call(`POST /api/pay/v1/orders/${orderId}/payments`, body);
      expect([answer.status, answer.body.code]).toEqual([400, 'INVALID_REQUEST']);
      expect(JSON.stringify(answer.body)).not.toMatch(/4012|2870/);
    }
    expect((await merchant.get(orderId)).body.data.payments).toEqual([]);
  });

  it('answers 401 without a valid token, before it reads the request', async () => {
    for (const token of ['', 'nonsense', 'a.b', `${Buffer.from('{"exp":9e15}').toString('base64url')}.AAAA`]) {
      const answer = await merchant.call('POST /api/pay/v1/orders', { wrong: true }, { token });
      expect([answer.status, answer.body]).toEqual([401, { code: 'UNAUTHORIZED', message: 'Unauthorized' }]);
    }
    const refused = await merchant.call('POST /api/auth/v1/token', {
      client_id: 'who',
      client_secret: 'knows',
      grant_type: 'client_credentials',
    });
    expect(refused.status).toBe(401);
    expect((await merchant.call('GET /api/auth/v1/token')).status).toBe(405);
  });

  it('ends a token when its time is over', async () => {
    merchant.simulator.control.advanceClock(3_601_000);
    expect((await merchant.get('any')).status).toBe(401);
    await merchant.logIn();
    expect((await merchant.get('any')).status).toBe(404);
  });

  it('answers what is no JSON, or no known path, without repeating it', async () => {
    const response = await fetch(`${merchant.simulator.url}/api/auth/v1/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"client_secret":"hush',
    });
    const text = await response.text();
    expect([response.status, JSON.parse(text).code, text.includes('hush')]).toEqual([400, 'INVALID_REQUEST', false]);
    expect((await merchant.call('GET /api/pay/v2/nothing')).status).toBe(404);
  });
});
