import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseCallbackFields } from '../callbacks/callback-fields';
import { OrderError } from '../order-errors';
import type { TrackedOrder } from '../orders';
import type { EdgeApp, EdgeDependencies } from './edge';
import { untilHungUp } from './edge';
import { PROBLEMS } from './problems';
import { problemOf } from './error-handler';
import { sendPage } from './pages';
import { headersOf, keepRawBodies, rawBodyOf } from './raw-body';
import { parseReturnUrl } from './return-url';

const ASK_WITHIN_MS = 4_000;

/**
 * The buyer's browser, coming back from the bank: verified, passed on as a hint, then sent to the shop. The answer is
 * always a page or a redirect, never JSON: a person looks at it.
 */
export function callbackRoute(app: EdgeApp, dependencies: EdgeDependencies): void {
  keepRawBodies(app);
  app.setErrorHandler((error, request, reply) => {
    const { slug } = problemOf(error);
    if (slug === 'internal-error') request.log.error({ err: error }, 'callback failed');
    return sendPage(reply, PROBLEMS[slug].status < 500 ? 'refused' : 'unavailable');
  });
  app.route({
    method: ['GET', 'POST'],
    url: '/callbacks/plural',
    exposeHeadRoute: false,
    config: { access: 'public' },
    schema: {
      tags: ['gateway'],
      summary: "Return of the buyer's browser",
      description:
        'Signed by the gateway; as a query, a form or JSON. Answers 303 to the returnUrl of the order, with `reference` ' +
        'and `state`, or a page for the buyer when there is none or the signature is refused (400).',
    },
    handler: (request, reply) => returned(request, reply, dependencies),
  });
}

async function returned(request: FastifyRequest, reply: FastifyReply, edge: EdgeDependencies): Promise<FastifyReply> {
  const fields = parseCallbackFields({
    method: request.method === 'GET' ? 'GET' : 'POST',
    query: request.raw.url?.split('?', 2)[1] ?? '',
    contentType: headersOf(request, 'content-type')[0],
    rawBody: rawBodyOf(request),
  });
  const verdict = fields.ok ? edge.verifyReturn(fields.fields) : fields;
  if (!verdict.ok) {
    request.log.warn({ reason: verdict.reason }, 'callback refused');
    return sendPage(reply, 'refused');
  }
  const options = { timeoutMs: ASK_WITHIN_MS, signal: untilHungUp(reply) };
  const reference = await edge.orders.findByGatewayOrderId(verdict.orderId, options);
  if (reference === undefined) {
    request.log.warn('callback for an unknown order');
    return sendPage(reply, 'unknown');
  }
  const { status, errorCode } = verdict;
  // A closed order takes no hint; its buyer is sent on all the same.
  await edge.orders.signalCallback(
    reference,
    { status: codeOf(status), ...(errorCode ? { errorCode: codeOf(errorCode) } : {}) },
    options,
  );
  const target = targetOf(await read(edge, reference), edge.returnUrlHosts);
  return target === undefined ? sendPage(reply, 'received') : reply.redirect(target, 303);
}

/** Codes of the gateway are words; whatever else stands there is not passed on. */
const codeOf = (text: string): string => (/^\w{1,64}$/.test(text) ? text : 'UNREADABLE');

async function read({ orders }: EdgeDependencies, reference: string): Promise<TrackedOrder | undefined> {
  try {
    return await orders.get(reference, { timeoutMs: ASK_WITHIN_MS });
  } catch (error) {
    if (error instanceof OrderError) return undefined;
    throw error;
  }
}

/** Where the shop waits for the buyer. Checked again here: an order may have been started by other means than ours. */
function targetOf(order: TrackedOrder | undefined, hosts: readonly string[]): string | undefined {
  const target = order?.returnUrl ? parseReturnUrl(order.returnUrl, hosts) : undefined;
  if (!order || !target) return undefined;
  target.searchParams.set('reference', order.reference);
  target.searchParams.set('state', order.state);
  return target.href;
}
