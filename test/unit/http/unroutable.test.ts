import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { bearer, buildEdge, CARD, closeEdges } from './edge-fixture';
import type { Edge } from './edge-fixture';

/** Listens and sends these bytes over a real socket, not ending it; gives all that comes back until the edge ends it. */
async function send({ app }: Edge, text: string) {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(text);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
  return { status: Number(head.split(' ', 2)[1]), head: head.toLowerCase(), body };
}

const get = (path: string, headers = '') =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${bearer().authorization}\r\nConnection: close\r\n${headers}\r\n`;

const HEADERS = [
  'content-type: application/problem+json; charset=utf-8',
  'x-content-type-options: nosniff',
  'referrer-policy: no-referrer',
  'cache-control: no-store',
  "content-security-policy: default-src 'none'",
];

describe('what comes to no route', () => {
  afterEach(closeEdges);

  const requests: readonly (readonly [string, string, number, string])[] = [
    ['broken percent-encoding', get(`/v1/orders/${CARD.number}%zz`), 400, 'invalid-request'],
    ['too long a part of the address', get(`/v1/orders/${CARD.number.repeat(10)}`), 414, 'address-too-long'],
    ['too large headers', get('/v1/orders', `X-Note: ${CARD.number.repeat(2_000)}\r\n`), 431, 'headers-too-large'],
    ['no HTTP', `${CARD.number}\r\n\r\n`, 400, 'invalid-request'],
  ];

  it.each(requests)('%s: a problem that repeats nothing', async (_what, text, status, slug) => {
    const edge = await buildEdge();
    const answer = await send(edge, text);
    expect(answer.status).toBe(status);
    for (const header of HEADERS) expect(answer.head).toContain(header);
    const problem = JSON.parse(answer.body) as { requestId: string };
    expect(problem).toMatchObject({ type: `urn:holdfast:problem:${slug}`, status });
    expect(answer.head).toContain(`x-request-id: ${problem.requestId}`);
    expect(edge.logged()).toContain(`"status":${status}`);
    expect(edge.logged() + answer.head + answer.body).not.toContain(CARD.number);
  });

  const late: readonly (readonly [string, string])[] = [
    ['headers', 'GET /healthz HTTP/1.1\r\nHost: x\r\n'],
    [
      'body',
      `POST /v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: ${bearer().authorization}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"reference":',
    ],
  ];

  it.each(late)('a request whose %s never end is cut off with a problem', async (_part, text) => {
    const edge = await buildEdge();
    expect(edge.app.server).toMatchObject({ headersTimeout: 5_000, requestTimeout: 10_000 });
    // Node looks for late requests at an interval of its own: this shows that it is short.
    Object.assign(edge.app.server, { headersTimeout: 100, requestTimeout: 200 });
    const since = Date.now();
    const answer = await send(edge, text);
    expect(Date.now() - since).toBeLessThan(5_000);
    expect(answer.status).toBe(408);
    for (const header of HEADERS) expect(answer.head).toContain(header);
    expect(JSON.parse(answer.body)).toMatchObject({ type: 'urn:holdfast:problem:request-too-slow', status: 408 });
    expect(edge.logged()).not.toContain('"level":50');
  });
});
