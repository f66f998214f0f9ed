import type { Snapshot } from '../../../workflows/domain/gateway/snapshot';
import { GATEWAY_ORDER_ID, TERMS } from '../../support/core/words';
import { DAY_MS } from '../../../workflows/domain/values/time';
import { ANCIENT_MS, at, NOW } from '../clock';
import { mayAuthorise, orderStatus } from './gateway';
import type { Books, Payment, Traits } from './gateway';

/** What the gateway says of its books. */
export function snapshotOf({ clock }: Traits, books: Books): Snapshot {
  const { reference, amountMinor, currency } = TERMS;
  const status = orderStatus(books);
  return {
    gatewayOrderId: GATEWAY_ORDER_ID,
    reference,
    amountMinor,
    currency,
    preAuth: true,
    status,
    observedAt: NOW,
    payments: books.payments.map((payment, index) => ({
      id: `v1-payment-${index + 1}`,
      ...(payment.reference && { reference: payment.reference }),
      status: payment.status,
      amountMinor,
      captures: payment.blocks,
      ...(clock !== 'none' && { updatedAt: at(stampOf(clock, payment)) }),
    })),
    ...(status === 'pending' && { challenge: { url: 'https://api.pluralpay.in/challenge' } }),
  };
}

/**
 * Stamps are only compared with each other, except the one that says when money was put on hold. So that states are few,
 * all other changes happen then, or before all time, and the milliseconds tell them apart; not those of one second, where
 * the clock is no finer.
 */
function stampOf(clock: Traits['clock'], { isAtOnce, heldMs, change }: Payment): number {
  if (clock === 'reversed') return ANCIENT_MS + MOST_CHANGES - change;
  return (heldMs ?? ANCIENT_MS) + OFF_MS[clock] + (clock === 'seconds' && isAtOnce ? 0 : change);
}

const MOST_CHANGES = 900;

/** How far a clock is off. */
const OFF_MS = { fine: 0, seconds: 0, none: 0, ahead: 3 * DAY_MS, behind: -6 * DAY_MS } as const;

/** What a webhook says: the same, without what its samples have wrong (docs/gateway.md §5). */
export function webhookOf(traits: Traits, books: Books): Snapshot {
  const { preAuth: _wrong, ...told } = snapshotOf(traits, books);
  return told;
}

const keys = new WeakMap<Books, string>();

/** Books that make no difference any more have the same key: of a stamp that is only compared its rank is enough. */
export function booksKey(traits: Traits, books: Books): string {
  const known = keys.get(books);
  if (known !== undefined) return known;
  const { exists, createdMs, isCancelled, hasFailed, refunds, pending, captured } = books;
  const flags = Number(exists) + 2 * Number(isCancelled) + 4 * Number(hasFailed) + 8 * refunds;
  const page = Math.max(createdMs, -traits.pageMs);
  let key = `${flags};${page};${pending ? blockKey(pending) : ''};${captured.join('+')}`;
  for (const payment of books.payments) key += `;${paymentKey(traits, payment)}`;
  keys.set(books, key);
  return key;
}

function paymentKey(traits: Traits, payment: Payment): string {
  const { reference, status, change, isAtOnce, bornMs, heldMs, blocks } = payment;
  const stamp = traits.clock === 'seconds' && isAtOnce ? '' : change;
  const born = mayAuthorise(traits, payment) ? bornMs : '';
  return `${reference},${status},${stamp},${born},${heldMs ?? ''},${blocks.map(blockKey).join('+')}`;
}

const blockKey = ({ reference, amountMinor }: { reference: string; amountMinor: number }): string =>
  `${reference}:${amountMinor}`;
