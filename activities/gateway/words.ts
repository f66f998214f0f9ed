import type { OtpNext } from '../../workflows/domain/gateway/outcomes';
import type { OrderStatus, PaymentStatus } from '../../workflows/domain/gateway/snapshot';

/**
 * The gateway's words, each with the core's own word for it (docs/gateway.md §4, §7): the one place that knows both.
 */

export const ORDER_STATUS_WORDS = {
  CREATED: 'created',
  PENDING: 'pending',
  ATTEMPTED: 'attempted',
  AUTHORIZED: 'authorised',
  PROCESSED: 'captured',
  PARTIALLY_CAPTURED: 'partlyCaptured',
  CANCELLED: 'voided',
  FAILED: 'failed',
  PARTIALLY_REFUNDED: 'partlyRefunded',
  FULLY_REFUNDED: 'refunded',
} as const satisfies Record<string, OrderStatus>;

export const PAYMENT_STATUS_WORDS = {
  PENDING: 'pending',
  FAILED: 'failed',
  AUTHORIZED: 'authorised',
  CANCELLED: 'voided',
  PROCESSED: 'captured',
} as const satisfies Record<string, PaymentStatus>;

/** Any other word that the gateway may invent allows nothing. */
export const OTP_NEXT_WORDS = { SUBMIT_OTP: 'submit', RESEND_OTP: 'resend' } as const satisfies Record<string, OtpNext>;

/**
 * The code of a payment that failed because the buyer's authentication did; any other code is the bank's refusal after
 * it.
 */
export const AUTHENTICATION_FAILED = 'USER_AUTHENTICATION_FAILED';

/** Our word for it; null where there is none. */
export const wordOf = <Word extends string>(words: Readonly<Record<string, Word>>, said: string): Word | null =>
  Object.hasOwn(words, said) ? (words[said] ?? null) : null;
