import { NotAllowed, OrderNotFound, TemporalUnavailable } from '../../../clients/order-errors';
import { bearer, buildEdge, closeEdges, GLANCE, VIEW } from './edge-fixture';

describe('reading orders', () => {
  afterEach(closeEdges);

  it('answers with the order', async () => {
    const response = await (await buildEdge()).app.inject({ url: '/v1/orders/ORD-1', headers: bearer() });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual(VIEW);
  });

  it('answers 404 for an order that there is not', async () => {
    const edge = await buildEdge({ get: (reference) => Promise.reject(new OrderNotFound(reference)) });
    const response = await edge.app.inject({ url: '/v1/orders/ORD-9', headers: bearer() });
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ type: 'urn:holdfast:problem:order-not-found' });
  });

  it('gives a glance at the order with the 503 when no worker answers', async () => {
    const edge = await buildEdge({
      get: () => Promise.reject(new TemporalUnavailable('No worker answers', { glance: GLANCE })),
    });
    const response = await edge.app.inject({ url: '/v1/orders/ORD-1', headers: bearer() });
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({ order: GLANCE });
  });

  it('lists by state, attention and deadline', async () => {
    const filters: unknown[] = [];
    const edge = await buildEdge({
      list: (filter) => {
        filters.push(filter);
        return Promise.resolve({ orders: [GLANCE], more: true });
      },
    });
    const url = '/v1/orders?state=held&attention=true&decideBefore=2027-02-01T00:00:00Z&limit=20';
    const response = await edge.app.inject({ url, headers: bearer() });
    expect(response.json()).toEqual({ orders: [GLANCE], more: true });
    expect(filters).toEqual([{ state: 'held', attention: true, decideBefore: '2027-02-01T00:00:00Z', limit: 20 }]);
  });

  it('lists what cannot be read, and says why', async () => {
    const sealed = { ...GLANCE, unreadable: 'Encryption key old is unknown here' };
    const edge = await buildEdge({ list: () => Promise.resolve({ orders: [sealed, GLANCE], more: false }) });
    const response = await edge.app.inject({ url: '/v1/orders', headers: bearer() });
    expect(response.json()).toEqual({ orders: [sealed, GLANCE], more: false });
  });

  it('answers a refusal of the state with its reason and code', async () => {
    const edge = await buildEdge({ capture: () => Promise.reject(new NotAllowed('Nothing is held', 'noHold')) });
    const response = await edge.app.inject({ method: 'POST', url: '/v1/orders/ORD-1/capture', headers: bearer() });
    expect(response.statusCode).toBe(409);
    expect(response.json()).toMatchObject({
      type: 'urn:holdfast:problem:not-allowed',
      detail: 'Nothing is held',
      code: 'noHold',
    });
  });
});
