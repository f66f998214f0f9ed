import type { OrderStatus, PaymentStatus, Snapshot } from '../../../../workflows/domain/snapshot';
import { captureReference } from '../../../../workflows/domain/references';
import { TERMS } from '../../core/words';
import { at } from '../clock';
import { snapshotOf, webhookOf } from './snapshots';
import type { Books } from './gateway';
import type { Setup } from './world';

/** What is not what it seems: something else under the reference of the order, and webhooks that nobody sent. */

/** Money moved by somebody else, long ago. */
const PAID = {
  id: 'v1-foreign-payment',
  reference: 'foreign',
  status: 'PROCESSED',
  amountMinor: TERMS.amountMinor,
  captures: [{ reference: 'foreign-c1', amountMinor: TERMS.amountMinor }],
} as const;

/** What the gateway answers about the order: of its own books, or of what has its reference. */
export function toldOf({ traits, taken }: Pick<Setup, 'traits' | 'taken'>, books: Books): Snapshot {
  const snapshot = snapshotOf(traits, books);
  if (!taken) return snapshot;
  const { preAuth: _missing, ...rest } = snapshot;
  const isRefund = taken === 'refund';
  return {
    ...(isRefund ? rest : snapshot),
    status: 'PROCESSED',
    payments: [PAID],
    ...(isRefund && { refundOf: 'v1-another-order' }),
  };
}

const FORGED: readonly { readonly order: OrderStatus; readonly payment: PaymentStatus }[] = [
  { order: 'AUTHORIZED', payment: 'AUTHORIZED' },
  { order: 'PROCESSED', payment: 'PROCESSED' },
  { order: 'CANCELLED', payment: 'CANCELLED' },
  { order: 'FAILED', payment: 'FAILED' },
];

/** Webhooks of every kind that whoever has the secret can make, about each payment of the order, or one that there is none of. */
export function forgeries(
  traits: Setup['traits'],
  books: Books,
): { readonly name: string; readonly snapshot: Snapshot }[] {
  const genuine = webhookOf(traits, books);
  const payments = genuine.payments.length > 0 ? genuine.payments : [{ ...PAID, id: 'v1-payment-1', captures: [] }];
  return FORGED.map(({ order, payment: status }) => ({
    name: status,
    snapshot: {
      ...genuine,
      status: order,
      payments: payments.map((payment) => ({
        ...payment,
        status,
        updatedAt: at(FORGED_STAMP_MS),
        captures:
          status === 'PROCESSED'
            ? [{ reference: captureReference(TERMS.reference), amountMinor: TERMS.amountMinor }]
            : payment.captures,
      })),
    },
  }));
}

/** Later than anything that the gateway has stamped. */
const FORGED_STAMP_MS = 1e12;
