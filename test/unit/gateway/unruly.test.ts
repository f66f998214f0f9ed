import { createPluralGateway, reduceOrder, type PluralGateway } from '../../../activities/gateway';
import { Secret } from '../../../activities/vault/secret';
import { startSimulator, type Simulator } from '../../../simulator/simulator';
import { unruly, type UnrulyGateway } from '../../support/unruly-gateway';
import { CARD, failureOf, INR } from './gateway-server';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2027, 0, 15, 10);
const START = '2027-01-15T10:00:00.000Z';
const CALLBACK = { callbackUrl: 'https://shop.example' };

let simulator: Simulator;
let gateway: PluralGateway;
let worst: UnrulyGateway;
const told: unknown[] = [];

beforeEach(async () => {
  told.length = 0;
  const deliverWebhook = ({ rawBody }: { rawBody: string }): Promise<number> =>
    Promise.resolve(told.push(JSON.parse(rawBody)) && 200);
  simulator = await startSimulator({ now: () => START_MS, deliverWebhook });
  const { clientId, clientSecret } = simulator.credentials;
  gateway = createPluralGateway({
    baseUrl: simulator.url,
    clientId,
    clientSecret: new Secret(clientSecret),
    clock: () => START_MS,
  });
  worst = unruly(simulator);
});
afterEach(() => simulator.close());

/** An order of 1100 whose money is on hold. */
async function held(reference: string): Promise<string> {
  const { gatewayOrderId } = await gateway.createOrder({ reference, amount: INR(1100), ...CALLBACK });
  const payment = { gatewayOrderId, reference: `${reference}-p1`, amount: INR(1100), card: new Secret(CARD) };
  const paymentId = (await gateway.createPayment(payment)).payments[0]?.id ?? '';
  await gateway.generateOtp(paymentId);
  await gateway.submitOtp(paymentId, new Secret('123456'));
  return gatewayOrderId;
}

describe('our client, of a gateway that is worse than its documents', () => {
  it.each([false, true])(
    'tells a refund under the reference of an order, which shows payments: %p',
    async (showsPayments) => {
      worst.hasRefundUnder('mine', 1_000, { showsPayments });
      const found = {
        otherThing: { kind: 'refund', parentId: expect.stringMatching(/^v1-/) },
        status: 'captured',
        amountMinor: 1_000,
      };
      const payments = showsPayments ? [{ status: 'captured', amountMinor: 1_000 }] : [];
      const created = await gateway.createOrder({ reference: 'mine', amount: INR(1_000), ...CALLBACK });
      expect(created).toMatchObject({ ...found, payments });
      expect(created).not.toHaveProperty('preAuth');
      expect(await gateway.getOrderByReference('mine')).toMatchObject({ ...found, payments });
      const link = await gateway.createHostedLink({ reference: 'mine', amount: INR(1_000), ...CALLBACK });
      expect(await gateway.getOrder(link.gatewayOrderId)).toMatchObject(found);
    },
  );

  it('tells an order under the reference of a refund', async () => {
    const gatewayOrderId = await held('mine');
    await gateway.capture({ gatewayOrderId, reference: 'mine-c1', amount: INR(1100) });
    worst.hasRefundUnder('other', 500);
    const refund = await gateway.createRefund({ gatewayOrderId, reference: 'other-parent', amount: INR(500) });
    expect(refund).not.toHaveProperty('otherThing');
    expect(refund).toMatchObject({ reference: 'other-parent', status: 'refunded' });
  });

  it.each([
    [{ amountMinor: 900 }, { amountMinor: 900, payments: [] }],
    [{ amountMinor: 1_100, currency: 'USD' }, { currency: 'USD' }],
    [{ amountMinor: 1_100, preAuth: false }, { preAuth: false }],
    [
      { amountMinor: 1_100, payment: 'PROCESSED' },
      { status: 'captured', payments: [{ status: 'captured' }] },
    ],
  ] as const)('tells an order that somebody else made as %j', async (made, found) => {
    worst.hasOrderUnder('mine', made);
    expect(await gateway.createOrder({ reference: 'mine', amount: INR(1_100), ...CALLBACK })).toMatchObject(found);
  });

  it.each([
    [5.5 * HOUR_MS, 'Z'],
    [5.5 * HOUR_MS, 'none'],
    [-144 * HOUR_MS, 'Z'],
  ] as const)(
    'reads stamps that are off by %i, zone %s, and keeps the instant at which it saw them',
    async (offsetMs, zone) => {
      worst.clockIsOff(offsetMs, { zone });
      const { payments, observedAt } = await gateway.getOrder(await held('mine'));
      expect(Date.parse(payments[0]?.updatedAt ?? '') - START_MS).toBe(offsetMs);
      expect(observedAt).toBe(START);
    },
  );

  it('tells a cancel that was accepted without effect, and the next one, which has one', async () => {
    worst.ignoresCancels(1);
    const id = await held('mine');
    expect(await gateway.cancel(id)).toMatchObject({ status: 'created', payments: [{ status: 'authorised' }] });
    expect(await gateway.getOrder(id)).toMatchObject({ status: 'authorised', payments: [{ status: 'authorised' }] });
    expect(await gateway.cancel(id)).toMatchObject({ status: 'voided', payments: [{ status: 'voided' }] });
  });

  it.each([
    ['less', 400],
    ['more', 1_100],
  ] as const)('tells that %s was captured than asked for', async (what, takenMinor) => {
    worst.captures(what);
    const gatewayOrderId = await held('mine');
    const captured = await gateway.capture({ gatewayOrderId, reference: 'mine-c1', amount: INR(800) });
    expect(captured.payments[0]?.captures).toEqual([{ reference: 'mine-c1', amountMinor: takenMinor }]);
  });

  it.each([
    [
      { status: 429, retryAfterS: 30 },
      { outcome: 'notSent', retryAfterMs: 30_000 },
    ],
    [
      { status: 503, retryAfterS: 30 },
      { outcome: 'unknown', retryAfterMs: 30_000 },
    ],
    [{ status: 429, retryAfterS: 90, retryAfterAs: 'date' }, { retryAfterMs: 90_000 }],
    [{ status: 503, retryAfterS: -90, retryAfterAs: 'date' }, { retryAfterMs: undefined }],
    [{ status: 429, retryAfterS: 99_999_999 }, { retryAfterMs: undefined }],
  ] as const)('is told to wait with a question: %j', async (how, expected) => {
    const id = await held('mine');
    worst.isBusy('getOrder', { times: 1, ...how });
    expect({ retryAfterMs: undefined, ...(await failureOf(gateway.getOrder(id))) }).toMatchObject(expected);
    expect(await gateway.getOrder(id)).toMatchObject({ status: 'authorised' });
  });

  it('may enter a hundred wrong OTPs at a lenient bank', async () => {
    worst.takesAnyNumberOfOtps();
    const { gatewayOrderId } = await gateway.createOrder({ reference: 'mine', amount: INR(1100), ...CALLBACK });
    const payment = { gatewayOrderId, reference: 'mine-p1', amount: INR(1100), card: new Secret(CARD) };
    const paymentId = (await gateway.createPayment(payment)).payments[0]?.id ?? '';
    await gateway.generateOtp(paymentId);
    for (let times = 0; times < 100; times += 1) {
      const { code, next } = await failureOf(gateway.submitOtp(paymentId, new Secret('000000')));
      expect([code, next?.includes('submit')]).toEqual(['USER_AUTHENTICATION_FAILED', true]);
    }
  });

  it('hears what somebody who knows the secret claims, in the shape of any webhook', async () => {
    await gateway.createOrder({ reference: 'mine', amount: INR(1100), ...CALLBACK });
    const claim = { event: 'ORDER_PROCESSED', status: 'PROCESSED', paymentStatus: 'PROCESSED', captured: true };
    expect(await worst.isImpersonated('mine', claim)).toBe(200);
    const [{ data } = { data: null }] = told as { data: unknown }[];
    expect(reduceOrder({ data }, { observedAt: START, source: 'webhook' })).toMatchObject({
      status: 'captured',
      payments: [{ status: 'captured', captures: [{ amountMinor: 1100 }] }],
    });
  });
});
