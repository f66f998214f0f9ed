import { turned } from '../../call/call';
import { inDialogue, intend, note } from '../../call/matter';
import { ledgerOf } from '../../facts/ledger';
import { formatDuration } from '../../values/time';
import type { Instant } from '../../values/time';
import { isConsumed } from '../calls';
import { isSaidBy } from '../observe';
import type { Call, Order, OtpDialogue } from '../order';
import { isUnpaid } from '../paying';
import { clockOffMs } from '../standing';

/**
 * Takes in what any answer of the gateway shows, to a call or a question, and ends the call that it proves consumed.
 */
export function shown(observed: Order, now: Instant): Order {
  const order = foreignNoted(clockNoted(captureNoted(newsSaid(observed), now), now), now);
  const { call } = order.dialogue;
  if (!call || call.state === 'flight' || !isConsumed(order, call)) return order;
  const after = inDialogue(order, { call: turned(call, 'shown', now) });
  return call.kind === 'createPayment' ? paymentMade(after, call, now) : after;
}

const captureNoted = (order: Order, now: Instant): Order =>
  order.intents.captureSeenAt === null && ledgerOf(order.facts).capturedMinor > 0
    ? intend(order, { captureSeenAt: now })
    : order;

/** The answer to a call may say what a webhook has told before: then that is no longer news. */
const newsSaid = (order: Order): Order => {
  const { news } = order.dialogue;
  return news && isSaidBy(order.facts)(news.told) ? inDialogue(order, { news: null }) : order;
};

/** The code of an order whose reference is taken at the gateway by something else: nothing was sent, nobody can pay. */
export const REFERENCE_USED = 'reference-used';

function foreignNoted(order: Order, now: Instant): Order {
  const { differences } = order.facts;
  if (differences.length === 0 || !isUnpaid(order) || order.intents.refusal?.code === REFERENCE_USED) return order;
  const refused = intend(order, { refusal: { kind: 'createOrder', code: REFERENCE_USED, at: now } });
  return note(refused, now, `What the gateway has under this reference is not this order: ${differences.join(', ')}`);
}

/** Time is ours (core rule 17): that the gateway's clock is off is noted for people, and is no fact. */
function clockNoted(order: Order, now: Instant): Order {
  const offMs = clockOffMs(order);
  if (order.intents.isClockNoted || Math.abs(offMs) <= order.timing.clockToleranceMs) return order;
  const noted = intend(order, { isClockNoted: true });
  const off = `${formatDuration(Math.abs(offMs))} ${offMs > 0 ? 'ahead' : 'behind'}`;
  return note(noted, now, `The gateway's clock is ${off}: the hold is counted by ours`);
}

/** The payment exists: its card has been used, and the buyer is next. */
function paymentMade(order: Order, { reference }: Call, now: Instant): Order {
  const { card, paymentsUsed } = order.intents;
  const otp: OtpDialogue = {
    paymentReference: reference ?? '',
    state: card?.nativeOtp ? 'wanted' : 'unavailable',
    since: now,
    resendAt: null,
    entry: null,
    enterAt: null,
    tries: 0,
  };
  const made = intend(withoutCard(order), { otp, paymentsUsed: paymentsUsed + 1, refusal: null });
  return note(made, now, 'Payment created at the gateway');
}

/** The card for the next payment has been used up. */
export const withoutCard = (order: Order): Order => {
  const { card, usedCards } = order.intents;
  return card ? intend(order, { card: null, usedCards: [...usedCards, card.ref] }) : order;
};

/** Takes in what the gateway says about the card; null: it could not be learnt, so the buyer is redirected. */
export function cardInspected(order: Order, nativeOtp: boolean | null): Order {
  const { card } = order.intents;
  return card ? intend(order, { card: { ...card, nativeOtp: nativeOtp ?? false } }) : order;
}
