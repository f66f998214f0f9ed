import { z } from 'zod';
import { REFERENCE_PATTERN, SHOP_PATTERN } from '../workflows/contract/common';
import { MAX_AMOUNT_MINOR, MIN_AMOUNT_MINOR } from '../workflows/domain/values/money';
import type { CardRef } from '../workflows/domain/values/secret-refs';
import type { DecideBy } from '../workflows/domain/order/terms';
import { ORDER_STATES } from '../workflows/domain/order/view/states';
import type { OrderState } from '../workflows/domain/order/view/states';
import { DAY_MS, MINUTE_MS } from '../workflows/domain/values/time';
import { parseDurationMs } from './duration';
import { anyText, emailAddress, expecting, text, words } from './text-schemas';

/** What callers may send. Limits of the gateway: docs/gateway.md §9. */

const reference = text('1 to 50 of A-Z a-z 0-9 _ -', REFERENCE_PATTERN).meta({ example: 'ORD-1' });
export const orderParams = z.object({ reference });
const refundReference = reference.meta({ example: 'REF-1' });
export const refundParams = z.object({ reference, refundReference });

const AMOUNT = `an integer number of paisa, ${MIN_AMOUNT_MINOR} to ${MAX_AMOUNT_MINOR}`;
const money = z.strictObject(
  {
    value: z.int(expecting(AMOUNT)).min(MIN_AMOUNT_MINOR, expecting(AMOUNT)).max(MAX_AMOUNT_MINOR, expecting(AMOUNT)),
    currency: z.literal('INR', expecting('INR')),
  },
  expecting('an amount such as {"value": 110000, "currency": "INR"}'),
);

const checkout = z.enum(['seamless', 'hosted'], expecting('seamless or hosted'));

const hasNoCardForThePage = (order: { readonly checkout: string; readonly cardRef?: string | undefined }): boolean =>
  order.checkout === 'seamless' || order.cardRef === undefined;
const CARD_FOR_THE_PAGE = {
  path: ['cardRef'],
  error: "none with checkout hosted: the buyer enters the card on the gateway's page",
};

/** Checks its form only: the vault says whether there is such a card, before an order hears of it. */
export const cardRef = text(
  'a cardRef from POST /v1/cards',
  /^[A-Za-z0-9_-]{1,128}$/,
) as z.ZodType<string> as z.ZodType<CardRef>;

const NOT_EMPTY = expecting('a JSON object');
export const cardRequest = z
  .strictObject(
    {
      number: text('a card number of 12 to 19 digits, not beginning with 0', /^[1-9](?:[ -]?\d){11,18}$/).transform(
        (number) => number.replace(/[ -]/g, ''),
      ),
      expiryMonth: text('a month, "01" to "12"', /^(?:0?[1-9]|1[0-2])$/).transform((month) => month.padStart(2, '0')),
      expiryYear: text('a year of four or two digits', /^(?:20)?\d{2}$/).transform((year) => year.padStart(4, '20')),
      cvv: text('3 or 4 digits', /^\d{3,4}$/),
      name: words(100).exactOptional(),
    },
    NOT_EMPTY,
  )
  .meta({ example: { number: '4012 0010 3714 1112', expiryMonth: '12', expiryYear: '2031', cvv: '065' } });

/**
 * Before the first an instant is a slip; after the last its year in UTC has more than four digits, which Temporal's
 * index cannot read.
 */
const FIRST_INSTANT_MS = Date.UTC(2000, 0, 1);
const LAST_INSTANT_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const INSTANT = expecting('an instant of the years 2000 to 9999 such as 2027-01-31T18:00:00Z');
const instant = z.iso
  .datetime({ offset: true, ...INSTANT, abort: true })
  .refine((given) => Date.parse(given) >= FIRST_INSTANT_MS && Date.parse(given) <= LAST_INSTANT_MS, INSTANT);

/** Nobody could pay in less than the minimum, and no hold lasts as long as the maximum. */
const MIN_DECIDE_AFTER_MS = MINUTE_MS;
const MAX_DECIDE_AFTER_MS = 90 * DAY_MS;
const DECIDE_BY =
  'an instant such as 2027-01-31T18:00:00Z, or a duration after the authorisation, 1 minute to 90 days, such as "3 days"';
const decideBy = z.string(expecting(DECIDE_BY)).transform((given, context): DecideBy => {
  const afterMs = parseDurationMs(given);
  if (afterMs !== undefined && afterMs >= MIN_DECIDE_AFTER_MS && afterMs <= MAX_DECIDE_AFTER_MS) return { afterMs };
  if (instant.safeParse(given).success) return { at: new Date(given).toISOString() };
  context.addIssue({ code: 'custom', message: DECIDE_BY });
  return z.NEVER;
});

const customer = z.strictObject(
  {
    email: emailAddress(50).exactOptional(),
    firstName: words(50).exactOptional(),
    lastName: words(50).exactOptional(),
    customerId: words(19).exactOptional(),
    mobileNumber: text('10 to 20 digits', /^\d{10,20}$/).exactOptional(),
    countryCode: text('1 to 4 digits', /^\d{1,4}$/).exactOptional(),
  },
  NOT_EMPTY,
);

const policy = z.strictObject(
  {
    onDelivery: z.enum(['capture', 'wait'], expecting('capture or wait')).exactOptional(),
    atDeadline: z
      .enum(['captureIfDelivered', 'capture', 'release'], expecting('captureIfDelivered, capture or release'))
      .exactOptional(),
    decideBy: decideBy.exactOptional(),
  },
  NOT_EMPTY,
);

const RETURN_URL = expecting('a URL of at most 1000 characters');
const returnUrl = z.string(RETURN_URL).max(1_000, RETURN_URL);
const METADATA = 'at most 10 pairs of names of 1 to 256 characters and texts of at most 256';
const metadata = z
  .record(anyText(1, 256, METADATA), anyText(0, 256, METADATA), expecting(METADATA))
  .refine((pairs) => Object.keys(pairs).length <= 10, METADATA);

/** What a caller of the library has to get right before anything is started; its policy is the workflow's to check. */
export const placeable = z
  .object({
    reference,
    shop: text('1 to 32 of A-Z a-z 0-9 _ -', SHOP_PATTERN).optional(),
    amount: money,
    checkout,
    cardRef: z.string().optional(),
    customer: customer.optional(),
    returnUrl: returnUrl.optional(),
    metadata: metadata.optional(),
  })
  .refine(hasNoCardForThePage, CARD_FOR_THE_PAGE);

export const orderRequest = z
  .strictObject(
    {
      reference,
      amount: money,
      checkout,
      cardRef: cardRef.exactOptional(),
      customer: customer.exactOptional(),
      policy: policy.exactOptional(),
      returnUrl: returnUrl.exactOptional(),
      metadata: metadata.exactOptional(),
    },
    expecting('an order'),
  )
  .refine(hasNoCardForThePage, CARD_FOR_THE_PAGE)
  .meta({
    example: {
      reference: 'ORD-1',
      amount: { value: 110000, currency: 'INR' },
      checkout: 'seamless',
      policy: { decideBy: '3 days' },
    },
  });

export const paymentRequest = z.strictObject({ cardRef }, NOT_EMPTY);
export const otpRequest = z
  .strictObject({ otp: text('4 to 8 digits, as a string', /^\d{4,8}$/) }, NOT_EMPTY)
  .meta({ example: { otp: '012345' } });
/** Fastify gives `null` where no body was sent. */
export const captureRequest = z.strictObject({ amount: money.exactOptional() }, NOT_EMPTY).nullish();
export const cancelRequest = z
  .strictObject({ reason: words(200) }, NOT_EMPTY)
  .meta({ example: { reason: 'out of stock' } });
export const refundRequest = z
  .strictObject({ amount: money.exactOptional(), refundReference, reason: words(200) }, NOT_EMPTY)
  .meta({
    example: { refundReference: 'REF-1', amount: { value: 50000, currency: 'INR' }, reason: 'one item returned' },
  });
/** At the gateway a refund is an order, and both share one set of references. */
export const refundRequestFor = (orderReference: string) =>
  refundRequest.refine(({ refundReference }) => refundReference !== orderReference, {
    path: ['refundReference'],
    error: 'another reference than the order has',
  });
export const extendRequest = z.strictObject({ decideBy }, NOT_EMPTY).meta({ example: { decideBy: '4 days' } });
export const recheckRequest = z
  .strictObject({ actor: words(100), reason: words(200) }, NOT_EMPTY)
  .meta({ example: { actor: 'support', reason: 'the buyer says that the bank took the money' } });
const UNREADABLE = 'Only where nothing of the order can be read any more';
export const reviveRequest = z
  .strictObject(
    {
      actor: words(100),
      reason: words(200),
      amount: money.exactOptional().describe(UNREADABLE),
      checkout: checkout.exactOptional().describe(UNREADABLE),
    },
    NOT_EMPTY,
  )
  .meta({ example: { actor: 'support', reason: 'the workflow was terminated by mistake' } });
export const resolveRequest = z
  .strictObject(
    {
      as: z.enum(['captured', 'released', 'declined'], expecting('captured, released or declined')),
      actor: words(100),
      reason: words(200),
      force: z
        .boolean(expecting('true or false'))
        .exactOptional()
        .describe('Against, or without, the word of the gateway; recorded'),
    },
    NOT_EMPTY,
  )
  .meta({ example: { as: 'released', actor: 'support', reason: 'the bank confirmed that the hold has lapsed' } });
export const resolveRefundRequest = z
  .strictObject(
    { as: z.enum(['refunded', 'failed'], expecting('refunded or failed')), actor: words(100), reason: words(200) },
    NOT_EMPTY,
  )
  .meta({ example: { as: 'failed', actor: 'support', reason: 'the dashboard of the gateway has no such refund' } });
/** The body of routes that need none. */
export const noRequest = z.strictObject({}, expecting('no body, or an empty JSON object')).nullish();

/** One syntax, over HTTP, in the library and on the command line: what every header can carry as it is. */
const idempotencyKey = text('1 to 255 visible ASCII characters, no blanks', /^[\x21-\x7e]{1,255}$/);

export const keyedCall = z.object({ idempotencyKey });

export const orderHeaders = z.looseObject({
  'idempotency-key': idempotencyKey
    .exactOptional()
    .describe(
      'The same key with the same content is carried out once. With other content it is another request. An OTP is no ' +
        'part of the content: each entry of one needs a new key.',
    ),
});

const attention = z
  .enum(['true', 'false'], expecting('true or false'))
  .transform((value) => value === 'true')
  .exactOptional();
const limit = z
  .string(expecting('1 to 200'))
  .regex(/^(?:[1-9]\d?|1\d\d|200)$/, expecting('1 to 200'))
  .transform(Number)
  .exactOptional();

export const refundFilter = z.strictObject({ attention, limit });

export const orderFilter = z.strictObject({
  state: z
    .enum(Object.keys(ORDER_STATES) as [OrderState, ...OrderState[]], expecting('a state of an order'))
    .exactOptional(),
  attention,
  decideBefore: instant.exactOptional(),
  limit,
});
