import type { CallKind } from '../../../workflows/domain/order/terms';
import type { OrderStatus, PaymentStatus } from '../../../workflows/domain/gateway/snapshot';
import { TERMS } from '../../support/core/words';
import { furtherBack } from '../clock';

/**
 * A gateway reduced to money: no network, one order. It judges a request and changes its books; when that happens, and
 * what else happens, is for the explorer to say. Milliseconds are counted from now, so what is past is negative.
 */

/** `strict` judges by the order's status, `lax` by the hold alone; `forgetful` does so and takes a repeat for a new request. */
export type Strictness = 'strict' | 'lax' | 'forgetful';

export interface Traits {
  readonly strictness: Strictness;
  /**
   * How fine its stamps are; or how wrong: all ahead or behind by the same amount, or each by another, so that what came
   * later is stamped earlier.
   */
  readonly clock: 'fine' | 'seconds' | 'none' | 'ahead' | 'behind' | 'reversed';
  /** What becomes of the remainder of a partial capture: released with it, or some time, or never. */
  readonly remainder: 'atOnce' | 'later';
  /** How long after its creation a payment can still be authorised: the watch has to be longer. */
  readonly authorisableMs: number;
  /** How long after the order's creation its page takes a payment; the watch has to outlast both. */
  readonly pageMs: number;
}

export interface GatewayRequest {
  readonly kind: CallKind;
  readonly reference: string;
  readonly amountMinor: number;
}

export interface Block {
  readonly reference: string;
  readonly amountMinor: number;
}

export interface Payment {
  /** Ours; `''` for one that the buyer made on the gateway's page. */
  readonly reference: string;
  readonly status: PaymentStatus;
  /** How often its status changed: what a fine clock tells apart within one second. */
  readonly change: number;
  readonly bornMs: number;
  /** When it was authorised last; null if it never was. */
  readonly heldMs: number | null;
  /** Whether the last change came within the second of the authorisation. */
  readonly isAtOnce: boolean;
  readonly blocks: readonly Block[];
}

export interface Books {
  readonly exists: boolean;
  readonly createdMs: number;
  readonly isCancelled: boolean;
  readonly hasFailed: boolean;
  readonly refunds: number;
  readonly payments: readonly Payment[];
  /** A capture that was answered and is not carried out yet. */
  readonly pending: Block | null;
  /** Amounts that captures really took, in order. */
  readonly captured: readonly number[];
}

export const NO_BOOKS: Books = {
  exists: false,
  createdMs: 0,
  isCancelled: false,
  hasFailed: false,
  refunds: 0,
  payments: [],
  pending: null,
  captured: [],
};

/** The books after a request; the same ones when it was refused. */
export function processed(traits: Traits, books: Books, request: GatewayRequest): Books {
  switch (request.kind) {
    case 'createOrder':
      return books.exists ? books : { ...books, exists: true, createdMs: 0 };
    case 'createPayment':
      return mayPay(traits, books, request) ? withPayment(books, request.reference) : books;
    case 'capture':
      return mayCapture(traits, books, request) ? taken(traits, books, request) : books;
    case 'cancel':
      return cancelled(traits, books);
  }
}

function mayPay({ strictness }: Traits, books: Books, { reference }: GatewayRequest): boolean {
  if (!books.exists) return false;
  if (strictness !== 'forgetful' && books.payments.some((one) => one.reference === reference)) return false;
  const busy = books.payments.some(({ status }) => status !== 'failed');
  return strictness !== 'strict' || !(busy || books.isCancelled || books.hasFailed);
}

export const withPayment = (books: Books, reference: string): Books => ({
  ...books,
  payments: [
    ...books.payments,
    { reference, status: 'pending', change: 1, bornMs: 0, heldMs: null, isAtOnce: false, blocks: [] },
  ],
});

export function mayCapture({ strictness }: Traits, books: Books, { amountMinor }: Block): boolean {
  const payment = liveHold(books);
  if (strictness === 'strict' && orderStatus(books) !== 'authorised') return false;
  if (strictness !== 'forgetful' && (books.captured.length > 0 || books.pending !== null)) return false;
  return payment !== undefined && sum(payment.blocks) + amountMinor <= TERMS.amountMinor;
}

/** A capture takes its money. */
export function taken(traits: Traits, books: Books, { reference, amountMinor }: Block): Books {
  const payment = liveHold(books);
  if (!payment) return books;
  const blocks = [...payment.blocks, { reference, amountMinor }];
  const isAll = sum(blocks) === TERMS.amountMinor || traits.remainder === 'atOnce';
  const marked = { ...books, captured: [...books.captured, amountMinor] };
  return changed(marked, payment, isAll ? 'captured' : 'authorised', blocks);
}

function cancelled({ strictness }: Traits, books: Books): Books {
  const hold = liveHold(books);
  if (hold && (hold.blocks.length > 0 || (strictness === 'strict' && books.pending))) return books;
  const open = strictness === 'strict' ? [] : books.payments.filter(({ status }) => status === 'pending');
  const ended = hold ? [hold] : open;
  if (ended.length === 0) return books;
  return ended.reduce<Books>((one, payment) => changed(one, payment, 'voided'), { ...books, isCancelled: true });
}

/** A capture that the bank refuses in the end: its block stays beside a failed payment. */
export function captureFailed(books: Books, block: Block): Books {
  const hold = liveHold(books);
  return hold ? changed({ ...books, hasFailed: true }, hold, 'failed', [block]) : books;
}

/** The buyer, the bank or time changes a payment. */
export function changed(books: Books, payment: Payment, status: PaymentStatus, blocks = payment.blocks): Books {
  const next: Payment = {
    ...payment,
    status,
    blocks,
    change: payment.change + 1,
    isAtOnce: status === 'authorised' || payment.heldMs === 0,
    heldMs: status === 'authorised' && payment.status !== 'authorised' ? 0 : payment.heldMs,
  };
  return { ...books, payments: books.payments.map((one) => (one === payment ? next : one)) };
}

export const liveHold = ({ payments }: Books): Payment | undefined =>
  payments.find(({ status }) => status === 'authorised');

export const heldAtGateway = ({ payments }: Books): number =>
  payments.reduce(
    (held, { status, blocks }) => held + (status === 'authorised' ? TERMS.amountMinor - sum(blocks) : 0),
    0,
  );

export const capturedAtGateway = ({ captured }: Books): number => captured.reduce((total, one) => total + one, 0);

export const authorisedAtGateway = ({ payments }: Books): number =>
  payments.filter(({ heldMs }) => heldMs !== null).length * TERMS.amountMinor;

export const mayAuthorise = ({ authorisableMs }: Traits, { status, heldMs, bornMs }: Payment): boolean =>
  (status === 'pending' || (status === 'failed' && heldMs === null)) && bornMs > -authorisableMs;

export function orderStatus({ payments, captured, refunds, isCancelled, hasFailed }: Books): OrderStatus {
  const has = (status: PaymentStatus): boolean => payments.some((payment) => payment.status === status);
  if (refunds > 0) return refunds > 1 ? 'refunded' : 'partlyRefunded';
  if (captured.length > 0)
    return sum(payments.flatMap(({ blocks }) => blocks)) < TERMS.amountMinor ? 'partlyCaptured' : 'captured';
  if (has('authorised')) return 'authorised';
  if (isCancelled) return 'voided';
  if (hasFailed) return 'failed';
  if (has('pending')) return 'pending';
  return payments.length > 0 ? 'attempted' : 'created';
}

/** The books after so much time. */
export function booksLater(books: Books, ms: number, longAgoMs: number): Books {
  const back = (one: number): number => furtherBack(one, ms, longAgoMs);
  return {
    ...books,
    createdMs: back(books.createdMs),
    payments: books.payments.map((one) => ({
      ...one,
      bornMs: back(one.bornMs),
      heldMs: one.heldMs === null ? null : back(one.heldMs),
    })),
  };
}

const sum = (blocks: readonly Block[]): number => blocks.reduce((total, { amountMinor }) => total + amountMinor, 0);
