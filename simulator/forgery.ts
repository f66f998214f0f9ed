import { z } from 'zod';
import type { orderAnswer } from './answers';

type OrderBody = ReturnType<typeof orderAnswer>;

/**
 * What somebody who knows the webhook secret claims of an order. What is left out stays as it is; an order that nobody has
 * paid gets a payment where one is claimed to be in some state.
 */
export const claimSchema = z.strictObject({
  event: z.string().regex(/^[A-Z_]{1,50}$/),
  status: z.string().optional(),
  paymentStatus: z.string().optional(),
  /** Of the whole amount, under a reference that nobody gave; with PROCESSED this is how a capture looks. */
  captured: z.boolean().default(false),
  /** Of all stamps, from now; ahead or behind. */
  stampOffsetMs: z.int().default(0),
  type: z.string().optional(),
});
export type Claim = z.output<typeof claimSchema>;
export type ClaimInput = z.input<typeof claimSchema>;

/** What somebody who knows the webhook secret would like to be believed. */
export const CLAIMS: readonly Omit<ClaimInput, 'stampOffsetMs'>[] = [
  { event: 'ORDER_PROCESSED', status: 'PROCESSED', paymentStatus: 'PROCESSED', captured: true },
  { event: 'ORDER_PROCESSED', status: 'PARTIALLY_CAPTURED', paymentStatus: 'PROCESSED', captured: true },
  { event: 'ORDER_CANCELLED', status: 'CANCELLED', paymentStatus: 'CANCELLED' },
  { event: 'ORDER_AUTHORIZED', status: 'AUTHORIZED', paymentStatus: 'AUTHORIZED' },
  { event: 'ORDER_FAILED', status: 'FAILED', paymentStatus: 'FAILED' },
  { event: 'PAYMENT_FAILED', status: 'ATTEMPTED', paymentStatus: 'FAILED' },
  { event: 'REFUND_PROCESSED', status: 'FULLY_REFUNDED', paymentStatus: 'PROCESSED', captured: true },
  { event: 'REFUND_PROCESSED', type: 'REFUND', status: 'PROCESSED' },
];
/** Before, at and after the true instant. */
export const FORGED_STAMPS_MS: readonly number[] = [-60_000, 0, 1_000, 60_000];

/** The `data` of a webhook that says so of this order. */
export function forged(order: OrderBody, claim: Claim, nowMs: number): Record<string, unknown> {
  const stamp = new Date(nowMs + claim.stampOffsetMs).toISOString();
  const isPaymentClaimed = claim.paymentStatus !== undefined || claim.captured;
  const payments = order.payments.length > 0 || !isPaymentClaimed ? order.payments : [madeUp(order, stamp)];
  const block = { merchant_capture_reference: 'forged', capture_amount: order.order_amount, created_at: stamp };
  return {
    ...order,
    ...(claim.status !== undefined && { status: claim.status }),
    ...(claim.type !== undefined && { type: claim.type }),
    payments: payments.map((payment) => ({
      ...payment,
      ...(claim.paymentStatus !== undefined && { status: claim.paymentStatus }),
      ...(claim.captured && { capture_data: [block] }),
      updated_at: stamp,
    })),
    updated_at: stamp,
  };
}

const madeUp = (order: OrderBody, stamp: string) => ({
  id: `${order.order_id}-cc-f`,
  status: 'PENDING',
  payment_amount: order.order_amount,
  payment_method: 'CARD',
  created_at: stamp,
});
