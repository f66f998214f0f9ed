import type { FastifyReply } from 'fastify';
import { createBuyerDesk } from '../buyer-desk';
import { READ_WITHIN_MS } from '../orders';
import type { CallOptions, PlaceAnswer } from '../orders';
import { orderFilter, orderHeaders, orderParams, orderRequest } from '../request-schemas';
import { acceptedPlacing, answers, orderList } from './answer-schemas';
import { buyerViewOf } from './buyer-view';
import type { CheckoutToken } from './checkout-token';
import type { EdgeApp, EdgeDependencies } from './edge';
import { accessOf, callOptions, CHECKOUT, PLACING, READING, untilHungUp } from './edge';
import { buyerView, order, placedOrder } from './view-schemas';

/** Placing and reading orders. */
export function orderRoutes(app: EdgeApp, dependencies: EdgeDependencies): void {
  placeRoute(app, dependencies);
  readRoute(app);
  checkoutRoute(app);
  listRoute(app);
}

function placeRoute(app: EdgeApp, dependencies: EdgeDependencies): void {
  app.post(
    '/orders',
    {
      config: { access: PLACING },
      schema: {
        tags: ['orders'],
        summary: 'Place an order',
        description:
          `${accessOf(PLACING)} It belongs to the shop of the key. The answer comes when the buyer has something to do, ` +
          'or after 10 s as it then stands. `checkoutToken` opens this order, and nothing else, to the browser of its buyer.',
        headers: orderHeaders,
        body: orderRequest,
        response: answers(
          {
            200: ['The same order was placed before', placedOrder],
            201: ['The order is placed', placedOrder],
            202: ['The order is placed; read it later for what comes next', acceptedPlacing],
          },
          'invalid-request',
          'order-conflict',
          'card-unusable',
          'temporal-unavailable',
        ),
      },
    },
    async (request, reply) => {
      const { orders } = request;
      const buyer = createBuyerDesk({ ...dependencies, orders });
      const answer = await buyer.place(request.body, callOptions(request, reply));
      return sendPlaced(reply, answer, dependencies.checkoutTokens.issue(answer.order.reference));
    },
  );
}

function sendPlaced(reply: FastifyReply, answer: PlaceAnswer, checkoutToken: CheckoutToken): FastifyReply {
  const { order } = answer;
  void reply.header('location', `/v1/orders/${order.reference}`);
  return answer.answered
    ? reply.code(answer.created ? 201 : 200).send({ ...order, checkoutToken })
    : reply.code(202).send({ accepted: answer.accepted, order, checkoutToken });
}

function readRoute(app: EdgeApp): void {
  app.get(
    '/orders/:reference',
    {
      config: { access: READING },
      schema: {
        tags: ['orders'],
        summary: 'Read an order',
        description: accessOf(READING),
        params: orderParams,
        response: answers({ 200: ['The order', order] }, 'invalid-request', 'order-not-found', 'temporal-unavailable'),
      },
    },
    async (request, reply) => request.orders.get(request.params.reference, readOptions(reply)),
  );
}

function checkoutRoute(app: EdgeApp): void {
  app.get(
    '/orders/:reference/checkout',
    {
      config: { access: CHECKOUT },
      schema: {
        tags: ['orders'],
        summary: 'Read an order as its buyer may see it',
        description: accessOf(CHECKOUT),
        params: orderParams,
        response: answers(
          { 200: ['What the buyer may see', buyerView] },
          'invalid-request',
          'order-not-found',
          'temporal-unavailable',
        ),
      },
    },
    async (request, reply) => buyerViewOf(await request.orders.get(request.params.reference, readOptions(reply))),
  );
}

function listRoute(app: EdgeApp): void {
  app.get(
    '/orders',
    {
      config: { access: READING },
      schema: {
        tags: ['orders'],
        summary: 'Find orders',
        description: `${accessOf(READING)} Those that the key reaches, the newest first, as of a moment ago.`,
        querystring: orderFilter,
        response: answers({ 200: ['The orders', orderList] }, 'invalid-request', 'temporal-unavailable'),
      },
    },
    async (request, reply) => request.orders.list(request.query, readOptions(reply)),
  );
}

const readOptions = (reply: FastifyReply): CallOptions => ({ timeoutMs: READ_WITHIN_MS, signal: untilHungUp(reply) });
