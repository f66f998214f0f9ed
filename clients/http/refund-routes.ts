import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { checked } from '../checked';
import { READ_WITHIN_MS } from '../orders';
import type { CallOptions, RefundAnswer } from '../orders';
import {
  orderHeaders,
  orderParams,
  recheckRequest,
  refundParams,
  refundRequest,
  refundRequestFor,
  resolveRefundRequest,
} from '../request-schemas';
import { acceptedRefund, answers, refund, refundList } from './answer-schemas';
import type { EdgeApp, EdgeDependencies } from './edge';
import { callOptions, untilHungUp } from './edge';

/** Refunds of what was captured, whether or not the order's workflow is still open. */
export function refundRoutes(app: EdgeApp, dependencies: EdgeDependencies): void {
  const { orders } = dependencies;
  askRoute(app, dependencies);
  readRoute(app, dependencies);
  addLever(app, 'recheck', {
    summary: 'Ask the gateway about a refund now',
    body: recheckRequest,
    press: ({ reference, refundReference }, ...said) => orders.recheckRefund(reference, refundReference, ...said),
  });
  addLever(app, 'resolve', {
    summary: 'Settle a refund that waits for a person',
    body: resolveRefundRequest,
    press: ({ reference, refundReference }, ...said) => orders.resolveRefund(reference, refundReference, ...said),
  });
  addLever(app, 'revive', {
    summary: 'Have a refund go on whose workflow ended before it was settled',
    body: recheckRequest,
    press: ({ reference, refundReference }, ...said) => orders.reviveRefund(reference, refundReference, ...said),
  });
}

function askRoute(app: EdgeApp, { orders }: EdgeDependencies): void {
  app.post(
    '/orders/:reference/refunds',
    {
      config: { access: ['orders', 'operator'] },
      schema: {
        tags: ['refunds'],
        summary: 'Refund what was captured, or a part of it',
        description:
          'Scopes: orders, operator. `refundReference` is the key: the same request again is the same refund. Without ' +
          '`amount` it is all that is captured and not yet refunded.',
        params: orderParams,
        headers: orderHeaders,
        body: refundRequest,
        response: answers(
          {
            200: ['The refund as it stands: pending at the bank, refunded, or failed', refund],
            202: ['Accepted and durable; whether the gateway has it is not known yet', acceptedRefund],
          },
          'invalid-request',
          'order-not-found',
          'refund-conflict',
          'not-allowed',
          'temporal-unavailable',
        ),
      },
    },
    async (request, reply) => {
      const { reference } = request.params;
      const wish = checked(refundRequestFor(reference), request.body);
      const answer = await orders.refund(reference, wish, callOptions(request, reply));
      return sendRefund(reply, answer);
    },
  );
}

function readRoute(app: EdgeApp, { orders }: EdgeDependencies): void {
  app.get(
    '/orders/:reference/refunds',
    {
      config: { access: ['orders', 'operator'] },
      schema: {
        tags: ['refunds'],
        summary: 'Read the refunds of an order',
        description: 'Scopes: orders, operator. The oldest first.',
        params: orderParams,
        response: answers(
          { 200: ['The refunds', refundList] },
          'invalid-request',
          'order-not-found',
          'temporal-unavailable',
        ),
      },
    },
    async (request, reply) => ({
      refunds: await orders.refunds(request.params.reference, {
        timeoutMs: READ_WITHIN_MS,
        signal: untilHungUp(reply),
      }),
    }),
  );
}

interface Lever<Body extends z.ZodType> {
  readonly summary: string;
  readonly body: Body;
  readonly press: (
    of: z.output<typeof refundParams>,
    body: z.output<Body>,
    options: CallOptions,
  ) => Promise<RefundAnswer>;
}

function addLever<Body extends z.ZodType>(app: EdgeApp, name: string, { summary, body, press }: Lever<Body>): void {
  app.post(
    `/orders/:reference/refunds/:refundReference/${name}`,
    {
      config: { access: ['operator'] },
      schema: {
        tags: ['refunds'],
        summary,
        description: 'Scope: operator.',
        params: refundParams,
        headers: orderHeaders,
        body,
        response: answers(
          {
            200: ['Done; the refund as it then was', refund],
            202: ['Accepted and durable, without an answer in time', acceptedRefund],
          },
          'invalid-request',
          'order-not-found',
          'refund-not-found',
          'not-allowed',
          'temporal-unavailable',
        ),
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      // Both have passed the schemas above; the generic body hides that from the compiler.
      const of = request.params as z.output<typeof refundParams>;
      const answer = await press(of, request.body as z.output<Body>, callOptions(request, reply));
      return sendRefund(reply, answer);
    },
  );
}

const sendRefund = (reply: FastifyReply, answer: RefundAnswer): FastifyReply => {
  if (answer.settled) return reply.code(200).send(answer.refund);
  const { accepted, refund: seen } = answer;
  return reply.code(202).send({ accepted, refund: seen });
};
