import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { OUTCOME_TABLE } from '../../../activities/gateway';
import type { GatewayErrorFields, PluralGatewayOptions } from '../../../activities/gateway';
import { verdictOnCondition } from '../../../activities/gateway/outcome-rules';
import { createTransport } from '../../../activities/gateway/transport';
import {
  CAPTURE,
  INR,
  closeServers,
  closedUrl,
  failureOf as failureOfCall,
  fixture,
  gatewayAt,
  httpText,
  startGateway,
  startRaw,
  startResetting,
  startSelfSigned,
} from './gateway-server';

afterEach(closeServers);

const asJson = (body: unknown): string => JSON.stringify(body);
const captured = fixture('s1-capture');
/** Larger than what the kernel takes in one go, so that half of it is on its way when the server breaks off. */
const LARGE = {
  reference: 'large',
  amount: INR(1100),
  callbackUrl: 'https://shop.example',
  metadata: { note: 'x'.repeat(8_000_000) },
};

const PUT = { method: 'PUT', path: '/', headers: {}, body: '{}' } as const;
/** Codes of all outcomes that a socket brought about in this file. */
const seen = new Set<string>();
/** The bare transport, and how the gateway's client judges what it says. */
function transportTo(baseUrl: string, clock = Date.now, connectMs = 200) {
  const transport = createTransport({ baseUrl, clock, connectMs, responseMs: 200, maxResponseBytes: 1_000 });
  return async (call: Parameters<typeof transport>[0]) => {
    const exchange = await transport(call);
    if (exchange.kind !== 'unanswered') return exchange;
    seen.add(exchange.condition);
    return { ...exchange, outcome: verdictOnCondition(exchange.condition).outcome };
  };
}
const unsent = (condition: string) => ({ kind: 'unanswered', condition, outcome: 'notSent' });
const failureOf = async (call: Promise<unknown>): Promise<GatewayErrorFields> => {
  const failure = await failureOfCall(call);
  seen.add(failure.code);
  return failure;
};
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n';
/** Sends, and breaks the connection off when it has left. */
const thenReset = (socket: Socket, text: string): void => void socket.write(text, () => socket.resetAndDestroy());

describe('what the socket did decides whether the gateway can know of a request', () => {
  it.each<[string, string, (socket: Socket, isComplete: boolean) => void, Partial<PluralGatewayOptions>?]>([
    ['reset after the first bytes', 'connection-lost', (socket) => socket.resetAndDestroy()],
    ['reset after all of it', 'connection-lost', (socket, isComplete) => isComplete && socket.resetAndDestroy()],
    ['closed after all of it', 'connection-lost', (socket, isComplete) => isComplete && socket.end()],
    ['silence', 'no-answer', () => undefined, { timeouts: { connectMs: 2_000, responseMs: 100 } }],
    [
      'silence in the middle of the answer',
      'no-answer',
      (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{'),
      { timeouts: { connectMs: 2_000, responseMs: 100 } },
    ],
    ['something that is not HTTP', 'unreadable-answer', (socket) => socket.end('\u0000\u0001 what?\r\n\r\n')],
    [
      'an answer that is cut off',
      'unreadable-answer',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{"data":'),
    ],
    ['reset after the headers', 'unreadable-answer', (socket) => thenReset(socket, HEAD)],
    ['reset after half of the body', 'unreadable-answer', (socket) => thenReset(socket, `${HEAD}{"data":`)],
    ['an empty 200', 'unreadable-answer', (socket) => socket.end(httpText(200, ''))],
    ['a 200 with HTML', 'unreadable-answer', (socket) => socket.end(httpText(200, '<html>OK</html>'))],
    ['a 200 with another JSON', 'unreadable-answer', (socket) => socket.end(httpText(200, '{"code":"OK"}'))],
    [
      'a 200 that is too large',
      'unreadable-answer',
      (socket) => socket.end(httpText(200, asJson(captured))),
      { maxResponseBytes: 1_000 },
    ],
    [
      'a 200 about another order',
      'mismatched-answer',
      (socket) => socket.end(httpText(200, asJson(fixture('s1-create-payment')))),
    ],
    ['a 502 with HTML', 'server-error', (socket) => socket.end(httpText(502, '<html>Bad Gateway</html>'))],
    ['a 404 with HTML', 'unreadable-answer', (socket) => socket.end(httpText(404, '<html>Not here</html>'))],
    [
      'a 422 that is cut off',
      'unreadable-answer',
      (socket) => socket.end('HTTP/1.1 422 U\r\ncontent-length: 900\r\n\r\n{"code":"PAYMENT_DECLINED"'),
    ],
    ['a 408', 'request-timeout', (socket) => socket.end(httpText(408, '{"message":"late"}'))],
  ])('unknown: %s', async (_, code, behave, ...[options]) => {
    const server = await startRaw((socket, _text, isComplete) => behave(socket, isComplete));
    expect(await failureOf(gatewayAt(server.url, options).capture(CAPTURE))).toMatchObject({
      outcome: 'unknown',
      code,
      requestId: expect.any(String),
    });
  });

  it('unknown: reset after half of it', async () => {
    const server = await startRaw((socket) => socket.pause().resetAndDestroy());
    expect(await failureOf(gatewayAt(server.url).createOrder(LARGE))).toMatchObject({
      outcome: 'unknown',
      code: 'connection-lost',
    });
    expect(server.received().length).toBeLessThan(8_000_000);
  });

  it('unknown: a redirect, which is not followed', async () => {
    const elsewhere = await startGateway(() => ({ json: captured }));
    const server = await startGateway(() => ({
      status: 307,
      json: {},
      headers: { location: `${elsewhere.url}/capture` },
    }));
    expect(await failureOf(gatewayAt(server.url).capture(CAPTURE))).toMatchObject({
      outcome: 'unknown',
      code: 'redirected',
      httpStatus: 307,
    });
    expect(elsewhere.seen).toEqual([]);
  });

  it('unknown: a kept connection that is reset when the request comes', async () => {
    let requests = 0;
    const server = await startRaw(
      (socket) => void (++requests === 1 ? socket.write(httpText(200, asJson(captured))) : socket.resetAndDestroy()),
    );
    const gateway = gatewayAt(server.url);
    await gateway.capture(CAPTURE);
    expect(await failureOf(gateway.capture(CAPTURE))).toMatchObject({ outcome: 'unknown', code: 'connection-lost' });
  });

  it('unknown: the caller gives up while the gateway works', async () => {
    const caller = new AbortController();
    const server = await startRaw(() => caller.abort());
    expect(await failureOf(gatewayAt(server.url).capture(CAPTURE, { signal: caller.signal }))).toMatchObject({
      outcome: 'unknown',
      code: 'aborted-in-flight',
    });
  });

  it('not sent: the connection is refused', async () => {
    const transport = transportTo(await closedUrl());
    await expect(transport(PUT)).resolves.toEqual(unsent('connect-refused'));
  });

  it('not sent: the name does not resolve', async () => {
    await expect(transportTo('http://gateway.invalid')(PUT)).resolves.toEqual(unsent('name-not-found'));
  });

  it('not sent: the connection is reset at once, before the request is written', async () => {
    const server = await startResetting();
    // Between the connect, which is made in the next tick, and the news of it, after which the request is written.
    const onDial = (): void => process.nextTick(() => process.nextTick(server.untilReset));
    subscribe('net.client.socket', onDial);
    const exchange = await transportTo(server.url, Date.now, 10_000)(PUT);
    unsubscribe('net.client.socket', onDial);
    expect(exchange).toEqual(unsent('connect-failed'));
  });

  it('not sent: nobody vouches for the certificate', async () => {
    const server = await startSelfSigned();
    const exchange = await transportTo(server.url, Date.now, 10_000)(PUT);
    expect(exchange).toEqual(unsent('tls-failed'));
    expect(server.received()).toBe(0);
  });

  it.each<[string, string, (socket: Socket) => void]>([
    ['the TLS handshake is answered with rubbish', 'tls-failed', (socket) => socket.end('no TLS here')],
    ['the TLS handshake is reset', 'tls-failed', (socket) => socket.resetAndDestroy()],
    ['the TLS handshake is never answered', 'connect-timeout', () => undefined],
  ])('not sent: %s', async (_, condition, behave) => {
    const server = await startRaw(behave);
    const transport = transportTo(server.url.replace('http:', 'https:'));
    await expect(transport(PUT)).resolves.toEqual(unsent(condition));
    expect(server.received()).not.toContain('PUT');
  });

  it('not sent: the caller gives up during the TLS handshake', async () => {
    const caller = new AbortController();
    const server = await startRaw(() => caller.abort());
    const transport = transportTo(server.url.replace('http:', 'https:'));
    await expect(transport({ ...PUT, signal: caller.signal })).resolves.toEqual(unsent('aborted-unsent'));
  });

  it.each([
    ['new', 0],
    ['kept', 1],
  ])('not sent: a %s connection breaks at the hand-over, before the first byte', async (_, earlierRequests) => {
    const server = await startRaw((socket) => socket.write(httpText(200, '{}')));
    const dialled: Socket[] = [];
    const onDial = (message: unknown): void => void dialled.push((message as { socket: Socket }).socket);
    subscribe('net.client.socket', onDial);
    // The clock is read at the last moment before the write.
    const transport = transportTo(server.url, () => {
      for (const socket of dialled) socket.destroy();
      return 0;
    });
    for (let i = 0; i < earlierRequests; i++) await transport(PUT);
    const before = server.received();
    await expect(transport({ ...PUT, notAfterMs: 1 })).resolves.toEqual(unsent('connection-closed'));
    unsubscribe('net.client.socket', onDial);
    expect(dialled).toHaveLength(1);
    expect(server.received()).toBe(before);
  });

  it('not sent: the deadline passes before the write, although the connection is ready', async () => {
    let now = 1_000;
    const server = await startGateway(
      () => ({ json: captured }),
      () => {
        now = 2_001;
        return { json: { access_token: 't', expires_in: 3600 } };
      },
    );
    const gateway = gatewayAt(server.url, { clock: () => now });
    expect(await failureOf(gateway.capture(CAPTURE, { notAfterMs: 2_000 }))).toMatchObject({
      outcome: 'notSent',
      code: 'deadline-passed',
    });
    expect(server.seen).toEqual([]);
    await expect(gateway.capture(CAPTURE, { notAfterMs: 2_001 })).resolves.toMatchObject({ status: 'captured' });
  });

  it('not sent: its turn does not come in time', async () => {
    const server = await startGateway(() => ({ json: captured }));
    const gateway = gatewayAt(server.url, { throttle: () => Promise.resolve(undefined) });
    expect(await failureOf(gateway.capture(CAPTURE))).toMatchObject({ outcome: 'notSent', code: 'throttled' });
    expect(server.seen).toEqual([]);
  });

  it('has produced every row of docs/errors.md that a socket can produce', () => {
    const rows = OUTCOME_TABLE.flatMap(({ code }) => code ?? []);
    // Refused by ourselves: requests.test.ts. Judged by the words of a whole answer: answer-outcomes.test.ts.
    const others = ['invalid-request', 'UNAUTHORIZED', 'rate-limited', 'OTP_REFUSED', 'refused'];
    expect(rows.filter((code) => !seen.has(code))).toEqual(others);
  });
});
