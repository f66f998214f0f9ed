import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { REFERENCE_PATTERN } from '../../workflows/contract/common';
import type { WebhookNotice } from '../../workflows/contract/common';
import type { CallOptions } from '../orders';
import { answers } from './answer-schemas';
import type { EdgeApp, EdgeDependencies } from './edge';
import { callOptions } from './edge';
import { Problem } from './problems';
import { headersOf, keepRawBodies, rawBodyOf } from './raw-body';

const REFUND_EVENTS: ReadonlySet<string> = new Set(['REFUND_PROCESSED', 'REFUND_FAILED']);

/** The gateway's events that tell of a hold or a refund (docs/gateway.md §5). It sends others, about customers, too. */
const EVENTS: ReadonlySet<string> = new Set([
  ...REFUND_EVENTS,
  'ORDER_AUTHORIZED',
  'ORDER_PROCESSED',
  'ORDER_CANCELLED',
  'ORDER_FAILED',
  'PAYMENT_FAILED',
]);

const envelope = z.object({ event_type: z.string().max(100), data: z.unknown() });

const answer = z.object({ outcome: z.enum(['delivered', 'ignored']) });

/** A webhook of the gateway is verified over the raw bytes, reduced, and passed on to the order. */
export function webhookRoute(app: EdgeApp, dependencies: EdgeDependencies): void {
  keepRawBodies(app);
  app.post(
    '/webhooks/plural',
    {
      config: { access: 'public' },
      schema: {
        tags: ['gateway'],
        summary: 'Webhooks of the gateway',
        description: 'Signed by the gateway. What concerns no open order is acknowledged, so that it is not repeated.',
        response: answers({ 200: ['Received', answer] }, 'signature-refused', 'body-too-large', 'temporal-unavailable'),
      },
    },
    async (request, reply) => {
      const verdict = dependencies.verifyWebhook({
        id: headersOf(request, 'webhook-id'),
        timestamp: headersOf(request, 'webhook-timestamp'),
        signature: headersOf(request, 'webhook-signature'),
        rawBody: rawBodyOf(request),
      });
      if (!verdict.ok) {
        request.log.warn({ reason: verdict.reason }, 'webhook refused');
        throw new Problem('signature-refused');
      }
      const notice = noticeOf(verdict.id, request, dependencies);
      const isDelivered =
        typeof notice === 'object' && (await deliver(notice, dependencies, callOptions(request, reply)));
      const reason = typeof notice === 'string' ? notice : 'no open order';
      if (!isDelivered) request.log.info({ webhookId: verdict.id, reason }, 'webhook ignored');
      if (!isDelivered && typeof notice === 'object')
        await raiseAlarm(notice, dependencies, request.log, callOptions(request, reply));
      return { outcome: isDelivered ? ('delivered' as const) : ('ignored' as const) };
    },
  );
}

/** The notice in a verified body, or why there is none. */
function noticeOf(
  webhookId: string,
  request: FastifyRequest,
  { reduceWebhook, clock }: EdgeDependencies,
): WebhookNotice | string {
  const { data: webhook } = envelope.safeParse(parseJson(rawBodyOf(request)));
  if (!webhook) return 'unreadable';
  if (!EVENTS.has(webhook.event_type)) return 'event of no interest';
  const snapshot = reduceWebhook(webhook, new Date(clock()).toISOString());
  return snapshot ? { webhookId, event: webhook.event_type, snapshot } : 'no order in it';
}

/** Logs what concerns no open order, where a person has to look at it all the same. */
async function raiseAlarm(
  notice: WebhookNotice,
  { news }: EdgeDependencies,
  log: FastifyRequest['log'],
  options: CallOptions,
): Promise<void> {
  const { reference, gatewayOrderId } = notice.snapshot;
  if (REFERENCE_PATTERN.test(reference) && (await news.hasEndedUnsettled(reference, options)))
    log.error(
      { reference, gatewayOrderId },
      'a webhook for an order whose workflow ended before it was settled: revive it',
    );
  else if (showsHold(notice))
    log.error({ reference, gatewayOrderId }, 'money is on hold for an order that is closed or unknown');
}

/** The watch has ended, so nobody decides about such a hold any more: an alarm for a person (core rule 11). */
const showsHold = ({ snapshot }: WebhookNotice): boolean =>
  snapshot.payments.some(({ status }) => status === 'authorised');

/** A refund may be told of by itself or by its order (docs/gateway.md §10 row 41): the latter is news of both. */
async function deliver(
  notice: WebhookNotice,
  dependencies: EdgeDependencies,
  options: ReturnType<typeof callOptions>,
): Promise<boolean> {
  const { otherThing } = notice.snapshot;
  const isRefund = otherThing?.kind === 'refund' || (otherThing?.parentId ?? null) !== null;
  const isOfRefunds = isRefund || REFUND_EVENTS.has(notice.event);
  const toRefunds = isOfRefunds && (await dependencies.news.signalRefundWebhook(notice, options));
  return (!isRefund && (await deliverToOrder(notice, dependencies, options))) || toRefunds;
}

/** Finds the order by our reference, or by the gateway's id where the gateway knows it under another one. */
async function deliverToOrder(
  notice: WebhookNotice,
  { news }: EdgeDependencies,
  options: ReturnType<typeof callOptions>,
): Promise<boolean> {
  const { reference, gatewayOrderId } = notice.snapshot;
  if (REFERENCE_PATTERN.test(reference) && (await news.signalWebhook(reference, notice, options))) return true;
  const found = await news.findByGatewayOrderId(gatewayOrderId, options);
  return found !== undefined && found !== reference && news.signalWebhook(found, notice, options);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
