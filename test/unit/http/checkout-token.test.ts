import { TemporalUnavailable, OtpDeclined } from '../../../clients/order-errors';
import { callersOf, keyOf, tokenFor } from './callers';
import { ACCEPTED, bearer, buildEdge, CARD, closeEdges, GLANCE, KEYS, ORDER, VIEW } from './edge-fixture';
import type { Edge } from './edge-fixture';
import { ask, recordingOrders, ROUTES } from './routes';

afterEach(closeEdges);

describe('a checkout token', () => {
  const OPENED = ROUTES.filter(([, , , scopes]) => scopes.includes('cards'));

  it('comes with the placed order, and opens what a checkout needs of this order', async () => {
    const edge = await buildEdge(recordingOrders().orders);
    const placed = await ask(edge, ['POST', '/v1/orders', ORDER, []], bearer(KEYS.place));
    const { checkoutToken } = placed.json<{ checkoutToken: { token: string; expiresAt: string } }>();
    expect(checkoutToken.expiresAt).toBe('2027-01-15T11:00:00.000Z');
    for (const row of OPENED) {
      const { statusCode } = await ask(edge, row, bearer(checkoutToken.token));
      expect([row[1], statusCode]).toEqual([row[1], row[1] === '/v1/cards' ? 201 : 200]);
    }
  });

  it('opens nothing else', async () => {
    const edge = await buildEdge();
    for (const row of ROUTES.filter((one) => !OPENED.includes(one))) {
      expect([row[1], (await ask(edge, row, bearer(tokenFor('ORD-1')))).statusCode]).toEqual([row[1], 403]);
    }
  });

  it('of one order does not find another', async () => {
    const { asked, orders } = recordingOrders();
    const edge = await buildEdge(orders);
    for (const row of OPENED.filter(([, url]) => url.includes('ORD-1'))) {
      expect((await ask(edge, row, bearer(tokenFor('ORD-2')))).statusCode).toBe(404);
    }
    expect(asked).toEqual([]);
  });

  it('keeps cards for its order only', async () => {
    const edge = await buildEdge();
    const kept = await ask(edge, ['POST', '/v1/cards', CARD, []], bearer(tokenFor('ORD-1')));
    const { cardRef } = kept.json<{ cardRef: Parameters<Edge['vault']['claim']>[0] }>();
    expect([await edge.vault.claim(cardRef, 'ORD-2'), await edge.vault.claim(cardRef, 'ORD-1')]).toEqual([
      'taken',
      'claimed',
    ]);
  });

  it.each([
    ['has expired', tokenFor('ORD-1', { agoMs: 7_200_000 }), /expired/],
    ['was issued for another order than it says', tokenFor('ORD-2').replace('ORD-2', 'ORD-1'), undefined],
    ['lives longer than it was issued for', tokenFor('ORD-1').replace(/hfc_\d+/, 'hfc_9999999999'), undefined],
    ['was signed by somebody else', tokenFor('ORD-1', { key: 'another-key-of-thirty-two-letters' }), undefined],
  ])('that %s is refused', async (_what, token, detail) => {
    const edge = await buildEdge();
    const response = await edge.app.inject({ url: '/v1/orders/ORD-1/checkout', headers: bearer(token) });
    expect(response.statusCode).toBe(401);
    if (detail) expect(response.json<{ detail: string }>().detail).toMatch(detail);
  });

  it('that was signed by a key on its way out is taken', async () => {
    const edge = await buildEdge({}, callersOf());
    const token = tokenFor('ORD-1', { key: 'a-key-that-was-rotated-out-lately' });
    expect((await edge.app.inject({ url: '/v1/orders/ORD-1/checkout', headers: bearer(token) })).statusCode).toBe(200);
  });
});

describe('what a checkout sees of an order', () => {
  const SEEN = {
    reference: 'ORD-1',
    state: 'held',
    amount: VIEW.amount,
    final: false,
    nextAction: null,
    decline: null,
  };
  const resend = (edge: Edge, token: string) =>
    ask(edge, ['POST', '/v1/orders/ORD-1/otp/resend', null, []], bearer(token));

  it('is what its buyer may see, by token and by a key for checkouts', async () => {
    const edge = await buildEdge();
    for (const token of [tokenFor('ORD-1'), KEYS.cards]) {
      const read = await edge.app.inject({ url: '/v1/orders/ORD-1/checkout', headers: bearer(token) });
      expect([read.json(), (await resend(edge, token)).json()]).toEqual([SEEN, SEEN]);
    }
  });

  it('is all of it for a key that may read it, too', async () => {
    const edge = await buildEdge({}, callersOf(keyOf('both', ['cards', 'read'])));
    expect((await resend(edge, 'key-of-both-00001')).json()).toEqual(VIEW);
  });

  it('is no more in a 202', async () => {
    const waits = async (order: typeof VIEW | typeof GLANCE | null) => {
      const edge = await buildEdge({
        resendOtp: () => Promise.resolve({ answered: false, accepted: ACCEPTED, order }),
      });
      return (await resend(edge, tokenFor('ORD-1'))).json();
    };
    expect(await waits(VIEW)).toEqual({ accepted: ACCEPTED, order: SEEN });
    expect(await waits(GLANCE)).toEqual({ accepted: ACCEPTED, order: { reference: 'ORD-1', state: 'created' } });
    expect(await waits(null)).toEqual({ accepted: ACCEPTED, order: null });
  });

  it.each([
    ['a refused OTP', new OtpDeclined('Wrong', VIEW), SEEN],
    [
      'a silent worker',
      new TemporalUnavailable('Silent', { glance: GLANCE }),
      { reference: 'ORD-1', state: 'created' },
    ],
  ])('is no more in the problem of %s', async (_what, error, order) => {
    const edge = await buildEdge({ resendOtp: () => Promise.reject(error) });
    expect((await resend(edge, tokenFor('ORD-1'))).json()).toMatchObject({ order });
    const { order: shown } = (await resend(edge, tokenFor('ORD-1'))).json<{ order: object }>();
    expect(shown).toEqual(order);
  });
});
