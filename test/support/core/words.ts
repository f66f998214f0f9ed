import type { Terms } from '../../../workflows/domain/order/terms';
import { paymentReference } from '../../../workflows/domain/values/references';
import type { OrderStatus, PaymentStatus, Snapshot, SnapshotCapture } from '../../../workflows/domain/gateway/snapshot';
import type { Instant } from '../../../workflows/domain/values/time';

/** What the gateway says, in short: snapshots of one order for the tests of the core. */

export const TERMS: Terms = { reference: 'order-1', amountMinor: 10_000, currency: 'INR', checkout: 'seamless' };
export const START: Instant = '2026-01-05T10:00:00.000Z';
export const GATEWAY_ORDER_ID = 'v1-order';

export interface PaymentWords {
  readonly status: PaymentStatus;
  /** 1 for the first payment of the order, and so on: names its id and our reference. */
  readonly ordinal?: number;
  /** `''`: the gateway left it out. */
  readonly reference?: string;
  readonly amountMinor?: number;
  readonly updatedAt?: Instant;
  readonly captures?: readonly SnapshotCapture[];
}

export function says(
  status: OrderStatus,
  payments: readonly PaymentWords[] = [],
  more: Partial<Snapshot> = {},
): Snapshot {
  return {
    gatewayOrderId: GATEWAY_ORDER_ID,
    reference: TERMS.reference,
    status,
    amountMinor: TERMS.amountMinor,
    currency: TERMS.currency,
    payments: payments.map(payment),
    observedAt: START,
    ...more,
  };
}

function payment({ status, ordinal = 1, reference, amountMinor, updatedAt, captures }: PaymentWords) {
  const named = reference ?? paymentReference(TERMS.reference, ordinal);
  return {
    id: `v1-payment-${ordinal}`,
    status,
    amountMinor: amountMinor ?? TERMS.amountMinor,
    captures: captures ?? [],
    ...(named && { reference: named }),
    ...(updatedAt && { updatedAt }),
  };
}
