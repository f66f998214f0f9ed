import type { Customer } from '../../workflows/domain/values/customer';
import type { OtpNext } from '../../workflows/domain/gateway/outcomes';
import type { BuyersLink, Snapshot } from '../../workflows/domain/gateway/snapshot';
import type { Card } from '../vault/vault';
import type { Secret } from '../vault/secret';

/** An amount as the gateway writes it: `value` in minor units (paisa). */
export interface GatewayAmount {
  readonly value: number;
  readonly currency: string;
}

export type { Customer };

export interface CreateOrderRequest {
  /** `merchant_order_reference`: 1 - 50 of `[A-Za-z0-9_-]`; the documented idempotency key of this call. */
  readonly reference: string;
  readonly amount: GatewayAmount;
  readonly callbackUrl: string;
  readonly customer?: Customer;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface CreatePaymentRequest {
  readonly gatewayOrderId: string;
  /** `merchant_payment_reference`: the documented idempotency key of this call. */
  readonly reference: string;
  readonly amount: GatewayAmount;
  readonly card: Secret<Card>;
}

export interface CaptureRequest {
  readonly gatewayOrderId: string;
  /** `merchant_capture_reference`: nowhere called an idempotency key. */
  readonly reference: string;
  readonly amount: GatewayAmount;
}

export interface RefundRequest {
  readonly gatewayOrderId: string;
  /** The refund's own `merchant_order_reference`: the documented idempotency key of this call. */
  readonly reference: string;
  readonly amount: GatewayAmount;
}

/** The hosted page's link. Not a snapshot: the answer has no status, and the link cannot be read back (design §3). */
export interface HostedLink {
  readonly gatewayOrderId: string;
  /** `elsewhere` where the link leads to none of the gateway's pages: nobody may be sent there. */
  readonly link: BuyersLink;
}

export interface CardDetails {
  readonly nativeOtpSupported: boolean;
  readonly network: string;
}

/** What the buyer may do next about an OTP. */
export interface OtpPrompt {
  readonly next: readonly OtpNext[];
  /** Seconds until the OTP may be sent again; absent where the gateway did not say. */
  readonly resendAfterS?: number;
}

export interface CallOptions {
  /**
   * Epoch milliseconds after which the request must not be written to the socket any more (core.md rule 3: the quiet
   * period counts from it).
   */
  readonly notAfterMs?: number;
  /** Ends the wait for the answer; the outcome is then unknown, unless nothing had been written. */
  readonly signal?: AbortSignal;
}

/**
 * The gateway's operations (gateway.md §1), one method each, one HTTP request each: no retries but a single re-login on
 * 401. Every failure rejects with a GatewayError whose `outcome` says what is known.
 */
export interface PluralGateway {
  createOrder(request: CreateOrderRequest, options?: CallOptions): Promise<Snapshot>;
  createHostedLink(request: CreateOrderRequest, options?: CallOptions): Promise<HostedLink>;
  createPayment(request: CreatePaymentRequest, options?: CallOptions): Promise<Snapshot>;
  getCardDetails(
    request: { readonly card: Secret<Card>; readonly amount: GatewayAmount },
    options?: CallOptions,
  ): Promise<CardDetails>;
  generateOtp(paymentId: string, options?: CallOptions): Promise<OtpPrompt>;
  submitOtp(paymentId: string, otp: Secret<string>, options?: CallOptions): Promise<void>;
  resendOtp(paymentId: string, options?: CallOptions): Promise<OtpPrompt>;
  getOrder(gatewayOrderId: string, options?: CallOptions): Promise<Snapshot>;
  getOrderByReference(reference: string, options?: CallOptions): Promise<Snapshot>;
  capture(request: CaptureRequest, options?: CallOptions): Promise<Snapshot>;
  cancel(gatewayOrderId: string, options?: CallOptions): Promise<Snapshot>;
  createRefund(request: RefundRequest, options?: CallOptions): Promise<Snapshot>;
}
