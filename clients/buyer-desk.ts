import type { Card, Vault } from '../activities/vault';
import { Secret } from '../activities/vault';
import type { PayRequest } from '../workflows/contract/order';
import type { DecideBy } from '../workflows/domain/order/terms';
import type { CardRef } from '../workflows/domain/values/secret-refs';
import type { OrderState } from '../workflows/domain/order/view/states';
import type { Brand } from './cards';
import { brandOf, cardErrors, claimCard } from './cards';
import { checked } from './checked';
import { CardUnusable, invalidFields, OrderError, TemporalUnavailable } from './order-errors';
import { DEFAULT_TIMEOUT_MS, READ_WITHIN_MS } from './orders';
import type { OrderAnswer, CallOptions, OrderRequest, Orders, PlaceAnswer } from './orders';
import { assertPlaceable } from './placeable';
import { assertIdempotencyKey } from './request-identity';
import { cardRequest, otpRequest } from './request-schemas';

/** A card in the vault, and as much of it as may be shown. */
export interface KeptCard {
  /** For one order, until it expires. */
  readonly cardRef: CardRef;
  /** ISO 8601. */
  readonly expiresAt: string;
  readonly brand: Brand;
  readonly last4: string;
}

/**
 * What the buyer's side does with secrets: card and OTP go into the vault, and only their references to the order.
 * Rejects as `Orders` does, with InvalidRequest for malformed input, and with VaultUnavailable.
 */
export interface BuyerDesk {
  /** Checks a card (shape, check digit, expiry, length of the CVV) and keeps it for one order. */
  keepCard(card: Secret<Card>): Promise<KeptCard>;
  /**
   * Binds the order's card to it, if it has one, and places the order. The repeat of a request is answered alike, also
   * when its card is gone or its deadline has passed since. Rejects with CardUnusable, too.
   */
  place(order: OrderRequest, options?: CallOptions): Promise<PlaceAnswer>;
  /** Pays with a further card after a failed payment. Rejects with CardUnusable, too. */
  pay(reference: string, request: PayRequest, options?: CallOptions): Promise<OrderAnswer>;
  /**
   * Submits an OTP and forgets it as soon as its outcome is known. Each entry of an OTP needs an idempotency key of its
   * own.
   */
  submitOtp(reference: string, otp: Secret<string>, options?: CallOptions): Promise<OrderAnswer>;
}

export interface BuyerDeskPorts {
  readonly orders: Pick<Orders, 'place' | 'placedBefore' | 'get' | 'pay' | 'submitOtp'>;
  /** To put and bind secrets, never to read them. */
  readonly vault: Pick<Vault, 'put' | 'claim' | 'discard'>;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** The same option as the OrderClient has. */
  readonly returnUrlHosts?: readonly string[];
}

export const createBuyerDesk = (ports: BuyerDeskPorts): BuyerDesk => ({
  keepCard: (card) => keepCard(ports, card),
  place: (order, options) => place(ports, order, options),
  pay: (reference, request, options) => pay(ports, reference, request, options),
  submitOtp: (reference, otp, options) => submitOtp(ports, reference, otp, options),
});

async function keepCard({ vault, clock }: BuyerDeskPorts, given: Secret<Card>): Promise<KeptCard> {
  const card = checked(cardRequest, given.expose());
  const errors = cardErrors(card, clock());
  if (errors.length > 0) throw invalidFields(...errors);
  const { ref, expiresAt } = await vault.put('card', new Secret(card));
  return { cardRef: ref, expiresAt, brand: brandOf(card.number), last4: card.number.slice(-4) };
}

async function place(ports: BuyerDeskPorts, order: OrderRequest, options?: CallOptions): Promise<PlaceAnswer> {
  const { orders, vault, clock } = ports;
  const { reference, cardRef, policy } = order;
  assertPlaceable(order, ports.returnUrlHosts);
  const left = leftOf(options);
  const isLate = policy?.decideBy ? isPast(policy.decideBy, clock()) : false;
  if (cardRef === undefined && !isLate) return orders.place(order, left());
  // The orders are asked first: a conflict must not use up the card, and the repeat of a good request stays good when
  // the card is gone or the deadline has passed.
  const placed = await orders.placedBefore(order, left());
  if (placed && (isLate || !placed.answered)) return placed;
  if (isLate) throw invalidFields({ field: 'policy.decideBy', reason: 'an instant to come, or a duration' });
  if (cardRef === undefined || (await claimCard(vault, cardRef, reference))) return orders.place(order, left());
  if (placed) return placed;
  throw new CardUnusable();
}

const isPast = (decideBy: DecideBy, nowMs: number): boolean => 'at' in decideBy && Date.parse(decideBy.at) <= nowMs;

/**
 * Whether an order in this state may take a card, now or later. In doubt it may: the card is then claimed first,
 * because an unclaimed card must reach no payment.
 */
const MAY_BE_PAID = {
  created: true,
  registered: true,
  authenticating: true,
  held: false,
  capturing: false,
  captured: false,
  releasing: true,
  released: false,
  declined: false,
  abandoned: false,
  expired: false,
} as const satisfies Record<OrderState, boolean>;

async function pay(
  { orders, vault }: BuyerDeskPorts,
  reference: string,
  { cardRef }: PayRequest,
  options?: CallOptions,
): Promise<OrderAnswer> {
  const left = leftOf(options);
  const { state } = await orders.get(reference, left(READ_WITHIN_MS));
  // An order that cannot be paid again refuses the card, or answers a repeat: neither must use up the card.
  if (MAY_BE_PAID[state] && !(await claimCard(vault, cardRef, reference))) throw new CardUnusable();
  return orders.pay(reference, { cardRef }, left());
}

async function submitOtp(
  { orders, vault }: BuyerDeskPorts,
  reference: string,
  otp: Secret<string>,
  options?: CallOptions,
): Promise<OrderAnswer> {
  checked(otpRequest, { otp: otp.expose() });
  const left = leftOf(options);
  const { ref: otpRef } = await vault.put('otp', otp);
  const forget = (): Promise<void> => vault.discard(otpRef).catch(() => undefined);
  try {
    const answer = await orders.submitOtp(reference, { otpRef }, left());
    // Without an answer the OTP may still be needed; its time to live ends it.
    if (answer.answered) await forget();
    return answer;
  } catch (error) {
    if (error instanceof OrderError && !(error instanceof TemporalUnavailable)) await forget();
    throw error;
  }
}

/** The shortest wait: an answer may still come at once. */
const LEAST_TIMEOUT_MS = 500;

/**
 * The options for each of several calls: together they have the time of one.
 * @throws InvalidRequest for an idempotency key that is none, before a secret is put or bound
 */
function leftOf(options: CallOptions = {}): (atMostMs?: number) => CallOptions {
  if (options.idempotencyKey !== undefined) assertIdempotencyKey(options.idempotencyKey);
  const endMs = performance.now() + (options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  return (atMostMs = Infinity) => ({
    ...options,
    timeoutMs: Math.min(atMostMs, Math.max(LEAST_TIMEOUT_MS, endMs - performance.now())),
  });
}
