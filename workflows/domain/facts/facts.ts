import { ORDER_STATUSES } from '../gateway/snapshot';
import type { BuyersLink, OrderStatus, PaymentStatus, Snapshot, SnapshotPayment } from '../gateway/snapshot';
import type { Instant } from '../values/time';
import { fewer, greater, isSame, joinRecords, lesser, union } from '../values/join';
import { joinSightings, statusOf } from './sightings';
import type { Sightings } from './sightings';

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
  /** Where the buyer can authenticate: the link of the latest attempt, counted by the payments beside it. */
  readonly challenge: { readonly payments: number; readonly link: BuyersLink } | null;
  /** The fields in which the gateway's order differs from ours, ascending. */
  readonly differences: readonly Difference[];
  /** The fewest further payments the gateway said it takes; null while it has not said. */
  readonly retriesRemaining: number | null;
  /** The first few statuses, ascending, that we do not know. */
  readonly unknownWords: readonly string[];
}

/** `kind`: it is not an order but, say, a refund. `payments`: somebody else has paid it, or begun to. */
export type Difference = 'amount' | 'currency' | 'kind' | 'payments' | 'preAuth' | 'reference';

export interface PaymentFacts {
  /** Ours; null where the gateway has left it out. */
  readonly reference: string | null;
  readonly amountMinor: number;
  /** By status, because authorised must be remembered after voided. */
  readonly seen: Sightings;
  /** The earliest stamp seen with authorised, by the gateway's clock; null where it gave none. */
  readonly authorisedStamp: Instant | null;
  /**
   * By capture reference (`''` for all without one): the booked amount, or 0 where the status beside the block does not
   * say captured.
   */
  readonly captures: Readonly<Record<string, number>>;
  readonly errorCode: string | null;
  /** The error code says that the buyer's authentication failed. */
  readonly isAuthenticationFailure: boolean;
  readonly rrn: string | null;
}

export const NO_FACTS: Facts = {
  gatewayOrderIds: [],
  statuses: [],
  payments: {},
  challenge: null,
  differences: [],
  retriesRemaining: null,
  unknownWords: [],
};

/**
 * Only these order statuses, or a payment's own captured, turn a capture block into money (docs/gateway.md §10 rows 11,
 * 48).
 */
const SAYS_CAPTURED = {
  captured: true,
  partlyCaptured: true,
  partlyRefunded: true,
  refunded: true,
  created: false,
  pending: false,
  attempted: false,
  authorised: false,
  voided: false,
  failed: false,
  unknown: false,
} as const satisfies Record<OrderStatus, boolean>;

/** When a snapshot was asked for and came, by our own clock. */
export interface Sight {
  /** The answer may show the state of a few seconds before this instant, but none that is older. */
  readonly askedAt: Instant;
  readonly seenAt: Instant;
  /**
   * For a payment that the gateway has just cancelled for us: until this instant no read that says otherwise is
   * believed.
   */
  readonly cancelledUntil?: Instant;
}

/** Statuses of an order that somebody has paid. */
export const SAYS_PAID = { ...SAYS_CAPTURED, authorised: true } as const satisfies Record<OrderStatus, boolean>;

/** More words would tell people nothing new. */
const MAX_UNKNOWN_WORDS = 5;

export function factsOf(snapshot: Snapshot, sight: Sight): Facts {
  const payments: Record<string, PaymentFacts> = {};
  for (const payment of snapshot.payments) {
    const facts = paymentFactsOf(payment, snapshot, sight);
    const same = payments[payment.id];
    payments[payment.id] = same ? joinPayments(same, facts) : facts;
  }
  const { challenge, retriesRemaining = null, unknownWords = [] } = snapshot;
  return {
    gatewayOrderIds: [snapshot.gatewayOrderId],
    statuses: [snapshot.status],
    payments,
    challenge: challenge === undefined ? null : { payments: snapshot.payments.length, link: challenge },
    differences: [],
    retriesRemaining,
    unknownWords: union(unknownWords, []).slice(0, MAX_UNKNOWN_WORDS),
  };
}

function paymentFactsOf(
  payment: SnapshotPayment,
  snapshot: Snapshot,
  { askedAt, seenAt, cancelledUntil = askedAt }: Sight,
): PaymentFacts {
  const booked = SAYS_CAPTURED[snapshot.status] || payment.status === 'captured';
  const captures: Record<string, number> = {};
  for (const { reference, amountMinor } of payment.captures) {
    const name = reference ?? '';
    captures[name] = Math.max(captures[name] ?? 0, booked ? amountMinor : 0);
  }
  const { status, updatedAt = null, createdAt = null } = payment;
  // In doubt the hold counts: it was last seen when its answer came, an end when its answer was asked for.
  const lastAt = status === 'authorised' ? seenAt : status === 'voided' ? cancelledUntil : askedAt;
  return {
    reference: payment.reference ?? null,
    amountMinor: payment.amountMinor,
    seen: { [status]: { stamp: updatedAt, firstAt: seenAt, lastAt } },
    authorisedStamp: status === 'authorised' ? (updatedAt ?? createdAt) : null,
    // Joined with nothing only to sort them, so that the same facts have the same form.
    captures: joinRecords(captures, {}, Math.max),
    errorCode: payment.errorCode ?? null,
    isAuthenticationFailure: payment.isAuthenticationFailure ?? false,
    rrn: payment.rrn ?? null,
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
    unknownWords: union(a.unknownWords, b.unknownWords).slice(0, MAX_UNKNOWN_WORDS),
  };
  return isSame(a, joined) ? a : joined;
}

function joinPayments(a: PaymentFacts, b: PaymentFacts): PaymentFacts {
  return {
    reference: greater(a.reference, b.reference),
    amountMinor: Math.max(a.amountMinor, b.amountMinor),
    seen: joinRecords(a.seen as Required<Sightings>, b.seen as Required<Sightings>, joinSightings),
    authorisedStamp: lesser(a.authorisedStamp, b.authorisedStamp),
    captures: joinRecords(a.captures, b.captures, (x, y) => Math.max(x, y)),
    errorCode: greater(a.errorCode, b.errorCode),
    isAuthenticationFailure: a.isAuthenticationFailure || b.isAuthenticationFailure,
    rrn: greater(a.rrn, b.rrn),
  };
}

export const paymentStatus = ({ seen }: PaymentFacts): PaymentStatus => statusOf(seen);

const laterChallenge = (a: Facts['challenge'], b: Facts['challenge']): Facts['challenge'] => {
  if (a === null || b === null) return a ?? b;
  if (a.payments !== b.payments) return b.payments > a.payments ? b : a;
  // A link to the gateway's own page wins over one that leads elsewhere.
  return JSON.stringify(b.link) > JSON.stringify(a.link) ? b : a;
};
