import type { OrderStatus, PaymentStatus, Snapshot } from '../../../workflows/domain/gateway/snapshot';
import { captureReference } from '../../../workflows/domain/values/references';
import { TERMS } from '../../support/core/words';
import { at } from '../clock';
import { snapshotOf, webhookOf } from './snapshots';
import type { Books } from './gateway';
import type { Setup } from './world';

/** What is not what it seems: something else under the reference of the order, and webhooks that nobody sent. */

/** Money moved by somebody else, long ago. */
const PAID = {
  id: 'v1-foreign-payment',
  reference: 'foreign',
  status: 'captured',
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
    status: 'captured',
    payments: [PAID],
    ...(isRefund && { otherThing: { kind: 'refund', parentId: 'v1-another-order' } }),
  };
}

const FORGED: readonly { readonly order: OrderStatus; readonly payment: PaymentStatus }[] = [
  { order: 'authorised', payment: 'authorised' },
  { order: 'captured', payment: 'captured' },
  { order: 'voided', payment: 'voided' },
  { order: 'failed', payment: 'failed' },
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
          status === 'captured'
            ? [{ reference: captureReference(TERMS.reference), amountMinor: TERMS.amountMinor }]
            : payment.captures,
      })),
    },
  }));
}

/** Later than anything that the gateway has stamped. */
const FORGED_STAMP_MS = 1e12;
