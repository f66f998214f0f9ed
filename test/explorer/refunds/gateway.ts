import type { OrderStatus } from '../../../workflows/domain/gateway/snapshot';
import { TERMS } from '../../support/core/words';

/** A gateway reduced to the money of one captured order, and its refunds: no network, no time. */

export interface Traits {
  /**
   * `strict` gives back no more than was captured; `lax` gives whatever is asked, once a reference; `forgetful` does so
   * and takes a repeat for another refund.
   */
  readonly strictness: 'strict' | 'lax' | 'forgetful';
  /** Which refunds make the order say that it was refunded: those that were begun, or only those that the bank carried out. */
  readonly orderShows: 'begun' | 'paid';
}

export interface RefundRequest {
  readonly reference: string;
  readonly amountMinor: number;
}

export interface GatewayRefund extends RefundRequest {
  /** Tells apart those under one reference, of which there should be one. */
  readonly ordinal: number;
  readonly status: 'pending' | 'captured' | 'failed';
}

export interface Books {
  readonly capturedMinor: number;
  readonly refunds: readonly GatewayRefund[];
}

export const CAPTURED: Books = { capturedMinor: TERMS.amountMinor, refunds: [] };
export const UNCAPTURED: Books = { capturedMinor: 0, refunds: [] };

export const takesMoney = ({ status }: GatewayRefund): boolean => status !== 'failed';

const sum = (refunds: readonly GatewayRefund[]): number =>
  refunds.reduce((total, { amountMinor }) => total + amountMinor, 0);

export const under = ({ refunds }: Books, reference: string): readonly GatewayRefund[] =>
  refunds.filter((refund) => refund.reference === reference);

/** The books after a request; the same ones when it was refused or has been carried out before. */
export function processed(
  { strictness }: Traits,
  books: Books,
  { reference, amountMinor }: RefundRequest,
  status: GatewayRefund['status'],
): Books {
  const before = under(books, reference).length;
  if (strictness !== 'forgetful' && before > 0) return books;
  const given = sum(books.refunds.filter(takesMoney));
  if (books.capturedMinor === 0 || (strictness === 'strict' && given + amountMinor > books.capturedMinor)) return books;
  return {
    ...books,
    refunds: [...books.refunds, { reference, amountMinor, ordinal: before + 1, status }],
  };
}

/** The bank carries a refund out, or refuses it. */
export const settled = (books: Books, refund: GatewayRefund, status: 'captured' | 'failed'): Books => ({
  ...books,
  refunds: books.refunds.map((one) => (one === refund ? { ...one, status } : one)),
});

export function orderStatus({ orderShows }: Traits, { capturedMinor, refunds }: Books): OrderStatus {
  if (capturedMinor === 0) return 'authorised';
  const shown = sum(
    refunds.filter(({ status }) => status === 'captured' || (orderShows === 'begun' && status === 'pending')),
  );
  if (shown === 0) return 'captured';
  return shown < capturedMinor ? 'partlyRefunded' : 'refunded';
}

export const booksKey = ({ capturedMinor, refunds }: Books): string =>
  `${capturedMinor}${refunds.map(refundKey).join('')}`;

export const refundKey = ({ reference, amountMinor, status }: GatewayRefund): string =>
  `;${reference}:${amountMinor}${status}`;
