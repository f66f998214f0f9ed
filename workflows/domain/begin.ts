import { askedNow } from './asking';
import { sending } from './call';
import { heldOf } from './ledger';
import type { Step } from './next-step';
import { intend, note } from './order';
import type { Call, Decision, GivenUp, Order } from './order';
import type { CallKind } from './policy';
import { isUnder01 } from './release-0-1';
import type { Instant } from './time';

/** Writes down what a step is about to do, before it is done. */
export function begin(order: Order, step: Step, now: Instant): Order {
  switch (step.kind) {
    case 'register':
      return withCall(order, { kind: 'createOrder', reference: order.terms.reference }, now);
    case 'pay':
      return withCall(order, { kind: 'createPayment', reference: step.reference }, now);
    case 'capture':
    case 'release':
      return beginDecision(order, step, now);
    case 'inquire':
      return intend(order, { asks: askedNow(order, now) });
    case 'giveUp':
      return giveUp(order, step, now);
    case 'park':
      return note(
        intend(order, { attention: { ...step.trouble, since: now } }),
        now,
        `Needs a person: ${step.trouble.reason}`,
      );
    case 'unpark':
      return note(intend(order, { attention: null }), now, 'Needs no person any more');
    case 'inspectCard':
    case 'requestOtp':
    case 'submitOtp':
    case 'await':
    case 'finish':
      return order;
  }
}

function beginDecision(order: Order, step: Step & { kind: 'capture' | 'release' }, now: Instant): Order {
  const { decision } = step;
  const reference = step.kind === 'capture' ? step.reference : '';
  const kind = step.kind === 'capture' ? 'capture' : 'cancel';
  const begun = aimedAtHolds(withCall(order, { kind, reference, amountMinor: decision?.amountMinor ?? 0 }, now));
  const { gaveUp } = order.intents;
  if (!decision) return gaveUp ? intend(begun, { gaveUp: { ...gaveUp, cancelTried: true } }) : begun;
  return order.intents.decision ? begun : note(intend(begun, { decision }), now, decisionSentence(decision));
}

/** A hold that another payment brings while a capture or cancellation is under way is none of it. */
function aimedAtHolds(order: Order): Order {
  const { call } = order.intents;
  const held = Object.entries(order.facts.payments).filter(([, payment]) => heldOf(payment) > 0);
  return call && !isUnder01(order) ? intend(order, { call: { ...call, paymentIds: held.map(([id]) => id) } }) : order;
}

const decisionSentence = ({ kind, why }: Decision): string =>
  kind === 'capture' ? `Decided to capture (${why})` : `Decided to let the hold go (${why})`;

function withCall(
  order: Order,
  { amountMinor = order.terms.amountMinor, ...request }: Pick<Call, 'kind' | 'reference'> & { amountMinor?: number },
  now: Instant,
): Order {
  const { call, firstSentAt } = order.intents;
  const sent = sending(call, { ...request, amountMinor }, now);
  if (!BEGINS_A_HOLD[sent.kind] || firstSentAt[sent.reference]) return intend(order, { call: sent });
  return intend(order, { call: sent, firstSentAt: { ...firstSentAt, [sent.reference]: now } });
}

/** Calls after which somebody may pay. */
const BEGINS_A_HOLD = {
  createOrder: true,
  createPayment: true,
  capture: false,
  cancel: false,
} as const satisfies Record<CallKind, boolean>;

function giveUp(order: Order, { as, why }: Pick<GivenUp, 'as' | 'why'>, now: Instant): Order {
  return note(
    intend(order, { gaveUp: { as, why, at: now, cancelTried: false } }),
    now,
    `No payment is wanted any more: ${why}`,
  );
}
