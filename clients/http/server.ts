import type { FastifyReply, FastifyRequest } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import { createApp } from './app';
import { callbackRoute } from './callback-route';
import type { Caller } from './caller';
import { callerOf } from './callers';
import { cardRoutes } from './card-routes';
import { checkoutPage } from './checkout-page';
import type { EdgeApp, EdgeDependencies } from './edge';
import { sendProblem } from './error-handler';
import { exposureRoute } from './exposure-route';
import { registerLimits } from './limits';
import type { LimitChecks } from './limits';
import { acceptJson } from './json-body';
import { machineRoutes } from './machine-routes';
import { messageRoutes } from './message-routes';
import type { Orders } from '../orders';
import { createMetrics } from './metrics';
import { describeApi } from './openapi';
import { orderRoutes } from './order-routes';
import { ordersInReach } from './orders-in-reach';
import { Problem } from './problems';
import { refundRoutes } from './refund-routes';
import { CONTENT_POLICY, SECURITY_HEADERS } from './security-headers';
import { answerUnroutable } from './unroutable';
import { webhookRoute } from './webhook-route';

const BODY_LIMIT_BYTES = 64 * 1024;

/** The HTTP edge, ready to listen or to be injected into. */
export async function buildServer(dependencies: EdgeDependencies): Promise<EdgeApp> {
  const metrics = createMetrics();
  const app = createApp({
    logger: dependencies.logger,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    trustedProxies: dependencies.trustedProxies,
    answerUnroutable,
  });
  app.setValidatorCompiler(validatorCompiler);
  // Answers are described, not policed: an order that has learnt a new field must not become an error.
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler((request, reply) => sendProblem(new Problem('route-not-found'), request, reply));
  acceptJson(app);
  addSecurityHeaders(app);
  const limits = await registerLimits(app, dependencies.limits, metrics);
  checkCallers(app, dependencies, limits);
  app.addHook('onResponse', (request, reply, done) => {
    observe(request, reply, metrics.requestSeconds.observe.bind(metrics.requestSeconds));
    done();
  });

  await describeApi(app, dependencies.publicUrl);
  machineRoutes(app, dependencies, metrics);
  if (dependencies.checkoutPage) checkoutPage(app);
  await app.register(
    async (v1: EdgeApp) => {
      cardRoutes(v1, dependencies, limits);
      orderRoutes(v1, dependencies);
      messageRoutes(v1, dependencies);
      refundRoutes(v1);
      exposureRoute(v1);
      await v1.register(async (scope: EdgeApp) => webhookRoute(scope, dependencies, limits));
      await v1.register(async (scope: EdgeApp) => callbackRoute(scope, dependencies));
    },
    { prefix: '/v1' },
  );
  return app;
}

function addSecurityHeaders(app: EdgeApp): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    void reply.header('x-request-id', request.id);
    void reply.headers(SECURITY_HEADERS);
    if (request.url.startsWith('/v1')) void reply.header('cache-control', 'no-store');
    // The documentation page brings its own.
    if (!reply.hasHeader('content-security-policy') && !request.url.startsWith('/docs')) {
      void reply.header('content-security-policy', CONTENT_POLICY);
    }
    done(null, payload);
  });
}

const BY_KEY = [{ apiKey: [] }];
const BY_KEY_OR_TOKEN = [...BY_KEY, { checkoutToken: [] }];

/**
 * Checks callers before the body is read: without a key nothing is parsed. A route under /v1 that says nothing about
 * access is a mistake.
 */
function checkCallers(app: EdgeApp, dependencies: EdgeDependencies, limits: LimitChecks): void {
  const { orders, owners } = dependencies;
  app.decorateRequest('caller', null);
  // Each request gets its own below; Fastify takes no shared object here.
  app.decorateRequest('orders', null as unknown as Orders);
  app.addHook('onRoute', ({ url, config, schema }) => {
    if (url.startsWith('/v1') && config?.access === undefined) throw new Error(`Route ${url} names no access`);
    const access = config?.access;
    if (schema && Array.isArray(access)) schema.security = access.includes('cards') ? BY_KEY_OR_TOKEN : BY_KEY;
  });
  const identified = async (request: FastifyRequest): Promise<Caller> => {
    try {
      return callerOf(dependencies, request.headers.authorization);
    } catch (error) {
      await limits.countRefusal(request);
      throw error;
    }
  };
  app.addHook('onRequest', async (request) => {
    const { access } = request.routeOptions.config;
    if (access === undefined || access === 'public') return;
    const caller = await identified(request);
    request.caller = caller;
    await limits.countRequest(request);
    if (!access.some((scope) => caller.scopes.includes(scope))) throw new Problem('forbidden');
    request.orders = ordersInReach(orders, owners, caller.reach);
  });
}

/** One line and one observation for each request: by route, since an address may hold whatever a caller puts there. */
function observe(
  { method, routeOptions, caller, log }: FastifyRequest,
  { statusCode: status, elapsedTime }: FastifyReply,
  count: (labels: { method: string; route: string; status: number }, seconds: number) => void,
): void {
  const route = routeOptions.url ?? 'none';
  count({ method, route, status }, elapsedTime / 1_000);
  const line = { method, route, status, ms: Math.round(elapsedTime), ...(caller ? { caller: caller.name } : {}) };
  if (route === '/healthz' || route === '/readyz' || route === '/metrics') log.debug(line, 'request');
  else log.info(line, 'request');
}
