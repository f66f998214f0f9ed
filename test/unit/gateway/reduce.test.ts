import { reduceOrder } from '../../../activities/gateway';
import { createOwnLink } from '../../../activities/gateway/links';
import { fixture } from './gateway-server';

const observedAt = '2026-01-02T03:04:05.678Z';
const ownLink = createOwnLink('http://127.0.0.1:8099');
const answered = (body: unknown) => reduceOrder(body, { observedAt, source: 'answer', ownLink });
const sample = () => fixture('s1-capture');
const payment = ({ data } = sample()): Record<string, unknown> => data.payments[0] ?? {};
/** The first payment of the capture sample, changed. */
const withPayment = (change: object) => {
  const body = sample();
  Object.assign(payment(body), change);
  return answered(body)?.payments[0];
};
const withOrder = (change: object) => answered({ data: { ...sample().data, ...change } });

describe('the documented samples of an order', () => {
  it.each([
    ['s0-capture', 'captured', ['captured'], [1100]],
    ['s0-cancel', 'voided', ['voided'], []],
    ['s1-create-order', 'created', [], []],
    ['s1-create-payment', 'pending', ['pending'], []],
    ['s1-capture', 'captured', ['captured'], [1100]],
    ['s1-cancel', 'voided', ['voided'], []],
    ['s2-capture', 'captured', ['captured'], [1100]],
    ['s2-cancel', 'voided', ['voided'], []],
    // A 200 on cancel that proves nothing: still CREATED, with a capture block on a pending payment.
    ['s3-cancel-answered-created', 'created', ['pending'], [50_000]],
    ['s4-create-order', 'created', [], []],
    ['s4-create-payment', 'created', ['pending'], []],
    ['s4-capture', 'captured', ['captured'], [1100]],
    ['s4-cancel', 'voided', ['voided'], []],
  ])('%s reads as %s', (name, status, paymentStatuses, captured) => {
    const snapshot = answered(fixture(name));
    expect(snapshot?.status).toBe(status);
    expect(snapshot?.payments.map((payment) => payment.status)).toEqual(paymentStatuses);
    expect(snapshot?.payments.flatMap(({ captures }) => captures.map((c) => c.amountMinor))).toEqual(captured);
  });

  it('keeps what the core needs and nothing about the buyer', () => {
    expect(answered(fixture('s3-cancel-answered-created'))).toEqual({
      gatewayOrderId: 'v1-5757575757-aa-hU1rUd',
      reference: '112345',
      status: 'created',
      amountMinor: 50_000,
      currency: 'INR',
      preAuth: true,
      challenge: { url: expect.stringMatching(/^https:\/\/api\.pluralpay\.in\/web\/auth\/landing\//) },
      retriesRemaining: 10,
      observedAt,
      payments: [
        {
          id: 'v1-5206071124-aa-mpLhF3-cc-l',
          reference: 'pay-ref-001',
          status: 'pending',
          amountMinor: 50_000,
          captures: [{ reference: 'f31d8c60-0dc8-4788-a577-5ced930cc175', amountMinor: 50_000 }],
          errorCode: 'PAYMENT_DECLINED',
          rrn: '419335023601',
          createdAt: '2024-09-11T08:07:55.647000000Z',
          updatedAt: '2024-09-11T08:07:57.115000000Z',
        },
      ],
    });
  });

  it('leaves pre_auth of a webhook out, since the vendor sends a wrong one', () => {
    const snapshot = reduceOrder(fixture('webhook-partially-captured'), { observedAt, source: 'webhook' });
    expect(snapshot).toMatchObject({
      status: 'partlyCaptured',
      amountMinor: 2000,
      payments: [{ status: 'captured', captures: [{ reference: 'order-0001-c1', amountMinor: 1200 }] }],
    });
    expect(snapshot).not.toHaveProperty('preAuth');
    expect(answered(fixture('webhook-partially-captured'))).toHaveProperty('preAuth', false);
  });
});

describe('the variants of an order', () => {
  it('reads both envelopes alike', () => expect(answered(sample().data)).toEqual(answered(sample())));

  it.each<[string, object, object]>([
    ['a reference as a number', { merchant_order_reference: 112345 }, { reference: '112345' }],
    [
      'an amount as a string',
      { order_amount: { value: '1100', currency: 'inr' } },
      { amountMinor: 1100, currency: 'INR' },
    ],
    ['a lower-case status', { status: 'authorized' }, { status: 'authorised' }],
    ['a status of tomorrow', { status: 'REVERSED' }, { status: 'unknown', unknownWords: ['REVERSED'] }],
    ['pre_auth as a string', { pre_auth: 'true' }, { preAuth: true }],
    ['no payments', { payments: undefined }, { payments: [] }],
    ['payments null', { payments: null }, { payments: [] }],
    ['a further field', { invented_tomorrow: { a: 1 } }, { status: 'captured' }],
  ])('%s', (_, change, expected) => expect(withOrder(change)).toMatchObject(expected));

  it.each<[string, object, object]>([
    [
      'capture data as an object',
      { capture_data: (payment()['capture_data'] as unknown[])[0] },
      { captures: [{ amountMinor: 1100 }] },
    ],
    ['capture data null', { capture_data: null }, { captures: [] }],
    ['capture data empty', { capture_data: {} }, { captures: [] }],
    [
      'a capture without a reference',
      { capture_data: [{ capture_amount: { value: '7' } }] },
      { captures: [{ reference: null, amountMinor: 7 }] },
    ],
    ['a payment status of tomorrow', { status: 'PARTIALLY_VOIDED' }, { status: 'unknown' }],
    ['no payment status', { status: null }, { status: 'unknown' }],
    ['a code that is a sentence', { error_detail: { code: 'Card 4012 refused' } }, { errorCode: undefined }],
    ['a code with a card number in it', { error_detail: { code: 'CARD_4012001037141112' } }, { errorCode: undefined }],
    ['a code that could be an OTP', { error_detail: { code: '001234' } }, { errorCode: undefined }],
    ['error detail null', { error_detail: null }, { errorCode: undefined }],
  ])('%s', (_, change, expected) => expect({ errorCode: undefined, ...withPayment(change) }).toMatchObject(expected));

  it.each([
    ['2024-07-19T11:13:21Z', '2024-07-19T11:13:21.000000000Z'],
    ['2024-07-19T11:13:21.5Z', '2024-07-19T11:13:21.500000000Z'],
    ['2024-07-19T11:13:21.523516426Z', '2024-07-19T11:13:21.523516426Z'],
    ['2024-07-19T16:43:21.523516+05:30', '2024-07-19T11:13:21.523516000Z'],
    ['2024-07-19T16:43:21.523516+0530', '2024-07-19T11:13:21.523516000Z'],
    ['2024-07-19 11:13:21.523', '2024-07-19T11:13:21.523000000Z'],
    ['2000-01-01T00:00:00Z', '2000-01-01T00:00:00.000000000Z'],
    ['1999-12-31T23:59:59Z', undefined],
    ['0000-01-01T00:00:00+05:30', undefined],
    ['2999-12-31T23:59:59Z', '2999-12-31T23:59:59.000000000Z'],
    ['9999-12-31T23:59:59-05:30', undefined],
    ['yesterday', undefined],
    ['2024-13-40T11:13:21Z', undefined],
    [1721387601, undefined],
    [null, undefined],
  ])('the stamp %p becomes %p', (stamp, expected) =>
    expect(withPayment({ updated_at: stamp })?.updatedAt).toBe(expected),
  );

  it.each([
    ['https://pluraluat.v2.pinepg.in/landing?token=a', true],
    ['https://api.pluralonline.com/redirect', true],
    ['https://api.pluralpay.in/web/auth', true],
    ['http://127.0.0.1:8099/acs', true],
    ['http://127.0.0.1:8098/acs', false],
    ['http://pluraluat.v2.pinepg.in/landing', false],
    ['https://pluraluat.v2.pinepg.in:8443/landing', false],
    ['https://evilpinepg.in/landing', false],
    ['https://pinepg.in.evil.example/landing', false],
    ['https://pluraluat.v2.pinepg.in@evil.example/landing', false],
    ['https://buyer:secret@api.pluralpay.in/landing', false],
    ['javascript:alert(1)', false],
    ['no url', false],
  ])('knows whether a link for the buyer is one of the gateway: %s: %p', (url, kept) =>
    expect(withOrder({ challenge_url: url })?.challenge).toEqual(kept ? { url } : 'elsewhere'),
  );

  it.each<[string, object, object | null]>([
    ['an order', { type: 'CHARGE' }, null],
    ['an order that does not say so', { type: undefined }, null],
    ['an order of type null', { type: null }, null],
    ['an order of an empty type', { type: '' }, null],
    ['a refund', { type: 'REFUND', parent_order_id: 'v1-parent' }, { kind: 'refund', parentId: 'v1-parent' }],
    ['a refund in lower case', { type: ' refund ' }, { kind: 'refund', parentId: null }],
    ['a refund whose parent is null', { type: 'REFUND', parent_order_id: null }, { kind: 'refund', parentId: null }],
    ['what has a parent', { type: undefined, parent_order_id: 7 }, { kind: 'refund', parentId: '7' }],
    ['a charge that has a parent', { parent_order_id: 'v1-parent' }, { kind: 'refund', parentId: 'v1-parent' }],
    ['a type of tomorrow', { type: 'PAYOUT' }, { kind: 'other', parentId: null }],
    ['a type of tomorrow with a parent', { type: 'PAYOUT', parent_order_id: 'p' }, { kind: 'other', parentId: 'p' }],
    ['a type that is no text', { type: 5 }, { kind: 'other', parentId: null }],
    ['a type that is a list', { type: ['CHARGE', 'REFUND'] }, { kind: 'other', parentId: null }],
  ])('says what it is, although its payments are PROCESSED: %s', (_, change, expected) => {
    const { otherThing = null, payments, status } = withOrder(change) ?? {};
    expect({ status, paid: payments?.map((one) => one.status) }).toEqual({ status: 'captured', paid: ['captured'] });
    expect(otherThing).toEqual(expected);
  });

  it.each(['answer', 'webhook'] as const)('says so in every %s', (source) => {
    const data = { ...(sample().data as object), type: 'REFUND', parent_order_id: 'v1-parent' };
    const said = reduceOrder({ data }, { observedAt, source, ownLink });
    expect(said).toMatchObject({ otherThing: { kind: 'refund', parentId: 'v1-parent' } });
  });

  it.each([undefined, null, '', 'perhaps', 1])('makes nothing of a pre_auth that is %p', (pre_auth) =>
    expect(withOrder({ pre_auth })).not.toHaveProperty('preAuth', expect.anything()),
  );

  it('takes no link from a webhook', () => {
    const data = { ...(sample().data as object), challenge_url: 'https://api.pluralpay.in/web/auth' };
    expect(reduceOrder({ data }, { observedAt, source: 'webhook' })).not.toHaveProperty('challenge');
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['text', 'OK'],
    ['a list', [sample().data]],
    ['the flat answer of the hosted link', fixture('s2-hosted-link')],
    ['an error', { code: 'INVALID_REQUEST', message: '…' }],
    ['an order without a status', { ...sample().data, status: undefined }],
    ['a fraction of a paisa', { ...sample().data, order_amount: { value: 11.5, currency: 'INR' } }],
    ['a negative amount', { ...sample().data, order_amount: { value: -1100, currency: 'INR' } }],
    ['an amount in words', { ...sample().data, order_amount: { value: '11.00', currency: 'INR' } }],
    ['payments that are no payments', { ...sample().data, payments: 5 }],
    [
      'a capture without an amount',
      {
        ...sample().data,
        payments: [{ ...payment(), capture_data: [{ merchant_capture_reference: 'c' }] }],
      },
    ],
  ])('is no order: %s', (_, body) => expect(answered(body)).toBeUndefined());
});
