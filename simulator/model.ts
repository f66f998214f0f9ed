import type { CardFace } from './cards';

/** docs/gateway.md §4. PARTIALLY_CAPTURED stands in no enum of the vendor, only in a webhook sample. */
export type OrderStatus =
  | 'CREATED'
  | 'PENDING'
  | 'ATTEMPTED'
  | 'AUTHORIZED'
  | 'PROCESSED'
  | 'PARTIALLY_CAPTURED'
  | 'CANCELLED'
  | 'FAILED'
  | 'PARTIALLY_REFUNDED'
  | 'FULLY_REFUNDED';

export type PaymentStatus = 'PENDING' | 'AUTHORIZED' | 'CANCELLED' | 'PROCESSED' | 'FAILED';

export interface Capture {
  readonly reference: string;
  readonly amountMinor: number;
  readonly createdAtMs: number;
}

/** The OTP's course, without the OTP itself: the bank's only secret is a setting and is written nowhere. */
export interface OtpProgress {
  readonly sentAtMs?: number;
  readonly resends: number;
  readonly wrong: number;
  /** This OTP takes no further entry, a new one may be sent. */
  readonly spent?: boolean;
  readonly verified: boolean;
}

/** A payment. Values never change in place, so that older versions can be shown by a stale read. No card number, no CVV. */
export interface Payment {
  readonly id: string;
  /** `merchant_payment_reference`; absent when the buyer paid on the hosted page. */
  readonly reference?: string;
  readonly status: PaymentStatus;
  readonly amountMinor: number;
  readonly card: CardFace;
  /** What the bank will say once the buyer has authenticated: nothing, or the code of its refusal. */
  readonly bankRefusal?: string;
  readonly challengeToken: string;
  readonly otp: OtpProgress;
  readonly captures: readonly Capture[];
  readonly error?: { readonly code: string; readonly message: string };
  readonly acquirer?: { readonly approvalCode: string; readonly reference: string; readonly rrn: string };
  /** Authentication has passed, the authorisation takes effect then (`authoriseAfterMs`). */
  readonly authorisesAtMs?: number;
  readonly authorisedAtMs?: number;
  /** The hold is gone although the status may still say AUTHORIZED. */
  readonly lapsed?: boolean;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** A capture or cancel the gateway has accepted but not yet carried out. */
export type InitiatedCall =
  | { readonly kind: 'capture'; readonly paymentId: string; readonly reference: string; readonly amountMinor: number }
  | { readonly kind: 'cancel' };

/** An order; a refund is one, too, with a parent (docs/gateway.md §1). */
export interface Order {
  readonly id: string;
  readonly reference: string;
  readonly type: 'CHARGE' | 'REFUND';
  readonly parentId?: string;
  readonly status: OrderStatus;
  readonly amountMinor: number;
  /** @default INR: made in the dashboard it may be another. */
  readonly currency?: string;
  readonly preAuth: boolean;
  readonly integrationMode: 'SEAMLESS' | 'REDIRECT';
  /** Fields of the request that the answers repeat as they came. */
  readonly echo: Readonly<Record<string, unknown>>;
  readonly token: string;
  readonly payments: readonly Payment[];
  readonly refundIds: readonly string[];
  readonly retriesRemaining: number;
  readonly initiated?: InitiatedCall;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** Names of the calls, as fault rules and the ledger use them. */
export const OPERATIONS = [
  'token',
  'createOrder',
  'createHostedLink',
  'createPayment',
  'getCardDetails',
  'generateOtp',
  'submitOtp',
  'resendOtp',
  'getOrder',
  'getOrderByReference',
  'capture',
  'cancel',
  'refund',
] as const;
export type Operation = (typeof OPERATIONS)[number];

export const EVENTS = [
  'ORDER_AUTHORIZED',
  'ORDER_PROCESSED',
  'ORDER_CANCELLED',
  'ORDER_FAILED',
  'PAYMENT_FAILED',
  'REFUND_PROCESSED',
  'REFUND_FAILED',
] as const;
export type EventType = (typeof EVENTS)[number];

/** The value without some of its fields. */
export function without<Value extends object, Key extends keyof Value & string>(
  value: Value,
  ...keys: readonly Key[]
): Omit<Value, Key> {
  const kept = Object.entries(value).filter(([key]) => !(keys as readonly string[]).includes(key));
  return Object.fromEntries(kept) as Omit<Value, Key>;
}

/** The order with one payment changed, both stamped. */
export function withPayment(order: Order, paymentId: string, change: Partial<Payment>, nowMs: number): Order {
  const payments = order.payments.map((payment) =>
    payment.id === paymentId ? { ...payment, ...change, updatedAtMs: nowMs } : payment,
  );
  return { ...order, payments, updatedAtMs: nowMs };
}

/** The order without the call that was under way. */
export function settled(order: Order): Order {
  return without(order, 'initiated');
}

/** Whether money of it was taken; where its remainder shows, it says AUTHORIZED all the same. */
export const isCaptured = (order: Order, { status, captures }: Payment): boolean =>
  status === 'PROCESSED' || (status === 'AUTHORIZED' && captures.length > 0 && order.initiated?.kind !== 'capture');

export const capturedMinor = (order: Order): number =>
  order.payments
    .filter((payment) => isCaptured(order, payment))
    .flatMap((payment) => payment.captures)
    .reduce((sum, capture) => sum + capture.amountMinor, 0);
