import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Secret } from '../../activities/vault';
import { createBuyerDesk } from '../buyer-desk';
import type { Answer, CallOptions } from '../orders';
import * as schemas from '../request-schemas';
import { acceptedOrder, answers, order } from './answer-schemas';
import type { Scope } from './api-keys';
import type { EdgeApp, EdgeDependencies } from './edge';
import { callOptions } from './edge';
import type { ProblemSlug } from './problems';

interface MessageRoute<Body extends z.ZodType> {
  readonly summary: string;
  readonly note?: string;
  readonly access: readonly Scope[];
  readonly body: Body;
  readonly problems?: readonly ProblemSlug[];
  readonly send: (reference: string, body: z.output<Body>, options: CallOptions) => Promise<Answer>;
}

const CHECKOUT = ['cards', 'orders'] as const;
const DECISION = ['orders', 'operator'] as const;

/** What can be said to an order: each waits for the order's answer, at most 10 s, then answers 202. */
export function messageRoutes(app: EdgeApp, dependencies: EdgeDependencies): void {
  checkoutMessages(app, dependencies);
  decisionMessages(app, dependencies);
  operatorMessages(app, dependencies);
}

function checkoutMessages(app: EdgeApp, dependencies: EdgeDependencies): void {
  const buyer = createBuyerDesk(dependencies);
  addRoute(app, 'payments', {
    summary: 'Pay with another card after a failed payment',
    access: CHECKOUT,
    body: schemas.paymentRequest,
    problems: ['card-unusable'],
    send: (reference, body, options) => buyer.pay(reference, body, options),
  });
  addRoute(app, 'otp', {
    summary: 'Submit the one-time password of the bank',
    note: 'Each entry of an OTP needs an Idempotency-Key of its own: with a used key, another OTP gets the old answer.',
    access: CHECKOUT,
    body: schemas.otpRequest,
    problems: ['otp-declined', 'otp-gone', 'vault-unavailable'],
    send: (reference, { otp }, options) => buyer.submitOtp(reference, new Secret(otp), options),
  });
  addRoute(app, 'otp/resend', {
    summary: 'Have the bank send the one-time password again',
    access: CHECKOUT,
    body: schemas.noRequest,
    send: (reference, _body, options) => dependencies.orders.resendOtp(reference, options),
  });
}

function decisionMessages(app: EdgeApp, { orders }: EdgeDependencies): void {
  addRoute(app, 'delivery', {
    summary: 'Confirm the delivery',
    access: ['orders'],
    body: schemas.noRequest,
    send: (reference, _body, options) => orders.confirmDelivery(reference, options),
  });
  addRoute(app, 'capture', {
    summary: 'Capture the hold, or once a part of it',
    access: DECISION,
    body: schemas.captureRequest,
    send: (reference, body, options) => orders.capture(reference, body ?? {}, options),
  });
  addRoute(app, 'cancel', {
    summary: 'Let the hold go, or give up the order before there is one',
    access: DECISION,
    body: schemas.cancelRequest,
    send: (reference, body, options) => orders.cancel(reference, body, options),
  });
  addRoute(app, 'extend', {
    summary: 'Move the business deadline, never past the hold window',
    access: DECISION,
    body: schemas.extendRequest,
    send: (reference, body, options) => orders.extend(reference, body, options),
  });
}

function operatorMessages(app: EdgeApp, { orders }: EdgeDependencies): void {
  addRoute(app, 'recheck', {
    summary: 'Ask the gateway now',
    access: ['operator'],
    body: schemas.recheckRequest,
    send: (reference, body, options) => orders.recheck(reference, body, options),
  });
  addRoute(app, 'resolve', {
    summary: 'Settle an order that waits for a person',
    note: 'Without `force` only as the last answer of the gateway shows it.',
    access: ['operator'],
    body: schemas.resolveRequest,
    send: (reference, body, options) => orders.resolve(reference, body, options),
  });
  addRoute(app, 'revive', {
    summary: 'Have an order go on whose workflow ended before it was settled',
    note:
      'It asks the gateway before it sends anything. `amount` and `checkout` are needed only where nothing of the order ' +
      'can be read any more; then a person decides about it.',
    access: ['operator'],
    body: schemas.reviveRequest,
    send: (reference, body, options) => orders.revive(reference, body, options),
  });
}

function addRoute<Body extends z.ZodType>(app: EdgeApp, path: string, route: MessageRoute<Body>): void {
  const { summary, note, access, body, problems = [], send } = route;
  app.post(
    `/orders/:reference/${path}`,
    {
      config: { access },
      schema: {
        tags: ['orders'],
        summary,
        description: [`Scopes: ${access.join(', ')}.`, ...(note ? [note] : [])].join(' '),
        params: schemas.orderParams,
        headers: schemas.orderHeaders,
        body,
        response: answers(
          {
            200: ['Done; the order as it then was', order],
            202: ['Accepted and durable, without an answer in time', acceptedOrder],
          },
          'invalid-request',
          'order-not-found',
          'not-allowed',
          ...problems,
          'temporal-unavailable',
        ),
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      // Both have passed the schemas above; the generic body hides that from the compiler.
      const { reference } = request.params as z.output<typeof schemas.orderParams>;
      const answer = await send(reference, request.body as z.output<Body>, callOptions(request, reply));
      return sendAnswer(reply, answer);
    },
  );
}

const sendAnswer = (reply: FastifyReply, answer: Answer): FastifyReply => {
  if (answer.settled) return reply.code(200).send(answer.order);
  const { accepted, order: seen } = answer;
  return reply.code(202).send({ accepted, order: seen });
};
