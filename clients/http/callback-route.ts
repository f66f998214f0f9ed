import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseCallbackFields } from '../callbacks/callback-fields';
import type { OrderGlance, TrackedOrder } from '../orders';
import { isReturnUrl, wayBackTo } from '../return-url';
import type { EdgeApp, EdgeDependencies } from './edge';
import { untilHungUp } from './edge';
import { PROBLEMS } from './problems';
import { problemOf } from './error-handler';
import { sendPage } from './pages';
import { headersOf, keepRawBodies, rawBodyOf } from './raw-body';

const ASK_WITHIN_MS = 4_000;

/**
 * Takes in the buyer's browser on its way back from the bank: its return is verified and passed on as a hint, then the
 * buyer is sent to the shop. The answer is always a page or a redirect, never JSON: a person looks at it.
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
        'Signed by the gateway; as a query, a form or JSON. Answers 303 to the returnUrl of the order as the shop wrote ' +
        'it, with `holdfast_reference` and `holdfast_state` at the end of its query, or a page for the buyer when there ' +
        'is none or the signature is refused (400).',
    },
    handler: (request, reply) => returned(request, reply, dependencies),
  });
}

async function returned(request: FastifyRequest, reply: FastifyReply, edge: EdgeDependencies): Promise<FastifyReply> {
  const fields = parseCallbackFields({
    method: request.method === 'GET' ? 'GET' : 'POST',
    query: queryOf(request.raw.url ?? ''),
    contentType: headersOf(request, 'content-type')[0],
    rawBody: rawBodyOf(request),
  });
  const verdict = fields.ok ? edge.verifyReturn(fields.fields) : fields;
  if (!verdict.ok) {
    request.log.warn({ reason: verdict.reason }, 'callback refused');
    return sendPage(reply, 'refused');
  }
  const options = { timeoutMs: ASK_WITHIN_MS, signal: untilHungUp(reply) };
  const reference = await edge.news.findByGatewayOrderId(verdict.orderId, options);
  if (reference === undefined) {
    request.log.warn('callback for an unknown order');
    return sendPage(reply, 'unknown');
  }
  const hint = { status: codeOf(verdict.status), ...(verdict.errorCode && { errorCode: codeOf(verdict.errorCode) }) };
  const idempotencyKey = verdict.signature;
  const { first, order } = await edge.news.returned(reference, hint, { ...options, idempotencyKey });
  if (!first) request.log.info({ reference }, 'callback repeated');
  const isFresh = first && !isLongSettled(order, edge.clock());
  const target = isFresh ? targetOf(order, edge.returnUrlHosts) : undefined;
  return target === undefined ? sendPage(reply, 'received') : reply.redirect(target, 303);
}

/** Whatever follows the first question mark: further ones belong to what was signed. */
const queryOf = (url: string): string => (url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');

/** A buyer may come back a moment after the order was settled; much later the link is an old one. */
const STALE_AFTER_MS = 15 * 60_000;

function isLongSettled(order: TrackedOrder | OrderGlance, nowMs: number): boolean {
  if (!('settledBy' in order) || order.settledBy === null) return false;
  const last = order.timeline.at(-1)?.at;
  return last !== undefined && nowMs - Date.parse(last) > STALE_AFTER_MS;
}

/** Codes of the gateway are words; anything else is not passed on. */
const codeOf = (text: string): string => (/^\w{1,64}$/.test(text) ? text : 'UNREADABLE');

/** Where the shop waits for the buyer. Checked again here: an order may have been started by other means than ours. */
function targetOf(order: TrackedOrder | OrderGlance, hosts: readonly string[]): string | undefined {
  const returnUrl = 'returnUrl' in order ? order.returnUrl : null;
  return returnUrl !== null && isReturnUrl(returnUrl, hosts) ? wayBackTo(returnUrl, order) : undefined;
}
