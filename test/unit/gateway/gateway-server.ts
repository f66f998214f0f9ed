import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  GatewayError,
  type GatewayErrorFields,
  type PluralGatewayOptions,
  createPluralGateway,
} from '../../../activities/gateway';
import { Secret } from '../../../activities/vault/secret';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Record<string, string>;
}

export interface TestServer {
  readonly url: string;
  /** What was asked of it, in order, without the token calls. */
  readonly seen: SeenRequest[];
  /** The token calls. */
  readonly logins: SeenRequest[];
}

const TOKEN_PATH = '/api/auth/v1/token';
const TOKEN = { access_token: 'canary-access-token', expires_in: 3600 };
const closers: (() => Promise<unknown>)[] = [];

/** For `afterEach`: ends all servers of a test. */
export const closeServers = async (): Promise<void> => void (await Promise.all(closers.splice(0).map((end) => end())));

/** As much of a documented sample as the tests take apart; by its name a test knows which kind it is. */
interface Sample {
  readonly data: Record<string, unknown> & { readonly payments: Record<string, unknown>[] };
  readonly access_token: string;
}

export const fixture = (name: string): Sample =>
  JSON.parse(readFileSync(path.join(__dirname, '../../fixtures/gateway', `${name}.json`), 'utf8')) as Sample;

/** A real HTTP server that records what it is asked, issues tokens and answers the rest as the test says. */
export async function startGateway(
  answer: (request: SeenRequest) => Reply | Promise<Reply>,
  issueToken: (request: SeenRequest) => Reply | Promise<Reply> = () => ({ json: TOKEN }),
): Promise<TestServer> {
  const seen: SeenRequest[] = [];
  const logins: SeenRequest[] = [];
  const handle = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const arrived = { method, path: url, headers, body: Buffer.concat(chunks).toString() };
    const isLogin = url.endsWith(TOKEN_PATH);
    (isLogin ? logins : seen).push(arrived);
    const reply = await (isLogin ? issueToken : answer)(arrived);
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
    response.end(reply.text ?? JSON.stringify(reply.json));
  };
  const server = http.createServer((request, response) => void handle(request, response));
  const url = await listen(server);
  closers.push(() => close(server, () => server.closeAllConnections()));
  return { url, seen, logins };
}

/** A raw TCP server that issues tokens like the real one, and leaves each other connection to the test. */
export async function startRaw(
  onRequest: (socket: net.Socket, text: string, isComplete: boolean) => void,
): Promise<{ readonly url: string; readonly received: () => string }> {
  let received = '';
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (text.startsWith(`POST ${TOKEN_PATH}`)) {
        if (isComplete(text)) socket.end(httpText(200, JSON.stringify(TOKEN), 'connection: close\r\n'));
        return;
      }
      received += chunk.toString('latin1');
      onRequest(socket, text, isComplete(text));
    });
  });
  const url = await listen(server);
  closers.push(() => close(server, () => sockets.forEach((socket) => socket.destroy())));
  return { url, received: () => received };
}

/** Resets every connection at once, in a thread of its own: `untilReset` holds this one up until it has. */
export async function startResetting(): Promise<{ readonly url: string; readonly untilReset: () => void }> {
  const resets = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
    const server = require('node:net').createServer((socket) => {
      socket.resetAndDestroy();
      Atomics.add(workerData, 0, 1);
      Atomics.notify(workerData, 0);
    });
    server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`,
    { eval: true, workerData: resets },
  );
  closers.push(() => thread.terminate());
  const [port] = (await once(thread, 'message')) as [number];
  return { url: `http://127.0.0.1:${port}`, untilReset: () => void Atomics.wait(resets, 0, 0, 5_000) };
}

const SELF_SIGNED = readFileSync(path.join(__dirname, '../../fixtures/tls/self-signed.pem'));

/** An HTTPS server with a certificate that nobody vouches for. */
export async function startSelfSigned(): Promise<{ readonly url: string; readonly received: () => number }> {
  let received = 0;
  const server = https.createServer({ key: SELF_SIGNED, cert: SELF_SIGNED }, (request, response) => {
    received += 1;
    request.resume();
    response.end('{}');
  });
  const url = await listen(server);
  closers.push(() => close(server, () => server.closeAllConnections()));
  return { url: url.replace('http:', 'https:'), received: () => received };
}

export const httpText = (status: number, body: string, headers = ''): string =>
  `HTTP/1.1 ${status} Status\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

function isComplete(text: string): boolean {
  const [head = '', body] = text.split('\r\n\r\n', 2);
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
  return body !== undefined && text.length >= head.length + 4 + length;
}

async function listen(server: net.Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function close(server: net.Server, endConnections: () => void): Promise<unknown> {
  const closed = new Promise((resolve) => server.close(resolve));
  endConnections();
  return closed;
}

/** A port on which nobody listens. */
export async function closedUrl(): Promise<string> {
  const server = net.createServer();
  const url = await listen(server);
  await close(server, () => undefined);
  return url;
}

export const gatewayAt = (baseUrl: string, options: Partial<PluralGatewayOptions> = {}) =>
  createPluralGateway({
    baseUrl,
    clientId: 'client-id',
    clientSecret: new Secret('canary-client-secret'),
    timeouts: { connectMs: 2_000, responseMs: 2_000 },
    ...options,
  });

export const CARD = {
  number: '4012001037141112',
  expiryMonth: '03',
  expiryYear: '2031',
  cvv: '065',
} as const;

export const ORDER_ID = 'v1-5757575757-aa-hU1rUd';
export const INR = (value: number) => ({ value, currency: 'INR' });
export const CAPTURE = { gatewayOrderId: ORDER_ID, reference: 'order-0001-c1', amount: INR(1100) };

/** What is known after a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<GatewayErrorFields> {
  const error: unknown = await call.then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  if (!(error instanceof GatewayError)) throw new Error(`not a GatewayError: ${String(error)}`);
  return error.fields;
}
