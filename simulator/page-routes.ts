import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { challengeUrl } from './answers';
import type { Context } from './api';
import { currentOrder, failPayment } from './bank';
import { callbackOf } from './callbacks';
import { giveUp } from './holds';
import type { Order, Payment } from './model';
import { addPayment } from './orders';
import { enterOtpOnPage } from './otp';
import { callbackPage, challengePage, hostedPage, noticePage, PAGE_HEADERS } from './pages';
import { Refusal } from './refusals';
import { cardFormSchema, parse } from './requests';

interface PageContext extends Context {
  readonly callbackSecret: string;
}

type Form = Readonly<Record<string, string | undefined>>;

const show = (reply: FastifyReply, html: string, status = 200): FastifyReply =>
  reply.code(status).headers(PAGE_HEADERS).send(html);

const formOf = (request: FastifyRequest): Form => (request.body ?? {}) as Form;
const tokenOf = (source: unknown): string => {
  const { token } = (source ?? {}) as Record<string, unknown>;
  return typeof token === 'string' ? token : '';
};

const orderByToken = ({ world }: PageContext, token: string): Order =>
  world.transact(undefined, () => currentOrder(world, world.idByToken(token) ?? ''));

/** Back to the merchant with what became of the payment. */
function showOutcome(context: PageContext, reply: FastifyReply, order: Order, error?: Payment['error']): FastifyReply {
  const callback = callbackOf(order, error, { settings: context.world.settings, secretHex: context.callbackSecret });
  if (callback) return show(reply, callbackPage(callback));
  return show(reply, noticePage(error ? 'The payment failed' : 'Thank you', 'You can close this page.'));
}

function showChallenge(context: PageContext, reply: FastifyReply, token: string, problem?: string): FastifyReply {
  const order = orderByToken(context, token);
  const payment = order.payments.find((candidate) => candidate.challengeToken === token);
  if (!payment) throw new Refusal('ORDER_NOT_FOUND');
  if (payment.status !== 'PENDING' || payment.otp.verified) return showOutcome(context, reply, order, payment.error);
  const { card, amountMinor } = payment;
  const { reference } = order;
  return show(reply, challengePage({ token, issuer: card.issuer, last4: card.last4, amountMinor, reference, problem }));
}

function answerChallenge(context: PageContext, reply: FastifyReply, form: Form): FastifyReply {
  const { world } = context;
  const token = tokenOf(form);
  const order = orderByToken(context, token);
  const payment = order.payments.find((candidate) => candidate.challengeToken === token);
  if (!payment) throw new Refusal('ORDER_NOT_FOUND');
  // A form sent twice shows the outcome again and does nothing.
  if (payment.status !== 'PENDING' || payment.otp.verified) return showChallenge(context, reply, token);
  const refused = world.transact(undefined, () => {
    if (form['answer'] !== 'cancel') return enterOtpOnPage(world, payment.id, form['otp'] ?? '');
    failPayment(world, order, payment, 'USER_AUTHENTICATION_FAILED');
    return undefined;
  });
  return showChallenge(context, reply, token, refused && 'That one-time password is not right. Please try again.');
}

function showHosted(context: PageContext, reply: FastifyReply, token: string, problem?: string): FastifyReply {
  const order = orderByToken(context, token);
  const payable = order.status === 'CREATED' || order.status === 'ATTEMPTED';
  const pending = order.payments.find((payment) => payment.status === 'PENDING' && !payment.otp.verified);
  if (pending) return reply.redirect(challengeUrl(pending, context.view.publicUrl), 303);
  if (!payable) return showOutcome(context, reply, order, order.payments.at(-1)?.error);
  return show(reply, hostedPage({ token, amountMinor: order.amountMinor, reference: order.reference, problem }));
}

function answerHosted(context: PageContext, reply: FastifyReply, form: Form): FastifyReply {
  const { world } = context;
  const token = tokenOf(form);
  const order = orderByToken(context, token);
  if (order.status !== 'CREATED' && order.status !== 'ATTEMPTED') return showHosted(context, reply, token);
  if (form['answer'] === 'cancel') {
    world.transact(undefined, () => giveUp(world, order));
    return showHosted(context, reply, token);
  }
  try {
    const card = parse(cardFormSchema, { ...form, card_number: form['card_number']?.replace(/[ -]/g, '') });
    const { refused } = world.transact(undefined, () =>
      addPayment(world, order, { amountMinor: order.amountMinor, card }),
    );
    return showHosted(context, reply, token, refused?.message);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return showHosted(context, reply, token, error.message);
  }
}

/** What the buyer's browser sees: the bank's challenge page and the hosted checkout. */
export function pageRoutes(app: FastifyInstance, context: PageContext): void {
  const challenge = '/web/auth/landing/';
  const hosted = '/api/v3/checkout-bff/redirect/checkout';
  app.get(challenge, (request, reply) => showChallenge(context, reply, tokenOf(request.query)));
  app.post(challenge, (request, reply) => answerChallenge(context, reply, formOf(request)));
  app.get(hosted, (request, reply) => showHosted(context, reply, tokenOf(request.query)));
  app.post(hosted, (request, reply) => answerHosted(context, reply, formOf(request)));
  app.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof Refusal)) throw error;
    return show(reply, noticePage('This page is not valid', 'The link is wrong or too old.'), error.answer.status);
  });
}
