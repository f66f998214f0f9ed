import { NotAllowed, OrderNotFound, RefundConflict } from '../../../clients/order-errors';
import type { Orders } from '../../../clients/orders';
import type { WebhookNotice } from '../../../workflows/contract/common';
import { ACCEPTED, bearer, buildEdge, closeEdges, REFUND, signedWebhook } from './edge-fixture';
import type { Edge } from './edge-fixture';

const REQUEST = { refundReference: 'REF-1', amount: { value: 50_000, currency: 'INR' }, reason: 'one item returned' };

const ask = ({ app }: Edge, body: object = REQUEST, headers: object = {}) =>
  app.inject({
    method: 'POST',
    url: '/v1/orders/ORD-1/refunds',
    payload: body,
    headers: { ...bearer(), ...headers },
  });

afterEach(closeEdges);

describe('POST /v1/orders/{reference}/refunds', () => {
  it('asks for the refund with the caller’s key, and answers with it', async () => {
    const calls: Parameters<Orders['refund']>[] = [];
    const edge = await buildEdge({
      refund: (...call) => {
        calls.push(call);
        return Promise.resolve({ answered: true, refund: REFUND });
      },
    });
    const response = await ask(edge, REQUEST, { 'idempotency-key': 'k-1' });
    expect([response.statusCode, response.json()]).toEqual([200, REFUND]);
    expect(calls).toMatchObject([['ORD-1', REQUEST, { idempotencyKey: 'k-1' }]]);
  });

  it('answers 202 while it is not known whether the gateway has it', async () => {
    const requested = { ...REFUND, state: 'requested' as const };
    const edge = await buildEdge({
      refund: () => Promise.resolve({ answered: false, accepted: ACCEPTED, refund: requested }),
    });
    const response = await ask(edge);
    expect([response.statusCode, response.json()]).toEqual([202, { accepted: ACCEPTED, refund: requested }]);
  });

  it.each([
    [404, 'order-not-found', new OrderNotFound('ORD-1')],
    [409, 'refund-conflict', new RefundConflict('Refund REF-1 exists with other content')],
    [409, 'not-allowed', new NotAllowed('Only ₹1.00 is left to refund', 'refund-too-large')],
  ])('answers %d %s with the reason', async (status, problem, error) => {
    const response = await ask(await buildEdge({ refund: () => Promise.reject(error) }));
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ type: `urn:holdfast:problem:${problem}`, detail: error.message });
  });

  it.each([
    ['no reference', { ...REQUEST, refundReference: undefined }, 'refundReference'],
    ['a reference that the gateway does not take', { ...REQUEST, refundReference: 'a b' }, 'refundReference'],
    ['a reference of 51 characters', { ...REQUEST, refundReference: 'x'.repeat(51) }, 'refundReference'],
    ["the order's own reference", { ...REQUEST, refundReference: 'ORD-1' }, 'refundReference'],
    ['less than a rupee', { ...REQUEST, amount: { value: 99, currency: 'INR' } }, 'amount.value'],
    ['no reason', { ...REQUEST, reason: ' ' }, 'reason'],
  ])('refuses %s, and names the field', async (_what, body, field) => {
    const edge = await buildEdge({ refund: () => Promise.reject(new Error('must not be asked')) });
    const response = await ask(edge, body);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ errors: [{ field }] });
  });
});

it.each(['/v1/orders/ORD-1/refunds', '/v1/exposure'])('GET %s is answered', async (url) => {
  const { app } = await buildEdge();
  const response = await app.inject({ url, headers: bearer() });
  expect(response.statusCode).toBe(200);
  expect(response.json()).toMatchObject(url.endsWith('refunds') ? { refunds: [REFUND] } : { total: { count: 0 } });
});

describe('a webhook about a refund', () => {
  const body = (data: object) =>
    JSON.stringify({
      event_type: 'REFUND_PROCESSED',
      data: {
        order_id: 'v1-refund',
        merchant_order_reference: 'REF-1',
        type: 'REFUND',
        parent_order_id: 'v1-order',
        status: 'PROCESSED',
        order_amount: { value: 50_000, currency: 'INR' },
        ...data,
      },
    });

  async function send(data: object = {}, isThere = true) {
    const told: { refunds: WebhookNotice[]; orders: string[] } = { refunds: [], orders: [] };
    const edge = await buildEdge({
      signalRefundWebhook: (notice) => {
        told.refunds.push(notice);
        return Promise.resolve(isThere);
      },
      signalWebhook: (reference) => {
        told.orders.push(reference);
        return Promise.resolve(isThere);
      },
      findByGatewayOrderId: () => Promise.resolve(undefined),
    });
    const text = body(data);
    const response = await edge.app.inject({
      method: 'POST',
      url: '/v1/webhooks/plural',
      payload: text,
      headers: signedWebhook(text),
    });
    return { ...told, answer: response.json<{ outcome: string }>().outcome };
  }

  it('is for the refund alone when it is one', async () => {
    const { refunds, orders, answer } = await send();
    expect(refunds).toMatchObject([
      {
        snapshot: {
          reference: 'REF-1',
          otherThing: { kind: 'refund', parentId: 'v1-order' },
          status: 'captured',
          amountMinor: 50_000,
        },
      },
    ]);
    expect([orders, answer]).toEqual([[], 'delivered']);
  });

  it('is for the order and its refunds when it shows the order', async () => {
    const charge = { type: 'CHARGE', parent_order_id: undefined, merchant_order_reference: 'ORD-1' };
    const { refunds, orders, answer } = await send({ ...charge, status: 'FULLY_REFUNDED' });
    expect([refunds.length, orders, answer]).toEqual([1, ['ORD-1'], 'delivered']);
  });

  it('of nobody is acknowledged', async () => {
    expect((await send({}, false)).answer).toBe('ignored');
  });
});
