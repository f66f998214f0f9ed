import { currentOrder } from './bank';
import { capturedMinor, isCaptured, type Order } from './model';
import { Refusal } from './refusals';
import type { RefundRequest } from './requests';
import type { World } from './world';

const REFUNDABLE: readonly Order['status'][] = ['PROCESSED', 'PARTIALLY_CAPTURED', 'PARTIALLY_REFUNDED'];

/** Money given back or on its way back; a refund that failed counts for nothing. */
const refundedMinor = (world: World, parent: Order): number =>
  parent.refundIds
    .flatMap((id) => world.order(id) ?? [])
    .filter((refund) => refund.status !== 'FAILED')
    .reduce((sum, refund) => sum + refund.amountMinor, 0);

/** What a refund of so much gives back: all that is left where no amount is asked for. */
function refundableMinor(world: World, parent: Order, askedMinor: number | undefined): number {
  if (parent.status === 'CANCELLED') throw new Refusal('ORDER_CANCELLED');
  const leftMinor = capturedMinor(parent) - refundedMinor(world, parent);
  const amountMinor = askedMinor ?? leftMinor;
  if (world.settings.furtherRefund === 'beyond-captured' && capturedMinor(parent) > 0) return amountMinor;
  if (!REFUNDABLE.includes(parent.status)) throw new Refusal('OPERATION_NOT_ALLOWED');
  if (amountMinor > leftMinor) throw new Refusal('AMOUNT_LIMIT_EXCEEDED');
  return amountMinor;
}

/** A refund is an order of its own; its `merchant_order_reference` is its idempotency key (docs/gateway.md §1). */
export function createRefund(world: World, parentId: string, request: RefundRequest): Order {
  const parent = currentOrder(world, parentId);
  const existingId = world.idByReference(request.merchant_order_reference);
  const existing = existingId === undefined ? undefined : world.order(existingId);
  const isRepeat = existing?.parentId === parent.id;
  if (isRepeat && world.settings.repeatedRefund === 'return-existing') return existing;
  if (existing && !isRepeat) {
    if (world.settings.takenReference === 'return-existing') return currentOrder(world, existing.id);
    throw new Refusal('DUPLICATE_REQUEST');
  }
  const amountMinor = refundableMinor(world, parent, request.order_amount?.value);
  const nowMs = world.clock.now();
  const refund = world.put({
    id: world.newId(),
    reference: request.merchant_order_reference,
    type: 'REFUND',
    parentId: parent.id,
    status: 'PENDING',
    amountMinor,
    preAuth: false,
    integrationMode: parent.integrationMode,
    echo: request.merchant_metadata ? { purchase_details: { merchant_metadata: request.merchant_metadata } } : {},
    token: world.newToken(),
    payments: [],
    refundIds: [],
    retriesRemaining: 0,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  });
  world.put({ ...parent, refundIds: [...parent.refundIds, refund.id] });
  return world.settings.refundMode === 'pending' ? refund : settleRefund(world, refund);
}

function parentOf(world: World, refund: Order): Order {
  const parent = refund.parentId === undefined ? undefined : world.order(refund.parentId);
  if (!parent || refund.status !== 'PENDING') throw new Refusal('OPERATION_NOT_ALLOWED');
  return parent;
}

export function settleRefund(world: World, refund: Order): Order {
  const parent = parentOf(world, refund);
  const nowMs = world.clock.now();
  const payment = parent.payments.find((candidate) => isCaptured(parent, candidate));
  world.book(parent, payment?.id ?? '', {
    kind: 'refunded',
    amountMinor: refund.amountMinor,
    cause: 'refund',
    reference: refund.reference,
  });
  const done = world.put({ ...refund, status: 'PROCESSED', updatedAtMs: nowMs });
  const full = world.ledger.statement(parent.reference).refunded >= capturedMinor(parent);
  world.put({ ...parent, status: full ? 'FULLY_REFUNDED' : 'PARTIALLY_REFUNDED', updatedAtMs: nowMs });
  world.announce('REFUND_PROCESSED', done);
  return done;
}

export function failRefund(world: World, refund: Order): Order {
  parentOf(world, refund);
  const failed = world.put({ ...refund, status: 'FAILED', updatedAtMs: world.clock.now() });
  world.announce('REFUND_FAILED', failed);
  return failed;
}
