import { z } from 'zod';
import { without } from './model';

const milliseconds = z.int().min(0);

/**
 * How the simulated gateway behaves where its documents leave it open or contradict each other, and how lax it is.
 * The defaults are the strict and documented reading. Changed by `POST /control/settings`.
 */
const settingsSchema = z.strictObject({
  /**
   * A repeated `merchant_order_reference` (docs/gateway.md §10 row 38); `second-order` makes another order under it, and
   * whoever asks by the reference is told of the newest.
   */
  duplicateOrder: z.enum(['return-existing', 'reject', 'second-order']).default('return-existing'),
  /** A reference that is a refund's used for an order, or the other way round: refused, or answered with what has it. */
  takenReference: z.enum(['reject', 'return-existing']).default('reject'),
  /** Whether a refund shows a payment of its own, as the vendor's SDK type has the field. */
  refundShowsPayments: z.boolean().default(false),
  /** A repeated `merchant_payment_reference`; `second-payment` is the adversary without de-duplication. */
  duplicatePayment: z.enum(['return-existing', 'reject', 'second-payment']).default('return-existing'),
  /** A repeated `merchant_capture_reference` (§2: not found); `second-capture` moves the money again. */
  repeatedCapture: z
    .enum(['DUPLICATE_REQUEST', 'OPERATION_NOT_ALLOWED', 'second-capture'])
    .default('DUPLICATE_REQUEST'),
  /** Another capture of money that was captured already: refused, as documented, or taken again by a gateway that is lax. */
  furtherCapture: z.enum(['refuse', 'second-capture']).default('refuse'),
  /** A repeated reference of a refund, an idempotency key by the documents (§1); `second-refund` gives the money again. */
  repeatedRefund: z.enum(['return-existing', 'second-refund']).default('return-existing'),
  /** A refund of more than is left of what was captured: refused, as documented, or given. */
  furtherRefund: z.enum(['refuse', 'beyond-captured']).default('refuse'),
  /** `hold-only` ignores the order's status: whoever has a live hold may be captured or cancelled, and anyone may pay again. */
  judgement: z.enum(['strict', 'hold-only']).default('strict'),
  /** §10 row 42. */
  partialCaptureShows: z.enum(['PROCESSED', 'PARTIALLY_CAPTURED']).default('PROCESSED'),
  /** Whether the remainder of a partial capture is reversed by itself (§4), as documented. */
  releaseRemainder: z.boolean().default(true),
  /** What the payment shows while the remainder of its capture is still on hold. */
  remainderShows: z.enum(['PROCESSED', 'AUTHORIZED']).default('PROCESSED'),
  /** `pending`: accepted, carried out by `settle-…` of the control API (§4: "may answer PENDING"). */
  captureMode: z.enum(['at-once', 'pending']).default('at-once'),
  /** `less`: half of what is asked. `more`: all that is on hold. */
  captureTakes: z.enum(['asked', 'less', 'more']).default('asked'),
  /** `ignored`: answered with 200, and never carried out; another cancel is. */
  cancelMode: z.enum(['at-once', 'pending', 'ignored']).default('at-once'),
  /** What an order shows whose cancel was accepted and is not carried out (§10 row 11); of an ignored one only the answer. */
  cancelShows: z.enum(['AUTHORIZED', 'CREATED', 'PENDING']).default('AUTHORIZED'),
  refundMode: z.enum(['at-once', 'pending']).default('at-once'),
  /** §10 rows 11 and 45: refused, answered 200 without doing anything, or done. */
  cancelBeforeAuthorised: z.enum(['refuse', 'unchanged', 'cancel']).default('refuse'),
  /** §10 row 8. */
  createPaymentShows: z.enum(['PENDING', 'CREATED']).default('PENDING'),
  /** §10 row 14. */
  captureDataAs: z.enum(['list', 'object']).default('list'),
  /** §10 row 16. */
  timestampDigits: z.union([z.literal(0), z.literal(3), z.literal(6), z.literal(9)]).default(3),
  /** How far the stamps of orders, payments and tokens are off; money and the ledger keep the true time. */
  stampOffsetMs: z.int().default(0),
  /** Each update of an order or payment is off by up to so much more, ahead or behind: by which amount, its id and instant say. */
  stampJitterMs: milliseconds.default(0),
  /** `none`: the stamps do not say of which zone they are. */
  stampZone: z.enum(['Z', 'none']).default('Z'),
  /** How long Get Order still says PENDING after the authentication has passed. */
  authoriseAfterMs: milliseconds.default(0),
  otp: z
    .string()
    .regex(/^\d{4,8}$/)
    .default('123456'),
  otpResendAfterS: z.int().min(0).default(30),
  otpMaxResends: z.int().min(0).default(3),
  otpMaxWrong: z.int().min(1).default(3),
  /** §10 row 37: after a wrong one the same OTP may be entered again, or only a new one. */
  otpAfterWrong: z.enum(['again', 'resend-only']).default('again'),
  paymentRetries: z.int().min(1).default(10),
  /** Holds lapse after as many days of the simulator's clock. The gateway publishes no figure. */
  holdDays: z.number().positive().default(7),
  tokenLifeS: z.int().min(1).default(3600),
  webhookAttempts: z.int().min(1).default(3),
  webhookPauseMs: milliseconds.default(5000),
  /** Where the links for the buyer lead; `foreign` is an adversary who got into the answers. */
  links: z.enum(['own', 'foreign']).default('own'),
  /** §10 row 1. */
  callbackStatusKey: z.enum(['status', 'payment_status', 'both']).default('status'),
  /** §10 row 2: the documents' own sample of a failure says AUTHORIZED. */
  callbackFailureStatus: z.enum(['FAILED', 'AUTHORIZED']).default('FAILED'),
  /** §10 row 3, and a forger. */
  callbackSignature: z.enum(['upper', 'lower', 'forged']).default('upper'),
});

export type Settings = z.output<typeof settingsSchema>;

/** Some of the settings, without the defaults of the others. */
export type SettingsChange = Partial<Settings>;

/** A change of some settings; the defaults of the others must not come back by parsing. */
export const settingsChangeSchema = z
  .record(z.string(), z.unknown())
  .transform((change, context) => {
    const checked = settingsSchema.safeParse(change);
    if (checked.success)
      return Object.fromEntries(Object.keys(change).map((key) => [key, checked.data[key as keyof Settings]]));
    for (const { path, message } of checked.error.issues)
      context.issues.push({ code: 'custom', path, message, input: undefined });
    return z.NEVER;
  })
  .transform((change) => change as SettingsChange);

export const defaultSettings = (): Settings => settingsSchema.parse({});

/** The settings as they may be shown: without the OTP. */
export function shownSettings(settings: Settings): Omit<Settings, 'otp'> {
  return without(settings, 'otp');
}
