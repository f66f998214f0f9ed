import { randomInt } from 'node:crypto';
import type { EffectCause } from './effects';
import { settled, without, withPayment, type Order, type Payment } from './model';
import { messageOf, Refusal } from './refusals';
import type { World } from './world';

const DAY_MS = 86_400_000;

const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('');

/** Payments of an order whose hold can be decided about; the remainder of a capture is not one. */
export const liveHolds = (order: Order): Payment[] =>
  order.payments.filter(
    ({ status, lapsed, captures }) =>
      status === 'AUTHORIZED' && lapsed !== true && (captures.length === 0 || order.initiated?.kind === 'capture'),
  );

const CAPTURED: readonly Order['status'][] = [
  'PROCESSED',
  'PARTIALLY_CAPTURED',
  'PARTIALLY_REFUNDED',
  'FULLY_REFUNDED',
];

/**
 * The bank blocks the money, whatever the order's state: a payment may authorise late, even after the order was
 * cancelled or captured by another payment. With `pre_auth` false it is taken at once.
 */
export function authorise(world: World, order: Order, payment: Payment, cause: EffectCause): Order {
  const nowMs = world.clock.now();
  world.book(order, payment.id, {
    kind: 'authorised',
    amountMinor: payment.amountMinor,
    cause,
    ...(payment.reference !== undefined && { reference: payment.reference }),
  });
  const authorised: Payment = {
    ...without(payment, 'error', 'authorisesAtMs'),
    status: order.preAuth ? 'AUTHORIZED' : 'PROCESSED',
    acquirer: { approvalCode: digits(6), reference: digits(15), rrn: digits(12) },
    authorisedAtMs: nowMs,
    updatedAtMs: nowMs,
  };
  const payments = order.payments.map((other) => (other.id === payment.id ? authorised : other));
  const status = CAPTURED.includes(order.status) ? order.status : order.preAuth ? 'AUTHORIZED' : 'PROCESSED';
  const changed = world.put({ ...order, payments, status, updatedAtMs: nowMs });
  if (!order.preAuth)
    world.book(order, payment.id, { kind: 'captured', amountMinor: payment.amountMinor, cause: 'sale' });
  world.announce(order.preAuth ? 'ORDER_AUTHORIZED' : 'ORDER_PROCESSED', changed);
  return changed;
}

/** A payment came to nothing. The order may be paid again until its retries are used up (docs/gateway.md §4). */
export function failPayment(world: World, order: Order, payment: Payment, code: string): Order {
  const nowMs = world.clock.now();
  const error = { code, message: messageOf(code) };
  const failed = withPayment(order, payment.id, { status: 'FAILED', error }, nowMs);
  const exhausted = order.retriesRemaining <= 0;
  const changed = world.put({ ...failed, status: exhausted ? 'FAILED' : 'ATTEMPTED' });
  world.announce('PAYMENT_FAILED', changed);
  if (exhausted) world.announce('ORDER_FAILED', changed);
  return changed;
}

/** The buyer has authenticated: now the bank behind the card decides. */
export function authenticated(world: World, order: Order, payment: Payment): Order {
  if (payment.bankRefusal !== undefined) return failPayment(world, order, payment, payment.bankRefusal);
  const delayMs = world.settings.authoriseAfterMs;
  if (delayMs === 0) return authorise(world, order, payment, 'authentication');
  const nowMs = world.clock.now();
  authoriseAt(world, order.id, nowMs + delayMs);
  return world.put(withPayment(order, payment.id, { authorisesAtMs: nowMs + delayMs }, nowMs));
}

/** Lets an authorisation that is on its way take effect, whether anybody asks for the order or not. */
export function authoriseAt(world: World, orderId: string, atMs: number): void {
  const delayMs = Math.max(0, atMs - world.clock.now());
  world.clock.after(delayMs, () => {
    // A timer of Node may fire a millisecond early by the clock.
    if (world.clock.now() < atMs) authoriseAt(world, orderId, atMs);
    else world.transact(undefined, () => currentOrder(world, orderId));
  });
}

/** Gives back the whole of a hold. */
export function release(
  world: World,
  order: Order,
  payment: Payment,
  change: { status: Payment['status']; cause: EffectCause },
): Order {
  world.book(order, payment.id, { kind: 'released', amountMinor: payment.amountMinor, cause: change.cause });
  return withPayment(order, payment.id, { status: change.status }, world.clock.now());
}

/** Takes the money of a hold, once, and lets the gateway reverse the remainder (docs/gateway.md §4). */
export function take(
  world: World,
  order: Order,
  payment: Payment,
  what: { reference: string; amountMinor: number; cause: EffectCause },
): Order {
  const { reference, amountMinor, cause } = what;
  const nowMs = world.clock.now();
  const remainderMinor = payment.status === 'PROCESSED' ? 0 : payment.amountMinor - amountMinor;
  world.book(order, payment.id, { kind: 'captured', amountMinor, cause, reference });
  if (remainderMinor > 0 && world.settings.releaseRemainder) {
    world.book(order, payment.id, { kind: 'released', amountMinor: remainderMinor, cause: 'remainder' });
  }
  const initiated = order.initiated?.kind === 'capture';
  const captures = initiated ? payment.captures : [...payment.captures, { reference, amountMinor, createdAtMs: nowMs }];
  const status = remainderMinor > 0 ? world.settings.partialCaptureShows : 'PROCESSED';
  const keepsRemainder = remainderMinor > 0 && !world.settings.releaseRemainder;
  const shows = keepsRemainder ? world.settings.remainderShows : 'PROCESSED';
  const paid = withPayment(settled(order), payment.id, { status: shows, captures }, nowMs);
  const changed = world.put({ ...paid, status });
  world.announce('ORDER_PROCESSED', changed);
  return changed;
}

/** A capture that fails takes the hold with it: order and payment FAILED, the capture block stays (docs/gateway.md §4). */
export function failCapture(world: World, order: Order, payment: Payment, code = 'PAYMENT_DECLINED'): Order {
  const released = release(world, order, payment, { status: 'FAILED', cause: 'capture-failure' });
  const error = { code, message: messageOf(code) };
  const failed = withPayment(settled(released), payment.id, { error }, world.clock.now());
  const changed = world.put({ ...failed, status: 'FAILED' });
  world.announce('PAYMENT_FAILED', changed);
  return changed;
}

/** What Get Order may say once a hold has lapsed: nothing is published; CANCELLED and FAILED both end one (docs/gateway.md §10 row 43). */
export const LAPSE_SHOWS = ['CANCELLED', 'FAILED', 'AUTHORIZED'] as const;
type LapseShows = (typeof LAPSE_SHOWS)[number];

/** The hold has come to its end and the bank has let it go; no webhook tells of it (docs/gateway.md §5). */
export function lapse(world: World, order: Order, payment: Payment, shows: LapseShows, atMs?: number): Order {
  world.book(order, payment.id, { kind: 'released', amountMinor: payment.amountMinor, cause: 'lapse' }, atMs);
  if (shows === 'AUTHORIZED') {
    const payments = order.payments.map((other) => (other.id === payment.id ? { ...other, lapsed: true } : other));
    return world.put({ ...order, payments });
  }
  const error = { code: 'PAYMENT_EXPIRED', message: messageOf('PAYMENT_EXPIRED') };
  const change = { status: shows, lapsed: true, ...(shows === 'FAILED' && { error }) };
  return world.put({ ...withPayment(settled(order), payment.id, change, world.clock.now()), status: shows });
}

/** The order, after what time alone has brought about since it was last looked at. Refuses an unknown id. */
export function currentOrder(world: World, orderId: string): Order {
  const order = world.order(orderId);
  if (!order) throw new Refusal('ORDER_NOT_FOUND');
  const nowMs = world.clock.now();
  const due = order.payments.find(
    (p) => p.status === 'PENDING' && p.authorisesAtMs !== undefined && p.authorisesAtMs <= nowMs,
  );
  if (due) {
    authorise(world, order, due, 'authentication');
    return currentOrder(world, orderId);
  }
  for (const hold of liveHolds(order)) {
    const endMs = (hold.authorisedAtMs ?? nowMs) + world.settings.holdDays * DAY_MS;
    if (endMs <= nowMs) {
      lapse(world, order, hold, 'CANCELLED', endMs);
      return currentOrder(world, orderId);
    }
  }
  return order;
}
