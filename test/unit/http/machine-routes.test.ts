import { bearer, buildEdge, closeEdges, KEYS, ORDER, WELL } from './edge-fixture';

describe('for machines', () => {
  afterEach(closeEdges);

  it('the edge is alive without asking anybody', async () => {
    const never = () => new Promise<never>(() => undefined);
    const { app } = await buildEdge({}, { probes: { temporal: never, vault: never, workers: never } });
    const response = await app.inject({ url: '/healthz' });
    expect([response.statusCode, response.json()]).toEqual([200, { status: 'alive' }]);
  });

  const dead = () => Promise.reject(new Error('dead'));
  it.each([
    ['everything answers', {}, { temporal: 'up', vault: 'up', workers: 'up' }, 200, 200],
    ['no worker answers', { workers: dead }, { temporal: 'up', vault: 'up', workers: 'down' }, 200, 503],
    ['the vault is gone', { vault: dead }, { temporal: 'up', vault: 'down', workers: 'up' }, 200, 503],
    ['Temporal is gone', { temporal: dead }, { temporal: 'down', vault: 'up', workers: 'up' }, 503, 503],
  ] as const)(
    'when %s, readiness says so: for webhooks and wishes, and for orders',
    async (_when, ills, checks, ...codes) => {
      const { app } = await buildEdge({}, { probes: { ...WELL, ...ills } });
      const answers = await Promise.all(['/readyz', '/readyz?for=orders'].map((url) => app.inject({ url })));
      expect(answers.map(({ statusCode }) => statusCode)).toEqual(codes);
      for (const answer of answers) expect(answer.json()).toMatchObject({ checks });
    },
  );

  it('nobody is ready for what there is not', async () => {
    expect((await (await buildEdge()).app.inject({ url: '/readyz?for=everything' })).statusCode).toBe(400);
  });

  it('readiness is answered within 2 s when nobody answers', async () => {
    const never = () => new Promise<never>(() => undefined);
    const { app } = await buildEdge({}, { probes: { temporal: never, vault: never, workers: never } });
    const startedAt = Date.now();
    expect((await app.inject({ url: '/readyz' })).statusCode).toBe(503);
    expect(Date.now() - startedAt).toBeLessThan(2_500);
  });

  it('requests are counted by route and status, without what stands in the address', async () => {
    const { app } = await buildEdge();
    await app.inject({ url: '/v1/orders/ORD-1', headers: bearer() });
    await app.inject({ url: '/v1/orders/ORD-2' });
    const { body } = await app.inject({ url: '/metrics' });
    const count = (status: number) =>
      `holdfast_http_request_duration_seconds_count{method="GET",route="/v1/orders/:reference",status="${status}"} 1`;
    expect(body).toContain(count(200));
    expect(body).toContain(count(401));
    expect(body).toContain('process_cpu_seconds_total');
    expect(body).not.toContain('ORD-1');
  });
});

describe('every answer', () => {
  afterEach(closeEdges);

  it('carries the request id of the caller when it looks like one', async () => {
    const { app, logged } = await buildEdge();
    const { headers } = await app.inject({ url: '/v1/orders', headers: { ...bearer(), 'x-request-id': 'abc-12345' } });
    expect(headers['x-request-id']).toBe('abc-12345');
    expect(logged()).toContain('"reqId":"abc-12345"');
  });

  it('carries a fresh request id otherwise', async () => {
    const { app } = await buildEdge();
    const response = await app.inject({ url: '/v1/orders', headers: { 'x-request-id': 'a\tb' } });
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.json<{ requestId: string }>().requestId).toBe(response.headers['x-request-id']);
  });

  it('forbids caches, sniffing and embedding', async () => {
    const { app } = await buildEdge();
    const { headers } = await app.inject({ method: 'POST', url: '/v1/orders', headers: bearer(), payload: ORDER });
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });

  it('is logged with the name of the key and never the key', async () => {
    const { app, logged } = await buildEdge();
    await app.inject({ url: '/v1/orders', headers: bearer(KEYS.operator) });
    expect(logged()).toContain('"caller":"operator"');
    expect(logged()).not.toContain(KEYS.operator);
  });
});
