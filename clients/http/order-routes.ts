import type { FastifyReply } from 'fastify';
import { createBuyerDesk } from '../buyer-desk';
import { READ_WITHIN_MS } from '../orders';
import type { PlaceAnswer } from '../orders';
import { orderFilter, orderHeaders, orderParams, orderRequest } from '../request-schemas';
import { acceptedOrder, answers, order, orderList } from './answer-schemas';
import type { EdgeApp, EdgeDependencies } from './edge';
import { callOptions, untilHungUp } from './edge';
import { sendAnswer } from './message-routes';

/** Placing and reading orders. */
export function orderRoutes(app: EdgeApp, dependencies: EdgeDependencies): void {
  placeRoute(app, dependencies);
  readRoutes(app, dependencies);
}

function placeRoute(app: EdgeApp, dependencies: EdgeDependencies): void {
  const buyer = createBuyerDesk(dependencies);
  app.post(
    '/orders',
    {
      config: { access: ['orders'] },
      schema: {
        tags: ['orders'],
        summary: 'Place an order',
        description:
          'Scope: orders. The answer comes when the buyer has something to do, or after 10 s as it then stands.',
        headers: orderHeaders,
        body: orderRequest,
        response: answers(
          {
            200: ['The same order was placed before', order],
            201: ['The order is placed', order],
            202: ['The order is placed; read it later for what comes next', acceptedOrder],
          },
          'invalid-request',
          'order-conflict',
          'card-unusable',
          'temporal-unavailable',
        ),
      },
    },
    async (request, reply) => sendPlaced(reply, await buyer.place(request.body, callOptions(request, reply))),
  );
}

function readRoutes(app: EdgeApp, { orders }: EdgeDependencies): void {
  app.get(
    '/orders/:reference',
    {
      config: { access: ['orders', 'operator'] },
      schema: {
        tags: ['orders'],
        summary: 'Read an order',
        description: 'Scopes: orders, operator.',
        params: orderParams,
        response: answers({ 200: ['The order', order] }, 'invalid-request', 'order-not-found', 'temporal-unavailable'),
      },
    },
    async (request, reply) =>
      orders.get(request.params.reference, { timeoutMs: READ_WITHIN_MS, signal: untilHungUp(reply) }),
  );

  app.get(
    '/orders',
    {
      config: { access: ['orders', 'operator'] },
      schema: {
        tags: ['orders'],
        summary: 'Find orders',
        description: 'Scopes: orders, operator. The newest first, as of a moment ago.',
        querystring: orderFilter,
        response: answers({ 200: ['The orders', orderList] }, 'invalid-request', 'temporal-unavailable'),
      },
    },
    async (request, reply) => orders.list(request.query, { timeoutMs: READ_WITHIN_MS, signal: untilHungUp(reply) }),
  );
}

function sendPlaced(reply: FastifyReply, answer: PlaceAnswer): FastifyReply {
  void reply.header('location', `/v1/orders/${answer.order.reference}`);
  if (answer.answered) return reply.code(answer.created ? 201 : 200).send(answer.order);
  return sendAnswer(reply, answer);
}
