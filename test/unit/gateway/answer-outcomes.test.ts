import { type GatewayErrorFields, OUTCOME_TABLE, type PluralGateway } from '../../../activities/gateway';
import { Secret } from '../../../activities/vault/secret';
import { CAPTURE, INR, ORDER_ID, closeServers, failureOf, fixture, gatewayAt, startGateway } from './gateway-server';

afterEach(closeServers);

const captured = fixture('s1-capture');
type Call = (gateway: PluralGateway) => Promise<unknown>;
const capture: Call = (gateway) => gateway.capture(CAPTURE);
const getOrder: Call = (gateway) => gateway.getOrder(ORDER_ID);
const generateOtp: Call = (gateway) => gateway.generateOtp('p1');
const submitOtp: Call = (gateway) => gateway.submitOtp('p1', new Secret('123456'));

describe('what the gateway answered decides the rest', () => {
  const error = (code: string, more: object = {}) => ({ code, message: 'canary words of the gateway', ...more });
  it.each<[Call, number, object, Partial<GatewayErrorFields>]>([
    [capture, 400, error('INVALID_REQUEST'), { outcome: 'rejected', code: 'INVALID_REQUEST' }],
    [capture, 400, error('PAYMENT_DECLINED'), { outcome: 'declined', code: 'PAYMENT_DECLINED' }],
    [capture, 404, error('ORDER_NOT_FOUND'), { outcome: 'rejected', code: 'ORDER_NOT_FOUND' }],
    [capture, 422, error('INSUFFICIENT_FUNDS'), { outcome: 'declined', code: 'INSUFFICIENT_FUNDS' }],
    [capture, 422, { data: error('CARD_EXPIRED') }, { outcome: 'declined', code: 'CARD_EXPIRED' }],
    [capture, 422, error('INVALID_USER_ACCOUNT'), { outcome: 'rejected', code: 'INVALID_USER_ACCOUNT' }],
    [capture, 422, error('INVENTED_TOMORROW'), { outcome: 'rejected', code: 'INVENTED_TOMORROW' }],
    [capture, 422, { message: 'no code' }, { outcome: 'rejected', code: 'refused' }],
    [capture, 400, { response_code: 400, response_message: 'no' }, { outcome: 'rejected', code: 'refused' }],
    [capture, 422, error('DUPLICATE_REQUEST'), { outcome: 'unknown', code: 'DUPLICATE_REQUEST' }],
    [capture, 422, error('OPERATION_NOT_ALLOWED'), { outcome: 'unknown', code: 'OPERATION_NOT_ALLOWED' }],
    [capture, 422, error('ORDER_CANCELLED'), { outcome: 'unknown', code: 'ORDER_CANCELLED' }],
    [capture, 422, error('PAYMENT_PENDING'), { outcome: 'unknown', code: 'PAYMENT_PENDING' }],
    [capture, 400, error('INTERNAL_ERROR'), { outcome: 'unknown', code: 'INTERNAL_ERROR' }],
    [capture, 429, error('TIMED_OUT'), { outcome: 'unknown', code: 'TIMED_OUT' }],
    [capture, 500, error('PAYMENT_DECLINED'), { outcome: 'unknown', code: 'PAYMENT_DECLINED' }],
    [capture, 503, error('API_RATE_LIMIT'), { outcome: 'unknown', code: 'API_RATE_LIMIT', retryAfterMs: 7_000 }],
    [capture, 429, {}, { outcome: 'notSent', code: 'rate-limited', retryAfterMs: 7_000 }],
    [
      capture,
      422,
      error('PAYMENT_RATE_LIMIT'),
      { outcome: 'notSent', code: 'PAYMENT_RATE_LIMIT', retryAfterMs: 7_000 },
    ],
    [capture, 422, error('MERCHANT_RATE_LIMIT'), { outcome: 'notSent', code: 'MERCHANT_RATE_LIMIT' }],
    [getOrder, 404, error('ORDER_NOT_FOUND'), { outcome: 'rejected', code: 'ORDER_NOT_FOUND' }],
    [getOrder, 422, error('ORDER_NOT_FOUND'), { outcome: 'rejected', code: 'ORDER_NOT_FOUND' }],
    [
      getOrder,
      400,
      error('INVALID_REQUEST', { message: 'No matching records found for the inquiry' }),
      { outcome: 'rejected', code: 'ORDER_NOT_FOUND' },
    ],
    [getOrder, 400, error('INVALID_REQUEST'), { outcome: 'rejected', code: 'INVALID_REQUEST' }],
    [getOrder, 404, { message: 'no route' }, { outcome: 'rejected', code: 'refused' }],
    [getOrder, 422, error('OPERATION_NOT_ALLOWED'), { outcome: 'rejected', code: 'OPERATION_NOT_ALLOWED' }],
    [
      submitOtp,
      422,
      error('INVALID_OTP', { next: ['SUBMIT_OTP'], meta_data: { resend_after: '30' } }),
      { outcome: 'declined', code: 'INVALID_OTP', next: ['submit'], resendAfterS: 30 },
    ],
    [
      submitOtp,
      422,
      error('wrong otp!', { next: 'none' }),
      { outcome: 'declined', code: 'OTP_REFUSED', next: ['nothing'] },
    ],
    [submitOtp, 422, error('DUPLICATE_REQUEST'), { outcome: 'unknown', code: 'DUPLICATE_REQUEST' }],
    [submitOtp, 422, error('API_RATE_LIMIT'), { outcome: 'notSent', code: 'API_RATE_LIMIT' }],
    [submitOtp, 200, { status: 'PENDING' }, { outcome: 'unknown', code: 'unreadable-answer' }],
    [
      generateOtp,
      422,
      error('OPERATION_NOT_ALLOWED', { next: ['NONE'] }),
      { outcome: 'declined', code: 'OPERATION_NOT_ALLOWED', next: ['nothing'] },
    ],
    [generateOtp, 400, error('INVALID_REQUEST'), { outcome: 'rejected', code: 'INVALID_REQUEST' }],
  ])('%p %i %j', async (call, status, json, expected) => {
    const server = await startGateway(() => ({ status, json, headers: { 'retry-after': '7' } }));
    const failure = await failureOf(call(gatewayAt(server.url)));
    expect(failure).toMatchObject({ httpStatus: status, ...expected });
    expect(JSON.stringify(failure)).not.toContain('canary');
    expect(server.seen).toHaveLength(1);
  });

  it.each([
    ['180', 180],
    [86_400, 86_400],
    ['0', 0],
    ['86401', undefined],
    ['999999999999999', undefined],
    [-1, undefined],
  ])('an OTP that may be sent again after %p s may be after %p s', async (resend_after, resendAfterS) => {
    const answer = { next: ['RESEND_OTP'], meta_data: { resend_after } };
    const server = await startGateway(({ path }) =>
      path.endsWith('submit') ? { status: 422, json: error('WRONG_OTP', answer) } : { json: answer },
    );
    const gateway = gatewayAt(server.url);
    expect((await gateway.generateOtp('p1')).resendAfterS).toBe(resendAfterS);
    expect((await failureOf(submitOtp(gateway))).resendAfterS).toBe(resendAfterS);
  });

  it.each(['SUCCESS', 'success'])('done: an OTP answered with %s', async (status) => {
    const server = await startGateway(() => ({ json: { status } }));
    await expect(submitOtp(gatewayAt(server.url))).resolves.toBeUndefined();
  });

  it.each([
    ['another order', { merchant_order_reference: 'r1', parent_order_id: 'another' }],
    ['another refund', { merchant_order_reference: 'r2', parent_order_id: ORDER_ID }],
  ])('unknown: a refund answered with %s', async (_, change) => {
    const server = await startGateway(() => ({ json: { data: { ...captured.data, ...change } } }));
    const refund = gatewayAt(server.url).createRefund({ gatewayOrderId: ORDER_ID, reference: 'r1', amount: INR(100) });
    expect(await failureOf(refund)).toMatchObject({ outcome: 'unknown', code: 'mismatched-answer' });
  });

  const REFUND = { merchant_order_reference: 'r1', type: 'REFUND', parent_order_id: 'v1-parent' };
  const ORDER = { reference: 'r1', amount: INR(1100), callbackUrl: 'https://shop.example' };
  it.each<[string, Call]>([
    ['creating the order', (gateway) => gateway.createOrder(ORDER)],
    ['asking by the reference', (gateway) => gateway.getOrderByReference('r1')],
  ])('done: a refund that has the reference of an order passes for what it is: %s', async (_, call) => {
    const server = await startGateway(() => ({ json: { data: { ...captured.data, ...REFUND } } }));
    expect(await call(gatewayAt(server.url))).toMatchObject({
      otherThing: { kind: 'refund', parentId: 'v1-parent' },
      reference: 'r1',
    });
  });

  it('done: an order that has the reference of a refund passes as no refund', async () => {
    const order = { ...captured.data, merchant_order_reference: 'r1' };
    const server = await startGateway(() => ({ json: { data: order } }));
    const refund = await gatewayAt(server.url).createRefund({ ...CAPTURE, reference: 'r1' });
    expect(refund).not.toHaveProperty('otherThing');
  });

  it('unknown: a created order with another reference', async () => {
    const server = await startGateway(() => ({ json: fixture('s1-create-order') }));
    const order = gatewayAt(server.url).createOrder({
      reference: '112346',
      amount: INR(1100),
      callbackUrl: 'https://shop.example',
    });
    expect(await failureOf(order)).toMatchObject({ outcome: 'unknown', code: 'mismatched-answer' });
  });

  it('gives a reason for each row of the table, and no code twice for different outcomes', () => {
    const outcomes = new Map<string, string>();
    for (const { when, outcome, code, reason } of OUTCOME_TABLE) {
      expect(when.length * reason.length).toBeGreaterThan(0);
      if (code) expect(outcomes.get(code) ?? outcome).toBe(outcome);
      if (code) outcomes.set(code, outcome);
    }
  });
});
