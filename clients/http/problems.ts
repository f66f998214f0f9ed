import type { OrderView } from '../../workflows/contract/order';
import type { FieldError } from '../order-errors';
import type { OrderGlance } from '../orders';
import type { BuyerView } from './buyer-view';

/**
 * Every problem the HTTP edge answers with. The slugs are frozen: programs switch on them. docs/errors.md is made from
 * this.
 */
export const PROBLEMS = {
  'invalid-request': {
    status: 400,
    title: 'The request is not of the expected shape',
    advice: 'Correct the fields named in `errors` and send it again. Nothing was started or changed.',
  },
  unauthenticated: {
    status: 401,
    title: 'The API key is missing or not known',
    advice: 'Send `Authorization: Bearer <API key>` with one of the configured keys.',
  },
  'signature-refused': {
    status: 401,
    title: 'The signature of the webhook was refused',
    advice: 'Check that the webhook secret, its encoding and the clocks of both sides agree. Nothing was changed.',
  },
  forbidden: {
    status: 403,
    title: 'The API key may not be used for this',
    advice: 'Use a key whose scopes include one of those that the description of the route names.',
  },
  'route-not-found': {
    status: 404,
    title: 'There is no such route',
    advice: 'See /docs for the routes and their methods.',
  },
  'order-not-found': {
    status: 404,
    title: 'There is no order with this reference',
    advice: 'Check the reference. An order that was just placed and not answered may be placed again as it was.',
  },
  'refund-not-found': {
    status: 404,
    title: 'The order has no refund with this reference',
    advice: 'Check both references: GET /v1/orders/{reference}/refunds has the refunds of the order.',
  },
  'request-too-slow': {
    status: 408,
    title: 'The request did not arrive in time',
    advice: 'Send the whole request within 10 s. Nothing was started or changed.',
  },
  'order-conflict': {
    status: 409,
    title: 'The reference is taken by an order with other content',
    advice:
      'Correct the fields named in `errors`, read the order that exists, or place the new one under a reference of its own.',
  },
  'refund-conflict': {
    status: 409,
    title: 'The reference is taken by a refund with other content, or of another order',
    advice: 'Read the refunds of the order, or ask for the new one under a reference of its own.',
  },
  'not-allowed': {
    status: 409,
    title: 'The state of the order, or of its refund, does not allow this',
    advice: 'Read the order, or its refunds: state, next action and `waitingFor` say what is possible now.',
  },
  'otp-gone': {
    status: 409,
    title: 'The OTP was gone before it was used',
    advice: 'Ask the buyer to enter the OTP again, and send it with a new Idempotency-Key.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is larger than 64 KiB',
    advice: 'Send less: no request of this API needs that much.',
  },
  'address-too-long': {
    status: 414,
    title: 'A part of the address is too long',
    advice: 'Correct the address: a reference has at most 50 characters.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The content type is not supported',
    advice: 'Send JSON in UTF-8 with `Content-Type: application/json`.',
  },
  'card-unusable': {
    status: 422,
    title: 'The card reference cannot be used',
    advice: 'It is unknown, its time is over, or another order has it: enter the card again at POST /v1/cards.',
  },
  'otp-declined': {
    status: 422,
    title: 'The bank did not accept the OTP, or refused the payment after it',
    advice:
      'The order in `order` says whether the OTP may be entered again, then with a new Idempotency-Key, or another ' +
      'payment is needed.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests in a short time',
    advice: 'Wait as long as `Retry-After` says, then send it again. Nothing was started or changed.',
  },
  'headers-too-large': {
    status: 431,
    title: 'The headers are too large',
    advice: 'Send fewer or shorter headers: all of them together may have 16 KiB.',
  },
  'internal-error': {
    status: 500,
    title: 'Something went wrong here',
    advice: 'Repeat the request with the same Idempotency-Key; if it fails again, report the request id.',
  },
  'temporal-unavailable': {
    status: 503,
    title: 'Temporal, or every worker, does not answer',
    advice:
      'Whether it was taken is not known. Repeat the request later, with the same content and the same Idempotency-Key ' +
      '(`key` is the one that was used): that finds out, and is carried out once. What was accepted goes on by itself.',
  },
  'vault-unavailable': {
    status: 503,
    title: 'The vault for cards and OTPs does not answer',
    advice: 'Repeat the request later. Orders that need neither card nor OTP go on.',
  },
} as const satisfies Record<string, { readonly status: number; readonly title: string; readonly advice: string }>;

export type ProblemSlug = keyof typeof PROBLEMS;

/** A URN, so that no host is claimed and nobody expects a page there. */
export const problemType = (slug: ProblemSlug): string => `urn:holdfast:problem:${slug}`;

/** What a problem may carry beside its place in the table. */
export interface ProblemExtras {
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** Of `not-allowed`: why, in one word for programs. */
  readonly code?: string;
  /** Of `temporal-unavailable`: the key under which the same request finds out whether it was taken. */
  readonly key?: string;
  /** Of `too-many-requests`: for the header, in seconds. */
  readonly retryAfterS?: number;
  /** The order as it stands, where that helps. */
  readonly order?: OrderView | OrderGlance | BuyerView | undefined;
}

/** A request that ends with a problem. Its texts are shown to the caller: no value of a request goes into them. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly slug: ProblemSlug,
    readonly extras: ProblemExtras = {},
  ) {
    super(extras.detail ?? PROBLEMS[slug].title);
  }
}

/** RFC 9457, `application/problem+json`. */
export function problemBody({ slug, extras }: Problem, requestId: string): Record<string, unknown> {
  const { status, title, advice } = PROBLEMS[slug];
  const { retryAfterS: _, ...told } = extras;
  return { type: problemType(slug), title, status, advice, ...told, requestId };
}
