import { cardDetailsAnswer, hostedLinkAnswer, orderAnswer, type View } from './answers';
import { currentOrder } from './bank';
import type { Subject } from './fault-rules';
import { cancel, capture } from './holds';
import type { MutatingOperation } from './ledger';
import type { Operation, Order } from './model';
import { createOrder, createPayment, orderByReference } from './orders';
import { generateOtp, resendOtp, submitOtp } from './otp';
import { createRefund } from './refunds';
import { Refusal, type Answer } from './refusals';
import {
  captureSchema,
  cardDetailsSchema,
  createOrderSchema,
  createPaymentSchema,
  parse,
  paymentIdSchema,
  refundSchema,
  submitOtpSchema,
  tokenSchema,
} from './requests';
import { accessToken, isSameSecret } from './signatures';
import { stamp } from './stamps';
import type { World } from './world';

/** A call as it came in. */
export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Read as if it were then (a lagging replica). */
  readonly asOfMs?: number;
}

export interface Context {
  readonly world: World;
  readonly view: View;
  readonly credentials: { readonly clientId: string; readonly clientSecret: string };
}

/** One endpoint of docs/gateway.md §1. */
export interface Endpoint {
  readonly operation: Operation;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  /** What names the order: a path parameter, a body field, or nothing. */
  readonly names: 'orderId' | 'reference' | 'newReference' | 'paymentId' | 'nothing';
  readonly act: (context: Context, call: Call) => Answer;
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const orderIdOf = (call: Call): string => call.params['orderId'] ?? '';
const dataOf = (order: Order, { view }: Context): Answer => ok({ data: orderAnswer(order, view) });

function issueToken({ world, credentials }: Context, { body }: Call): Answer {
  const request = parse(tokenSchema, body);
  const known =
    isSameSecret(request.client_id, credentials.clientId) &&
    isSameSecret(request.client_secret, credentials.clientSecret);
  if (!known) throw new Refusal('UNAUTHORIZED');
  const lifeS = world.settings.tokenLifeS;
  const expiresAtMs = world.clock.now() + lifeS * 1000;
  return ok({
    access_token: accessToken(credentials.clientSecret, expiresAtMs, world.tokenGeneration),
    expires_in: lifeS,
    expires_at: stamp(expiresAtMs, world.settings, 6),
  });
}

function answerPayment(context: Context, call: Call): Answer {
  const { order, refused } = createPayment(context.world, orderIdOf(call), parse(createPaymentSchema, call.body));
  if (refused) return { status: 422, body: refused };
  const data = orderAnswer(order, context.view);
  const started = order.status === 'PENDING' && context.view.settings.createPaymentShows === 'CREATED';
  return ok({ data: started ? { ...data, status: 'CREATED' } : data });
}

function answerCardDetails(_context: Context, { body }: Call): Answer {
  const { card_details } = parse(cardDetailsSchema, body);
  const details = card_details.map((card) =>
    cardDetailsAnswer(card.payment_identifier, card.payment_reference_type === 'CARD'),
  );
  return ok({ card_payment_details: details });
}

function answerOrder(context: Context, { asOfMs }: Call, order: Order): Answer {
  const seen = asOfMs === undefined ? order : context.world.orderAsOf(order.id, asOfMs);
  if (!seen) throw new Refusal('ORDER_NOT_FOUND');
  return dataOf(seen, context);
}

function answerSubmit({ world }: Context, { body }: Call): Answer {
  const { payment_id, otp } = parse(submitOtpSchema, body);
  const result = submitOtp(world, payment_id, otp);
  return result instanceof Refusal ? result.answer : ok(result);
}

const endpoint = (operation: Operation, route: string, names: Endpoint['names'], act: Endpoint['act']): Endpoint => {
  const [method, url] = route.split(' ') as [Endpoint['method'], string];
  return { operation, method, url, names, act };
};

export const ENDPOINTS: readonly Endpoint[] = [
  endpoint('token', 'POST /api/auth/v1/token', 'nothing', issueToken),
  endpoint('createOrder', 'POST /api/pay/v1/orders', 'newReference', (context, { body }) =>
    dataOf(createOrder(context.world, parse(createOrderSchema, body), 'SEAMLESS'), context),
  ),
  endpoint('createHostedLink', 'POST /api/checkout/v1/orders', 'newReference', (context, { body }) =>
    ok(hostedLinkAnswer(createOrder(context.world, parse(createOrderSchema, body), 'REDIRECT'), context.view)),
  ),
  endpoint('createPayment', 'POST /api/pay/v1/orders/:orderId/payments', 'orderId', answerPayment),
  endpoint('getCardDetails', 'POST /api/pay/v1/getCardDetails', 'nothing', answerCardDetails),
  endpoint('generateOtp', 'POST /api/pay/v1/otp/generate', 'paymentId', ({ world }, { body }) =>
    ok(generateOtp(world, parse(paymentIdSchema, body).payment_id)),
  ),
  endpoint('submitOtp', 'POST /api/pay/v1/otp/submit', 'paymentId', answerSubmit),
  endpoint('resendOtp', 'POST /api/pay/v1/otp/resend', 'paymentId', ({ world }, { body }) =>
    ok({ status: 'SUCCESS', ...resendOtp(world, parse(paymentIdSchema, body).payment_id) }),
  ),
  endpoint('getOrder', 'GET /api/pay/v1/orders/:orderId', 'orderId', (context, call) =>
    answerOrder(context, call, currentOrder(context.world, orderIdOf(call))),
  ),
  endpoint('getOrderByReference', 'GET /api/pay/v1/orders/reference/:reference', 'reference', (context, call) =>
    answerOrder(context, call, orderByReference(context.world, call.params['reference'] ?? '')),
  ),
  endpoint('capture', 'PUT /api/pay/v1/orders/:orderId/capture', 'orderId', (context, call) => {
    const order = currentOrder(context.world, orderIdOf(call));
    return dataOf(capture(context.world, order, parse(captureSchema, call.body)), context);
  }),
  endpoint('cancel', 'PUT /api/pay/v1/orders/:orderId/cancel', 'orderId', (context, call) =>
    dataOf(cancel(context.world, currentOrder(context.world, orderIdOf(call))), context),
  ),
  endpoint('refund', 'POST /api/pay/v1/refunds/:orderId', 'orderId', (context, call) =>
    dataOf(createRefund(context.world, orderIdOf(call), parse(refundSchema, call.body)), context),
  ),
];

function bodyField(body: unknown, field: string): string | undefined {
  const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[field] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** Under what a mutating call is known when it comes again: its own reference; for cancel, which has none, the order. */
export function ownReferenceOf(operation: MutatingOperation, { params, body }: Call): string | undefined {
  switch (operation) {
    case 'createOrder':
    case 'createHostedLink':
    case 'refund':
      return bodyField(body, 'merchant_order_reference');
    case 'createPayment': {
      const { payments } = (body ?? {}) as { payments?: unknown };
      return Array.isArray(payments) ? bodyField(payments[0], 'merchant_payment_reference') : undefined;
    }
    case 'capture':
      return bodyField(body, 'merchant_capture_reference');
    case 'cancel':
      return params['orderId'];
  }
}

/** Which order a call is about, for fault rules and the ledger's counts. An order still to be made is known by reference only. */
export function subjectOf({ names }: Endpoint, { params, body }: Call, world: World): Subject {
  if (names === 'nothing') return {};
  if (names === 'newReference') {
    const reference = bodyField(body, 'merchant_order_reference');
    return reference !== undefined && /^[\w-]{1,50}$/.test(reference) ? { reference } : {};
  }
  const named = {
    orderId: () => params['orderId'],
    reference: () => world.idByReference(params['reference'] ?? ''),
    paymentId: () => world.idByPayment(bodyField(body, 'payment_id') ?? ''),
  }[names]();
  const order = named === undefined ? undefined : world.order(named);
  return order ? { reference: order.reference, orderId: order.id } : { reference: params['reference'], orderId: named };
}
