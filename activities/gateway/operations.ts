import type { Snapshot } from '../../workflows/domain/gateway/snapshot';
import { Secret } from '../vault/secret';
import type { Card } from '../vault/vault';
import type { GatewayOperation } from './errors';
import { checkedAmount, checkedId } from './limits';
import type { Condition } from './outcome-rules';
import type {
  CaptureRequest,
  CardDetails,
  CreateOrderRequest,
  CreatePaymentRequest,
  Customer,
  GatewayAmount,
  HostedLink,
  OtpPrompt,
  RefundRequest,
} from './plural-gateway';
import { present, type ReduceOptions, reduceOrder, unwrap } from './reduce';
import { cardDetailsSchema, hostedLinkSchema, otpPromptSchema, otpSubmittedSchema, tokenSchema } from './schemas';
import type { IssuedToken } from './token';

/** What a 2xx answer means, or why it does not answer the request. */
type Reading<T> = { readonly value: T } | { readonly condition: Condition };

/** One operation of the gateway, ready to be sent: what is sent and how its answer is read, and no more. */
export interface Operation<T> {
  readonly name: GatewayOperation;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  /** Opens the secrets: called once for each HTTP attempt, as the last act before it. */
  readonly body?: () => object;
  readonly read: (body: unknown, context: ReadingContext) => Reading<T>;
}

type ReadingContext = Omit<Extract<ReduceOptions, { source: 'answer' }>, 'source'>;

const UNREADABLE: Reading<never> = { condition: 'unreadable-answer' };
const MISMATCHED: Reading<never> = { condition: 'mismatched-answer' };

/** The gateway wants 1 - 100 characters; many buyers' cards come to us without a name. */
const DEFAULT_CARD_NAME = 'Card Holder';

const constant = (body: object) => () => body;

const pathOf = (name: GatewayOperation, id: string, rest = ''): string =>
  `/api/pay/v1/orders/${encodeURIComponent(checkedId(name, id))}${rest}`;

/** Reads an order, and checks that it is the one that was asked about. */
const readOrder =
  (isAsked: (snapshot: Snapshot) => boolean): Operation<Snapshot>['read'] =>
  (body, context) => {
    const snapshot = reduceOrder(body, { ...context, source: 'answer' });
    if (!snapshot) return UNREADABLE;
    return isAsked(snapshot) ? { value: snapshot } : MISMATCHED;
  };
const withId = (id: string) => readOrder(({ gatewayOrderId }) => gatewayOrderId === id);
const withReference = (asked: string) => readOrder(({ reference }) => reference === asked);

/** OAuth client credentials; the one operation that needs no token. */
export const login = (clientId: string, clientSecret: Secret<string>): Operation<IssuedToken> => ({
  name: 'token',
  method: 'POST',
  path: '/api/auth/v1/token',
  body: () => ({ client_id: clientId, client_secret: clientSecret.expose(), grant_type: 'client_credentials' }),
  read: (body) => {
    const { data } = tokenSchema.safeParse(unwrap(body));
    if (!data) return UNREADABLE;
    const times = present({ expiresAt: data.expires_at, expiresInS: data.expires_in });
    return { value: { token: new Secret(data.access_token), ...times } };
  },
});

export const createOrder = (request: CreateOrderRequest): Operation<Snapshot> => ({
  name: 'createOrder',
  method: 'POST',
  path: '/api/pay/v1/orders',
  body: constant(orderBody('createOrder', request)),
  read: withReference(request.reference),
});

export const createHostedLink = (request: CreateOrderRequest): Operation<HostedLink> => ({
  name: 'createHostedLink',
  method: 'POST',
  path: '/api/checkout/v1/orders',
  body: constant({ ...orderBody('createHostedLink', request), integration_mode: 'REDIRECT' }),
  read: (body, { ownLink }) => {
    const { data } = hostedLinkSchema.safeParse(unwrap(body));
    return data ? { value: { gatewayOrderId: data.order_id, link: ownLink(data.redirect_url) } } : UNREADABLE;
  },
});

function orderBody(name: GatewayOperation, request: CreateOrderRequest): object {
  const purchase = present({
    customer: request.customer && customerBody(request.customer),
    merchant_metadata: request.metadata,
  });
  return {
    merchant_order_reference: checkedId(name, request.reference),
    order_amount: checkedAmount(name, request.amount),
    // The samples show `false`: money taken at once. Cards only, since nothing else can be held (docs/gateway.md §4).
    pre_auth: true,
    allowed_payment_methods: ['CARD'],
    // Both lead to one route, which verifies them alike; without the second the gateway uses the first (row 23).
    callback_url: request.callbackUrl,
    failure_callback_url: request.callbackUrl,
    ...(Object.keys(purchase).length > 0 && { purchase_details: purchase }),
  };
}

const customerBody = (customer: Customer): object =>
  present({
    email_id: customer.email,
    first_name: customer.firstName,
    last_name: customer.lastName,
    customer_id: customer.customerId,
    mobile_number: customer.mobileNumber,
    country_code: customer.countryCode,
  });

export const createPayment = (request: CreatePaymentRequest): Operation<Snapshot> => {
  const name = 'createPayment';
  const reference = checkedId(name, request.reference);
  const amount = checkedAmount(name, request.amount);
  return {
    name,
    method: 'POST',
    path: pathOf(name, request.gatewayOrderId, '/payments'),
    body: () => ({
      payments: [
        {
          merchant_payment_reference: reference,
          payment_method: 'CARD',
          payment_amount: amount,
          payment_option: { card_details: cardBody(request.card.expose()) },
        },
      ],
    }),
    read: withId(request.gatewayOrderId),
  };
};

const cardBody = (card: Card): object => ({
  name: card.name?.trim().slice(0, 100) || DEFAULT_CARD_NAME,
  card_number: card.number,
  cvv: card.cvv,
  expiry_month: card.expiryMonth,
  expiry_year: card.expiryYear,
});

export const getCardDetails = (request: { card: Secret<Card>; amount: GatewayAmount }): Operation<CardDetails> => {
  // A string here, unlike everywhere else (docs/gateway.md §10 row 31).
  const amount = String(checkedAmount('getCardDetails', request.amount).value);
  return {
    name: 'getCardDetails',
    method: 'POST',
    path: '/api/pay/v1/getCardDetails',
    body: () => ({
      amount,
      card_details: [{ payment_identifier: request.card.expose().number, payment_reference_type: 'CARD' }],
    }),
    read: (body) => {
      const details = cardDetailsSchema.safeParse(unwrap(body)).data?.card_payment_details[0];
      if (!details) return UNREADABLE;
      return { value: { nativeOtpSupported: details.is_native_otp_supported, network: details.card_network } };
    },
  };
};

const otpPrompt = (name: 'generateOtp' | 'resendOtp', path: string, paymentId: string): Operation<OtpPrompt> => ({
  name,
  method: 'POST',
  path,
  body: constant({ payment_id: checkedId(name, paymentId) }),
  read: (body) => {
    const { data } = otpPromptSchema.safeParse(unwrap(body));
    if (!data) return UNREADABLE;
    return { value: { next: data.next, ...present({ resendAfterS: data.meta_data?.resend_after }) } };
  },
});

export const generateOtp = (paymentId: string): Operation<OtpPrompt> =>
  otpPrompt('generateOtp', '/api/pay/v1/otp/generate', paymentId);

export const resendOtp = (paymentId: string): Operation<OtpPrompt> =>
  otpPrompt('resendOtp', '/api/pay/v1/otp/resend', paymentId);

export const submitOtp = (paymentId: string, otp: Secret<string>): Operation<void> => {
  const id = checkedId('submitOtp', paymentId);
  return {
    name: 'submitOtp',
    method: 'POST',
    path: '/api/pay/v1/otp/submit',
    // A string: as an integer, as one sample has it, an OTP would lose its leading zeros (docs/gateway.md §10 row 17).
    body: () => ({ payment_id: id, otp: otp.expose() }),
    read: (body) => (otpSubmittedSchema.safeParse(unwrap(body)).success ? { value: undefined } : UNREADABLE),
  };
};

export const getOrder = (gatewayOrderId: string): Operation<Snapshot> => ({
  name: 'getOrder',
  method: 'GET',
  path: pathOf('getOrder', gatewayOrderId),
  read: withId(gatewayOrderId),
});

export const getOrderByReference = (reference: string): Operation<Snapshot> => ({
  name: 'getOrderByReference',
  method: 'GET',
  path: `/api/pay/v1/orders/reference/${encodeURIComponent(checkedId('getOrderByReference', reference))}`,
  read: withReference(reference),
});

export const capture = (request: CaptureRequest): Operation<Snapshot> => ({
  name: 'capture',
  method: 'PUT',
  path: pathOf('capture', request.gatewayOrderId, '/capture'),
  body: constant({
    merchant_capture_reference: checkedId('capture', request.reference),
    // Without an amount the gateway would capture all of it; we always say how much.
    capture_amount: checkedAmount('capture', request.amount),
  }),
  read: withId(request.gatewayOrderId),
});

/** Takes neither a body nor a reference of ours. */
export const cancel = (gatewayOrderId: string): Operation<Snapshot> => ({
  name: 'cancel',
  method: 'PUT',
  path: pathOf('cancel', gatewayOrderId, '/cancel'),
  read: withId(gatewayOrderId),
});

/** A refund is an order of its own: the snapshot has its id, our reference for it, and its status. */
export const createRefund = (request: RefundRequest): Operation<Snapshot> => ({
  name: 'createRefund',
  method: 'POST',
  path: `/api/pay/v1/refunds/${encodeURIComponent(checkedId('createRefund', request.gatewayOrderId))}`,
  body: constant({
    merchant_order_reference: checkedId('createRefund', request.reference),
    order_amount: checkedAmount('createRefund', request.amount),
  }),
  // The parent is optional in answers.
  read: readOrder(
    ({ reference, otherThing }) =>
      reference === request.reference && (otherThing?.parentId ?? request.gatewayOrderId) === request.gatewayOrderId,
  ),
});
