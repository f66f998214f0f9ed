/** HTTP status and text of each code the simulator answers with (docs/gateway.md §2). */
const REFUSALS = {
  INVALID_REQUEST: [400, 'The request is invalid'],
  UNAUTHORIZED: [401, 'Unauthorized'],
  ORDER_NOT_FOUND: [404, 'Order not found'],
  DUPLICATE_REQUEST: [422, 'The request has already been processed'],
  OPERATION_NOT_ALLOWED: [422, 'The operation is not allowed in the current state'],
  ORDER_CANCELLED: [422, 'The order has already been cancelled and cannot be modified further'],
  USER_AUTHENTICATION_FAILED: [422, 'Consumer Authentication required'],
  AMOUNT_LIMIT_EXCEEDED: [422, 'The amount exceeds the permitted limit'],
  INSUFFICIENT_FUNDS: [422, 'Insufficient funds'],
  CARD_EXPIRED: [422, 'The card has expired'],
  CARD_NOT_ALLOWED: [422, 'The card is not allowed'],
  CARD_VERIFICATION_FAILED: [422, 'The card could not be verified'],
  RISK_CHECK_FAILED: [422, 'The risk check failed'],
  PAYMENT_METHOD_NOT_ENABLED: [422, 'The payment method is not enabled'],
  PAYMENT_DECLINED: [422, 'The payment was declined'],
  PAYMENT_EXPIRED: [422, 'The payment has expired'],
  API_RATE_LIMIT: [429, 'Too many requests'],
  INTERNAL_ERROR: [500, 'Internal error'],
} as const satisfies Record<string, readonly [number, string]>;

export type RefusalCode = keyof typeof REFUSALS;

/** An answer to a call: status, JSON body, further headers. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const messageOf = (code: string): string =>
  code in REFUSALS ? REFUSALS[code as RefusalCode][1] : 'The request was refused';

/** The gateway's no: thrown where the rules are, answered in one place. Carries nothing of the request. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly answer: Answer;

  constructor(code: RefusalCode, details: { status?: number; reason?: string; extra?: Record<string, unknown> } = {}) {
    const [status, message] = REFUSALS[code];
    super(`${code}: ${details.reason ?? message}`);
    const body = {
      code,
      message,
      ...(details.reason && {
        additional_error_details: { source: 'MERCHANT', step: 'VALIDATION', reason: details.reason },
      }),
      ...details.extra,
    };
    this.answer = { status: details.status ?? status, body };
  }
}
