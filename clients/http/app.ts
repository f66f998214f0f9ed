import { randomUUID } from 'node:crypto';
import Fastify, { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { EdgeApp } from './edge';
import { createClientErrorHandler } from './unroutable';

/** The time limit for receiving a request; whatever a route asks has a time limit of its own. */
const RECEIVE_WITHIN_MS = 10_000;
/** Node looks for late requests only every 30 s, and gives headers alone 60 s. */
const RECEIVING = { headersTimeout: 5_000, connectionsCheckingInterval: 1_000 };
/** A caller's own request id goes into logs only if it looks like one. */
const REQUEST_ID = /^[A-Za-z0-9-]{8,64}$/;

interface AppOptions {
  readonly logger: FastifyBaseLogger;
  readonly bodyLimitBytes: number;
  /** Answers a request whose address the router cannot read. No hook runs for it. */
  readonly answerUnroutable: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => void;
}

/** Fastify as each of our servers has it, with its limits on what it receives. */
export function createApp({ logger, bodyLimitBytes, answerUnroutable }: AppOptions): EdgeApp {
  return Fastify({
    loggerInstance: logger,
    // Fastify's own lines hold addresses; ours name the route.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    requestTimeout: RECEIVE_WITHIN_MS,
    http: RECEIVING,
    frameworkErrors: answerUnroutable,
    clientErrorHandler: createClientErrorHandler(logger),
    forceCloseConnections: 'idle',
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
  }).withTypeProvider<ZodTypeProvider>();
}

const requestIdOf = (given: string | string[] | undefined): string =>
  typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
