import { firstOf, merchantOf, NATIVE_OTP_CARD, OTP, type Merchant } from './merchant';

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

  describe('of the calls that came again under their own reference', () => {
    const changed = async (): Promise<unknown> => (await control('GET /changed-repeats')).body['calls'];

    it('says nothing where the body was the same, whatever became of the first', async () => {
      await control('POST /faults', [{ operation: 'capture', times: 1, action: { kind: 'error', commit: false } }]);
      const { orderId } = await merchant.held('same');
      await merchant.createOrder('same');
      await merchant.pay(orderId, 'same-p1');
      await merchant.capture(orderId, 'same-c1', 600);
      await merchant.capture(orderId, 'same-c1', 600);
      await merchant.refund(orderId, 'same-r1', 100);
      await merchant.refund(orderId, 'same-r1', 100);
      await merchant.cancel(orderId);
      await merchant.cancel(orderId);
      expect(await changed()).toEqual([]);
    });

    it.each([
      ['createOrder', 'order', (_id: string) => merchant.createOrder('order', { pre_auth: false })],
      ['createPayment', 'order-p1', (id: string) => merchant.pay(id, 'order-p1', { ...NATIVE_OTP_CARD, cvv: '999' })],
      ['capture', 'order-c1', (id: string) => merchant.capture(id, 'order-c1', 500)],
      ['refund', 'order-r1', (id: string) => merchant.refund(id, 'order-r1', 200)],
      ['cancel', null, (id: string) => merchant.call(`PUT /api/pay/v1/orders/${id}/cancel`, { reason: 'other' })],
    ])(
      'tells of %s with another body, also where it was lost on its way, and shows no card',
      async (operation, own, again) => {
        const { orderId } = await merchant.held('order');
        await merchant.capture(orderId, 'order-c1', 600);
        await merchant.refund(orderId, 'order-r1', 100);
        await merchant.cancel(orderId);
        await control('POST /faults', [{ operation, action: { kind: 'reset-before-commit' } }]);
        await expect(again(orderId)).rejects.toThrow();
        expect(await changed()).toEqual([
          {
            operation,
            reference: 'order',
            orderId: operation === 'createOrder' ? null : orderId,
            ownReference: own ?? orderId,
            requestId: expect.stringMatching(/^request-/),
            fault: 'reset-before-commit',
            atMs: expect.any(Number),
            endedAtMs: expect.any(Number),
            answered: false,
          },
        ]);
        await control('POST /reset');
        expect(await changed()).toEqual([]);
      },
    );
  });

  it('cuts off at once all that stand still, or lets them go on', async () => {
    const orderId = (await merchant.createOrder('standing')).body.data.order_id;
    const standing = async () => ((await control('GET /held')).body['held'] as unknown[]).length;
    await control('POST /faults', [{ operation: 'getOrder', times: 3, action: { kind: 'hold', when: 'before' } }]);
    const cut = Promise.allSettled([merchant.get(orderId), merchant.get(orderId)]);
    while ((await standing()) < 2);
    expect((await control('POST /held/release', { reset: true })).body).toEqual({ released: 2 });
    expect((await cut).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const goesOn = merchant.get(orderId);
    while ((await standing()) < 1);
    await control('POST /held/release');
    expect((await goesOn).status).toBe(200);
    expect(
      merchant.simulator.control.calls
        .list()
        .map(({ answered }) => answered)
        .slice(-3),
    ).toEqual([false, false, true]);
  });

  it('lets time pass', async () => {
    await merchant.held('timed');
    const { body } = await control('POST /clock', { advanceMs: 6 * 86_400_000 });
    expect(Date.parse(String(body['now'])) - Date.now()).toBeGreaterThan(5.9 * 86_400_000);
    expect(merchant.money('timed')).toEqual([1100, 0, 1100, 0, 0]);
  });

  it('makes a second order under the same reference, which names the newest, and has one account for both', async () => {
    merchant.simulator.control.configure({ duplicateOrder: 'second-order' });
    const { orderId: first } = await merchant.pending('both');
    const second = (await merchant.createOrder('both')).body.data.order_id;
    merchant.simulator.control.act(first, 'authorise-late');
    const byReference = await merchant.call('GET /api/pay/v1/orders/reference/both');
    expect([second === first, byReference.body.data.order_id]).toEqual([false, second]);
    const { id: paymentId } = firstOf(await merchant.pay(second, 'both-p2'));
    await merchant.otp('generate', paymentId);
    await merchant.otp('submit', paymentId, OTP);
    await merchant.capture(second, 'both-c');
    expect(merchant.money('both')).toEqual([2200, 1100, 0, 0, 1100]);
    expect(merchant.simulator.control.ledgerOf('both').orderId).toBe(second);
    merchant.simulator.control.advanceClock(6 * 86_400_000);
    expect(merchant.money('both')).toEqual([2200, 1100, 1100, 0, 0]);
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
