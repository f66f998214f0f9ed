import { ORDER_STATUSES } from './snapshot';
import type { OrderStatus, PaymentStatus, Snapshot, SnapshotPayment } from './snapshot';
import { joinSightings, statusOf } from './sightings';
import type { Sightings } from './sightings';
import type { Instant } from './time';

/**
 * What the gateway has said about an order, as a join: every field only ever grows (set union, pointwise maximum), so
 * taking snapshots in is commutative, associative and idempotent, and a fact is never unlearned (core rule: facts).
 */
export interface Facts {
  /** Ids under which the gateway knows our reference, ascending; more than one is a contradiction. */
  readonly gatewayOrderIds: readonly string[];
  /** In the order of ORDER_STATUSES. */
  readonly statuses: readonly OrderStatus[];
  /** By the gateway's payment id. */
  readonly payments: Readonly<Record<string, PaymentFacts>>;
  /** Where the buyer can authenticate, or `''`; the link of the latest attempt, counted by the payments beside it. */
  readonly challenge: { readonly payments: number; readonly url: string } | null;
  /** In what the gateway's order differs from ours, ascending. */
  readonly differences: readonly Difference[];
  /** The fewest further payments the gateway said it takes; null while it has not said. */
  readonly retriesRemaining: number | null;
}

/** `kind`: it is no order but a refund, say. `payments`: somebody else has paid it, or begun to. */
export type Difference = 'amount' | 'currency' | 'kind' | 'payments' | 'preAuth' | 'reference';

export interface PaymentFacts {
  readonly reference: string;
  readonly amountMinor: number;
  /** By status, because AUTHORIZED must be remembered after CANCELLED. */
  readonly seen: Sightings;
  /** The earliest stamp seen with AUTHORIZED, by the gateway's clock; null where it gave none. */
  readonly authorisedStamp: Instant | null;
  /** By capture reference: the booked amount, or 0 where a block was seen beside a status that does not say captured. */
  readonly captures: Readonly<Record<string, number>>;
  readonly errorCode: string;
  readonly rrn: string;
}

/** `seamless`: the card comes through us. `hosted`: the buyer enters it on the gateway's own page. */
export type Checkout = 'seamless' | 'hosted';

/** What we ordered, to compare the gateway's order with. */
export interface Terms {
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly checkout: Checkout;
}

export const NO_FACTS: Facts = {
  gatewayOrderIds: [],
  statuses: [],
  payments: {},
  challenge: null,
  differences: [],
  retriesRemaining: null,
};

/** Only these order statuses, or a payment's own PROCESSED, turn a capture block into money (docs/gateway.md §10 rows 11, 48). */
const SAYS_CAPTURED = {
  PROCESSED: true,
  PARTIALLY_CAPTURED: true,
  PARTIALLY_REFUNDED: true,
  FULLY_REFUNDED: true,
  CREATED: false,
  PENDING: false,
  ATTEMPTED: false,
  AUTHORIZED: false,
  CANCELLED: false,
  FAILED: false,
  UNKNOWN: false,
} as const satisfies Record<OrderStatus, boolean>;

/** When a snapshot was asked for and came, by our own clock. */
export interface Sight {
  /** What it says may have been so a few seconds before: no answer is older. */
  readonly askedAt: Instant;
  readonly seenAt: Instant;
  /** Of a payment that the gateway has cancelled just now for us: until then no read that says otherwise is believed. */
  readonly cancelledUntil?: Instant;
}

/** Statuses of an order that somebody has paid. */
const SAYS_PAID = { ...SAYS_CAPTURED, AUTHORIZED: true } as const satisfies Record<OrderStatus, boolean>;

export function factsOf(snapshot: Snapshot, sight: Sight): Facts {
  const payments: Record<string, PaymentFacts> = {};
  for (const payment of snapshot.payments) {
    const facts = paymentFactsOf(payment, snapshot, sight);
    const same = payments[payment.id];
    payments[payment.id] = same ? joinPayments(same, facts) : facts;
  }
  return {
    gatewayOrderIds: [snapshot.gatewayOrderId],
    statuses: [snapshot.status],
    payments,
    challenge:
      snapshot.challengeUrl === undefined ? null : { payments: snapshot.payments.length, url: snapshot.challengeUrl },
    differences: [],
    retriesRemaining: snapshot.retriesRemaining ?? null,
  };
}

/**
 * In what the gateway's object differs from what was asked for (core rule 16): a reference alone does not say what a thing
 * is. `isUnpaid`: nobody can have paid it through us.
 */
export function differencesOf(snapshot: Snapshot, terms: Terms, isUnpaid: boolean): Difference[] {
  const isPaid = snapshot.payments.length > 0 || SAYS_PAID[snapshot.status];
  const differs = {
    amount: snapshot.amountMinor !== terms.amountMinor,
    currency: snapshot.currency !== terms.currency,
    kind: snapshot.type !== undefined || snapshot.refundOf !== undefined,
    payments: isUnpaid && isPaid,
    preAuth: snapshot.preAuth === false,
    reference: snapshot.reference !== terms.reference,
  } satisfies Record<Difference, boolean>;
  return (Object.keys(differs) as Difference[]).filter((name) => differs[name]);
}

function paymentFactsOf(
  payment: SnapshotPayment,
  snapshot: Snapshot,
  { askedAt, seenAt, cancelledUntil = askedAt }: Sight,
): PaymentFacts {
  const booked = SAYS_CAPTURED[snapshot.status] || payment.status === 'PROCESSED';
  const captures: Record<string, number> = {};
  for (const capture of payment.captures) {
    captures[capture.reference] = Math.max(captures[capture.reference] ?? 0, booked ? capture.amountMinor : 0);
  }
  const { status, updatedAt, createdAt } = payment;
  // A hold is believed until the moment at which it came, its end from the moment at which it was asked for.
  const lastAt = status === 'AUTHORIZED' ? seenAt : status === 'CANCELLED' ? cancelledUntil : askedAt;
  return {
    reference: payment.reference ?? '',
    amountMinor: payment.amountMinor,
    seen: { [status]: { stamp: updatedAt ?? '', firstAt: seenAt, lastAt } },
    authorisedStamp: status === 'AUTHORIZED' ? (updatedAt ?? createdAt ?? null) : null,
    // Joined with nothing, which sorts them: the same facts have the same form.
    captures: joinRecords(captures, {}, Math.max),
    errorCode: payment.errorCode ?? '',
    rrn: payment.rrn ?? '',
  };
}

/** Both sides' facts together. Answers `a` itself when `b` adds nothing. */
export function joinFacts(a: Facts, b: Facts): Facts {
  const joined: Facts = {
    gatewayOrderIds: union(a.gatewayOrderIds, b.gatewayOrderIds),
    statuses: ORDER_STATUSES.filter((status) => a.statuses.includes(status) || b.statuses.includes(status)),
    payments: joinRecords(a.payments, b.payments, joinPayments),
    challenge: laterChallenge(a.challenge, b.challenge),
    differences: union(a.differences, b.differences),
    retriesRemaining: fewer(a.retriesRemaining, b.retriesRemaining),
  };
  return isSame(a, joined) ? a : joined;
}

function joinPayments(a: PaymentFacts, b: PaymentFacts): PaymentFacts {
  return {
    reference: greater(a.reference, b.reference),
    amountMinor: Math.max(a.amountMinor, b.amountMinor),
    seen: joinRecords(a.seen as Required<Sightings>, b.seen as Required<Sightings>, joinSightings),
    authorisedStamp: lesserOf(a.authorisedStamp, b.authorisedStamp),
    captures: joinRecords(a.captures, b.captures, (x, y) => Math.max(x, y)),
    errorCode: greater(a.errorCode, b.errorCode),
    rrn: greater(a.rrn, b.rrn),
  };
}

export const paymentStatus = ({ seen }: PaymentFacts): PaymentStatus => statusOf(seen);

const greater = (a: string, b: string): string => (b > a ? b : a);

const fewer = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

const lesserOf = (a: Instant | null, b: Instant | null): Instant | null => {
  if (a === null || b === null) return a ?? b;
  return b < a ? b : a;
};

const laterChallenge = (a: Facts['challenge'], b: Facts['challenge']): Facts['challenge'] => {
  if (a === null || b === null) return a ?? b;
  if (a.payments !== b.payments) return b.payments > a.payments ? b : a;
  return b.url > a.url ? b : a;
};

export const union = <T extends string>(a: readonly T[], b: readonly T[]): T[] => [...new Set([...a, ...b])].sort();

function joinRecords<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
  join: (x: T, y: T) => T,
): Record<string, T> {
  const joined: Record<string, T> = {};
  // Sorted, so that the same facts have the same form in whatever order they came.
  for (const key of union(Object.keys(a), Object.keys(b))) {
    const [x, y] = [a[key], b[key]];
    if (x !== undefined && y !== undefined) joined[key] = join(x, y);
    else if (x !== undefined) joined[key] = x;
    else if (y !== undefined) joined[key] = y;
  }
  return joined;
}

/** Both are plain JSON in canonical form. */
const isSame = (a: Facts, b: Facts): boolean => JSON.stringify(a) === JSON.stringify(b);
