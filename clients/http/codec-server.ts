import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { isLoopback } from '../loopback';
import { PayloadNotDecrypted } from '../temporal/codec';
import { bodyOf, parsePayloads } from '../temporal/payload-json';
import type { PayloadCodec } from '../temporal/payload-json';
import { digestOf } from '../api-keys';
import { bearerOf, ownerOf } from './api-keys';
import { createApp } from './app';
import type { CodecTokens } from './codec-tokens';
import type { EdgeApp } from './edge';
import { keepRawBodies, rawBodyOf } from './raw-body';
import { strictHeaders } from './security-headers';

export interface CodecServerOptions {
  readonly codec: PayloadCodec;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The Web UI's origin, such as `http://localhost:8233`: the only one a browser may ask from. */
  readonly allowedOrigin: string;
  /** These may be empty on a loopback host only. */
  readonly tokens: CodecTokens;
  /** Called with one entry for every decode and encode, allowed or not. */
  readonly audit: (entry: CodecAudit) => void;
  readonly logger: Logger;
  /** @default 8 MiB: a page of history in the Web UI comes as one request. */
  readonly bodyLimitBytes?: number;
}

export interface CodecAudit {
  readonly operation: Operation;
  /** The name of the token, `loopback` where none is required, null when refused. */
  readonly who: string | null;
  readonly namespace: string | null;
  readonly payloads: number;
  readonly outcome: 'done' | 'failed' | ProblemCode;
}

export interface CodecServer {
  readonly url: string;
  close(): Promise<void>;
}

type Operation = 'decode' | 'encode';
type Settings = Omit<CodecServerOptions, 'host' | 'port'>;

declare module 'fastify' {
  interface FastifyRequest {
    /** The entry of a request to decode or encode, as far as it is known. */
    audit: { -readonly [Key in keyof CodecAudit]: CodecAudit[Key] } | null;
  }
}

/**
 * Serves `POST /decode` and `/encode` of Temporal's codec protocol for the Web UI and the CLI: `{payloads}` in,
 * `{payloads}` out, all of them or none.
 * @throws Error when a host that others can reach is to be served without a token.
 */
export async function serveCodec({ host, port, ...settings }: CodecServerOptions): Promise<CodecServer> {
  if (settings.tokens.size === 0 && !isLoopback(host)) {
    throw new Error(`A codec server on ${host} can be reached by others and needs a token (CODEC_TOKEN)`);
  }
  const app = buildCodecServer(settings);
  const url = await app.listen({ host, port });
  return { url, close: () => app.close() };
}

const STATUSES = {
  origin_refused: 403,
  token_refused: 401,
  too_large: 413,
  unreadable: 400,
  not_decrypted: 422,
} as const;
type ProblemCode = keyof typeof STATUSES;

class Refused extends Error {
  constructor(readonly problem: ProblemCode) {
    super(problem);
  }
}

function buildCodecServer(settings: Settings): EdgeApp {
  const { logger, bodyLimitBytes = 8 * 1024 * 1024 } = settings;
  const app = createApp({ logger, bodyLimitBytes, answerUnroutable: (_error, ...at) => answerNowhere(...at) });
  app.decorateRequest('audit', null);
  app.setErrorHandler(answerFailure);
  app.setNotFoundHandler(answerNowhere);
  // We refuse a text that is no JSON ourselves, whatever type it claims to be.
  keepRawBodies(app);
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers({ ...strictHeaders(request.id), ...corsHeaders(request, settings) });
    done();
  });
  app.options('*', (request, reply) => reply.code(isOriginAllowed(request, settings) ? 204 : 403).send());
  app.get('/healthz', () => ({ status: 'ok' }));
  convertRoute(app, 'decode', settings);
  convertRoute(app, 'encode', settings);
  return app;
}

function convertRoute(app: EdgeApp, operation: Operation, settings: Settings): void {
  const callerOf = createCallerCheck(settings.tokens);
  app.post(`/${operation}`, {
    // This runs before the body is read.
    onRequest: (request, _reply, done) => {
      request.audit = newEntry(operation, request);
      // The CLI sends no origin; a browser always does with a POST.
      if (request.headers.origin !== undefined && !isOriginAllowed(request, settings))
        throw new Refused('origin_refused');
      request.audit.who = callerOf(request);
      done();
    },
    handler: async (request) => {
      const payloads = payloadsOf(request);
      if (request.audit) request.audit.payloads = payloads.length;
      return bodyOf(await settings.codec[operation](payloads));
    },
    onSend: (request, _reply, payload, done) => {
      if (request.audit) settings.audit(request.audit);
      done(null, payload);
    },
  });
}

const newEntry = (operation: Operation, { headers }: FastifyRequest): NonNullable<FastifyRequest['audit']> => ({
  operation,
  who: null,
  namespace: /^[\w.-]{1,255}$/.exec(String(headers['x-namespace'] ?? ''))?.[0] ?? null,
  payloads: 0,
  outcome: 'done',
});

function createCallerCheck(tokens: CodecTokens): (request: FastifyRequest) => string {
  if (tokens.size === 0) return () => 'loopback';
  const known = [...tokens].map(([name, token]) => ({ name, digest: digestOf(token.expose()) }));
  return ({ headers }) => {
    const caller = ownerOf(known, bearerOf(headers.authorization));
    if (caller === undefined) throw new Refused('token_refused');
    return caller.name;
  };
}

const isOriginAllowed = ({ headers }: FastifyRequest, { allowedOrigin }: Settings): boolean =>
  headers.origin !== undefined && loopbackSpelled(headers.origin) === loopbackSpelled(allowedOrigin);

/** The dev server names its Web UI by either word: one page, but two origins to a browser. */
const loopbackSpelled = (origin: string): string => origin.replace(/^http:\/\/localhost(?=:|$)/, 'http://127.0.0.1');

function corsHeaders(request: FastifyRequest, settings: Settings): Record<string, string> {
  if (!isOriginAllowed(request, settings)) return { vary: 'origin' };
  return {
    vary: 'origin',
    'access-control-allow-origin': request.headers.origin ?? settings.allowedOrigin,
    'access-control-allow-methods': 'POST,GET,OPTIONS',
    'access-control-allow-headers': 'content-type,x-namespace,authorization',
  };
}

function payloadsOf(request: FastifyRequest): ReturnType<typeof parsePayloads> {
  try {
    return parsePayloads(Buffer.from(rawBodyOf(request)).toString());
  } catch {
    throw new Refused('unreadable');
  }
}

function answerFailure(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const outcome = outcomeOf(error);
  if (request.audit) request.audit.outcome = outcome;
  if (outcome === 'failed') request.log.error({ err: error }, 'codec request failed');
  // Of all errors only this one is known to name a key id and nothing else.
  const message = error instanceof PayloadNotDecrypted ? { message: error.message } : {};
  void reply.code(outcome === 'failed' ? 500 : STATUSES[outcome]).send({ error: outcome, ...message });
}

function outcomeOf(error: unknown): ProblemCode | 'failed' {
  if (error instanceof PayloadNotDecrypted) return 'not_decrypted';
  if (error instanceof Refused) return error.problem;
  const { code, statusCode = 500 } = error as Partial<FastifyError>;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return 'too_large';
  return statusCode < 500 ? 'unreadable' : 'failed';
}

/** Answers without repeating the address. */
function answerNowhere(request: FastifyRequest, reply: FastifyReply): void {
  void reply.headers(strictHeaders(request.id)).code(404).send({ error: 'not_found' });
}
