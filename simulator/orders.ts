import { currentOrder, failPayment } from './bank';
import { behaviourOf, isExpired } from './cards';
import { without, type Order, type Payment } from './model';
import { Refusal } from './refusals';
import type { CardRequest, CreateOrderRequest, CreatePaymentRequest } from './requests';
import type { World } from './world';

export function orderByReference(world: World, reference: string): Order {
  const id = world.idByReference(reference);
  if (id === undefined) throw new Refusal('ORDER_NOT_FOUND');
  return currentOrder(world, id);
}

/** `merchant_order_reference` is the documented idempotency key of both ways to create an order (docs/gateway.md §1). */
export function createOrder(world: World, request: CreateOrderRequest, mode: Order['integrationMode']): Order {
  const existing = world.idByReference(request.merchant_order_reference);
  if (existing !== undefined) {
    const { duplicateOrder, takenReference } = world.settings;
    const rule = world.order(existing)?.type === 'REFUND' ? takenReference : duplicateOrder;
    if (rule === 'reject') throw new Refusal('DUPLICATE_REQUEST');
    if (rule === 'return-existing') return currentOrder(world, existing);
  }
  const nowMs = world.clock.now();
  return world.put({
    id: world.newId(),
    reference: request.merchant_order_reference,
    type: 'CHARGE',
    status: 'CREATED',
    amountMinor: request.order_amount.value,
    preAuth: request.pre_auth,
    integrationMode: mode,
    echo: without(request, 'merchant_order_reference', 'order_amount', 'pre_auth', 'integration_mode'),
    token: world.newToken(),
    payments: [],
    refundIds: [],
    retriesRemaining: world.settings.paymentRetries,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  });
}

function refuseUnlessPayable(world: World, order: Order, amountMinor: number): void {
  if (order.status === 'CANCELLED') throw new Refusal('ORDER_CANCELLED');
  if (order.type === 'REFUND') throw new Refusal('OPERATION_NOT_ALLOWED');
  const methods = order.echo['allowed_payment_methods'];
  if (Array.isArray(methods) && !methods.includes('CARD')) throw new Refusal('PAYMENT_METHOD_NOT_ENABLED');
  if (amountMinor !== order.amountMinor) {
    throw new Refusal('INVALID_REQUEST', { reason: 'payment_amount must equal order_amount' });
  }
  if (world.settings.judgement === 'hold-only') return;
  // A new payment only on an order without one, or after one has failed.
  if (order.status !== 'CREATED' && order.status !== 'ATTEMPTED') throw new Refusal('OPERATION_NOT_ALLOWED');
  if (order.retriesRemaining <= 0) throw new Refusal('OPERATION_NOT_ALLOWED');
}

/** Adds a payment; a card refused at once leaves it FAILED. The card is looked at here and not kept. */
export function addPayment(
  world: World,
  order: Order,
  request: { reference?: string; amountMinor: number; card: CardRequest },
): { order: Order; refused: Payment['error'] } {
  const { reference, amountMinor, card } = request;
  refuseUnlessPayable(world, order, amountMinor);
  const nowMs = world.clock.now();
  const expired = isExpired(card.expiry_month, card.expiry_year, nowMs);
  const behaviour = behaviourOf({ number: card.card_number, cvv: card.cvv, expired });
  const payment: Payment = {
    id: `${world.newId()}-cc-a`,
    ...(reference !== undefined && { reference }),
    status: 'PENDING',
    amountMinor,
    card: behaviour.face,
    ...(behaviour.refusedByBank && { bankRefusal: behaviour.refusedByBank }),
    challengeToken: world.newToken(),
    otp: { resends: 0, wrong: 0, verified: false },
    captures: [],
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
  const payments = [...order.payments, payment];
  const retriesRemaining = order.retriesRemaining - 1;
  const paid = world.put({ ...order, status: 'PENDING', payments, retriesRemaining, updatedAtMs: nowMs });
  if (!behaviour.refusedAtOnce) return { order: paid, refused: undefined };
  const failed = failPayment(world, paid, payment, behaviour.refusedAtOnce);
  return { order: failed, refused: failed.payments.at(-1)?.error };
}

/** `merchant_payment_reference` is a documented idempotency key: a repeat finds the existing payment. */
export function createPayment(
  world: World,
  orderId: string,
  request: CreatePaymentRequest,
): ReturnType<typeof addPayment> {
  const order = currentOrder(world, orderId);
  const [item] = request.payments;
  const owner = world.idByPaymentReference(item.merchant_payment_reference);
  if (owner !== undefined && world.settings.duplicatePayment !== 'second-payment') {
    if (owner !== order.id || world.settings.duplicatePayment === 'reject') throw new Refusal('DUPLICATE_REQUEST');
    return { order, refused: undefined };
  }
  return addPayment(world, order, {
    reference: item.merchant_payment_reference,
    amountMinor: item.payment_amount.value,
    card: item.payment_option.card_details,
  });
}
