import { createHmac } from 'node:crypto';
import { Adversary, profileSchema } from '../../../simulator/adversary';
import type { ClaimInput } from '../../../simulator/forgery';
import type { WebhookDelivery } from '../../../simulator/webhooks';
import { merchantOf, until, type Merchant } from './merchant';

const SECRET = 'a plain string, not base64';

interface Told {
  readonly event_type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly genuine: boolean;
}

const told: Told[] = [];
let merchant: Merchant;

/** Checks the signature in the test's own way. */
function read({ headers, rawBody }: WebhookDelivery): Told {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${rawBody}`;
  const expected = `v1,${createHmac('sha256', SECRET).update(signed).digest('base64')}`;
  return { ...(JSON.parse(rawBody) as Told), genuine: headers['webhook-signature'] === expected };
}

beforeAll(async () => {
  const deliverWebhook = (delivery: WebhookDelivery): Promise<number> =>
    Promise.resolve(told.push(read(delivery)) && 202);
  merchant = await merchantOf({ credentials: { webhookSecret: SECRET }, deliverWebhook });
});
beforeEach(() => {
  merchant.simulator.control.reset();
  told.length = 0;
});
afterAll(() => merchant.simulator.close());

const forge = (reference: string, claim: ClaimInput) => merchant.simulator.control.forgeWebhook(reference, claim);

describe('a webhook of somebody who knows the secret', () => {
  it('says of an unpaid order that it was captured, with the right signature and no effect', async () => {
    const orderId = (await merchant.createOrder('unpaid')).body.data.order_id;
    const claim = { event: 'ORDER_PROCESSED', status: 'PROCESSED', paymentStatus: 'PROCESSED', captured: true };
    expect(await forge('unpaid', claim)).toBe(202);
    const capture_data = [{ merchant_capture_reference: 'forged', capture_amount: { value: 1100 } }];
    expect(told).toMatchObject([
      {
        genuine: true,
        event_type: 'ORDER_PROCESSED',
        data: { order_id: orderId, status: 'PROCESSED', payments: [{ status: 'PROCESSED', capture_data }] },
      },
    ]);
    expect((await merchant.get(orderId)).body.data).toMatchObject({ status: 'CREATED', payments: [] });
    expect(merchant.money('unpaid')).toEqual([0, 0, 0, 0, 0]);
  });

  it('says of a live hold that it was let go a second later', async () => {
    const { paymentId } = await merchant.held('held');
    told.length = 0;
    const sentMs = Date.now();
    await forge('held', {
      event: 'ORDER_CANCELLED',
      status: 'CANCELLED',
      paymentStatus: 'CANCELLED',
      stampOffsetMs: 1_000,
    });
    const data = told[0]?.data ?? {};
    const [payment] = data['payments'] as { id: string; status: string; updated_at: string }[];
    expect([data['status'], payment?.id, payment?.status]).toEqual(['CANCELLED', paymentId, 'CANCELLED']);
    expect(Date.parse(payment?.updated_at ?? '')).toBeGreaterThanOrEqual(sentMs + 1_000);
  });

  it('leaves what it does not claim as it is', async () => {
    await merchant.held('held');
    told.length = 0;
    await forge('held', { event: 'ORDER_AUTHORIZED', type: 'REFUND' });
    expect(told).toMatchObject([
      { data: { type: 'REFUND', status: 'AUTHORIZED', payments: [{ status: 'AUTHORIZED' }] } },
    ]);
  });

  it('may say anything at all, over HTTP, too', async () => {
    await merchant.createOrder('order');
    const post = async (path: string, body: object): Promise<unknown> => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      return (await fetch(`${merchant.simulator.url}/control/webhooks${path}`, init)).json();
    };
    expect(await post('', { event: 'ANYTHING', data: { order_id: 'v1-nobody' } })).toEqual({ status: 202 });
    expect(await post('/order/forge', { event: 'ORDER_FAILED', status: 'FAILED' })).toEqual({ status: 202 });
    expect(await post('/order/forge', { colour: 'red' })).toMatchObject({ code: 'INVALID_REQUEST' });
    expect(told.map(({ event_type, genuine }) => [event_type, genuine])).toEqual([
      ['ANYTHING', true],
      ['ORDER_FAILED', true],
    ]);
    expect(merchant.simulator.control.webhooks()).toEqual([]);
  });

  it('comes beside a call that is carried out and answered as it should be', async () => {
    const { orderId, paymentId } = await merchant.pending('beside');
    const claim = { event: 'ORDER_PROCESSED', status: 'PROCESSED' };
    merchant.simulator.control.setFaults([
      { operation: ['generateOtp', 'getOrder', 'createHostedLink'], action: { kind: 'forge-webhook', claim } },
    ]);
    expect((await merchant.otp('generate', paymentId)).body.next).toContain('SUBMIT_OTP');
    expect((await merchant.get(orderId)).body.data.status).toBe('PENDING');
    expect((await merchant.get('v1-nobody')).body.code).toBe('ORDER_NOT_FOUND');
    await until(() => told.length === 2);
    expect(told.map(({ data }) => [data['order_id'], data['status']])).toEqual(Array(2).fill([orderId, 'PROCESSED']));
  });

  it('is drawn by the adversary in every kind, before, at and after the true instant', () => {
    const adversary = new Adversary();
    adversary.follow(profileSchema.parse({ seed: 3, rates: { getOrder: { 'forged-webhook': 1 } } }));
    const drawn = Array.from({ length: 200 }, (_, number) => adversary.call('getOrder', `order-${number}`));
    const claims = drawn.map((fault) => (fault as { claim: ClaimInput }).claim);
    expect(new Set(claims.map(({ status, type }) => `${type ?? ''}${status}`)).size).toBe(8);
    expect(new Set(claims.map(({ stampOffsetMs = 0 }) => Math.sign(stampOffsetMs)))).toEqual(new Set([-1, 0, 1]));
  });
});
