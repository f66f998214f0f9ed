import type { PluralGateway } from '../../../activities/gateway';
import { Secret } from '../../../activities/vault/secret';
import type { Card } from '../../../activities/vault/vault';
import {
  CAPTURE,
  CARD,
  INR,
  ORDER_ID,
  closeServers,
  closedUrl,
  fixture,
  gatewayAt,
  startGateway,
} from './gateway-server';

afterEach(closeServers);

const PAYMENT_ID = 'v1-250219120455-aa-Lc5FbR-cc-a';
const ORDER = { reference: '112345', amount: INR(1100), callbackUrl: 'https://shop.example/back' };
const ORDER_BODY = {
  merchant_order_reference: '112345',
  order_amount: INR(1100),
  pre_auth: true,
  allowed_payment_methods: ['CARD'],
  callback_url: 'https://shop.example/back',
  failure_callback_url: 'https://shop.example/back',
};
const refund = {
  ...fixture('s1-capture').data,
  type: 'REFUND',
  merchant_order_reference: 'order-0001-r1',
  payments: [],
};

interface Scenario {
  readonly call: (gateway: PluralGateway) => Promise<unknown>;
  readonly answer: unknown;
  readonly request: string;
  readonly body?: unknown;
  readonly result: unknown;
}

const payment = (card: Card, name: string): Scenario => ({
  call: (gateway) =>
    gateway.createPayment({
      gatewayOrderId: 'v1-5312042524-aa-0YO29z',
      reference: 'order-0001-p1',
      amount: INR(35_000),
      card: new Secret(card),
    }),
  answer: fixture('s4-create-payment'),
  request: 'POST /api/pay/v1/orders/v1-5312042524-aa-0YO29z/payments',
  body: {
    payments: [
      {
        merchant_payment_reference: 'order-0001-p1',
        payment_method: 'CARD',
        payment_amount: INR(35_000),
        payment_option: {
          card_details: { name, card_number: CARD.number, cvv: '065', expiry_month: '03', expiry_year: '2031' },
        },
      },
    ],
  },
  result: { status: 'created', challenge: { url: expect.stringContaining('//pluraluat.v2.pinepg.in/') } },
});

const SCENARIOS: Record<string, Scenario> = {
  'create order': {
    call: (gateway) => gateway.createOrder(ORDER),
    answer: fixture('s1-create-order'),
    request: 'POST /api/pay/v1/orders',
    body: ORDER_BODY,
    result: { gatewayOrderId: 'v1-4405071524-aa-qlAtAf', status: 'created', preAuth: false },
  },
  'create order with all that may be told': {
    call: (gateway) =>
      gateway.createOrder({
        ...ORDER,
        customer: {
          email: 'a@b.example',
          firstName: 'A',
          lastName: 'B',
          customerId: '7',
          mobileNumber: '9876543210',
          countryCode: '91',
        },
        metadata: { channel: 'web' },
      }),
    answer: fixture('s1-create-order'),
    request: 'POST /api/pay/v1/orders',
    body: {
      ...ORDER_BODY,
      purchase_details: {
        customer: {
          email_id: 'a@b.example',
          first_name: 'A',
          last_name: 'B',
          customer_id: '7',
          mobile_number: '9876543210',
          country_code: '91',
        },
        merchant_metadata: { channel: 'web' },
      },
    },
    result: { status: 'created' },
  },
  'hosted link': {
    call: (gateway) => gateway.createHostedLink(ORDER),
    answer: fixture('s2-hosted-link'),
    request: 'POST /api/checkout/v1/orders',
    body: { ...ORDER_BODY, integration_mode: 'REDIRECT' },
    result: {
      gatewayOrderId: '<<Order ID>>',
      link: { url: expect.stringMatching(/^https:.*\?token=<<Redirect Token>>$/) },
    },
  },
  'create payment': payment(CARD, 'Card Holder'),
  'create payment with the name on the card': payment({ ...CARD, name: ' Asha Rao ' }, 'Asha Rao'),
  'card details': {
    call: (gateway) => gateway.getCardDetails({ card: new Secret(CARD), amount: INR(100) }),
    answer: fixture('s4-card-details'),
    request: 'POST /api/pay/v1/getCardDetails',
    body: { amount: '100', card_details: [{ payment_identifier: CARD.number, payment_reference_type: 'CARD' }] },
    result: { nativeOtpSupported: true, network: 'VISA' },
  },
  'generate OTP': {
    call: (gateway) => gateway.generateOtp(PAYMENT_ID),
    answer: fixture('s4-generate-otp'),
    request: 'POST /api/pay/v1/otp/generate',
    body: { payment_id: PAYMENT_ID },
    result: { next: ['submit', 'resend'], resendAfterS: 180 },
  },
  'submit OTP, with its leading zeros': {
    call: (gateway) => gateway.submitOtp(PAYMENT_ID, new Secret('001234')).then((answer) => ({ answer })),
    answer: fixture('s4-submit-otp'),
    request: 'POST /api/pay/v1/otp/submit',
    body: { payment_id: PAYMENT_ID, otp: '001234' },
    result: { answer: undefined },
  },
  'resend OTP': {
    call: (gateway) => gateway.resendOtp(PAYMENT_ID),
    answer: fixture('s4-resend-otp'),
    request: 'POST /api/pay/v1/otp/resend',
    body: { payment_id: PAYMENT_ID },
    result: { next: ['submit', 'resend'], resendAfterS: 180 },
  },
  'get order': {
    call: (gateway) => gateway.getOrder(ORDER_ID),
    answer: fixture('s1-capture'),
    request: `GET /api/pay/v1/orders/${ORDER_ID}`,
    result: { status: 'captured', preAuth: true },
  },
  'get order by reference': {
    call: (gateway) => gateway.getOrderByReference('112345'),
    answer: fixture('s1-create-order'),
    request: 'GET /api/pay/v1/orders/reference/112345',
    result: { reference: '112345' },
  },
  capture: {
    call: (gateway) => gateway.capture(CAPTURE),
    answer: fixture('s0-capture'),
    request: `PUT /api/pay/v1/orders/${ORDER_ID}/capture`,
    body: { merchant_capture_reference: 'order-0001-c1', capture_amount: INR(1100) },
    result: { status: 'captured' },
  },
  'cancel, without a body': {
    call: (gateway) => gateway.cancel(ORDER_ID),
    answer: fixture('s3-cancel-answered-created'),
    request: `PUT /api/pay/v1/orders/${ORDER_ID}/cancel`,
    result: { status: 'created' },
  },
  refund: {
    call: (gateway) => gateway.createRefund({ gatewayOrderId: ORDER_ID, reference: 'order-0001-r1', amount: INR(500) }),
    answer: { data: { ...refund, order_id: 'v1-refund', parent_order_id: ORDER_ID } },
    request: `POST /api/pay/v1/refunds/${ORDER_ID}`,
    body: { merchant_order_reference: 'order-0001-r1', order_amount: INR(500) },
    result: { gatewayOrderId: 'v1-refund', reference: 'order-0001-r1' },
  },
};

describe('requests', () => {
  it.each(Object.entries(SCENARIOS))('%s', async (_, { call, answer, request, body, result }) => {
    const server = await startGateway(() => ({ json: answer }));
    const clock = () => Date.parse('2026-01-02T03:04:05.678Z');
    await expect(call(gatewayAt(server.url, { clock, newRequestId: () => 'request-1' }))).resolves.toMatchObject(
      result as object,
    );

    const [sent] = server.seen;
    expect(server.seen).toHaveLength(1);
    expect(`${sent?.method} ${sent?.path}`).toBe(request);
    expect(sent?.body).toBe(body === undefined ? '' : JSON.stringify(body));
    expect(sent?.headers).toMatchObject({
      authorization: 'Bearer canary-access-token',
      accept: 'application/json',
      'request-id': 'request-1',
      'request-timestamp': '2026-01-02T03:04:05.678Z',
    });
    expect(sent?.headers['content-type']).toBe(body === undefined ? undefined : 'application/json');
  });

  it('logs in with the client credentials and without a token', async () => {
    const server = await startGateway(
      () => ({ json: fixture('s1-capture') }),
      () => ({ json: fixture('s1-token') }),
    );
    await gatewayAt(server.url).getOrder(ORDER_ID);
    expect(server.logins.map(({ body }) => JSON.parse(body))).toEqual([
      { client_id: 'client-id', client_secret: 'canary-client-secret', grant_type: 'client_credentials' },
    ]);
    expect(server.logins[0]?.headers).not.toHaveProperty('authorization');
    expect(server.seen[0]?.headers.authorization).toBe(`Bearer ${fixture('s1-token').access_token}`);
  });

  it('gives each HTTP attempt a request id of its own', async () => {
    const server = await startGateway(() => ({ json: fixture('s1-capture') }));
    const gateway = gatewayAt(server.url);
    await Promise.all([gateway.getOrder(ORDER_ID), gateway.getOrder(ORDER_ID)]);
    const ids = [...server.logins, ...server.seen].map(({ headers }) => headers['request-id']);
    expect(new Set(ids).size).toBe(3);
  });

  it('goes straight to the base URL, whatever proxy the environment names', async () => {
    const server = await startGateway(() => ({ json: fixture('s1-capture') }));
    process.env['HTTP_PROXY'] = await closedUrl();
    try {
      await gatewayAt(`${server.url}/plural/`, { newRequestId: () => 'r' }).getOrder(ORDER_ID);
    } finally {
      delete process.env['HTTP_PROXY'];
    }
    expect(server.seen[0]?.path).toBe(`/plural/api/pay/v1/orders/${ORDER_ID}`);
  });

  it.each<[string, (gateway: PluralGateway) => Promise<unknown>]>([
    ['an id that leaves the path', (gateway) => gateway.getOrder('../refunds/x')],
    ['an empty id', (gateway) => gateway.cancel('')],
    ['an id of 51 characters', (gateway) => gateway.getOrder('a'.repeat(51))],
    ['a reference with a space', (gateway) => gateway.getOrderByReference('a b')],
    ['99 paise', (gateway) => gateway.capture({ ...CAPTURE, amount: INR(99) })],
    ['more than 10 lakh', (gateway) => gateway.capture({ ...CAPTURE, amount: INR(100_000_001) })],
    ['half a paisa', (gateway) => gateway.capture({ ...CAPTURE, amount: INR(100.5) })],
  ])('refuses %s without sending anything', async (_, call) => {
    const server = await startGateway(() => ({ json: {} }));
    await expect(call(gatewayAt(server.url))).rejects.toMatchObject({
      fields: { outcome: 'rejected', code: 'invalid-request' },
    });
    expect([...server.seen, ...server.logins]).toEqual([]);
  });
});
