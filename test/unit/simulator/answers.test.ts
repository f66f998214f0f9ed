import { z } from 'zod';
import { defaultSettings } from '../../../simulator/settings';
import { stamp as stampOf } from '../../../simulator/stamps';
import { merchantOf, OTP, type Merchant } from './merchant';

/** The shapes of the vendor's samples and of its Go library, written down once more, strictly: no field beside them. */
const amount = z.strictObject({ value: z.int(), currency: z.literal('INR') });
const stamp = z.iso.datetime();
const captureBlock = z.strictObject({
  merchant_capture_reference: z.string(),
  capture_amount: amount,
  created_at: stamp,
});
const card = z.strictObject({
  card_type: z.enum(['DEBIT', 'CREDIT']),
  network_name: z.string(),
  issuer_name: z.string(),
  card_category: z.enum(['CONSUMER', 'COMMERCIAL', 'PREMIUM']),
  country_code: z.string().length(3),
  token_txn_type: z.enum(['ALT_TOKEN', 'NETWORK_TOKEN', 'ISSUER_TOKEN']),
  last4_digit: z.string().length(4),
  is_native_otp_eligible: z.boolean(),
});
const payment = z.strictObject({
  id: z.string().max(50),
  merchant_payment_reference: z.string(),
  status: z.enum(['PENDING', 'AUTHORIZED', 'CANCELLED', 'PROCESSED', 'FAILED']),
  payment_amount: amount,
  payment_method: z.literal('CARD'),
  payment_option: z.strictObject({ card_data: card }),
  acquirer_data: z
    .strictObject({
      approval_code: z.string().length(6),
      acquirer_reference: z.string(),
      rrn: z.string().length(12),
      is_aggregator: z.boolean(),
    })
    .optional(),
  error_detail: z.strictObject({ code: z.string(), message: z.string() }).optional(),
  capture_data: z.array(captureBlock).min(1).optional(),
  created_at: stamp,
  updated_at: stamp,
});
const order = z.strictObject({
  data: z.strictObject({
    order_id: z.string().max(50),
    merchant_order_reference: z.string(),
    type: z.literal('CHARGE'),
    status: z.string(),
    challenge_url: z.url().optional(),
    merchant_id: z.string(),
    order_amount: amount,
    pre_auth: z.literal(true),
    part_payment: z.literal(false),
    allowed_payment_methods: z.array(z.string()),
    notes: z.string(),
    callback_url: z.url(),
    failure_callback_url: z.url(),
    purchase_details: z.looseObject({
      customer: z.looseObject({ email_id: z.string() }),
      merchant_metadata: z.record(z.string(), z.string()),
    }),
    payments: z.array(payment),
    created_at: stamp,
    updated_at: stamp,
    integration_mode: z.literal('SEAMLESS'),
    payment_retries_remaining: z.int(),
  }),
});
const refund = z.strictObject({
  data: z.strictObject({
    order_id: z.string(),
    parent_order_id: z.string(),
    merchant_order_reference: z.string(),
    type: z.literal('REFUND'),
    status: z.enum(['CREATED', 'PENDING', 'PROCESSED', 'FAILED']),
    merchant_id: z.string(),
    order_amount: amount,
    payments: z.array(z.never()),
    created_at: stamp,
    updated_at: stamp,
    integration_mode: z.string(),
  }),
});
const cardDetails = z.strictObject({
  card_payment_details: z.array(
    z.strictObject({
      card_network: z.string(),
      card_issuer: z.string(),
      card_type: z.string(),
      card_category: z.string(),
      is_international_card: z.boolean(),
      is_native_otp_supported: z.boolean(),
      country_code: z.string(),
      currency: z.string(),
      is_currency_supported: z.boolean(),
    }),
  ),
});
const token = z.strictObject({ access_token: z.string().max(8192), expires_in: z.int(), expires_at: stamp });
const prompt = z.strictObject({
  next: z.array(z.enum(['SUBMIT_OTP', 'RESEND_OTP', 'NONE'])),
  meta_data: z.strictObject({ resend_after: z.string().regex(/^\d+$/) }),
});

const request = {
  allowed_payment_methods: ['CARD'],
  notes: 'order1',
  failure_callback_url: 'http://merchant.test/sorry',
  purchase_details: {
    customer: {
      email_id: 'kevin.bob@example.com',
      billing_address: { address1: '10 Downing Street', pincode: '51524036' },
    },
    merchant_metadata: { key1: 'DD' },
  },
};

describe('the answers', () => {
  let merchant: Merchant;
  beforeAll(async () => (merchant = await merchantOf()));
  afterAll(() => merchant.simulator.close());

  it('have the fields and types of the gateway’s documents, and no others', async () => {
    token.parse((await merchant.logIn()).body);
    const created = await merchant.createOrder('shape', request);
    order.parse(created.body);
    const orderId = created.body.data.order_id;
    const paid = await merchant.pay(orderId, 'shape-p1');
    expect(order.parse(paid.body).data.challenge_url).toContain('/web/auth/landing/?token=');
    const paymentId = paid.body.data.payments[0]?.id ?? '';
    const card_details = [{ payment_identifier: '4012001037141112', payment_reference_type: 'CARD' }];
    cardDetails.parse((await merchant.call('POST /api/pay/v1/getCardDetails', { amount: 100, card_details })).body);
    prompt.parse((await merchant.otp('generate', paymentId)).body);
    const wrong = await merchant.otp('submit', paymentId, '000000');
    prompt.extend({ code: z.string(), message: z.string() }).parse(wrong.body);
    expect((await merchant.otp('submit', paymentId, OTP)).body).toEqual({ status: 'SUCCESS' });
    order.parse((await merchant.get(orderId)).body);
    const captured = order.parse((await merchant.capture(orderId, 'shape-c1', 1000)).body);
    expect(captured.data.payments[0]).toMatchObject({
      acquirer_data: expect.anything(),
      capture_data: [expect.anything()],
    });
    refund.parse((await merchant.refund(orderId, 'shape-r1', 100)).body);
    refund.parse((await merchant.call('GET /api/pay/v1/orders/reference/shape-r1')).body);
    order.parse((await merchant.call('GET /api/pay/v1/orders/reference/shape')).body);
    const { orderId: other } = await merchant.held('unshaped');
    expect((await merchant.cancel(other)).body.data.payments[0]).toMatchObject({ status: 'CANCELLED' });
  });

  it('repeat what the order came with', async () => {
    const created = await merchant.createOrder('echo', request);
    expect(created.body.data).toMatchObject({ ...request, callback_url: 'http://merchant.test/back' });
  });

  it('may say CREATED when a payment has begun', async () => {
    merchant.simulator.control.configure({ createPaymentShows: 'CREATED' });
    const orderId = (await merchant.createOrder('shown')).body.data.order_id;
    const paid = await merchant.pay(orderId, 'shown-p1');
    expect([paid.body.data.status, (await merchant.get(orderId)).body.data.status]).toEqual(['CREATED', 'PENDING']);
  });

  it.each([
    [0, '2026-01-05T10:00:00Z'],
    [3, '2026-01-05T10:00:00.120Z'],
    [9, '2026-01-05T10:00:00.120000000Z'],
  ] as const)('write times with %i fraction digits', (digits, written) => {
    expect(stampOf(Date.UTC(2026, 0, 5, 10, 0, 0, 120), { ...defaultSettings(), timestampDigits: digits })).toBe(
      written,
    );
  });
});
