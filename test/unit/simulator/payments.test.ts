import { ManualClock } from '../../../simulator/clock';
import { merchantOf, NATIVE_OTP_CARD, OTP, firstOf, REDIRECT_CARD, type Merchant } from './merchant';

describe('a payment with native OTP', () => {
  let merchant: Merchant;
  const clock = new ManualClock(Date.UTC(2026, 0, 5, 10));
  beforeAll(async () => (merchant = await merchantOf({ clock })));
  afterAll(() => merchant.simulator.close());

  it('goes from order to capture, and the ledger follows the money only', async () => {
    const created = await merchant.createOrder('happy');
    expect([created.status, created.body.data.status, merchant.money('happy')]).toEqual([
      200,
      'CREATED',
      [0, 0, 0, 0, 0],
    ]);
    const orderId = created.body.data.order_id;
    const paid = await merchant.pay(orderId, 'happy-p1');
    const payment = firstOf(paid);
    expect([paid.body.data.status, payment.status, merchant.money('happy')]).toEqual([
      'PENDING',
      'PENDING',
      [0, 0, 0, 0, 0],
    ]);
    expect((await merchant.otp('generate', payment.id)).body).toEqual({
      next: ['SUBMIT_OTP', 'RESEND_OTP'],
      meta_data: { resend_after: '30' },
    });
    expect((await merchant.otp('submit', payment.id, OTP)).body).toEqual({ status: 'SUCCESS' });
    expect([(await merchant.get(orderId)).body.data.status, merchant.money('happy')]).toEqual([
      'AUTHORIZED',
      [1100, 0, 0, 0, 1100],
    ]);
    const captured = await merchant.capture(orderId, 'happy-c1', 1100);
    expect(firstOf(captured).capture_data).toMatchObject([
      { merchant_capture_reference: 'happy-c1', capture_amount: { value: 1100, currency: 'INR' } },
    ]);
    expect([captured.body.data.status, merchant.money('happy')]).toEqual(['PROCESSED', [1100, 1100, 0, 0, 0]]);
    await merchant.refund(orderId, 'happy-r1', 400);
    const refund = await merchant.call('GET /api/pay/v1/orders/reference/happy-r1');
    expect(refund.body.data).toMatchObject({ type: 'REFUND', status: 'PROCESSED', parent_order_id: orderId });
    expect([(await merchant.get(orderId)).body.data.status, merchant.money('happy')]).toEqual([
      'PARTIALLY_REFUNDED',
      [1100, 1100, 0, 400, 0],
    ]);
    const statement = merchant.simulator.control.ledgerOf('happy', true);
    expect(statement.mutatingCalls).toMatchObject({
      createOrder: 1,
      createPayment: 1,
      capture: 1,
      cancel: 0,
      refund: 1,
    });
    expect(statement.violations).toEqual([]);
    expect(statement.entries.map(({ kind, requestId }) => [kind, requestId?.startsWith('request-')])).toEqual([
      ['authorised', true],
      ['captured', true],
      ['refunded', true],
    ]);
  });

  it('fails for good after three wrong OTPs, and the order may be paid again', async () => {
    const { orderId, paymentId } = await merchant.pending('wrong');
    await merchant.otp('generate', paymentId);
    for (const wrong of ['000000', 111111]) {
      const answer = await merchant.otp('submit', paymentId, wrong);
      expect(answer.status).toBe(422);
      expect(answer.body).toEqual({
        code: 'USER_AUTHENTICATION_FAILED',
        message: expect.any(String),
        next: ['SUBMIT_OTP', 'RESEND_OTP'],
        meta_data: { resend_after: '30' },
      });
    }
    expect((await merchant.otp('submit', paymentId, '000000')).body).toMatchObject({ next: ['NONE'] });
    expect((await merchant.otp('submit', paymentId, OTP)).body).toMatchObject({
      code: 'OPERATION_NOT_ALLOWED',
      next: ['NONE'],
    });
    const { data } = (await merchant.get(orderId)).body;
    expect([data.status, data.payments[0]?.status, data.payments[0]?.error_detail.code]).toEqual([
      'ATTEMPTED',
      'FAILED',
      'USER_AUTHENTICATION_FAILED',
    ]);
    expect((await merchant.pay(orderId, 'wrong-p2')).body.data).toMatchObject({
      status: 'PENDING',
      payment_retries_remaining: 8,
    });
    expect(merchant.money('wrong')).toEqual([0, 0, 0, 0, 0]);
  });

  it('sends the OTP again only after the cooldown, and three times at most', async () => {
    const { paymentId } = await merchant.pending('resend');
    await merchant.otp('generate', paymentId);
    clock.advance(10_000);
    const early = await merchant.otp('resend', paymentId);
    expect([early.status, early.body.meta_data]).toEqual([422, { resend_after: '20' }]);
    for (let times = 0; times < 3; times++) {
      clock.advance(30_000);
      expect((await merchant.otp('resend', paymentId)).body).toMatchObject({
        status: 'SUCCESS',
        meta_data: { resend_after: '30' },
      });
    }
    clock.advance(30_000);
    expect((await merchant.otp('resend', paymentId)).body).toMatchObject({ next: ['SUBMIT_OTP'] });
    expect((await merchant.otp('submit', paymentId, Number(OTP))).status).toBe(200);
  });

  it('may take only a new OTP after a wrong one', async () => {
    merchant.simulator.control.configure({ otpAfterWrong: 'resend-only', otpResendAfterS: 0, otpMaxResends: 1 });
    const { paymentId } = await merchant.pending('renew');
    await merchant.otp('generate', paymentId);
    expect((await merchant.otp('submit', paymentId, '000000')).body.next).toEqual(['RESEND_OTP']);
    expect((await merchant.otp('submit', paymentId, OTP)).body.code).toBe('OPERATION_NOT_ALLOWED');
    await merchant.otp('resend', paymentId);
    expect((await merchant.otp('submit', paymentId, OTP)).body).toEqual({ status: 'SUCCESS' });
  });

  it('gives links that lead elsewhere when an adversary is in its answers', async () => {
    merchant.simulator.control.configure({ links: 'foreign' });
    const { orderId } = await merchant.pending('lured', REDIRECT_CARD);
    expect((await merchant.get(orderId)).body.data.challenge_url).toMatch(/^https:\/\/pay\.example\.net\//);
  });

  it('still says PENDING for a while when the authorisation is slow', async () => {
    merchant.simulator.control.configure({ authoriseAfterMs: 4_000 });
    const { orderId, paymentId } = await merchant.held('slowly');
    merchant.simulator.control.configure({ authoriseAfterMs: 0 });
    expect((await merchant.get(orderId)).body.data.status).toBe('PENDING');
    expect((await merchant.otp('submit', paymentId, OTP)).body.code).toBe('DUPLICATE_REQUEST');
    clock.advance(4_000);
    expect(merchant.money('slowly')).toEqual([1100, 0, 0, 0, 1100]);
    expect((await merchant.get(orderId)).body.data.status).toBe('AUTHORIZED');
  });

  it('answers a repeated reference with what exists', async () => {
    const { orderId, paymentId } = await merchant.pending('again');
    expect(
      (await merchant.createOrder('again', { order_amount: { value: 5000, currency: 'INR' } })).body.data,
    ).toMatchObject({
      order_id: orderId,
      order_amount: { value: 1100 },
    });
    const repeated = await merchant.pay(orderId, 'again-p1');
    expect(repeated.body.data.payments.map(({ id }) => id)).toEqual([paymentId]);
    expect((await merchant.pay(orderId, 'again-p2')).body.code).toBe('OPERATION_NOT_ALLOWED');
  });

  it.each([
    ['4012001037141112', '999', 'CARD_VERIFICATION_FAILED'],
    ['4000000000000002', '123', 'PAYMENT_DECLINED'],
    ['4100000000000019', '123', 'RISK_CHECK_FAILED'],
  ])('refuses card %s with CVV %s at once: %s', async (number, cvv, code) => {
    const orderId = (await merchant.createOrder(`card-${code}`)).body.data.order_id;
    const paid = await merchant.pay(orderId, `card-${code}-p1`, { number, cvv });
    expect([paid.status, paid.body.code]).toEqual([422, code]);
    const { data } = (await merchant.get(orderId)).body;
    expect([data.status, data.payments[0]?.error_detail.code]).toEqual(['ATTEMPTED', code]);
  });

  it('lets a bank refuse after a right OTP: the submission succeeds, the payment does not', async () => {
    const { orderId, paymentId } = await merchant.pending('poor', { number: '4000000000009995', cvv: '123' });
    await merchant.otp('generate', paymentId);
    expect((await merchant.otp('submit', paymentId, OTP)).body).toEqual({ status: 'SUCCESS' });
    const { data } = (await merchant.get(orderId)).body;
    expect([data.status, data.payments[0]?.error_detail.code, merchant.money('poor')]).toEqual([
      'ATTEMPTED',
      'INSUFFICIENT_FUNDS',
      [0, 0, 0, 0, 0],
    ]);
  });

  it('offers native OTP to the right card only', async () => {
    const lookUp = async (number: string) => {
      const card_details = [{ payment_identifier: number, payment_reference_type: 'CARD' }];
      const { body } = await merchant.call('POST /api/pay/v1/getCardDetails', { amount: '100', card_details });
      const [card] = body.card_payment_details;
      return [card['card_network'], card['is_native_otp_supported'], card['is_international_card']];
    };
    expect(await lookUp(NATIVE_OTP_CARD.number)).toEqual(['VISA', true, false]);
    expect(await lookUp(REDIRECT_CARD.number)).toEqual(['MASTERCARD', false, false]);
    expect(await lookUp('4242424242424242')).toEqual(['VISA', false, true]);
    const { paymentId } = await merchant.pending('redirected', REDIRECT_CARD);
    expect((await merchant.otp('generate', paymentId)).body.code).toBe('OPERATION_NOT_ALLOWED');
  });

  it('fails the order when its retries are used up', async () => {
    merchant.simulator.control.configure({ paymentRetries: 1 });
    const orderId = (await merchant.createOrder('spent')).body.data.order_id;
    merchant.simulator.control.configure({ paymentRetries: 10 });
    await merchant.pay(orderId, 'spent-p1', { number: '4000000000000002', cvv: '123' });
    expect((await merchant.get(orderId)).body.data.status).toBe('FAILED');
    expect((await merchant.pay(orderId, 'spent-p2')).body.code).toBe('OPERATION_NOT_ALLOWED');
  });
});

it('authorises by itself, even when a timer fires a millisecond early as those of Node may', async () => {
  const manual = new ManualClock(Date.UTC(2026, 0, 5, 10));
  const hasty = {
    now: () => manual.now(),
    after: (ms: number, act: () => void) => manual.after(ms > 1 ? ms - 1 : ms, act),
  };
  const merchant = await merchantOf({ clock: hasty, settings: { authoriseAfterMs: 4_000 } });
  await merchant.held('early');
  manual.advance(3_999);
  const before = merchant.simulator.control.webhooks().length;
  manual.advance(1);
  // Asking for the order would bring it up to date: the webhook comes by itself.
  const after = merchant.simulator.control.webhooks().length;
  await merchant.simulator.close();
  expect([before, after]).toEqual([0, 1]);
});
