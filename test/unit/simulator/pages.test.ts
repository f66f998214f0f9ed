import { createHmac } from 'node:crypto';
import { openPage, submitPage } from '../../support/pages';
import type { Page } from '../../support/pages';
import { merchantOf, NATIVE_OTP_CARD, orderRequest, OTP, REDIRECT_CARD, type Merchant } from './merchant';

const KEY_B = '0A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4E5F60718293A4B5C6D7E8F9';
let merchant: Merchant;
beforeAll(async () => (merchant = await merchantOf({ credentials: { callbackSecret: KEY_B } })));
beforeEach(() => merchant.simulator.control.reset());
afterAll(() => merchant.simulator.close());

/** The signature by the documents' algorithm, written once more. */
function isSigned({ fields }: Page): boolean {
  const { signature, ...signed } = fields;
  const message = Object.entries(signed)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join('&');
  return createHmac('sha256', Buffer.from(KEY_B, 'hex')).update(message).digest('hex') === signature?.toLowerCase();
}

const challenge = async (reference: string, more: Record<string, unknown> = {}): Promise<Page> => {
  const orderId = (await merchant.createOrder(reference, more)).body.data.order_id;
  return openPage((await merchant.pay(orderId, `${reference}-p1`, REDIRECT_CARD)).body.data.challenge_url);
};

describe('the challenge page', () => {
  it('authorises with the right OTP and posts a signed callback', async () => {
    const page = await challenge('acs');
    expect(page.html).toContain('ending in 1096');
    const back = await submitPage(page, { otp: OTP, answer: 'confirm' });
    expect([back.action, back.fields['status'], isSigned(back)]).toEqual([
      'http://merchant.test/back',
      'AUTHORIZED',
      true,
    ]);
    expect(Object.keys(back.fields).sort()).toEqual(['order_id', 'signature', 'status']);
    expect(back.fields['signature']).toMatch(/^[0-9A-F]{64}$/);
    expect(merchant.money('acs')).toEqual([1100, 0, 0, 0, 1100]);
  });

  it('shows the outcome again, and books nothing again, when it is sent twice', async () => {
    const page = await challenge('twice');
    const first = await submitPage(page, { otp: OTP, answer: 'confirm' });
    expect((await submitPage(page, { otp: OTP, answer: 'confirm' })).fields).toEqual(first.fields);
    expect((await submitPage(page, { otp: '', answer: 'cancel' })).fields).toEqual(first.fields);
    expect(merchant.money('twice')).toEqual([1100, 0, 0, 0, 1100]);
  });

  it('lets the buyer try again, then fails to the failure URL', async () => {
    const page = await challenge('guess', { failure_callback_url: 'http://merchant.test/sorry?a=1&b=2' });
    const again = await submitPage(page, { otp: '000000', answer: 'confirm' });
    expect(again.html).toContain('role="alert"');
    await submitPage(again, { otp: '000000', answer: 'confirm' });
    const back = await submitPage(again, { otp: '000000', answer: 'confirm' });
    expect([back.action, back.fields['status'], back.fields['error_code'], isSigned(back)]).toEqual([
      'http://merchant.test/sorry?a=1&b=2',
      'FAILED',
      'USER_AUTHENTICATION_FAILED',
      true,
    ]);
  });

  it.each([
    [{ callbackStatusKey: 'payment_status' }, { payment_status: 'FAILED' }, true],
    [{ callbackStatusKey: 'both' }, { payment_status: 'FAILED', status: 'FAILED' }, true],
    [{ callbackFailureStatus: 'AUTHORIZED' }, { status: 'AUTHORIZED', error_code: 'USER_AUTHENTICATION_FAILED' }, true],
    [{ callbackSignature: 'lower' }, { signature: expect.stringMatching(/^[0-9a-f]{64}$/) }, true],
    [{ callbackSignature: 'forged' }, { status: 'FAILED' }, false],
  ] as const)('can vary the callback: %j', async (change, fields, signed) => {
    merchant.simulator.control.configure(change);
    const back = await submitPage(await challenge('varied'), { answer: 'cancel' });
    expect(back.fields).toMatchObject(fields);
    expect(isSigned(back)).toBe(signed);
  });

  it('needs no script, no pointer and no wide screen', async () => {
    const page = await challenge('plain', { merchant_order_reference: 'plain' });
    expect(page.html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(page.html).toMatch(/<label for="otp">.*<\/label>\s*<input\s+id="otp"/s);
    expect(page.html).not.toContain('<script');
    expect(page.html).not.toMatch(/holdfast/i);
    expect((await submitPage(page, { otp: OTP })).html).toContain('<button>Continue</button>');
  });

  it('knows no token but its own', async () => {
    expect((await openPage(`${merchant.simulator.url}/web/auth/landing/?token=guess`)).status).toBe(404);
    expect((await openPage(`${merchant.simulator.url}/web/auth/landing/`)).status).toBe(404);
  });
});

describe('the hosted page', () => {
  const card = { name: 'Kevin', expiry_month: '03', expiry_year: '2099' };
  const link = async (reference: string): Promise<Page> => {
    const { body } = await merchant.call('POST /api/checkout/v1/orders', orderRequest(reference));
    expect(Object.keys(body).sort()).toEqual([
      'order_id',
      'redirect_url',
      'response_code',
      'response_message',
      'token',
    ]);
    return openPage(body.redirect_url);
  };

  it('takes a card, then the OTP, and sends the buyer back', async () => {
    const page = await link('hosted');
    const acs = await submitPage(page, { ...card, card_number: '4012 0010 3714 1112', cvv: NATIVE_OTP_CARD.cvv });
    const back = await submitPage(acs, { otp: OTP, answer: 'confirm' });
    expect([back.fields['status'], isSigned(back), merchant.money('hosted')]).toEqual([
      'AUTHORIZED',
      true,
      [1100, 0, 0, 0, 1100],
    ]);
    const order = await merchant.call('GET /api/pay/v1/orders/reference/hosted');
    expect(order.body.data).toMatchObject({ integration_mode: 'REDIRECT', status: 'AUTHORIZED' });
    expect(order.body.data.payments[0]).not.toHaveProperty('merchant_payment_reference');
  });

  it('answers the same link for the same reference', async () => {
    expect((await link('same')).fields).toEqual((await link('same')).fields);
  });

  it('says what is wrong with a card without repeating it, and lets another be tried', async () => {
    const page = await link('typo');
    const wrong = await submitPage(page, { ...card, card_number: '4012001037141113', cvv: '065' });
    expect(wrong.html).toContain('Luhn');
    expect(wrong.html).not.toContain('4012001037141113');
    const declined = await submitPage(wrong, { ...card, card_number: '4000000000000002', cvv: '123' });
    expect(declined.html).toContain('The payment was declined');
    expect((await submitPage(declined, { ...card, card_number: REDIRECT_CARD.number, cvv: '123' })).html).toContain(
      'One-time password',
    );
  });

  it('cancels the order when the buyer gives up', async () => {
    const back = await submitPage(await link('bye'), { answer: 'cancel' });
    expect([back.fields['status'], isSigned(back)]).toEqual(['CANCELLED', true]);
    const order = await merchant.call('GET /api/pay/v1/orders/reference/bye');
    expect([order.body.data.status, order.body.data.payments]).toEqual(['CANCELLED', []]);
  });
});
