import { NotAllowed, OrderNotFound, RefundNotFound, TemporalUnavailable } from '../../../clients/order-errors';
import { ACCEPTED, bearer, buildEdge, closeEdges, KEYS, REFUND } from './edge-fixture';
import type { Edge } from './edge-fixture';

const RECHECK = { actor: 'support', reason: 'the bank has it' };
const RESOLVE = { as: 'failed', ...RECHECK };
const LEVERS = [
  ['recheck', 'recheckRefund', RECHECK],
  ['resolve', 'resolveRefund', RESOLVE],
  ['revive', 'reviveRefund', RECHECK],
] as const;

const press = ({ app }: Edge, lever: string, payload: object, headers: object = {}) =>
  app.inject({
    method: 'POST',
    url: `/v1/orders/ORD-1/refunds/REF-1/${lever}`,
    payload,
    headers: { ...bearer(KEYS.operator), ...headers },
  });

afterEach(closeEdges);

describe.each(LEVERS)('POST /v1/orders/{reference}/refunds/{refundReference}/%s', (lever, method, body) => {
  it('presses the lever with the caller’s key, and answers with the refund', async () => {
    const calls: unknown[][] = [];
    const edge = await buildEdge({
      [method]: (...call: unknown[]) => {
        calls.push(call);
        return Promise.resolve({ answered: true, refund: REFUND });
      },
    });
    const response = await press(edge, lever, body, { 'idempotency-key': 'k-1' });
    expect([response.statusCode, response.json()]).toEqual([200, REFUND]);
    expect(calls).toEqual([['ORD-1', 'REF-1', body, expect.objectContaining({ idempotencyKey: 'k-1' })]]);
  });

  it('answers 202 with the refund as it stands when there is no answer in time', async () => {
    const edge = await buildEdge({
      [method]: () => Promise.resolve({ answered: false, accepted: ACCEPTED, refund: REFUND }),
    });
    const response = await press(edge, lever, body);
    expect([response.statusCode, response.json()]).toEqual([202, { accepted: ACCEPTED, refund: REFUND }]);
  });

  it.each([
    [404, 'order-not-found', new OrderNotFound('ORD-1')],
    [404, 'refund-not-found', new RefundNotFound('Refund REF-1 is of order ORD-2')],
    [409, 'not-allowed', new NotAllowed('The refund is settled: refunded', 'settled')],
    [503, 'temporal-unavailable', new TemporalUnavailable('Temporal does not answer')],
  ])('answers %d %s with the reason', async (status, problem, error) => {
    const response = await press(await buildEdge({ [method]: () => Promise.reject(error) }), lever, body);
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ type: `urn:holdfast:problem:${problem}`, detail: error.message });
  });
});
