import fc from 'fast-check';
import { captureReference, paymentReference } from '../../../workflows/domain/values/references';
import type {
  OrderStatus,
  PaymentStatus,
  Snapshot,
  SnapshotCapture,
  SnapshotPayment,
} from '../../../workflows/domain/gateway/snapshot';
import { plus } from '../../../workflows/domain/values/time';
import { GATEWAY_ORDER_ID, START, TERMS } from './words';

/** True histories of one order at the gateway: what a tiny model of it would say, snapshot by snapshot. */

type Act =
  'pay' | 'fail' | 'authorise' | 'captureAll' | 'capturePart' | 'captureFails' | 'release' | 'refund' | 'nothing';

interface Payment {
  readonly ordinal: number;
  status: PaymentStatus;
  updatedAtMs: number;
  captures: SnapshotCapture[];
}

interface Model {
  readonly payments: Payment[];
  refunds: number;
  cancelled: boolean;
  failed: boolean;
}

/** What an answer or webhook may leave out or garble. */
interface Wording {
  readonly stamped: boolean;
  readonly referenced: boolean;
  readonly webhook: boolean;
  readonly unknownOrder: boolean;
  readonly unknownPayment: boolean;
}

/** How fine the gateway's clock is: its samples carry anything from whole seconds to nine digits. */
interface Clock {
  readonly clockMs: number;
}

const seldom = fc.integer({ min: 0, max: 7 }).map((n) => n === 0);

const wording: fc.Arbitrary<Wording> = fc.record({
  stamped: seldom.map((left) => !left),
  referenced: seldom.map((left) => !left),
  webhook: fc.boolean(),
  unknownOrder: seldom,
  unknownPayment: seldom,
});

const event = fc.record({
  act: fc.constantFrom<Act>(
    'pay',
    'fail',
    'authorise',
    'authorise',
    'captureAll',
    'capturePart',
    'captureFails',
    'release',
    'refund',
    'nothing',
  ),
  which: fc.nat({ max: 2 }),
  afterMs: fc.constantFrom(0, 1, 40, 700, 5_000, 3_600_000),
  wording,
});

/** At least two snapshots in the order in which they were true; acts that the state does not allow are left out. */
export const trueHistory: fc.Arbitrary<readonly Snapshot[]> = fc
  .tuple(fc.array(event, { minLength: 2, maxLength: 8 }), fc.constantFrom(1, 1_000))
  .map(([events, clockMs]) => {
    const model: Model = { payments: [], refunds: 0, cancelled: false, failed: false };
    // Most histories worth having begin with a payment.
    act(model, 'pay', 0, 0);
    let atMs = 0;
    return events.map(({ act: name, which, afterMs, wording: words }) => {
      atMs += afterMs;
      act(model, name, which, atMs);
      return snapshotOf(model, atMs, { ...words, clockMs });
    });
  });

/** The snapshots in another order, some of them twice. */
export const shuffled = (history: readonly Snapshot[]): fc.Arbitrary<readonly Snapshot[]> =>
  fc
    .tuple(fc.shuffledSubarray([...history], { minLength: history.length }), fc.subarray([...history]))
    .chain(([all, again]) => fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length }));

function act(model: Model, name: Act, which: number, atMs: number): void {
  const payment = model.payments[which % Math.max(1, model.payments.length)];
  const into = (from: readonly PaymentStatus[], to: PaymentStatus, captures?: SnapshotCapture[]): boolean => {
    if (!payment || !from.includes(payment.status)) return false;
    Object.assign(payment, { status: to, updatedAtMs: atMs, captures: captures ?? payment.captures });
    return true;
  };
  const block = (amountMinor: number): SnapshotCapture[] => [
    { reference: captureReference(TERMS.reference), amountMinor },
  ];
  switch (name) {
    case 'pay':
      if (model.payments.length < 3 && model.payments.every(({ status }) => status === 'failed'))
        model.payments.push({ ordinal: model.payments.length + 1, status: 'pending', updatedAtMs: atMs, captures: [] });
      return;
    case 'fail':
      return void into(['pending'], 'failed');
    case 'authorise':
      // A payment that failed can authorise late.
      return void (payment?.captures.length === 0 && into(['pending', 'failed'], 'authorised'));
    case 'captureAll':
      return void into(['authorised'], 'captured', block(TERMS.amountMinor));
    case 'capturePart':
      return void into(['authorised'], 'captured', block(6_000));
    case 'captureFails':
      if (into(['authorised'], 'failed', block(TERMS.amountMinor))) model.failed = true;
      return;
    case 'release':
      if (into(['authorised'], 'voided')) model.cancelled = true;
      return;
    case 'refund':
      if (payment?.status === 'captured') model.refunds += 1;
      return;
    case 'nothing':
      return;
  }
}

function orderStatus({ payments, refunds, cancelled, failed }: Model): OrderStatus {
  const has = (status: PaymentStatus): boolean => payments.some((payment) => payment.status === status);
  if (refunds > 0) return refunds > 1 ? 'refunded' : 'partlyRefunded';
  if (has('captured'))
    return payments.some(({ captures }) => captures.some((c) => c.amountMinor < TERMS.amountMinor))
      ? 'partlyCaptured'
      : 'captured';
  if (cancelled) return 'voided';
  if (failed) return 'failed';
  if (has('authorised')) return 'authorised';
  if (has('pending')) return 'pending';
  return payments.length > 0 ? 'attempted' : 'created';
}

function snapshotOf(model: Model, atMs: number, words: Wording & Clock): Snapshot {
  return {
    gatewayOrderId: GATEWAY_ORDER_ID,
    reference: TERMS.reference,
    status: words.unknownOrder ? 'unknown' : orderStatus(model),
    amountMinor: TERMS.amountMinor,
    currency: TERMS.currency,
    payments: model.payments.map((payment) => paymentOf(payment, words)),
    observedAt: plus(START, atMs + 20),
    ...(!words.webhook && { preAuth: true }),
  };
}

function paymentOf({ ordinal, status, updatedAtMs, captures }: Payment, words: Wording & Clock): SnapshotPayment {
  const stampMs = Math.floor(updatedAtMs / words.clockMs) * words.clockMs;
  return {
    id: `v1-payment-${ordinal}`,
    status: words.unknownPayment ? 'unknown' : status,
    amountMinor: TERMS.amountMinor,
    captures,
    ...(words.referenced && { reference: paymentReference(TERMS.reference, ordinal) }),
    ...(words.stamped && { updatedAt: plus(START, stampMs) }),
  };
}
