import type { LightMyRequestResponse } from 'fastify';
import type { WebhookNotice } from '../../../workflows/contract/common';
import { TemporalUnavailable } from '../../../clients/order-errors';
import type { GatewayNews } from '../../../clients/gateway-news';
import { buildEdge, closeEdges, NOW, signedReturn, signedWebhook, VIEW, WEBHOOK } from './edge-fixture';
import type { Edge } from './edge-fixture';

function listeningNews(others: Partial<GatewayNews> = {}) {
  const webhooks: [string, WebhookNotice][] = [];
  const hints: unknown[] = [];
  const news: Partial<GatewayNews> = {
    signalWebhook: (reference, notice) => {
      webhooks.push([reference, notice]);
      return Promise.resolve(true);
    },
    returned: (reference, hint) => {
      hints.push([reference, hint]);
      return Promise.resolve({ first: true, order: VIEW });
    },
    ...others,
  };
  return { news, webhooks, hints };
}

const post = ({ app }: Edge, body: string, headers: object) =>
  app.inject({ method: 'POST', url: '/v1/webhooks/plural', payload: body, headers: { ...headers } });

describe('webhooks', () => {
  afterEach(closeEdges);

  it('reach the order as a snapshot', async () => {
    const { news, webhooks } = listeningNews();
    const response = await post(await buildEdge(news), WEBHOOK, signedWebhook(WEBHOOK));
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ outcome: 'delivered' });
    expect(webhooks).toHaveLength(1);
    const [reference, notice] = webhooks[0] ?? [];
    expect(reference).toBe('ORD-1');
    expect(notice).toMatchObject({
      webhookId: 'msg_1',
      event: 'ORDER_AUTHORIZED',
      snapshot: { status: 'authorised', amountMinor: 110_000, observedAt: new Date(NOW).toISOString() },
    });
  });

  const forgeries: readonly (readonly [string, string, object])[] = [
    ['signed with another secret', WEBHOOK, signedWebhook(WEBHOOK, { secret: 'abc1235' })],
    ['changed after signing', WEBHOOK.replace('110000', '110001'), signedWebhook(WEBHOOK)],
    ['with other white space', `${WEBHOOK} `, signedWebhook(WEBHOOK)],
    ['from the past', WEBHOOK, signedWebhook(WEBHOOK, { sentMs: NOW - 301_000 })],
    ['from the future', WEBHOOK, signedWebhook(WEBHOOK, { sentMs: NOW + 301_000 })],
    ['without a signature', WEBHOOK, { 'content-type': 'application/json' }],
    ['without a body', '', signedWebhook('')],
  ];

  it.each(forgeries)('%s are refused and change nothing', async (_claim, body, headers) => {
    const { news, webhooks } = listeningNews();
    const response = await post(await buildEdge(news), body, headers);
    expect(response.statusCode).toBe(401);
    expect(response.json()).toMatchObject({ type: 'urn:holdfast:problem:signature-refused' });
    expect(webhooks).toEqual([]);
  });

  const ignored: readonly (readonly [string, string, Partial<GatewayNews>])[] = [
    [
      'of an unknown order',
      WEBHOOK,
      { signalWebhook: () => Promise.resolve(false), findByGatewayOrderId: () => Promise.resolve(undefined) },
    ],
    ['of a closed order', WEBHOOK, { signalWebhook: () => Promise.resolve(false) }],
    ['of another kind', WEBHOOK.replace('ORDER_AUTHORIZED', 'TOKEN_CREATED'), {}],
    ['without an order in them', '{"event_type":"ORDER_AUTHORIZED","data":{}}', {}],
    ['that are no JSON', 'hello', {}],
  ];

  it.each(ignored)('%s are acknowledged with a line in the log', async (_claim, body, others) => {
    const { news, webhooks } = listeningNews(others);
    const edge = await buildEdge(news);
    const response = await post(edge, body, signedWebhook(body));
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ outcome: 'ignored' });
    expect(webhooks).toEqual([]);
    expect(edge.logged()).toContain('webhook ignored');
  });

  it('find an order that the gateway knows under another reference', async () => {
    const body = WEBHOOK.replace('"ORD-1"', '"somebody else"');
    const { news, webhooks } = listeningNews();
    await post(await buildEdge(news), body, signedWebhook(body));
    expect(webhooks.map(([reference]) => reference)).toEqual(['ORD-1']);
  });

  it('get 503 when Temporal does not answer, so that the gateway repeats them', async () => {
    const { news } = listeningNews({ signalWebhook: () => Promise.reject(new TemporalUnavailable('down')) });
    expect((await post(await buildEdge(news), WEBHOOK, signedWebhook(WEBHOOK))).statusCode).toBe(503);
  });
});

const FIELDS = { order_id: 'v1-4405071524-aa-qlAtAf', status: 'AUTHORIZED' };
const BACK = 'https://shop.example.com/back?basket=7&holdfast_reference=ORD-1&holdfast_state=held';

describe("the return of the buyer's browser", () => {
  afterEach(closeEdges);

  const returns: readonly (readonly [string, (edge: Edge) => Promise<LightMyRequestResponse>])[] = [
    [
      'a form',
      ({ app }) =>
        app.inject({
          method: 'POST',
          url: '/v1/callbacks/plural',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          payload: signedReturn(FIELDS).toString(),
        }),
    ],
    ['a query', ({ app }) => app.inject({ url: `/v1/callbacks/plural?${signedReturn(FIELDS).toString()}` })],
    [
      'JSON',
      ({ app }) =>
        app.inject({
          method: 'POST',
          url: '/v1/callbacks/plural',
          payload: Object.fromEntries(signedReturn(FIELDS)),
        }),
    ],
  ];

  it.each(returns)('as %s tells the order and is sent on to the shop', async (_kind, send) => {
    const { news, hints } = listeningNews();
    const response = await send(await buildEdge(news));
    expect(response.statusCode).toBe(303);
    expect(response.headers.location).toBe(BACK);
    expect(hints).toEqual([['ORD-1', { status: 'AUTHORIZED' }]]);
  });

  const visit = ({ app }: Edge, fields: Readonly<Record<string, string>> = FIELDS, tamper = (query: string) => query) =>
    app.inject({ url: `/v1/callbacks/plural?${tamper(signedReturn(fields).toString())}` });

  it('carries the code of a failure', async () => {
    const { news, hints } = listeningNews();
    await visit(await buildEdge(news), { ...FIELDS, status: 'FAILED', error_code: 'USER_AUTHENTICATION_FAILED' });
    expect(hints).toEqual([['ORD-1', { status: 'FAILED', errorCode: 'USER_AUTHENTICATION_FAILED' }]]);
  });

  const forgeries: readonly (readonly [string, (query: string) => string])[] = [
    ['with another status', (query) => query.replace('AUTHORIZED', 'PROCESSED')],
    ['with a field added', (query) => `${query}&amount=1`],
    ['with a field twice', (query) => `${query}&status=AUTHORIZED`],
    ['without a signature', (query) => query.replace(/&signature=.*/, '')],
  ];

  it.each(forgeries)('%s gets a page and changes nothing', async (_claim, tamper) => {
    const { news, hints } = listeningNews();
    const response = await visit(await buildEdge(news), FIELDS, tamper);
    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toContain('text/html');
    expect(response.headers['content-security-policy']).toContain("default-src 'none'");
    expect(hints).toEqual([]);
  });

  it('in another content type gets a page', async () => {
    const edge = await buildEdge();
    const response = await edge.app.inject({
      method: 'POST',
      url: '/v1/callbacks/plural',
      headers: { 'content-type': 'text/plain' },
      payload: 'order_id=1',
    });
    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toContain('text/html');
  });

  it('of an unknown order gets a page', async () => {
    const { news, hints } = listeningNews({ findByGatewayOrderId: () => Promise.resolve(undefined) });
    expect((await visit(await buildEdge(news))).statusCode).toBe(404);
    expect(hints).toEqual([]);
  });

  const settledAgo = (minutes: number): Partial<GatewayNews> => {
    const at = new Date(NOW - minutes * 60_000).toISOString();
    const order = { ...VIEW, settledBy: 'holdfast' as const, timeline: [{ at, what: 'captured' }] };
    return { returned: () => Promise.resolve({ first: true, order }) };
  };

  it('of an order settled a moment ago is sent on all the same', async () => {
    const { news } = listeningNews(settledAgo(14));
    expect((await visit(await buildEdge(news))).headers.location).toBe(BACK);
  });

  it.each([
    ['of an order settled long ago', settledAgo(16)],
    ['that came before', { returned: () => Promise.resolve({ first: false, order: VIEW }) }],
  ])('%s gets a plain page', async (_claim, changed: Partial<GatewayNews>) => {
    const { news } = listeningNews(changed);
    const response = await visit(await buildEdge(news));
    expect(response.statusCode).toBe(200);
    expect(response.headers.location).toBeUndefined();
    expect(response.body).toContain('Thank you');
  });

  it('is told from others by its signature', async () => {
    const keys: unknown[] = [];
    const { news } = listeningNews({
      returned: (_reference, _hint, options) => {
        keys.push(options?.idempotencyKey);
        return Promise.resolve({ first: true, order: VIEW });
      },
    });
    const edge = await buildEdge(news);
    await visit(edge);
    await visit(edge);
    await visit(edge, { ...FIELDS, status: 'FAILED' });
    expect(keys[0]).toMatch(/^[0-9A-F]{64}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it.each([null, 'https://evil.example.com/', 'javascript:alert(1)'])('is not sent on to %s', async (returnUrl) => {
    const { news } = listeningNews({
      returned: () => Promise.resolve({ first: true, order: { ...VIEW, returnUrl } }),
    });
    const response = await visit(await buildEdge(news));
    expect(response.statusCode).toBe(200);
    expect(response.headers.location).toBeUndefined();
    expect(response.body).toContain('Thank you');
  });

  it('gets a page when Temporal does not answer', async () => {
    const { news } = listeningNews({ findByGatewayOrderId: () => Promise.reject(new TemporalUnavailable('down')) });
    const response = await visit(await buildEdge(news));
    expect(response.statusCode).toBe(503);
    expect(response.headers['content-type']).toContain('text/html');
  });
});
