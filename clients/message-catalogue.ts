import type { z } from 'zod';
import { Secret } from '../activities/vault';
import type { BuyerDesk } from './buyer-desk';
import { checked } from './checked';
import type { AcceptedKind, OrderAnswer, CallOptions, Orders, RefundAnswer } from './orders';
import * as schemas from './request-schemas';
import type { Scope } from './scopes';

/* All that can be said to an order and its refunds: a row is a route of the API and a command of the command line. */

type OrderName = z.output<typeof schemas.orderParams>;
type RefundName = z.output<typeof schemas.refundParams>;

interface Desk {
  readonly orders: Orders;
  readonly buyer: BuyerDesk;
}

/** A flag of a command, for a field of the body. */
export type Flag = readonly [spec: string, description: string, need?: 'required'];

/** How a message may be refused, beside the ways that all of them share. */
type ProblemType =
  'card-unusable' | 'otp-declined' | 'otp-gone' | 'refund-conflict' | 'refund-not-found' | 'vault-unavailable';

export interface Message<Name = never, Body extends z.ZodType = z.ZodType> {
  /** The end of its route, such as `capture` of `POST /v1/orders/{reference}/capture`. */
  readonly path: string;
  readonly command: string;
  readonly summary: string;
  /** What the document of the API says in addition. */
  readonly note?: string;
  readonly access: readonly Scope[];
  readonly body: Body;
  /** Null where the body is a secret: no argument of a command may be one, so that command reads it by itself. */
  readonly flags: readonly Flag[] | null;
  readonly refusals?: readonly ProblemType[];
  say(desk: Desk, name: Name, body: z.output<Body>, options: CallOptions): Promise<OrderAnswer | RefundAnswer>;
}

const toOrder = <Body extends z.ZodType>(row: Message<OrderName, Body>): Message<OrderName> => row;
const toRefund = <Body extends z.ZodType>(row: Message<RefundName, Body>): Message<RefundName> => row;

const CHECKOUT = ['cards'] as const;
const DECISION = ['decide', 'operator'] as const;
const REASON: Flag = ['--reason <text>', 'why, for whoever reads the timeline', 'required'];
const ACTOR: Flag = ['--actor <name>', 'who decided it', 'required'];

/** By the name of the library's method that says it. */
export const ORDER_MESSAGES = {
  pay: toOrder({
    path: 'payments',
    command: 'pay',
    summary: 'Pay with another card after a failed payment',
    access: CHECKOUT,
    body: schemas.paymentRequest,
    flags: null,
    refusals: ['card-unusable'],
    say: ({ buyer }, { reference }, body, options) => buyer.pay(reference, body, options),
  }),
  submitOtp: toOrder({
    path: 'otp',
    command: 'otp',
    summary: 'Submit the one-time password of the bank',
    note: 'Each entry of an OTP needs an Idempotency-Key of its own: with a used key, another OTP gets the old answer.',
    access: CHECKOUT,
    body: schemas.otpRequest,
    flags: null,
    refusals: ['otp-declined', 'otp-gone', 'vault-unavailable'],
    say: ({ buyer }, { reference }, { otp }, options) => buyer.submitOtp(reference, new Secret(otp), options),
  }),
  resendOtp: toOrder({
    path: 'otp/resend',
    command: 'resend',
    summary: 'Have the bank send the one-time password again',
    access: CHECKOUT,
    body: schemas.noRequest,
    flags: [],
    say: ({ orders }, { reference }, _body, options) => orders.resendOtp(reference, options),
  }),
  confirmDelivery: toOrder({
    path: 'delivery',
    command: 'deliver',
    summary: 'Confirm the delivery',
    access: DECISION,
    body: schemas.noRequest,
    flags: [],
    say: ({ orders }, { reference }, _body, options) => orders.confirmDelivery(reference, options),
  }),
  capture: toOrder({
    path: 'capture',
    command: 'capture',
    summary: 'Capture the hold, or once a part of it',
    access: DECISION,
    body: schemas.captureRequest,
    flags: [['--amount <rupees>', 'such as 450.00; without it all that is held']],
    say: ({ orders }, { reference }, body, options) => orders.capture(reference, body ?? {}, options),
  }),
  cancel: toOrder({
    path: 'cancel',
    command: 'cancel',
    summary: 'Let the hold go, or give up the order before there is one',
    access: DECISION,
    body: schemas.cancelRequest,
    flags: [REASON],
    say: ({ orders }, { reference }, body, options) => orders.cancel(reference, body, options),
  }),
  extend: toOrder({
    path: 'extend',
    command: 'extend',
    summary: 'Move the business deadline, never past the hold window',
    access: DECISION,
    body: schemas.extendRequest,
    flags: [['--decide-by <when>', 'an instant, or a duration after the authorisation such as "4 days"', 'required']],
    say: ({ orders }, { reference }, body, options) => orders.extend(reference, body, options),
  }),
  recheck: toOrder({
    path: 'recheck',
    command: 'recheck',
    summary: 'Ask the gateway now',
    access: ['operator'],
    body: schemas.recheckRequest,
    flags: [ACTOR, REASON],
    say: ({ orders }, { reference }, body, options) => orders.recheck(reference, body, options),
  }),
  resolve: toOrder({
    path: 'resolve',
    command: 'resolve',
    summary: 'Resolve the trouble of an order that waits for a person',
    note: 'Without `force` only as the last answer of the gateway shows it.',
    access: ['operator'],
    body: schemas.resolveRequest,
    flags: [
      ['--as <outcome>', 'captured, released or declined', 'required'],
      ACTOR,
      REASON,
      ['--force', 'also against what ledger and gateway say; it is recorded'],
    ],
    say: ({ orders }, { reference }, body, options) => orders.resolve(reference, body, options),
  }),
  revive: toOrder({
    path: 'revive',
    command: 'revive',
    summary: 'Have an order go on whose workflow ended before it was settled',
    note:
      'It asks the gateway before it sends anything. `amount` and `checkout` are needed only where nothing of the order ' +
      'can be read any more; then a person decides about it.',
    access: ['operator'],
    body: schemas.reviveRequest,
    flags: [
      ACTOR,
      REASON,
      ['--amount <rupees>', 'of the order, where nothing of it can be read any more'],
      ['--checkout <kind>', 'seamless or hosted, likewise'],
    ],
    say: ({ orders }, { reference }, body, options) => orders.revive(reference, body, options),
  }),
} satisfies Record<Exclude<AcceptedKind, 'place' | 'refund' | keyof typeof REFUND_LEVERS>, Message<OrderName>>;

/** Said to an order, and answered with the refund. */
export const REFUND = toOrder({
  path: 'refunds',
  command: 'refund',
  summary: 'Refund what was captured, or a part of it',
  note:
    '`refundReference` is the key: the same request again is the same refund. Without `amount` it is all that is ' +
    'captured and not yet refunded.',
  access: ['refund', 'operator'],
  body: schemas.refundRequest,
  flags: [
    ['--refund-reference <ref>', "the refund's own; the same again is the same refund", 'required'],
    REASON,
    ['--amount <rupees>', 'such as 450.00; without it all that is captured and not yet refunded'],
  ],
  refusals: ['refund-conflict'],
  say: ({ orders }, { reference }, body, options) =>
    orders.refund(reference, checked(schemas.refundRequestFor(reference), body), options),
});

/** What people can do about a refund that does not move, by the name of the library's method, too. */
export const REFUND_LEVERS = {
  recheckRefund: toRefund({
    path: 'recheck',
    command: 'recheck',
    summary: 'Ask the gateway about a refund now',
    access: ['operator'],
    body: schemas.recheckRequest,
    flags: [ACTOR, REASON],
    refusals: ['refund-not-found'],
    say: ({ orders }, { reference, refundReference }, ...said) =>
      orders.recheckRefund(reference, refundReference, ...said),
  }),
  resolveRefund: toRefund({
    path: 'resolve',
    command: 'resolve',
    summary: 'Resolve the trouble of a refund that waits for a person',
    access: ['operator'],
    body: schemas.resolveRefundRequest,
    flags: [['--as <outcome>', 'refunded or failed; failed frees its money', 'required'], ACTOR, REASON],
    refusals: ['refund-not-found'],
    say: ({ orders }, { reference, refundReference }, ...said) =>
      orders.resolveRefund(reference, refundReference, ...said),
  }),
  reviveRefund: toRefund({
    path: 'revive',
    command: 'revive',
    summary: 'Have a refund go on whose workflow ended before it was settled',
    access: ['operator'],
    body: schemas.recheckRequest,
    flags: [ACTOR, REASON],
    refusals: ['refund-not-found'],
    say: ({ orders }, { reference, refundReference }, ...said) =>
      orders.reviveRefund(reference, refundReference, ...said),
  }),
} satisfies Partial<Record<keyof Orders, Message<RefundName>>>;
