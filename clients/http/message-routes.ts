import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { createBuyerDesk } from '../buyer-desk';
import { ORDER_MESSAGES, REFUND, REFUND_LEVERS } from '../message-catalogue';
import type { Message } from '../message-catalogue';
import type { OrderAnswer, PlaceAnswer, RefundAnswer } from '../orders';
import { orderHeaders, orderParams, refundParams } from '../request-schemas';
import { acceptedOrder, acceptedRefund, answers } from './answer-schemas';
import { shownTo } from './buyer-view';
import type { EdgeApp, EdgeDependencies } from './edge';
import { accessOf, callOptions } from './edge';
import { order, orderOrBuyerView, refund } from './view-schemas';

/** Where messages of one kind are sent to, and how they are answered. */
interface Target<Params extends z.ZodType> {
  readonly tag: 'orders' | 'refunds';
  readonly url: string;
  readonly params: Params;
  readonly done: readonly [string, z.ZodType];
  readonly accepted: readonly [string, z.ZodType];
}

const ACCEPTED = 'Accepted and durable, without an answer in time';
const TO_ORDER: Target<typeof orderParams> = {
  tag: 'orders',
  url: '/orders/:reference',
  params: orderParams,
  done: ['Done; the order as it then was', order],
  accepted: [ACCEPTED, acceptedOrder],
};
const BUYERS_DONE = ['Done; the order as it then was, or of it what a buyer may see', orderOrBuyerView] as const;
const FOR_REFUND: Target<typeof orderParams> = {
  ...TO_ORDER,
  tag: 'refunds',
  done: ['The refund as it stands: pending at the bank, refunded, or failed', refund],
  accepted: ['Accepted and durable; whether the gateway has it is not known yet', acceptedRefund],
};
const TO_REFUND: Target<typeof refundParams> = {
  tag: 'refunds',
  url: '/orders/:reference/refunds/:refundReference',
  params: refundParams,
  done: ['Done; the refund as it then was', refund],
  accepted: [ACCEPTED, acceptedRefund],
};

/** What can be said to an order and its refunds: each waits for the answer, at most 10 s, then answers 202. */
export function messageRoutes(app: EdgeApp, dependencies: EdgeDependencies): void {
  const add = <Params extends z.ZodType>(target: Target<Params>, message: Message<z.output<Params>>): void =>
    addRoute(app, dependencies, target, message);
  for (const message of Object.values(ORDER_MESSAGES)) add(TO_ORDER, message);
  add(FOR_REFUND, REFUND);
  for (const message of Object.values(REFUND_LEVERS)) add(TO_REFUND, message);
}

function addRoute<Params extends z.ZodType>(
  app: EdgeApp,
  dependencies: EdgeDependencies,
  { tag, url, params, done, accepted }: Target<Params>,
  message: Message<z.output<Params>>,
): void {
  const { path, summary, note, access, body, refusals = [] } = message;
  const scopes = accessOf(access);
  app.post(
    `${url}/${path}`,
    {
      config: { access },
      schema: {
        tags: [tag],
        summary,
        description: note === undefined ? scopes : `${scopes} ${note}`,
        params,
        headers: orderHeaders,
        body,
        response: answers(
          { 200: access.some((scope) => scope === 'cards') ? BUYERS_DONE : done, 202: accepted },
          'invalid-request',
          'order-not-found',
          'not-allowed',
          ...refusals,
          'temporal-unavailable',
        ),
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      // The params passed the schema above; their generic type hides that from the compiler.
      const name = request.params as z.output<Params>;
      const { orders } = request;
      const desk = { orders, buyer: createBuyerDesk({ ...dependencies, orders }) };
      return sendAnswer(reply, await message.say(desk, name, request.body, callOptions(request, reply)));
    },
  );
}

/** 202 says what was accepted, and shows the order or the refund as it stands. */
export function sendAnswer(reply: FastifyReply, answer: OrderAnswer | PlaceAnswer | RefundAnswer): FastifyReply {
  const { caller } = reply.request;
  if ('refund' in answer) {
    const { answered, ...seen } = answer;
    return answered ? reply.code(200).send(answer.refund) : reply.code(202).send(seen);
  }
  const order = shownTo(caller, answer.order);
  return answer.answered ? reply.code(200).send(order) : reply.code(202).send({ accepted: answer.accepted, order });
}
