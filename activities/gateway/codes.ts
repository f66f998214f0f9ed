/**
 * The gateway's error codes (docs/gateway.md §2) by what they say about a request; outcome-rules.ts decides by them.
 */

/** Codes that do not say whether the request was carried out. */
export const UNSETTLED = ['TIMED_OUT', 'INTERNAL_ERROR', 'UNKNOWN_ERROR', 'PAYMENT_PENDING'] as const;

/** Codes that a repeat of a processed request gets, but also a request that the state never allowed. */
export const ALREADY_DONE = ['DUPLICATE_REQUEST', 'OPERATION_NOT_ALLOWED', 'ORDER_CANCELLED'] as const;

/** `API_RATE_LIMIT`, `PAYMENT_RATE_LIMIT`, and whatever else may be limited. */
export const RATE_LIMIT_SUFFIX = '_RATE_LIMIT';

export const BANK_OR_RISK = [
  'USER_AUTHENTICATION_FAILED',
  'USER_AUTHENTICATION_REQUIRED',
  'INSUFFICIENT_FUNDS',
  'AMOUNT_LIMIT_EXCEEDED',
  'CARD_NOT_ALLOWED',
  'CARD_LOST',
  'CARD_STOLEN',
  'CARD_EXPIRED',
  'CARD_NOT_ENROLLED',
  'CARD_VERIFICATION_FAILED',
  'ISSUER_NOT_SUPPORTED',
  'RISK_CHECK_FAILED',
  'PAYMENT_NOT_AUTHORIZED',
  'PAYMENT_EXPIRED',
  'PAYMENT_DECLINED',
] as const;
