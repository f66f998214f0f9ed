import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { JSONToPayload, payloadToJSON } from '@temporalio/common/lib/proto-utils';
import { PayloadNotDecrypted } from './codec';

export interface CodecServerOptions {
  readonly codec: PayloadCodec;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The Web UI's, such as `http://localhost:8233`: the only one a browser may ask from. */
  readonly allowedOrigin: string;
  /** Bearer tokens by the name that the audit shows. May be empty on a loopback host only. */
  readonly tokens: ReadonlyMap<string, string>;
  /** Gets one entry for every decode and encode, allowed or not. */
  readonly audit: (entry: CodecAudit) => void;
  /** @default 8 MiB: a page of history in the Web UI comes as one request. */
  readonly bodyLimitBytes?: number;
}

export interface CodecAudit {
  readonly operation: Operation;
  /** The name of the token, `loopback` where none is required, null when refused. */
  readonly who: string | null;
  readonly namespace: string | null;
  readonly payloads: number;
  readonly outcome: 'done' | 'failed' | Refusal;
}

export interface CodecServer {
  readonly url: string;
  close(): Promise<void>;
}

type Operation = 'decode' | 'encode';
type Settings = Omit<CodecServerOptions, 'host' | 'port'>;

/**
 * Serves `POST /decode` and `/encode` of Temporal's codec protocol for the Web UI and the CLI: `{payloads}` in,
 * `{payloads}` out, all of them or none.
 * @throws Error when a host that others can reach is to be served without a token.
 */
export async function serveCodec({ host, port, ...settings }: CodecServerOptions): Promise<CodecServer> {
  if (settings.tokens.size === 0 && !isLoopback(host)) {
    throw new Error(`A codec server on ${host} can be reached by others and needs a token (CODEC_TOKEN)`);
  }
  const server = createServer((request, response) => void respond(settings, request, response));
  server.requestTimeout = 10_000;
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * Reads `name:token,…`, the tokens of at least 16 characters. Nothing at all gives an empty map.
 * @throws Error naming each bad entry by its position, never by its value.
 */
export function parseTokens(text: string): ReadonlyMap<string, string> {
  if (text.trim() === '') return new Map();
  const entries = text.split(',').map((entry) => /^([A-Za-z0-9_.-]{1,64}):([!-~]{16,})$/.exec(entry.trim()));
  const bad = entries.flatMap((entry, index) => (entry ? [] : [index + 1]));
  if (bad.length > 0) throw new Error(`Codec token ${bad.join(', ')} is not of the form name:token with 16 characters`);
  return new Map(entries.map((entry) => [entry?.[1] ?? '', entry?.[2] ?? '']));
}

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(host);

async function respond(settings: Settings, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const send = (status: number, body?: object): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...corsHeaders(request, settings) });
    response.end(body && JSON.stringify(body));
  };
  const path = request.url?.split('?', 1)[0];
  if (request.method === 'OPTIONS') return send(isOriginAllowed(request, settings) ? 204 : 403);
  if (request.method === 'GET' && path === '/healthz') return send(200, { status: 'ok' });
  if (request.method === 'POST' && path === '/decode') return convert(settings, 'decode', request, send);
  if (request.method === 'POST' && path === '/encode') return convert(settings, 'encode', request, send);
  send(404, { error: 'not_found' });
}

const isOriginAllowed = ({ headers }: IncomingMessage, { allowedOrigin }: Settings): boolean =>
  headers.origin !== undefined && loopbackSpelled(headers.origin) === loopbackSpelled(allowedOrigin);

/** The dev server names its Web UI by either word: the same page, and to a browser another origin. */
const loopbackSpelled = (origin: string): string => origin.replace(/^http:\/\/localhost(?=:|$)/, 'http://127.0.0.1');

function corsHeaders(request: IncomingMessage, settings: Settings): Record<string, string> {
  if (!isOriginAllowed(request, settings)) return { vary: 'origin' };
  return {
    vary: 'origin',
    'access-control-allow-origin': request.headers.origin ?? settings.allowedOrigin,
    'access-control-allow-methods': 'POST,GET,OPTIONS',
    'access-control-allow-headers': 'content-type,x-namespace,authorization',
  };
}

const refusals = {
  origin_refused: 403,
  token_refused: 401,
  too_large: 413,
  unreadable: 400,
  not_decrypted: 422,
} as const;
type Refusal = keyof typeof refusals;

class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal);
  }
}

async function convert(
  settings: Settings,
  operation: Operation,
  request: IncomingMessage,
  send: (status: number, body: object) => void,
): Promise<void> {
  const entry: { -readonly [Key in keyof CodecAudit]: CodecAudit[Key] } = {
    operation,
    who: null,
    namespace: /^[\w.-]{1,255}$/.exec(String(request.headers['x-namespace'] ?? ''))?.[0] ?? null,
    payloads: 0,
    outcome: 'done',
  };
  try {
    // The CLI sends no origin; a browser always does with a POST.
    if (request.headers.origin !== undefined && !isOriginAllowed(request, settings))
      throw new Refused('origin_refused');
    entry.who = callerOf(request, settings.tokens);
    const payloads = payloadsOf(await readBody(request, settings.bodyLimitBytes ?? 8 * 1024 * 1024));
    entry.payloads = payloads.length;
    const converted = await settings.codec[operation](payloads);
    send(200, { payloads: converted.map(payloadToJSON) });
  } catch (error) {
    entry.outcome = outcomeOf(error);
    const status = entry.outcome === 'failed' ? 500 : refusals[entry.outcome];
    // Of all errors only this one is known to name a key id and nothing else.
    send(status, { error: entry.outcome, ...(error instanceof PayloadNotDecrypted && { message: error.message }) });
  } finally {
    settings.audit(entry);
  }
}

function outcomeOf(error: unknown): Refusal | 'failed' {
  if (error instanceof PayloadNotDecrypted) return 'not_decrypted';
  return error instanceof Refused ? error.refusal : 'failed';
}

function callerOf({ headers }: IncomingMessage, tokens: ReadonlyMap<string, string>): string {
  if (tokens.size === 0) return 'loopback';
  const received = digestOf(/^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '');
  for (const [name, token] of tokens) if (timingSafeEqual(received, digestOf(token))) return name;
  throw new Refused('token_refused');
}

/** Equal lengths for timingSafeEqual, whatever was sent. */
const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

async function readBody(request: IncomingMessage, limitBytes: number): Promise<string> {
  // By the announced length first: breaking off while reading cuts the connection, and the refusal would not arrive.
  if (Number(request.headers['content-length']) > limitBytes) throw new Refused('too_large');
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) throw new Refused('too_large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function payloadsOf(body: string): Payload[] {
  try {
    // The CLI leaves an empty list out, as protobuf's JSON does: a query without arguments comes as {}.
    const { payloads = [] } = JSON.parse(body) as { payloads?: Parameters<typeof JSONToPayload>[0][] };
    return payloads.map(JSONToPayload);
  } catch {
    // The parsers' errors quote what they were given.
    throw new Refused('unreadable');
  }
}
