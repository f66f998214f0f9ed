import { merchantOf, type Merchant } from './merchant';

interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

let merchant: Merchant;
beforeAll(async () => (merchant = await merchantOf({ settings: { holdDays: 5 } })));
beforeEach(() => merchant.simulator.control.reset());
afterAll(() => merchant.simulator.close());

/** The control API takes no token. */
async function control(route: string, body?: unknown): Promise<Reply> {
  const [method = 'GET', path = ''] = route.split(' ');
  const init =
    body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`${merchant.simulator.url}/control${path}`, { method, ...init });
  return { status: response.status, body: (await response.json()) as Reply['body'] };
}

describe('the control API', () => {
  it('shows orders and their ledger', async () => {
    const { orderId } = await merchant.held('seen');
    expect((await control('GET /orders')).body).toMatchObject({
      orders: [{ order_id: orderId, status: 'AUTHORIZED' }],
    });
    expect((await control(`GET /orders/${orderId}`)).body).toMatchObject({ merchant_order_reference: 'seen' });
    expect((await control('GET /ledger/seen')).body).toMatchObject({
      reference: 'seen',
      orderId,
      held: 1100,
      violations: [],
    });
    expect((await control('GET /ledger?end=true')).body).toMatchObject({
      orders: [{ violations: [{ rule: 'held-at-end' }] }],
    });
    expect((await control('GET /ledger/nobody')).status).toBe(404);
  });

  it('acts on an order, by id or reference, with options', async () => {
    const { orderId } = await merchant.held('acted');
    const acted = await control(`POST /orders/${orderId}/capture-in-dashboard`, { amountMinor: 600 });
    expect([acted.status, acted.body['status'], merchant.money('acted')]).toEqual([
      200,
      'PROCESSED',
      [1100, 600, 500, 0, 0],
    ]);
    expect((await control('POST /orders/acted/lapse')).status).toBe(422);
    expect((await control('POST /orders/acted/explode')).status).toBe(404);
    expect((await control('POST /orders/nobody/lapse')).status).toBe(404);
  });

  it('sets fault rules as a list or with a seed, and says what they have done', async () => {
    const rule = { operation: 'getOrder', times: 1, action: { kind: 'error', commit: false, status: 503 } };
    await control('POST /faults', [rule]);
    expect((await merchant.get('any')).status).toBe(503);
    expect((await control('GET /faults')).body).toEqual({ rules: [{ ...rule, used: 1 }] });
    expect((await control('POST /faults', { rules: [], seed: 3 })).body).toEqual({ rules: [] });
    expect((await control('POST /webhook-faults', [{ action: { kind: 'lose' } }])).body).toEqual({
      rules: [{ action: { kind: 'lose' }, used: 0 }],
    });
  });

  it.each([
    ['POST /faults', [{ action: { kind: 'explode' } }]],
    ['POST /faults', [{ operation: 'capture' }]],
    ['POST /webhook-faults', [{ event: 'ORDER_CAPTURED', action: { kind: 'lose' } }]],
    ['POST /settings', { colour: 'red' }],
    ['POST /settings', { holdDays: -1 }],
    ['POST /clock', { advanceMs: -1 }],
    ['POST /clock', undefined],
  ])('refuses %s %j', async (route, body) => {
    expect(await control(route, body)).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
  });

  it('changes the named settings only, shows no OTP, and resets to those of the start', async () => {
    await control('POST /settings', { authoriseAfterMs: 7, otp: '99887766' });
    const changed = await control('POST /settings', { webhookAttempts: 1 });
    expect(changed.body).toMatchObject({ authoriseAfterMs: 7, webhookAttempts: 1, holdDays: 5 });
    expect(JSON.stringify(changed.body)).not.toContain('99887766');
    await control('POST /reset');
    expect((await control('GET /settings')).body).toMatchObject({
      authoriseAfterMs: 0,
      webhookAttempts: 3,
      holdDays: 5,
    });
    await merchant.held('usual-otp');
    expect(merchant.money('usual-otp')).toEqual([1100, 0, 0, 0, 1100]);
  });

  it('lets time pass', async () => {
    await merchant.held('timed');
    const { body } = await control('POST /clock', { advanceMs: 6 * 86_400_000 });
    expect(Date.parse(String(body['now'])) - Date.now()).toBeGreaterThan(5.9 * 86_400_000);
    expect(merchant.money('timed')).toEqual([1100, 0, 1100, 0, 0]);
  });

  it('lists webhooks and sends them again', async () => {
    await merchant.held('told');
    expect((await control('GET /webhooks')).body).toMatchObject({
      webhooks: [{ event: 'ORDER_AUTHORIZED', reference: 'told' }],
    });
    expect((await control('POST /webhooks/told/resend')).body).toEqual({ sent: 1 });
  });

  it('answers its health', async () => {
    const response = await fetch(`${merchant.simulator.url}/healthz`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  });
});
