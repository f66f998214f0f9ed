import formbody from '@fastify/formbody';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { ZodError } from 'zod';
import { ENDPOINTS, ownReferenceOf, subjectOf, type Call, type Context, type Endpoint } from './api';
import { perform } from './acts';
import { currentOrder, failCapture, liveHolds } from './bank';
import type { Control } from './control';
import { controlRoutes } from './control-routes';
import type { Subject } from './fault-rules';
import { applyFault, sendAnswer, type FaultyCall } from './faults';
import type { SeenCall } from './calls';
import { isMutating } from './ledger';
import { pageRoutes } from './page-routes';
import { Refusal, type Answer } from './refusals';
import { isTokenValid } from './signatures';

/** A line for the log: names and ids only, never a body, a header or a URL. */
export type Log = (line: Readonly<Record<string, unknown>>) => void;

export interface ServerParts extends Context {
  readonly control: Control;
  readonly callbackSecret: string;
  readonly log: Log;
}

const requestIdOf = (request: FastifyRequest): string | undefined => {
  const id = request.headers['request-id'];
  return typeof id === 'string' && id.length <= 50 ? id : undefined;
};

function refuseUnlessAuthorised({ world, credentials }: Context, request: FastifyRequest): void {
  const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
  if (
    scheme?.toLowerCase() !== 'bearer' ||
    !isTokenValid(token, credentials.clientSecret, world.clock.now(), world.tokenGeneration)
  ) {
    throw new Refusal('UNAUTHORIZED');
  }
}

/** Runs a call and answers with its result or its refusal. */
function answerOf(act: () => Answer): Answer {
  try {
    return act();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

async function serve(
  parts: ServerParts,
  endpoint: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { world, control } = parts;
  const { operation } = endpoint;
  const call: Call = { params: request.params as Call['params'], body: request.body };
  const requestId = requestIdOf(request);
  const subject = subjectOf(endpoint, call, world);
  if (isMutating(operation) && subject.reference !== undefined) world.received(subject.reference, operation);
  const fault = control.faultOf(operation, subject);
  parts.log({ operation, ...subject, requestId, fault: fault?.kind });
  const seen = noteCall(parts, reply, { operation, subject, requestId, fault: fault?.kind });
  const ownReference = isMutating(operation) ? ownReferenceOf(operation, call) : undefined;
  if (ownReference !== undefined) control.repeats.note(seen, ownReference, call.body);
  const commit: FaultyCall['commit'] = ({ settings, ...options } = {}) =>
    answerOf(() => world.transact(requestId, () => endpoint.act(parts, { ...call, ...options }), settings));
  if (!fault) return void (await sendAnswer(reply, commit()));
  const release: FaultyCall['release'] = () => control.held.wait(operation, subject.reference ?? null);
  await applyFault({ commit, release, reply, clock: world.clock, ...leversOf(parts, subject) }, fault);
}

/** What a fault can do beside the call itself. */
const leversOf = (
  { world, control }: ServerParts,
  { orderId }: Subject,
): Pick<FaultyCall, 'loseHold' | 'revokeTokens' | 'perform' | 'forge'> => ({
  loseHold: () =>
    world.transact(undefined, () => {
      const order = orderId === undefined ? undefined : world.order(orderId);
      const [hold] = order ? liveHolds(order) : [];
      if (order && hold) failCapture(world, order, hold);
    }),
  revokeTokens: () => void (world.tokenGeneration += 1),
  perform: (act, answer) => {
    // What its state does not allow, such as the lapse of a hold that was captured meanwhile, does not happen.
    answerOf(() =>
      world.transact(undefined, () => {
        perform(world, currentOrder(world, orderIdIn(answer) ?? orderId ?? ''), act, {});
        return { status: 200, body: null };
      }),
    );
  },
  forge: (claim, answer) => {
    const id = orderIdIn(answer) ?? orderId;
    if (id !== undefined && world.order(id)) void control.forgeWebhook(id, claim);
  },
});

/** Flat in the answer of the hosted link; none in that of a refusal, or of an OTP. */
function orderIdIn({ body }: Answer): string | undefined {
  const { data, order_id } = body as { data?: { order_id?: string }; order_id?: string };
  return data?.order_id ?? order_id;
}

function noteCall(
  { world, control }: ServerParts,
  reply: FastifyReply,
  what: {
    operation: Endpoint['operation'];
    subject: Subject;
    requestId: string | undefined;
    fault: string | undefined;
  },
): SeenCall {
  const { operation, subject, requestId = null, fault = null } = what;
  const { reference = null, orderId = null } = subject;
  const atMs = world.clock.now();
  const seen = { operation, reference, orderId, requestId, fault, atMs, endedAtMs: null, answered: false } as SeenCall;
  control.calls.note(seen);
  reply.raw.once('close', () => {
    seen.endedAtMs = world.clock.now();
    seen.answered = reply.raw.writableFinished;
  });
  return seen;
}

/** An empty body is no body, whatever the content type says: cancel has none. */
function acceptJson(app: FastifyInstance): void {
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(body as string));
    } catch {
      done(new Refusal('INVALID_REQUEST', { reason: 'body: not JSON' }));
    }
  });
}

function answerErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    if (error instanceof Refusal) return sendAnswer(reply, error.answer);
    if (error instanceof ZodError) {
      const reason = error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; ');
      return sendAnswer(reply, new Refusal('INVALID_REQUEST', { reason }).answer);
    }
    if (error.statusCode !== undefined && error.statusCode < 500) {
      return sendAnswer(reply, new Refusal('INVALID_REQUEST', { status: error.statusCode }).answer);
    }
    log({ error: error.name, stack: error.stack });
    return sendAnswer(reply, new Refusal('INTERNAL_ERROR').answer);
  });
  app.setNotFoundHandler((request, reply) => {
    // The token endpoint documents 405 for a wrong method; elsewhere there is simply nothing.
    const status = request.url === '/api/auth/v1/token' ? 405 : 404;
    return sendAnswer(reply, new Refusal('INVALID_REQUEST', { status }).answer);
  });
}

/** The HTTP server: the gateway's endpoints, the buyer's pages, the control API, `/healthz`. */
export async function createServer(parts: ServerParts): Promise<FastifyInstance> {
  const app = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: 262_144 });
  acceptJson(app);
  answerErrors(app, parts.log);
  app.get('/healthz', () => ({ status: 'ok' }));
  for (const endpoint of ENDPOINTS) {
    app.route({
      method: endpoint.method,
      url: endpoint.url,
      // Before the body is read: who may not ask is not told what is wrong with the question.
      onRequest: (request, _reply, done) => {
        if (endpoint.operation !== 'token') refuseUnlessAuthorised(parts, request);
        done();
      },
      handler: (request, reply) => serve(parts, endpoint, request, reply),
    });
  }
  await app.register(
    (scope, _options, done) => {
      controlRoutes(scope, parts.control);
      done();
    },
    { prefix: '/control' },
  );
  await app.register(async (scope) => {
    await scope.register(formbody);
    pageRoutes(scope, parts);
  });
  return app;
}
