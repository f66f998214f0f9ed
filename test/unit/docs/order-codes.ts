import { NO_EFFECT } from '../../../workflows/domain/order/events/answer';
import { REFERENCE_USED } from '../../../workflows/domain/order/events/shown';
import { PAYMENT_FAILED } from '../../../workflows/domain/order/paying';
import { OUTCOME_TABLE } from '../../../activities/gateway/outcome-rules';
import { filesEnding, read } from './repository';

/** What a code says of the order, and what its people can do about it. */
interface CodeOfOrder {
  readonly means: string;
  readonly wayOut: string;
}

const ANOTHER_CARD = 'The buyer tries another card, as long as the order takes a further payment.';
const ASKED = 'Nothing: the gateway is asked, and the order goes on from its answer.';
const AGAIN = 'Nothing: it is sent again by itself. Where it goes on for long, see what `holdfast doctor` finds.';
const REPORT = 'Report it, with the time and the reference: the log line of the call has its `Request-ID`.';
const SETTINGS = "Have Pine Labs look at the merchant's account, then place another order.";

/** Codes of the gateway (docs/gateway.md §2), where `decline.code`, a reason for attention or the timeline shows them. */
export const GATEWAY_CODES = {
  INVALID_REQUEST: { means: 'It found the request wrong, or not fitting the order', wayOut: REPORT },
  UNAUTHORIZED: {
    means: 'It does not know our credentials, also after one new login',
    wayOut: 'Mend `PLURAL_CLIENT_ID` and `PLURAL_CLIENT_SECRET`; what was not sent goes on by itself.',
  },
  ORDER_NOT_FOUND: {
    means: 'It knows no such order',
    wayOut: 'See that `PLURAL_BASE_URL` and the credentials are of the account in which the order was made.',
  },
  DUPLICATE_REQUEST: { means: 'It has had a request under this reference before', wayOut: ASKED },
  OPERATION_NOT_ALLOWED: {
    means: 'The state of the order or payment does not allow it, perhaps because it was done already',
    wayOut: ASKED,
  },
  ORDER_CANCELLED: { means: 'The order was cancelled before', wayOut: ASKED },
  PAYMENT_METHOD_NOT_ENABLED: {
    means: "Cards, or holds, are not enabled for the merchant's account",
    wayOut: SETTINGS,
  },
  INVALID_USER_ACCOUNT: { means: "The buyer's account cannot be used", wayOut: ANOTHER_CARD },
  USER_AUTHENTICATION_FAILED: {
    means: 'The OTP was wrong, or the buyer failed on the page of the bank',
    wayOut: 'The buyer enters the OTP again where one is awaited, or tries another card.',
  },
  USER_AUTHENTICATION_REQUIRED: { means: 'The bank wants the buyer to authenticate first', wayOut: ANOTHER_CARD },
  INSUFFICIENT_FUNDS: { means: 'The card has not so much money', wayOut: ANOTHER_CARD },
  AMOUNT_LIMIT_EXCEEDED: {
    means: 'The amount is above a limit of the card, the account or the order',
    wayOut: ANOTHER_CARD,
  },
  CARD_NOT_ALLOWED: { means: 'Cards of this kind are not taken', wayOut: ANOTHER_CARD },
  CARD_LOST: { means: 'The card was reported as lost', wayOut: ANOTHER_CARD },
  CARD_STOLEN: { means: 'The card was reported as stolen', wayOut: ANOTHER_CARD },
  CARD_EXPIRED: { means: 'The card has expired', wayOut: ANOTHER_CARD },
  CARD_NOT_ENROLLED: { means: 'The card is not enrolled for authentication', wayOut: ANOTHER_CARD },
  CARD_VERIFICATION_FAILED: {
    means: 'Number, expiry and CVV do not fit together',
    wayOut: 'The buyer enters the card once more, or another one.',
  },
  ISSUER_NOT_SUPPORTED: { means: 'Cards of this bank are not taken', wayOut: ANOTHER_CARD },
  RISK_CHECK_FAILED: {
    means: 'The risk check said no',
    wayOut: 'Nothing from here: another card may meet the same no. Pine Labs knows why.',
  },
  PAYMENT_NOT_AUTHORIZED: { means: 'The bank did not authorise the payment', wayOut: ANOTHER_CARD },
  PAYMENT_PENDING: { means: 'It does not know yet what became of the payment', wayOut: ASKED },
  PAYMENT_EXPIRED: {
    means: 'The payment, or its hold, has run out',
    wayOut: 'The buyer pays again; after a capture, with another order.',
  },
  PAYMENT_DECLINED: { means: 'The bank said no, and not why', wayOut: ANOTHER_CARD },
  API_RATE_LIMIT: { means: 'Too many calls in too short a time', wayOut: AGAIN },
  PAYMENT_RATE_LIMIT: { means: 'Too many payments in too short a time', wayOut: AGAIN },
  INTERNAL_ERROR: { means: 'It failed, perhaps after it had done what was asked', wayOut: ASKED },
  UNKNOWN_ERROR: { means: 'It failed, perhaps after it had done what was asked', wayOut: ASKED },
  TIMED_OUT: { means: 'It was too slow, and may still do what was asked', wayOut: ASKED },
} as const satisfies Record<string, CodeOfOrder>;

/** Codes that are ours where the gateway, or its payment, gave none. */
const OWN_CODES: Readonly<Record<string, CodeOfOrder>> = {
  [NO_EFFECT]: {
    means: 'The gateway had accepted the capture, and the hold ended without it',
    wayOut:
      'The goods are not paid for: the buyer pays with another order. A hold of another payment is left to a person.',
  },
  [REFERENCE_USED]: {
    means: 'The gateway has something else under the reference, or somebody else has paid it: nothing was sent',
    wayOut: 'Release no goods; place the order under a reference of its own.',
  },
  [PAYMENT_FAILED]: { means: 'The payment failed, and the gateway gave no code', wayOut: ANOTHER_CARD },
  OTP_REFUSED: {
    means: 'The OTP was refused, and the gateway gave no code',
    wayOut: 'The buyer enters the OTP again where one is awaited, or tries another card.',
  },
  refused: { means: 'The gateway refused it, and gave no code', wayOut: REPORT },
  'no-answer': { means: 'No complete answer came in time, or the worker that made the call has died', wayOut: ASKED },
  'unreadable-answer': { means: 'What answered cannot be read, or is not the gateway', wayOut: ASKED },
  'invalid-request': { means: 'Our own check refused the request: it was never sent', wayOut: REPORT },
  'vault-unavailable': {
    means: 'The vault that keeps the card did not answer, so nothing was sent',
    wayOut: 'See that the vault runs; it is sent again by itself.',
  },
  'order-unknown': {
    means: 'Of a refund: the gateway knows no order under the reference',
    wayOut: 'See that the reference is of an order of this account.',
  },
  'reference-taken': {
    means: 'The reference belongs to a refund of another order',
    wayOut: 'Ask for the refund under a reference of its own.',
  },
};

/** What happened on the way: by its outcome, which decides what is done about it. */
const WAYS_OUT = { declined: ANOTHER_CARD, rejected: REPORT, notSent: AGAIN, unknown: ASKED } as const;

const onTheWay = (): [string, CodeOfOrder][] =>
  OUTCOME_TABLE.flatMap(({ when, code, outcome }): [string, CodeOfOrder][] =>
    code === undefined ? [] : [[code, { means: upperFirst(when), wayOut: WAYS_OUT[outcome] }]],
  );

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Every code that an order can show, with whose word it is. What is known of it here is more than how it came about. */
export function codesOfOrders(): string[][] {
  const rows = (whose: string, codes: readonly (readonly [string, CodeOfOrder])[]): [string, string[]][] =>
    codes.map(([code, { means, wayOut }]) => [code, [`\`${code}\``, whose, means, wayOut]]);
  const all = [
    ...rows('ours', onTheWay()),
    ...rows('ours', Object.entries(OWN_CODES)),
    ...rows('gateway', Object.entries(GATEWAY_CODES)),
  ];
  return [...new Map(all).values()];
}

const SOURCES = ['workflows/', 'activities/'];
/** Statuses, next steps of an OTP and names of things: written like codes, and none. */
const NO_CODES: readonly string[] = [
  'PARTIALLY_CAPTURED',
  'PARTIALLY_REFUNDED',
  'FULLY_REFUNDED',
  'SUBMIT_OTP',
  'RESEND_OTP',
  'REJECT_DUPLICATE',
  'KEYWORD_LIST',
  'holdfast-audit',
  'holdfast-orders',
  'custom',
];
const CODES: readonly RegExp[] = [
  /'([A-Z]+(?:_[A-Z]+)+)'/g,
  /\bcode: '([\w-]+)'/g,
  /\bconst [A-Z_]+ = '([a-z]+(?:-[a-z]+)+)'/g,
];

/** What is written like a code where outcomes come about and are taken in. */
export function codesInTheCode(): string[] {
  const sources = filesEnding('.ts').filter((file) => SOURCES.some((folder) => file.startsWith(folder)));
  const codes = sources.flatMap((file) =>
    CODES.flatMap((pattern) => [...read(file).matchAll(pattern)].map(([, code = '']) => code)),
  );
  return [...new Set(codes)].filter((code) => !NO_CODES.includes(code));
}
