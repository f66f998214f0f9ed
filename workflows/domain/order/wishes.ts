import { intend, note } from '../call/matter';
import type { Money } from '../values/money';
import { isReached } from '../values/time';
import type { Instant } from '../values/time';
import { denied } from '../values/verdict';
import type { Denial, Verdict } from '../values/verdict';
import { ledgerOf } from '../facts/ledger';
import type { Order } from './order';
import { hasOpenPayment } from './paying';
import { heldMinor, isConcluded, isLettingGo } from './standing';
import type { DecideBy } from './terms';
import type { Wish, WishKind, WishOutcome } from './wish-kinds';

/**
 * Wishes that were handed over by signal, because no worker took their update in time: nobody hears what becomes of
 * them, so the order keeps it (docs/decisions/0017). Signal and update of one wish have one id and count once.
 */

/** A wish as it arrives, with those parts of its argument that tell whether it is fulfilled already. */
export interface NewWish extends Pick<Wish, 'updateId' | 'key' | 'kind'> {
  readonly amount?: Money | undefined;
  readonly decideBy?: DecideBy | undefined;
  readonly notAfter?: Instant | undefined;
}

export const wishOf = ({ intents }: Order, kind: WishKind, updateId: string): Wish | undefined =>
  intents.wishes.find((wish) => wish.kind === kind && wish.updateId === updateId);

/** Why a wish that was handed over was denied: its update, if it arrives after all, is denied for the same reason. */
export const deniedBefore = (order: Order, kind: WishKind, updateId: string): Denial | null =>
  wishOf(order, kind, updateId)?.denial ?? null;

const EXPIRED = denied('wish-expired', 'It came to the order only after its time');

/** What becomes of a wish. `verdict` is its update's rule; a delivery has happened, so no rule can deny it. */
export function judged(order: Order, wish: NewWish, verdict: Verdict, now: Instant): Wish {
  const { updateId, key, kind, notAfter } = wish;
  const as = (outcome: WishOutcome, denial: Denial | null = null): Wish => ({
    updateId,
    key,
    kind,
    at: now,
    outcome,
    amount: wish.amount ?? null,
    denial,
    isOverruled: false,
  });
  if (isFulfilled(order, wish)) return as('fulfilled');
  if (kind === 'confirmDelivery') return as('accepted');
  if (notAfter !== undefined && isReached(notAfter, now)) return as('expired', EXPIRED);
  return verdict.ok ? as('accepted') : as('refused', verdict);
}

/** Whether the wish is fulfilled already, or certainly being carried out. */
function isFulfilled(order: Order, { kind, amount, decideBy }: NewWish): boolean {
  switch (kind) {
    case 'confirmDelivery':
      return order.intents.deliveredAt !== null;
    case 'capture':
      return isCaptured(order, amount);
    case 'cancel':
      return isCancelled(order);
    case 'extend':
      return isSameDeadline(order.policy.decideBy, decideBy);
  }
}

function isCaptured(order: Order, amount: Money | undefined): boolean {
  const { capturedMinor, authorisedMinor } = ledgerOf(order.facts);
  const { decision, request } = order.intents;
  const wanted = amount?.value ?? authorisedMinor;
  if (wanted === 0 || (amount && amount.currency !== order.terms.currency)) return false;
  if (capturedMinor > 0) return capturedMinor === wanted;
  const underWay = decision ?? request;
  return underWay?.kind === 'capture' && underWay.amountMinor === wanted && heldMinor(order) > 0;
}

/** Not where a payment may still be authorised: its watch needs the wish itself. */
function isCancelled(order: Order): boolean {
  if (ledgerOf(order.facts).capturedMinor > 0) return false;
  const isOver = isConcluded(order) && !hasOpenPayment(order);
  return isLettingGo(order) || isOver || order.intents.request?.kind === 'release';
}

const isSameDeadline = (one: DecideBy | null, other: DecideBy | undefined): boolean => {
  if (!one || !other) return false;
  return 'at' in one
    ? 'at' in other && Date.parse(one.at) === Date.parse(other.at)
    : 'afterMs' in other && one.afterMs === other.afterMs;
};

/** Keeps an order small that is flooded with wishes. */
const MAX_WISHES = 20;

/** Keeps what became of a wish. Beyond the limit the oldest goes, a denied one last: somebody still has to see it. */
export function wishRecorded(order: Order, wish: Wish): Order {
  const all = [...order.intents.wishes, wish];
  const spare = all.find(({ denial }) => denial === null) ?? all[0];
  const wishes = all.length > MAX_WISHES ? all.filter((one) => one !== spare) : all;
  const recorded = intend(order, { wishes });
  return wish.denial ? note(recorded, wish.at, `${WORDS[wish.kind]} was not taken: ${wish.denial.reason}`) : recorded;
}

const WORDS = {
  confirmDelivery: 'A delivery',
  capture: 'A capture asked for earlier',
  cancel: 'A cancellation asked for earlier',
  extend: 'A later decision asked for earlier',
} as const satisfies Record<WishKind, string>;

/** Marks denied wishes as overruled when a capture is asked for anew: its caller has seen what became of them. */
export const overruled = (order: Order): Order =>
  intend(order, { wishes: order.intents.wishes.map((wish) => (wish.denial ? { ...wish, isOverruled: true } : wish)) });

/** The newest capture that was taken and then denied, as long as its caller may still believe in it. */
export function captureRefused(order: Order): (Wish & { readonly denial: Denial }) | null {
  const lookedAt = order.intents.resolutions.at(-1)?.at ?? null;
  const isSeen = ({ isOverruled, at }: Wish): boolean => isOverruled || (lookedAt !== null && isReached(at, lookedAt));
  const open = order.intents.wishes.filter((wish) => wish.kind === 'capture' && !isSeen(wish));
  const unmet = open.filter(isDenied).filter(({ amount }) => !isCaptured(order, amount ?? undefined));
  return unmet.at(-1) ?? null;
}

const isDenied = (wish: Wish): wish is Wish & { readonly denial: Denial } => wish.denial !== null;
