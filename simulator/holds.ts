import { liveHolds, release, take } from './bank';
import type { EffectCause } from './effects';
import { settled, type Order, type Payment } from './model';
import { Refusal } from './refusals';
import type { CaptureRequest } from './requests';
import type { World } from './world';

/** The hold that capture addresses. Strictly judged, the order itself must be AUTHORIZED (docs/gateway.md §4). */
function holdOf(world: World, order: Order): Payment {
  const refusal = new Refusal(order.status === 'CANCELLED' ? 'ORDER_CANCELLED' : 'OPERATION_NOT_ALLOWED');
  if (world.settings.judgement === 'strict' && (order.status !== 'AUTHORIZED' || !order.preAuth || order.initiated))
    throw refusal;
  const [hold] = liveHolds(order);
  if (hold) return hold;
  throw order.payments.some((payment) => payment.lapsed && payment.status === 'AUTHORIZED')
    ? new Refusal('PAYMENT_EXPIRED')
    : refusal;
}

/** What a lax gateway would capture once more. */
const capturedBefore = (world: World, order: Order): Payment | undefined =>
  world.settings.furtherCapture === 'second-capture'
    ? order.payments.find((payment) => payment.status === 'PROCESSED')
    : undefined;

export function capture(world: World, order: Order, request: CaptureRequest, cause: EffectCause = 'capture'): Order {
  const reference = request.merchant_capture_reference;
  const repeated = order.payments.find((payment) => payment.captures.some((known) => known.reference === reference));
  if (repeated && world.settings.repeatedCapture !== 'second-capture')
    throw new Refusal(world.settings.repeatedCapture);
  const payment = repeated ?? capturedBefore(world, order) ?? holdOf(world, order);
  const amountMinor = request.capture_amount?.value ?? payment.amountMinor;
  if (amountMinor > payment.amountMinor) {
    throw new Refusal('INVALID_REQUEST', { status: 422, reason: 'capture_amount exceeds the authorised amount' });
  }
  return carryOut(world, order, payment, { reference, amountMinor: takenMinor(world, payment, amountMinor), cause });
}

function takenMinor({ settings }: World, payment: Payment, askedMinor: number): number {
  if (settings.captureTakes === 'asked') return askedMinor;
  return settings.captureTakes === 'less' ? Math.ceil(askedMinor / 2) : payment.amountMinor;
}

/** At once, or when the control API says so. */
function carryOut(world: World, order: Order, payment: Payment, what: Parameters<typeof take>[3]): Order {
  if (world.settings.captureMode === 'at-once') return take(world, order, payment, what);
  const { reference, amountMinor } = what;
  // Initiated only: the block shows, the money has not moved, the order says PENDING.
  const nowMs = world.clock.now();
  const captures = [...payment.captures, { reference, amountMinor, createdAtMs: nowMs }];
  const payments = order.payments.map((other) =>
    other.id === payment.id ? { ...other, captures, updatedAtMs: nowMs } : other,
  );
  const initiated = { kind: 'capture', paymentId: payment.id, reference, amountMinor } as const;
  return world.put({ ...order, status: 'PENDING', payments, initiated, updatedAtMs: nowMs });
}

/** Ends every hold of the order. */
export function releaseAll(world: World, order: Order, cause: EffectCause): Order {
  const captured = order.payments.some((payment) => payment.status === 'PROCESSED');
  const released = liveHolds(order).reduce<Order>(
    (current, hold) => release(world, current, hold, { status: 'CANCELLED', cause }),
    settled(order),
  );
  const changed = world.put({
    ...released,
    status: captured ? order.status : 'CANCELLED',
    updatedAtMs: world.clock.now(),
  });
  if (!captured) world.announce('ORDER_CANCELLED', changed);
  return changed;
}

const BEFORE_HOLD: readonly Order['status'][] = ['CREATED', 'PENDING', 'ATTEMPTED'];

/** Cancel has neither body nor reference. Before a hold the documents disagree (docs/gateway.md §10 rows 11 and 45). */
export function cancel(world: World, order: Order, cause: EffectCause = 'cancel'): Order {
  const early = world.settings.cancelBeforeAuthorised;
  if (BEFORE_HOLD.includes(order.status) && !order.initiated && liveHolds(order).length === 0 && early !== 'refuse') {
    return early === 'unchanged' ? order : giveUp(world, order);
  }
  holdOf(world, order);
  const { cancelMode, cancelShows } = world.settings;
  if (cancelMode === 'at-once') return releaseAll(world, order, cause);
  const accepted = { ...order, status: cancelShows };
  return cancelMode === 'ignored' ? accepted : world.put({ ...accepted, initiated: { kind: 'cancel' } });
}

/** Cancelled before any money was held: by the merchant, or by the buyer on the hosted page. */
export function giveUp(world: World, order: Order): Order {
  const nowMs = world.clock.now();
  const payments = order.payments.map((payment) =>
    payment.status === 'PENDING' ? { ...payment, status: 'CANCELLED' as const, updatedAtMs: nowMs } : payment,
  );
  const changed = world.put({ ...order, payments, status: 'CANCELLED', updatedAtMs: nowMs });
  world.announce('ORDER_CANCELLED', changed);
  return changed;
}
