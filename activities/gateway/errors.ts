import type { OtpNext } from '../../workflows/domain/gateway/outcomes';
/**
 * What is known after a call that was no success (design §3). `declined`: the bank or the buyer's authentication said
 * no. `rejected`: our request was wrong or the state did not allow it. `notSent`: provably had no effect and may be
 * sent again freely. `unknown`: everything else; money may have moved.
 */
export type FailedOutcome = 'declined' | 'rejected' | 'notSent' | 'unknown';

export type GatewayOperation =
  | 'token'
  | 'createOrder'
  | 'createHostedLink'
  | 'createPayment'
  | 'getCardDetails'
  | 'generateOtp'
  | 'submitOtp'
  | 'resendOtp'
  | 'getOrder'
  | 'getOrderByReference'
  | 'capture'
  | 'cancel'
  | 'createRefund';

export interface GatewayErrorFields {
  readonly operation: GatewayOperation;
  readonly outcome: FailedOutcome;
  /** The gateway's code (letters, digits, `_`), or one of ours in lower-case words, such as `connect-refused`. */
  readonly code: string;
  /** Why this outcome and no other: a sentence of ours, never the gateway's text. */
  readonly reason: string;
  /** `Request-ID` of the HTTP attempt. */
  readonly requestId?: string;
  readonly httpStatus?: number;
  /** How long to wait before the next attempt, where the gateway said so. */
  readonly retryAfterMs?: number;
  /** What an OTP failure still allows (gateway.md §7). */
  readonly next?: readonly OtpNext[];
  readonly resendAfterS?: number;
}

/**
 * A call to the gateway that was no success. Holds no request, no header, no body and no `cause`:
 * an AxiosError would print the card number from its configuration.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly fields: GatewayErrorFields;

  constructor(fields: GatewayErrorFields) {
    super(`${fields.operation} ${fields.outcome} (${fields.code}): ${fields.reason}`);
    this.fields = fields;
  }
}
