import { digestOf, parseApiKey } from '../../../clients/api-keys';
import { OrderNotFound } from '../../../clients/order-errors';
import type { Orders } from '../../../clients/orders';
import { SCOPES } from '../../../clients/scopes';
import type { Scope } from '../../../clients/scopes';
import { callersOf, keyOf } from './callers';
import { bearer, buildEdge, closeEdges, KEYS, ORDER } from './edge-fixture';
import { ask, recordingOrders, ROUTES } from './routes';

/* Who may do what: every route, by every scope, to orders of the own shop and of another. */

const OF_ONE_ORDER = ROUTES.filter(([, url]) => url.includes('ORD-1'));

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
    const shopOf = (reference: string) => Promise.reject(new OrderNotFound(reference));
    const edge = await buildEdge(
      { ...orders, exposure, shopOf },
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

  it('hears of a reference that is taken no more than that, also where the order cannot be read', async () => {
    const { asked, orders } = recordingOrders();
    const edge = await buildEdge(
      { ...orders, shopOf: () => Promise.resolve('own') },
      callersOf(keyOf('shop', ['place'], { shop: 'other' })),
    );
    const headers = bearer('key-of-shop-00001');
    const response = await edge.app.inject({ method: 'POST', url: '/v1/orders', headers, payload: ORDER });
    const { type, order } = response.json<{ type: string; order?: object }>();
    expect([response.statusCode, type, order]).toEqual([409, 'urn:holdfast:problem:order-conflict', undefined]);
    expect(asked).toEqual([]);
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

describe('a key', () => {
  it.each(['key-of-hashed-00001', `sha256:${digestOf('key-of-hashed-00001').toString('hex')}`])(
    'that stands as %s opens to whoever has it, and its digest opens to nobody',
    async (written) => {
      const key = parseApiKey(`hashed:${written}:read:shop=main`);
      const { app } = await buildEdge({}, callersOf(...(key ? [key] : [])));
      const status = async (token: string) =>
        (await app.inject({ url: '/v1/orders', headers: bearer(token) })).statusCode;
      expect(await status('key-of-hashed-00001')).toBe(200);
      expect(await status(digestOf('key-of-hashed-00001').toString('hex'))).toBe(401);
    },
  );

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
