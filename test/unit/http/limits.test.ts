import { bearer, buildEdge, CARD, closeEdges, KEYS } from './edge-fixture';
import type { Edge } from './edge-fixture';
import { callersOf, keyOf, tokenFor } from './callers';

const MANY = { requestsPerMinute: 10_000, refusalsPerMinute: 10_000, cardTests: 10_000 };
/** A second number of the right check digit. */
const ANOTHER_CARD = { ...CARD, number: '5500000000000004' };

/** How often each status came, asking one after another. */
async function statuses(
  count: number,
  ask: (index: number) => Promise<{ statusCode: number }>,
): Promise<Record<number, number>> {
  const counted: Record<number, number> = {};
  for (let index = 0; index < count; index += 1) {
    const { statusCode } = await ask(index);
    counted[statusCode] = (counted[statusCode] ?? 0) + 1;
  }
  return counted;
}
const read = ({ app }: Edge, key: string, remoteAddress = '192.0.2.1', headers: object = {}) =>
  app.inject({ url: '/v1/orders', headers: { ...bearer(key), ...headers }, remoteAddress });
const keep = ({ app }: Edge, card: object, key: string = KEYS.cards) =>
  app.inject({ method: 'POST', url: '/v1/cards', headers: bearer(key), payload: card });

afterEach(closeEdges);

describe('the requests of a key', () => {
  it('are let through up to the limit, then refused with how long to wait, and counted', async () => {
    const edge = await buildEdge({}, { limits: { ...MANY, requestsPerMinute: 3 } });
    expect(await statuses(5, () => read(edge, KEYS.read))).toEqual({ 200: 3, 429: 2 });
    const refused = await read(edge, KEYS.read);
    expect(refused.json()).toMatchObject({
      type: 'urn:holdfast:problem:too-many-requests',
      detail: expect.stringContaining('key'),
    });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
    const { body } = await edge.app.inject({ url: '/metrics' });
    expect(body).toContain('holdfast_http_turned_away_total{limit="requests"} 3');
  });

  it('are counted by the key, not by the address, and of tokens by their order', async () => {
    const limits = { ...MANY, requestsPerMinute: 2 };
    const edge = await buildEdge({}, { ...callersOf(keyOf('one', ['read']), keyOf('two', ['read'])), limits });
    expect(await statuses(3, (index) => read(edge, 'key-of-one-00001', `192.0.2.${index}`))).toEqual({
      200: 2,
      429: 1,
    });
    expect(await statuses(2, () => read(edge, 'key-of-two-00001'))).toEqual({ 200: 2 });
    const look = (reference: string) =>
      edge.app.inject({ url: `/v1/orders/${reference}/checkout`, headers: bearer(tokenFor(reference)) });
    expect(await statuses(3, () => look('ORD-1'))).toEqual({ 200: 2, 429: 1 });
    expect(await statuses(2, () => look('ORD-2'))).toEqual({ 200: 2 });
  });
});

describe('requests with unknown keys', () => {
  it('from one address are told to wait, while honest callers behind it go on', async () => {
    const edge = await buildEdge({}, { limits: { ...MANY, refusalsPerMinute: 20 } });
    const guess = (index: number) => read(edge, `key-that-nobody-has-${index}`);
    expect(await statuses(200, guess)).toEqual({ 401: 20, 429: 180 });
    expect((await read(edge, KEYS.read)).statusCode).toBe(200);
    expect((await read(edge, 'key-that-nobody-has', '192.0.2.2')).statusCode).toBe(401);
  });

  it.each([
    ['no key', {}],
    ['an expired token', bearer(tokenFor('ORD-1', { agoMs: 7_200_000 }))],
    ['a forged token', bearer(tokenFor('ORD-1', { key: 'another-key-of-thirty-two-letters' }))],
  ])('count with %s, too', async (_what, headers) => {
    const edge = await buildEdge({}, { limits: { ...MANY, refusalsPerMinute: 1 } });
    expect(await statuses(3, () => edge.app.inject({ url: '/v1/orders', headers }))).toEqual({ 401: 1, 429: 2 });
  });

  it('have the address of the caller behind a proxy that is trusted, and of nobody else', async () => {
    const spoof = (edge: Edge, index: number) =>
      read(edge, 'nobody-has-this-key', '10.0.0.1', { 'x-forwarded-for': `198.51.100.${index}` });
    const limits = { ...MANY, refusalsPerMinute: 1 };
    const direct = await buildEdge({}, { limits });
    expect(await statuses(3, (index) => spoof(direct, index))).toEqual({ 401: 1, 429: 2 });
    const behind = await buildEdge({}, { limits, trustedProxies: ['10.0.0.0/8'] });
    expect(await statuses(3, (index) => spoof(behind, index))).toEqual({ 401: 3 });
  });

  it('of one network of IPv6 count together', async () => {
    const edge = await buildEdge({}, { limits: { ...MANY, refusalsPerMinute: 1 } });
    const guess = (index: number) => read(edge, 'nobody-has-this-key', `2001:db8:1:2::${index + 1}`);
    expect(await statuses(3, guess)).toEqual({ 401: 1, 429: 2 });
  });
});

describe('tests of a card', () => {
  it('are let through five times, whichever keys, spellings and expiry dates are tried; of other cards more', async () => {
    const edge = await buildEdge({}, { limits: { ...MANY, cardTests: 5 } });
    const spelled = CARD.number.replace(/(\d{4})(?=\d)/g, '$1 ');
    const tries = (index: number) =>
      keep(
        edge,
        { ...CARD, cvv: String(100 + index), ...(index % 2 && { number: spelled }) },
        index % 3 ? KEYS.cards : tokenFor(`ORD-${index}`),
      );
    expect(await statuses(60, tries)).toEqual({ 201: 5, 429: 55 });
    expect((await keep(edge, ANOTHER_CARD)).statusCode).toBe(201);
    expect(edge.logged()).not.toContain(CARD.number);
  });

  it('that are no cards count for none', async () => {
    const edge = await buildEdge({}, { limits: { ...MANY, cardTests: 1 } });
    expect(await statuses(3, () => keep(edge, { ...CARD, cvv: 'x' }))).toEqual({ 400: 3 });
    expect((await keep(edge, CARD)).statusCode).toBe(201);
  });
});
