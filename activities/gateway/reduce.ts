import type { OtpNext } from '../../workflows/domain/gateway/outcomes';
import type { OtherThing, Snapshot, SnapshotPayment } from '../../workflows/domain/gateway/snapshot';
import type { OwnLink } from './links';
import { errorSchema, orderSchema } from './schemas';
import { AUTHENTICATION_FAILED } from './words';

/** `observedAt`: when we received it, by our own clock; ISO 8601. */
export type ReduceOptions = { readonly observedAt: string } & (
  | { readonly source: 'answer'; readonly ownLink: OwnLink }
  /**
   * A webhook's `pre_auth` is left out: the vendor's own samples carry a wrong `false` there. So is its link: answers
   * have it.
   */
  | { readonly source: 'webhook' }
);

/** Some answers come as `{data: {…}}`, some flat (docs/gateway.md §10 row 20). */
export function unwrap(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('data' in body)) return body;
  return typeof body.data === 'object' && body.data !== null ? body.data : body;
}

/**
 * Reduces an order as the gateway writes it (an answer, or the body of a verified webhook) to a snapshot: amounts in
 * minor units, the gateway's instants in UTC with nine fraction digits, its words as ours, no personal data.
 * `undefined` where it is no order, or lacks an id, reference, status or amount.
 */
export function reduceOrder(body: unknown, options: ReduceOptions): Snapshot | undefined {
  const { data: order } = orderSchema.safeParse(unwrap(body));
  if (!order) return undefined;
  const { payment_retries_remaining: retriesRemaining } = order;
  return {
    gatewayOrderId: order.order_id,
    reference: order.merchant_order_reference,
    status: order.status.word,
    amountMinor: order.order_amount.value,
    currency: order.order_amount.currency,
    payments: order.payments.map(reducePayment),
    observedAt: options.observedAt,
    ...present({
      retriesRemaining,
      otherThing: otherThing(order),
      unknownWords: unknownWords(order),
      ...answerOnly(order, options),
    }),
  };
}

type Order = (typeof orderSchema)['_output'];

/**
 * What the thing is by its type or its parent, whatever else it carries: payments of its own, say (docs/gateway.md §10
 * row 41).
 */
function otherThing({ type, parent_order_id }: Order): OtherThing | undefined {
  const parentId = parent_order_id ?? null;
  if (type === 'other') return { kind: 'other', parentId };
  return type === 'refund' || parentId !== null ? { kind: 'refund', parentId } : undefined;
}

/** More words would tell people nothing new. */
const MAX_UNKNOWN_WORDS = 5;

function unknownWords({ status, payments }: Order): string[] | undefined {
  const words = [status, ...payments.map((payment) => payment.status)].flatMap(({ unknownWord }) => unknownWord ?? []);
  return words.length > 0 ? [...new Set(words)].slice(0, MAX_UNKNOWN_WORDS) : undefined;
}

function answerOnly(order: Order, options: ReduceOptions) {
  if (options.source === 'webhook') return {};
  const { pre_auth: preAuth, challenge_url: challengeUrl } = order;
  return { preAuth, challenge: challengeUrl === undefined ? undefined : options.ownLink(challengeUrl) };
}

function reducePayment(payment: Order['payments'][number]): SnapshotPayment {
  const errorCode = payment.error_detail?.code;
  return {
    id: payment.id,
    status: payment.status.word,
    amountMinor: payment.payment_amount.value,
    captures: payment.capture_data.map((capture) => ({
      reference: capture.merchant_capture_reference ?? null,
      amountMinor: capture.capture_amount.value,
    })),
    ...present({
      reference: payment.merchant_payment_reference,
      updatedAt: payment.updated_at,
      createdAt: payment.created_at,
      errorCode,
      isAuthenticationFailure: errorCode === AUTHENTICATION_FAILED ? (true as const) : undefined,
      rrn: payment.acquirer_data?.rrn,
    }),
  };
}

interface ErrorAnswer {
  /** The gateway's code, upper case. */
  readonly code?: string;
  readonly next?: readonly OtpNext[];
  readonly resendAfterS?: number;
}

/**
 * Reduces the body of an error answer to its code and what an OTP failure still allows; its text goes no further.
 * `undefined` where the body has none of the gateway's shapes, so that something else may have answered.
 */
export function reduceError(body: unknown): ErrorAnswer | undefined {
  const { data: error } = errorSchema.safeParse(unwrap(body));
  if (!error) return undefined;
  const named = error.code ?? error.error;
  // Get Order says "No matching records found for the inquiry" under the code of a malformed request.
  const notFound = named === 'INVALID_REQUEST' && /no matching record/i.test(error.message ?? '');
  return present({
    code: notFound ? 'ORDER_NOT_FOUND' : named,
    next: error.next.length > 0 ? error.next : undefined,
    resendAfterS: error.meta_data?.resend_after,
  });
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what is undefined: an absent field and one that is `undefined` differ in our types and in JSON. */
export function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}
