import { z } from 'zod';
import { authorise, failCapture, failPayment, lapse, LAPSE_SHOWS, liveHolds, take } from './bank';
import type { EffectKind } from './effects';
import { releaseAll } from './holds';
import { settled, withPayment, type Order, type Payment } from './model';
import { createRefund, failRefund, settleRefund } from './refunds';
import { Refusal } from './refusals';
import type { World } from './world';

/** What else an act may need to be told. */
const actOptionsSchema = z.strictObject({
  paymentId: z.string().optional(),
  /** Minor units; the whole hold when absent. */
  amountMinor: z.int().min(1).optional(),
  reference: z.string().optional(),
  /** After a lapse: what Get Order says. */
  shows: z.enum(LAPSE_SHOWS).default('CANCELLED'),
});
type ActOptions = z.output<typeof actOptionsSchema>;
export type ActOptionsInput = z.input<typeof actOptionsSchema>;
type Act = (world: World, order: Order, options: ActOptions) => Order;

function paymentOf(order: Order, options: ActOptions, fits: (payment: Payment) => boolean): Payment {
  const payment = order.payments.findLast(
    (candidate) => fits(candidate) && (options.paymentId ?? candidate.id) === candidate.id,
  );
  if (!payment)
    throw new Refusal('OPERATION_NOT_ALLOWED', { reason: 'no payment of the order is in the state for it' });
  return payment;
}

const isHeld = (order: Order) => (payment: Payment) => liveHolds(order).includes(payment);
const isPending = (payment: Payment): boolean => payment.status === 'PENDING';
const holdsNothing = ({ status }: Payment): boolean =>
  status === 'PENDING' || status === 'FAILED' || status === 'CANCELLED';
const neverHeld =
  (world: World, { reference }: Order) =>
  (payment: Payment): boolean =>
    holdsNothing(payment) &&
    !world.ledger
      .statement(reference)
      .entries.some(({ kind, paymentId }) => kind === 'authorised' && paymentId === payment.id);

function initiatedCapture(order: Order): { reference: string; amountMinor: number; payment: Payment } {
  const { initiated } = order;
  if (initiated?.kind !== 'capture') throw new Refusal('OPERATION_NOT_ALLOWED', { reason: 'no capture is pending' });
  const payment = paymentOf(order, { shows: 'CANCELLED', paymentId: initiated.paymentId }, isHeld(order));
  return { reference: initiated.reference, amountMinor: initiated.amountMinor, payment };
}

function refuseUnlessCancelPends(order: Order): void {
  if (order.initiated?.kind !== 'cancel')
    throw new Refusal('OPERATION_NOT_ALLOWED', { reason: 'no cancel is pending' });
}

/** What an effect does to the hold of its payment. */
const SIGNS: Readonly<Partial<Record<EffectKind, number>>> = { authorised: 1, captured: -1, released: -1 };

function releaseRemainder(world: World, order: Order, options: ActOptions): Order {
  const payment = paymentOf(order, options, ({ captures }) => captures.length > 0);
  const held = world.ledger
    .statement(order.reference)
    .entries.filter(({ paymentId }) => paymentId === payment.id)
    .reduce((sum, { kind, amount }) => sum + (SIGNS[kind] ?? 0) * amount, 0);
  if (held <= 0) throw new Refusal('OPERATION_NOT_ALLOWED', { reason: 'nothing is held' });
  world.book(order, payment.id, { kind: 'released', amountMinor: held, cause: 'remainder' });
  return world.put(withPayment(order, payment.id, { status: 'PROCESSED' }, world.clock.now()));
}

/** Carries out, or lets fail, whatever is pending: a refund, which is an order of its own, a capture, or a cancel. */
const endPending =
  (end: 'settle' | 'fail'): Act =>
  (world, order, options) => {
    const kind = order.type === 'REFUND' ? 'refund' : (order.initiated?.kind ?? 'cancel');
    const act: Act = ACTS[`${end}-${kind}`];
    return act(world, order, options);
  };

/** What happens to an order without a call of the merchant: banks, acquirers, time, people at the dashboard. */
const ACTS = {
  'authorise-late': (world, order, options) =>
    authorise(world, order, paymentOf(order, options, holdsNothing), 'late-authorisation'),
  /** Not where the hold has come and gone: no payment is authorised twice. */
  'authorise-late-once': (world, order, options) =>
    authorise(world, order, paymentOf(order, options, neverHeld(world, order)), 'late-authorisation'),
  lapse: (world, order, options) => lapse(world, order, paymentOf(order, options, isHeld(order)), options.shows),
  'cancel-in-dashboard': (world, order, options) => {
    paymentOf(order, options, isHeld(order));
    return releaseAll(world, order, 'dashboard');
  },
  'capture-in-dashboard': (world, order, options) => {
    const payment = paymentOf(order, options, isHeld(order));
    const amountMinor = options.amountMinor ?? payment.amountMinor;
    return take(world, order, payment, {
      reference: options.reference ?? 'dashboard',
      amountMinor,
      cause: 'dashboard',
    });
  },
  /** Gives the refund, under a reference that the merchant may use. */
  'refund-in-dashboard': (world, order, { reference = 'dashboard-refund', amountMinor }) =>
    createRefund(world, order.id, {
      merchant_order_reference: reference,
      ...(amountMinor !== undefined && { order_amount: { value: amountMinor, currency: 'INR' } }),
    }),
  'settle-capture': (world, order) => {
    const { payment, ...what } = initiatedCapture(order);
    return take(world, order, payment, { ...what, cause: 'capture' });
  },
  'fail-capture': (world, order) => failCapture(world, order, initiatedCapture(order).payment),
  'settle-cancel': (world, order) => {
    refuseUnlessCancelPends(order);
    return releaseAll(world, order, 'cancel');
  },
  'fail-cancel': (world, order) => {
    refuseUnlessCancelPends(order);
    return world.put({ ...settled(order), status: 'AUTHORIZED' });
  },
  'release-remainder': releaseRemainder,
  'expire-payment': (world, order, options) =>
    failPayment(world, order, paymentOf(order, options, isPending), 'PAYMENT_EXPIRED'),
  'settle-refund': (world, order) => settleRefund(world, order),
  'fail-refund': (world, order) => failRefund(world, order),
  settle: endPending('settle'),
  fail: endPending('fail'),
} as const satisfies Record<string, Act>;

export type ActName = keyof typeof ACTS;

export const ACT_NAMES = Object.keys(ACTS) as readonly ActName[] as readonly [ActName, ...ActName[]];

export const isActName = (name: string): name is ActName => Object.hasOwn(ACTS, name);

export function perform(world: World, order: Order, name: ActName, options: ActOptionsInput): Order {
  const act: Act = ACTS[name];
  return act(world, order, actOptionsSchema.parse(options));
}
