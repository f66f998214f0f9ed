import type { Orders } from '../../../clients/orders';
import { SCOPES } from '../../../clients/scopes';
import type { Scope } from '../../../clients/scopes';
import { bearer, buildEdge, CARD, closeEdges, KEYS, ORDER, REFUND, VIEW } from './edge-fixture';
import type { Edge } from './edge-fixture';
import { callersOf, keyOf, tokenFor } from './callers';

/* Who may do what: every route, by every scope, to orders of the own shop and of another. */

const WISH = { actor: 'a', reason: 'b' };
const AMOUNT = { value: 50_000, currency: 'INR' };
type Row = readonly [method: 'GET' | 'POST', url: string, body: object | null, scopes: readonly Scope[]];
const ROUTES: readonly Row[] = [
  ['POST', '/v1/cards', CARD, ['cards']],
  ['POST', '/v1/orders', ORDER, ['place']],
  ['GET', '/v1/orders', null, ['read', 'operator']],
  ['GET', '/v1/exposure', null, ['read', 'operator']],
  ['GET', '/v1/orders/ORD-1', null, ['read', 'operator']],
  ['GET', '/v1/orders/ORD-1/checkout', null, ['cards']],
  ['GET', '/v1/orders/ORD-1/refunds', null, ['read', 'operator']],
  ['POST', '/v1/orders/ORD-1/payments', { cardRef: 'card_0123456789012345678901' }, ['cards']],
  ['POST', '/v1/orders/ORD-1/otp', { otp: '123456' }, ['cards']],
  ['POST', '/v1/orders/ORD-1/otp/resend', null, ['cards']],
  ['POST', '/v1/orders/ORD-1/delivery', null, ['decide', 'operator']],
  ['POST', '/v1/orders/ORD-1/capture', null, ['decide', 'operator']],
  ['POST', '/v1/orders/ORD-1/cancel', { reason: 'x' }, ['decide', 'operator']],
  ['POST', '/v1/orders/ORD-1/extend', { decideBy: '4 days' }, ['decide', 'operator']],
  ['POST', '/v1/orders/ORD-1/recheck', WISH, ['operator']],
  ['POST', '/v1/orders/ORD-1/resolve', { ...WISH, as: 'released' }, ['operator']],
  ['POST', '/v1/orders/ORD-1/revive', WISH, ['operator']],
  ['POST', '/v1/orders/ORD-1/refunds', { refundReference: 'R-1', reason: 'x', amount: AMOUNT }, ['refund', 'operator']],
  ['POST', '/v1/orders/ORD-1/refunds/R-1/recheck', WISH, ['operator']],
  ['POST', '/v1/orders/ORD-1/refunds/R-1/resolve', { ...WISH, as: 'failed' }, ['operator']],
  ['POST', '/v1/orders/ORD-1/refunds/R-1/revive', WISH, ['operator']],
];
const OF_ONE_ORDER = ROUTES.filter(([, url]) => url.includes('ORD-1'));

const ask = ({ app }: Edge, [method, url, body]: Row, headers: object) =>
  app.inject({ method, url, headers: { ...headers }, ...(body && { payload: body }) });

/** Orders that answer well, and what was asked of them. */
function recordingOrders(): { readonly asked: string[]; readonly orders: Partial<Orders> } {
  const asked: string[] = [];
  const recorded =
    <Answer>(name: string, answer: Answer) =>
    (...given: unknown[]) => {
      asked.push(`${name} ${JSON.stringify(given[0])}`);
      return Promise.resolve(answer);
    };
  const done = { answered: true as const, order: VIEW };
  const refunded = { answered: true as const, refund: REFUND };
  const orders: Partial<Orders> = {
    place: recorded('place', { answered: true as const, created: true, order: VIEW }),
    list: recorded('list', { orders: [], more: false }),
    get: recorded('get', VIEW),
    refunds: recorded('refunds', [REFUND]),
    ...(Object.fromEntries(
      [
        'pay',
        'submitOtp',
        'resendOtp',
        'confirmDelivery',
        'capture',
        'cancel',
        'extend',
        'recheck',
        'resolve',
        'revive',
      ].map((name) => [name, recorded(name, done)]),
    ) as Partial<Orders>),
    ...(Object.fromEntries(
      ['refund', 'recheckRefund', 'resolveRefund', 'reviveRefund'].map((name) => [name, recorded(name, refunded)]),
    ) as Partial<Orders>),
  };
  return { asked, orders };
}

afterEach(closeEdges);

describe('every route', () => {
  it('that needs a key stands in the table below', async () => {
    const { app } = await buildEdge();
    await app.ready();
    const { paths = {} } = app.swagger() as { paths?: Record<string, Record<string, { security?: unknown }>> };
    const needing = Object.entries(paths).flatMap(([url, methods]) =>
      Object.entries(methods).flatMap(([method, { security }]) => (security ? [`${method.toUpperCase()} ${url}`] : [])),
    );
    const named = ROUTES.map(
      ([method, url]) => `${method} ${url.replace('ORD-1', '{reference}').replace('R-1', '{refundReference}')}`,
    );
    expect(named.sort()).toEqual(needing.sort());
  });

  it.each(ROUTES)('%s %s is opened by its scopes alone', async (...row) => {
    const edge = await buildEdge(recordingOrders().orders);
    const opened: string[] = [];
    for (const scope of Object.keys(SCOPES) as Scope[]) {
      const { statusCode } = await ask(edge, row, bearer(KEYS[scope]));
      if (statusCode !== 403) opened.push(scope);
      expect(statusCode).not.toBe(401);
    }
    expect(opened.sort()).toEqual([...row[3]].sort());
  });
});

describe('a key of another shop', () => {
  it.each(OF_ONE_ORDER)('finds no order at %s %s, and nothing is asked of it', async (...row) => {
    const { asked, orders } = recordingOrders();
    const edge = await buildEdge(
      { ...orders, shopOf: () => Promise.resolve('own') },
      callersOf(keyOf('stranger', row[3], { shop: 'other' })),
    );
    const response = await ask(edge, row, bearer('key-of-stranger-00001'));
    expect([response.statusCode, response.json<{ type: string }>().type]).toEqual([
      404,
      'urn:holdfast:problem:order-not-found',
    ]);
    expect(response.body).not.toContain('own');
    expect(asked).toEqual([]);
  });

  it.each([
    ['the shop of the order', 'own', 'own', 200],
    ['another', 'other', 'own', 404],
    ['the shop of orders that belong to none', 'main', null, 200],
    ['another, of an order that belongs to none', 'other', null, 404],
    ['none, by which SHOP_DEFAULT is meant', null, 'main', 200],
    ['none, of an order of another shop', null, 'own', 404],
  ])('and its order: a key of %s', async (_which, shop, owner, status) => {
    const edge = await buildEdge(
      { shopOf: () => Promise.resolve(owner) },
      callersOf(keyOf('reader', ['read'], { shop })),
    );
    expect(
      (await edge.app.inject({ url: '/v1/orders/ORD-1', headers: bearer('key-of-reader-00001') })).statusCode,
    ).toBe(status);
  });

  it('of an operator reaches the orders of all shops where it names none, and else those of its own', async () => {
    const edge = await buildEdge(
      { shopOf: () => Promise.resolve('own') },
      callersOf(keyOf('all', ['operator']), keyOf('one', ['operator'], { shop: 'other' })),
    );
    const read = (key: string) => edge.app.inject({ url: '/v1/orders/ORD-1', headers: bearer(key) });
    expect([(await read('key-of-all-00001')).statusCode, (await read('key-of-one-00001')).statusCode]).toEqual([
      200, 404,
    ]);
  });

  it('lists, counts and places for its own shop', async () => {
    const { asked, orders } = recordingOrders();
    const exposures: unknown[] = [];
    const exposure: Orders['exposure'] = (options) => {
      exposures.push(options?.shop);
      return Promise.reject(new Error('asked'));
    };
    const edge = await buildEdge(
      { ...orders, exposure },
      callersOf(keyOf('shop', ['place', 'read'], { shop: 'other' })),
    );
    const headers = bearer('key-of-shop-00001');
    await edge.app.inject({ url: '/v1/orders?limit=5', headers });
    await edge.app.inject({ url: '/v1/exposure', headers });
    await edge.app.inject({ method: 'POST', url: '/v1/orders', headers, payload: ORDER });
    expect(asked).toEqual([
      'list {"limit":5,"shop":{"name":"other","orNone":false}}',
      `place ${JSON.stringify({ ...ORDER, shop: 'other' })}`,
    ]);
    expect(exposures).toEqual([{ name: 'other', orNone: false }]);
  });

  it('cannot name a shop of its own choice', async () => {
    const edge = await buildEdge();
    const response = await edge.app.inject({
      method: 'POST',
      url: '/v1/orders',
      headers: bearer(),
      payload: { ...ORDER, shop: 'x' },
    });
    expect(response.json()).toMatchObject({ status: 400, errors: [{ field: 'shop', reason: 'unknown field' }] });
  });
});

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

describe('a key', () => {
  it('that stands as its digest opens like one that stands as it is', async () => {
    const { app } = await buildEdge({}, callersOf(keyOf('hashed', ['read'])));
    expect((await app.inject({ url: '/v1/orders', headers: bearer('key-of-hashed-00001') })).statusCode).toBe(200);
  });

  it('whose time is over is refused, and says so to whoever has it', async () => {
    const over = keyOf('over', ['read'], { until: '2027-01-15T10:00:00.000Z' });
    const { app } = await buildEdge(
      {},
      callersOf(over, keyOf('good', ['read'], { until: '2027-01-15T10:00:00.001Z' })),
    );
    const refused = await app.inject({ url: '/v1/orders', headers: bearer('key-of-over-00001') });
    expect([refused.statusCode, refused.json<{ detail: string }>().detail]).toEqual([
      401,
      'The API key over was good until 2027-01-15T10:00:00.000Z',
    ]);
    expect((await app.inject({ url: '/v1/orders', headers: bearer('key-of-good-00001') })).statusCode).toBe(200);
  });

  it('counts from the moment at which it is there, and no longer than it is', async () => {
    const keys = [keyOf('early', ['read'])];
    const { app } = await buildEdge({}, { ...callersOf(), apiKeys: () => keys });
    const status = async (name: string) =>
      (await app.inject({ url: '/v1/orders', headers: bearer(`key-of-${name}-00001`) })).statusCode;
    expect([await status('early'), await status('late')]).toEqual([200, 401]);
    keys.splice(0, 1, keyOf('late', ['read']));
    expect([await status('early'), await status('late')]).toEqual([401, 200]);
  });
});
