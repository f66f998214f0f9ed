import type { CardRef } from '../../../activities/vault';
import { Secret, VaultUnavailable } from '../../../activities/vault';
import { OrderConflict, orderErrorOf, TemporalUnavailable } from '../../../clients/order-errors';
import type { CallOptions, OrderRequest, Orders } from '../../../clients/orders';
import { ACCEPTED, bearer, buildEdge, CARD, closeEdges, GLANCE, ORDER, VIEW } from './edge-fixture';
import type { Edge } from './edge-fixture';

const place = ({ app }: Edge, body: object = ORDER, headers: object = {}) =>
  app.inject({ method: 'POST', url: '/v1/orders', headers: { ...bearer(), ...headers }, payload: body });

/** Records what it is asked for. */
function recordingPlace(answer: Awaited<ReturnType<Orders['place']>>) {
  const placed: { order: OrderRequest; options: CallOptions | undefined }[] = [];
  const orders: Partial<Orders> = {
    place: (order, options) => {
      placed.push({ order, options });
      return Promise.resolve(answer);
    },
  };
  return { placed, orders };
}

/** Of the shape that the vault gives. */
const UNKNOWN_CARD = `card_${'x'.repeat(22)}`;

const TOKEN = { token: expect.stringMatching(/^hfc_\d+\.ORD-1\./), expiresAt: '2027-01-15T11:00:00.000Z' };
const CREATED = { answered: true as const, created: true, order: VIEW };
const storeCard = async ({ vault }: Edge): Promise<CardRef> => (await vault.put('card', new Secret(CARD))).ref;

describe('placing an order', () => {
  afterEach(closeEdges);

  it('answers 201 with the order and where it is', async () => {
    const response = await place(await buildEdge());
    expect(response.statusCode).toBe(201);
    expect(response.headers.location).toBe('/v1/orders/ORD-1');
    expect(response.json()).toEqual({ ...VIEW, checkoutToken: TOKEN });
  });

  it('answers 200 when the same order was there', async () => {
    const { orders } = recordingPlace({ ...CREATED, created: false });
    expect((await place(await buildEdge(orders))).statusCode).toBe(200);
  });

  it('answers 202 with the order as it stands when there is no answer in time', async () => {
    const { orders, placed } = recordingPlace({ answered: false, accepted: ACCEPTED, order: GLANCE });
    const response = await place(await buildEdge(orders));
    expect(response.statusCode).toBe(202);
    expect(response.json()).toEqual({ accepted: ACCEPTED, order: GLANCE, checkoutToken: TOKEN });
    expect(placed[0]?.options?.timeoutMs).toBeGreaterThan(8_000);
    expect(placed[0]?.options?.timeoutMs).toBeLessThan(10_000);
  });

  it('answers 409 when the reference has another content', async () => {
    const edge = await buildEdge({ place: () => Promise.reject(new OrderConflict('ORD-1')) });
    const response = await place(edge);
    expect(response.statusCode).toBe(409);
    expect(response.json()).toMatchObject({ type: 'urn:holdfast:problem:order-conflict', status: 409 });
  });

  it('passes on the whole order, its deadline parsed', async () => {
    const { orders, placed } = recordingPlace(CREATED);
    const body = {
      ...ORDER,
      customer: { email: 'a@example.com', mobileNumber: '9876543210' },
      policy: { decideBy: '3 days', atDeadline: 'capture' },
      returnUrl: 'http://localhost:3000/back',
      metadata: { basket: '7' },
    };
    expect((await place(await buildEdge(orders), body)).statusCode).toBe(201);
    expect(placed[0]?.order).toEqual({
      ...body,
      policy: { decideBy: { afterMs: 259_200_000 }, atDeadline: 'capture' },
    });
  });

  it('takes an instant with any offset as deadline', async () => {
    const { orders, placed } = recordingPlace(CREATED);
    await place(await buildEdge(orders), { ...ORDER, policy: { decideBy: '2027-01-18T10:00:00+05:30' } });
    expect(placed[0]?.order.policy?.decideBy).toEqual({ at: '2027-01-18T04:30:00.000Z' });
  });

  it.each([
    ['1 minute', { afterMs: 60_000 }],
    ['90 days', { afterMs: 7_776_000_000 }],
    ['2027-01-15T10:00:00.001Z', { at: '2027-01-15T10:00:00.001Z' }],
    ['9999-12-31T23:59:59Z', { at: '9999-12-31T23:59:59.000Z' }],
  ])('takes %s as deadline', async (decideBy, expected) => {
    const { orders, placed } = recordingPlace(CREATED);
    expect((await place(await buildEdge(orders), { ...ORDER, policy: { decideBy } })).statusCode).toBe(201);
    expect(placed[0]?.order.policy?.decideBy).toEqual(expected);
  });

  it('answers the repeat of a request whose deadline has passed since', async () => {
    const { orders, placed } = recordingPlace(CREATED);
    const edge = await buildEdge({ ...orders, placedBefore: () => Promise.resolve({ ...CREATED, created: false }) });
    const response = await place(edge, { ...ORDER, policy: { decideBy: '2027-01-15T10:00:00Z' } });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ ...VIEW, checkoutToken: TOKEN });
    expect(placed).toEqual([]);
  });

  it('passes on the return URL as the shop wrote it', async () => {
    const { orders, placed } = recordingPlace(CREATED);
    const returnUrl = 'HTTPS://Shop.Example.com:443/a/../b?c=é&note=a%20b&sig=ab%2Bc~(x)#top';
    await place(await buildEdge(orders), { ...ORDER, returnUrl });
    expect(placed[0]?.order.returnUrl).toBe(returnUrl);
  });

  it('makes the Idempotency-Key the key of the call', async () => {
    const { orders, placed } = recordingPlace(CREATED);
    await place(await buildEdge(orders), ORDER, { 'idempotency-key': 'basket-7' });
    expect(placed[0]?.options?.idempotencyKey).toBe('basket-7');
  });

  it.each(['x', 'x'.repeat(50), 'A-b_9'])('accepts the reference %s', async (reference) => {
    expect((await place(await buildEdge(), { ...ORDER, reference })).statusCode).toBe(201);
  });

  it.each([100, 100_000_000])('accepts an amount of %d', async (value) => {
    expect((await place(await buildEdge(), { ...ORDER, amount: { value, currency: 'INR' } })).statusCode).toBe(201);
  });

  it('answers 500 and logs it when Temporal refuses the call', async () => {
    const refused = Object.assign(new Error('no'), { code: 7, details: 'no', metadata: {} });
    expect(orderErrorOf(refused, 'ORD-1')).toBe(refused);
    const edge = await buildEdge({ place: () => Promise.reject(refused) });
    const response = await place(edge);
    expect(response.statusCode).toBe(500);
    expect(response.headers).not.toHaveProperty('retry-after');
    expect(edge.logged()).toContain('request failed');
  });

  it('answers 503 with what to do when Temporal does not answer', async () => {
    const edge = await buildEdge({ place: () => Promise.reject(new TemporalUnavailable('Temporal does not answer')) });
    const response = await place(edge);
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('5');
    expect(response.json<{ advice: string }>().advice).toContain('Repeat the request later');
  });
});

describe('placing an order with a card', () => {
  afterEach(closeEdges);

  it('binds the card to the order before it starts anything', async () => {
    const { orders, placed } = recordingPlace(CREATED);
    const edge = await buildEdge(orders);
    const cardRef = await storeCard(edge);
    expect((await place(edge, { ...ORDER, cardRef })).statusCode).toBe(201);
    expect(placed).toHaveLength(1);
    expect(await edge.vault.claim(cardRef, 'ORD-2')).toBe('taken');
  });

  it('leaves the card free when the reference has another content', async () => {
    const conflict = () => Promise.reject(new OrderConflict('ORD-1'));
    const edge = await buildEdge({ place: conflict, placedBefore: conflict });
    const cardRef = await storeCard(edge);
    expect((await place(edge, { ...ORDER, cardRef })).statusCode).toBe(409);
    expect(await edge.vault.claim(cardRef, 'ORD-2')).toBe('claimed');
  });

  it.each([UNKNOWN_CARD, 'card_1', `otp_${'x'.repeat(22)}`])(
    'starts nothing with %s, which is no card',
    async (cardRef) => {
      const { orders, placed } = recordingPlace(CREATED);
      const response = await place(await buildEdge(orders), { ...ORDER, cardRef });
      expect(response.statusCode).toBe(422);
      expect(response.json()).toMatchObject({ type: 'urn:holdfast:problem:card-unusable' });
      expect(placed).toEqual([]);
    },
  );

  it('starts nothing with the card of another order', async () => {
    const { orders, placed } = recordingPlace(CREATED);
    const edge = await buildEdge(orders);
    const cardRef = await storeCard(edge);
    await edge.vault.claim(cardRef, 'ORD-0');
    expect((await place(edge, { ...ORDER, cardRef })).statusCode).toBe(422);
    expect(placed).toEqual([]);
  });

  it('answers the repeat of a request whose card is long gone', async () => {
    const edge = await buildEdge({ placedBefore: () => Promise.resolve({ ...CREATED, created: false }) });
    const response = await place(edge, { ...ORDER, cardRef: UNKNOWN_CARD });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ ...VIEW, checkoutToken: TOKEN });
  });

  it('answers 503 when the vault does not answer', async () => {
    const down = () => Promise.reject(new VaultUnavailable('down'));
    const edge = await buildEdge({}, { vault: { put: down, claim: down, discard: down } });
    const response = await place(edge, { ...ORDER, cardRef: UNKNOWN_CARD });
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({ type: 'urn:holdfast:problem:vault-unavailable' });
  });
});
