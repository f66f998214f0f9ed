import { z } from 'zod';
import { passesLuhn } from './cards';
import { Refusal } from './refusals';

/** Limits of docs/gateway.md §9, the stricter one where two are known. Fields that are not listed are ignored, as by the gateway. */
const text = (max: number, min = 0) => z.string().min(min).max(max);
const amountSchema = z.object({ value: z.int().min(100).max(100_000_000), currency: z.literal('INR') });
/** Samples send references as unquoted numbers, too (§10 row 6). */
const referenceSchema = z
  .union([z.string(), z.int()])
  .transform(String)
  .pipe(z.string().regex(/^[A-Za-z0-9_-]{1,50}$/, 'must be 1 - 50 characters of A-Z a-z 0-9 - _'));
const urlSchema = z.url({ protocol: /^https?$/ }).max(2048);

const addressSchema = z
  .looseObject({
    address1: text(100),
    address2: text(100),
    address3: text(100),
    pincode: text(10, 6),
    city: text(50),
    state: text(50),
    country: text(50),
  })
  .partial();

const customerSchema = z
  .looseObject({
    email_id: text(50, 1),
    first_name: text(50, 1),
    last_name: text(50, 1),
    customer_id: text(19, 1),
    mobile_number: text(20, 10),
    country_code: text(5, 1),
    billing_address: addressSchema,
    shipping_address: addressSchema,
  })
  .partial();

const metadataSchema = z
  .record(text(256, 1), text(256))
  .refine((metadata) => Object.keys(metadata).length <= 10, 'at most 10 pairs');

const PAYMENT_METHODS = [
  'CARD',
  'UPI',
  'POINTS',
  'NETBANKING',
  'WALLET',
  'CREDIT_EMI',
  'DEBIT_EMI',
  'BNPL',
  'CARDLESS_EMI',
] as const;

export const createOrderSchema = z.object({
  merchant_order_reference: referenceSchema,
  order_amount: amountSchema,
  pre_auth: z.boolean().default(false),
  allowed_payment_methods: z.array(z.enum(PAYMENT_METHODS)).min(1).optional(),
  notes: text(256).optional(),
  callback_url: urlSchema.optional(),
  failure_callback_url: urlSchema.optional(),
  integration_mode: z.enum(['REDIRECT', 'IFRAME', 'SDK', 'SEAMLESS']).optional(),
  purchase_details: z
    .looseObject({ customer: customerSchema.optional(), merchant_metadata: metadataSchema.optional() })
    .optional(),
});

const cardSchema = z.object({
  name: text(100, 1),
  card_number: z
    .string()
    .regex(/^\d{12,19}$/, 'must be 12 - 19 digits')
    .refine(passesLuhn, 'fails the Luhn check'),
  cvv: z.string().regex(/^\d{3,4}$/, 'must be 3 - 4 digits'),
  expiry_month: z.string().regex(/^(0[1-9]|1[0-2])$/, 'must be 01 - 12'),
  expiry_year: z.string().regex(/^(\d{2}|\d{4})$/, 'must be a year'),
  registered_mobile_number: text(20, 10).optional(),
});

export const createPaymentSchema = z.object({
  payments: z.tuple([
    z.object({
      merchant_payment_reference: referenceSchema,
      payment_method: z.literal('CARD'),
      payment_amount: amountSchema,
      payment_option: z.object({ card_details: cardSchema }),
      device_info: z.record(z.string(), z.string()).optional(),
    }),
  ]),
});

export const cardDetailsSchema = z.object({
  amount: z.union([z.string(), z.number()]).transform(Number).pipe(z.int().min(1).max(100_000_000)),
  card_details: z
    .array(
      z.object({
        payment_identifier: z.string().regex(/^\d{10,23}$/, 'must be 10 - 23 digits'),
        payment_reference_type: z.enum(['CARD', 'ALT_TOKEN_TXN', 'NETWORK_TOKEN_TXN', 'ISSUER_TOKEN_TXN']),
      }),
    )
    .min(1),
});

export const paymentIdSchema = z.object({ payment_id: text(50, 1) });

/** An integer loses leading zeros, as in the vendor's own sample (§7). */
export const submitOtpSchema = paymentIdSchema.extend({
  otp: z
    .union([z.string(), z.int()])
    .transform(String)
    .pipe(z.string().regex(/^\d{4,8}$/, 'must be 4 - 8 digits')),
});

export const captureSchema = z.object({
  merchant_capture_reference: referenceSchema,
  capture_amount: amountSchema.optional(),
});

export const refundSchema = z.object({
  merchant_order_reference: referenceSchema,
  order_amount: amountSchema.optional(),
  merchant_metadata: metadataSchema.optional(),
});

export const tokenSchema = z.object({
  client_id: text(256, 1),
  client_secret: text(256, 1),
  grant_type: z.literal('client_credentials'),
});

/** The hosted page's form: one card. */
export const cardFormSchema = cardSchema;

export type CreateOrderRequest = z.output<typeof createOrderSchema>;
export type CreatePaymentRequest = z.output<typeof createPaymentSchema>;
export type CardRequest = z.output<typeof cardSchema>;
export type CaptureRequest = z.output<typeof captureSchema>;
export type RefundRequest = z.output<typeof refundSchema>;

/** Parses a request or refuses it, naming the field and the rule, never the value. */
export function parse<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal('INVALID_REQUEST', {
    reason: `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`,
  });
}
