import { z } from 'zod';
import type { OtpNext } from '../../workflows/domain/gateway/outcomes';
import { ORDER_STATUS_WORDS, OTP_NEXT_WORDS, PAYMENT_STATUS_WORDS, wordOf } from './words';

/**
 * The gateway's answers, field by field as far as we read them (docs/gateway.md §12). Whatever else they hold, personal
 * data above all, is dropped here. Variants that its documents disagree about are all taken (docs/gateway.md §10).
 */

/** A code of the gateway. Without a letter it could be an OTP, with twelve digits in a row a card number. */
const CODE = /^(?=.*[A-Z])(?!.*\d{12})[A-Z0-9_]{1,64}$/;

/** A field that may be absent, null or unreadable without making the answer useless: all three read as absent. */
const optional = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

/** References stand unquoted in some samples: `112345` is `'112345'` (§10 row 6). */
const text = z.union([z.string().trim().min(1).max(256), z.int().transform(String)]);

/** A count or paisa; some answers quote numbers (§10 row 31). */
const wholeNumber = z.union([
  z.int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);

const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]);

const code = z.string().regex(CODE);

/** A status in our words. `unknownWord`: the gateway's word, where we do not know it and it can be shown to people. */
export interface Status<Word extends string> {
  readonly word: Word | 'unknown';
  readonly unknownWord?: string;
}

/** Statuses are lower case in prose (§10 row 24); one we do not know reads as `unknown`, never as a guess. */
const statusOf = <Word extends string>(words: Readonly<Record<string, Word>>) =>
  z.string().transform((raw): Status<Word> => {
    const said = raw.trim().toUpperCase();
    const word = wordOf(words, said);
    if (word !== null) return { word };
    return { word: 'unknown', ...(CODE.test(said) && { unknownWord: said }) };
  });

const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:?\d{2})?$/i;

/** With years further off, sums of instants could not be written any more. */
const SANE_YEAR = /^2\d{3}-/;

/**
 * The gateway's stamps have 0, 3, 6 or 9 fraction digits (§10 row 16): UTC with nine, so that they compare as strings.
 */
const instant = z.string().transform((raw, context): string => {
  const [, date = '', time = '', fraction = '', zone = 'Z'] = INSTANT.exec(raw.trim()) ?? [];
  const ms = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  const utc = Number.isFinite(ms) ? new Date(ms).toISOString() : '';
  if (!SANE_YEAR.test(utc)) {
    context.addIssue({ code: 'custom', message: 'not an instant' });
    return z.NEVER;
  }
  return `${utc.slice(0, 19)}.${fraction.padEnd(9, '0').slice(0, 9)}Z`;
});

/** Where the buyer is to go; whether that is a page of the gateway is judged apart. */
const link = z.string().min(1).max(4_096);

const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0);

/** A list, a single object instead of it, or nothing at all, also as `null` or `{}` (§10 rows 14 and 49). */
const list = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    return items.filter((entry) => !isNothing(entry));
  }, z.array(item));

const capture = z.object({
  // A capture made elsewhere, such as on the dashboard, may have no reference.
  merchant_capture_reference: optional(text),
  capture_amount: z.object({ value: wholeNumber }),
});

const payment = z.object({
  id: text,
  merchant_payment_reference: optional(text),
  status: statusOf(PAYMENT_STATUS_WORDS).catch({ word: 'unknown' }),
  payment_amount: z.object({ value: wholeNumber }),
  capture_data: list(capture),
  error_detail: optional(z.object({ code: optional(code) })),
  acquirer_data: optional(z.object({ rrn: optional(z.string().regex(/^[A-Za-z0-9]{1,32}$/)) })),
  created_at: optional(instant),
  updated_at: optional(instant),
});

/** A buyer's order, a refund, or nothing where the answer does not say; any other type is `other`. */
const orderType = z.unknown().transform((raw): 'order' | 'refund' | 'other' | undefined => {
  if (isNothing(raw) || raw === '') return undefined;
  const type = String(raw).trim().toUpperCase();
  return type === 'CHARGE' ? 'order' : type === 'REFUND' ? 'refund' : 'other';
});

/** An order, a refund (which is an order of its own), or the `data` of a webhook. */
export const orderSchema = z.object({
  order_id: text,
  merchant_order_reference: text,
  // Required: the hosted link's flat answer has an order id, too, but says nothing about the order's state.
  status: statusOf(ORDER_STATUS_WORDS),
  order_amount: z.object({
    value: wholeNumber,
    currency: z
      .string()
      .regex(/^[A-Za-z]{3}$/)
      .toUpperCase(),
  }),
  pre_auth: optional(flag),
  payments: list(payment),
  challenge_url: optional(link),
  payment_retries_remaining: optional(wholeNumber),
  type: orderType,
  parent_order_id: optional(text),
});

export const hostedLinkSchema = z.object({ order_id: text, redirect_url: link });

export const cardDetailsSchema = z.object({
  card_payment_details: z
    .array(z.object({ is_native_otp_supported: flag.catch(false), card_network: text.catch('UNKNOWN') }))
    .nonempty(),
});

const success = z.string().regex(/^success$/i);
const nextSteps = list(
  z
    .string()
    .toUpperCase()
    .regex(/^[A-Z_]{1,32}$/)
    .transform((said): OtpNext => wordOf(OTP_NEXT_WORDS, said) ?? 'nothing'),
).catch([]);
const DAY_S = 86_400;
/** Seconds, quoted in every sample (§10 row 31). Nobody means a wait of more than a day. */
const otpTiming = optional(z.object({ resend_after: optional(wholeNumber.refine((seconds) => seconds <= DAY_S)) }));

/** `generate` answers without a status, `resend` with one. */
export const otpPromptSchema = z.object({ status: success.nullish(), next: nextSteps, meta_data: otpTiming });

export const otpSubmittedSchema = z.object({ status: success });

export const tokenSchema = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,8192}$/),
  expires_at: optional(instant),
  expires_in: optional(wholeNumber),
});

/**
 * All shapes of an error: the gateway's `{code, message}`, the hosted link's `{response_code, response_message}`,
 * OAuth's `{error}`, the token's `{status, type}` (docs/gateway.md §2). An object with none of these fields is not the
 * gateway's.
 */
export const errorSchema = z
  .object({
    code: optional(z.string().toUpperCase().pipe(code)),
    error: optional(z.string().toUpperCase().pipe(code)),
    message: optional(z.string()),
    next: nextSteps,
    meta_data: otpTiming,
    response_code: z.unknown().optional(),
    type: z.unknown().optional(),
  })
  .refine((body) => [body.code, body.error, body.message, body.response_code, body.type].some((f) => f !== undefined));
