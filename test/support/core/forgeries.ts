import fc from 'fast-check';
import { captureReference, paymentReference } from '../../../workflows/domain/values/references';
import { ORDER_STATUSES, PAYMENT_STATUSES } from '../../../workflows/domain/gateway/snapshot';
import type { BuyersLink, Snapshot } from '../../../workflows/domain/gateway/snapshot';
import { DAY_MS, HOUR_MS, plus, SECOND_MS } from '../../../workflows/domain/values/time';
import { GATEWAY_ORDER_ID, START, TERMS } from './words';

/** What somebody who has the webhook secret can tell us: everything, of every payment, with every stamp. */

const mostly = <T>(value: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: fc.constantFrom(value, ...others) });

const stamp = fc
  .constantFrom(null, 0, SECOND_MS, -SECOND_MS, 5.5 * HOUR_MS, 3 * DAY_MS, -6 * DAY_MS, 7_000 * 365 * DAY_MS)
  .map((offMs) => (offMs === null ? undefined : plus(START, offMs)));

const captures = fc.array(
  fc.record({
    reference: mostly(captureReference(TERMS.reference), 'elsewhere'),
    amountMinor: fc.constantFrom(TERMS.amountMinor, 6_000, 1, 1_000_000),
  }),
  { maxLength: 2 },
);

const payment = fc
  .record({
    id: mostly('v1-payment-1', 'v1-payment-2', 'v1-forged'),
    reference: mostly<string | undefined>(paymentReference(TERMS.reference, 1), undefined, 'forged'),
    status: fc.constantFrom(...PAYMENT_STATUSES),
    amountMinor: mostly(TERMS.amountMinor, 1, 1_000_000),
    updatedAt: stamp,
    createdAt: stamp,
    captures,
    errorCode: fc.constantFrom(undefined, 'PAYMENT_DECLINED'),
    rrn: fc.constantFrom(undefined, '42'),
  })
  .map(({ reference, updatedAt, createdAt, errorCode, rrn, ...rest }) => ({
    ...rest,
    ...(reference !== undefined && { reference }),
    ...(updatedAt !== undefined && { updatedAt }),
    ...(createdAt !== undefined && { createdAt }),
    ...(errorCode !== undefined && { errorCode }),
    ...(rrn !== undefined && { rrn }),
  }));

/** Of an order, or of a refund of it. */
export const forgery: fc.Arbitrary<Snapshot> = fc
  .record({
    gatewayOrderId: mostly(GATEWAY_ORDER_ID, 'v1-refund', 'v1-forged'),
    reference: mostly(TERMS.reference, 'refund-1', 'forged'),
    status: fc.constantFrom(...ORDER_STATUSES),
    amountMinor: mostly(TERMS.amountMinor, 4_000, 1),
    currency: mostly('INR', 'USD'),
    payments: fc.array(payment, { maxLength: 3 }),
    otherThing: mostly<Snapshot['otherThing']>(
      undefined,
      { kind: 'refund', parentId: null },
      { kind: 'refund', parentId: GATEWAY_ORDER_ID },
      { kind: 'other', parentId: 'v1-other' },
    ),
    challenge: mostly<BuyersLink | undefined>(undefined, 'elsewhere', { url: 'https://forged.example' }),
    retriesRemaining: mostly<number | undefined>(undefined, 0),
  })
  .map(({ otherThing, challenge, retriesRemaining, ...rest }) => ({
    ...rest,
    observedAt: START,
    ...(otherThing !== undefined && { otherThing }),
    ...(challenge !== undefined && { challenge }),
    ...(retriesRemaining !== undefined && { retriesRemaining }),
  }));
