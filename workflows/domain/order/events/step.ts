import { asking, called, inDialogue, intend, note } from '../../call/matter';
import { sending } from '../../call/call';
import type { Instant } from '../../values/time';
import { troubleSentence } from '../attention';
import { heldOf } from '../../facts/ledger';
import type { Call, Order } from '../order';
import { decisionWords, giveUpWords } from '../reasons';
import { reasonsToAsk } from '../rules/asking';
import type { Step, Wanted } from '../steps';
import type { CallKind } from '../terms';

/** Writes down what a step is about to do, before it is done. */
export function stepTaken(order: Order, step: Step, now: Instant): Order {
  switch (step.kind) {
    case 'register':
      return withCall(order, { kind: 'createOrder', reference: order.terms.reference }, now);
    case 'pay':
      return withCall(order, { kind: 'createPayment', reference: step.reference }, now);
    case 'capture':
      return decided(order, step.decision, { kind: 'capture', reference: step.reference }, now);
    case 'release':
      return decided(order, step.decision, { kind: 'cancel', reference: null }, now);
    case 'stopPayment':
      return paymentStopped(order, now);
    case 'ask':
      return asking(order, reasonsToAsk(order), now);
    case 'giveUp':
      return note(
        intend(order, { gaveUp: { why: step.why, at: now, cancelTried: false } }),
        now,
        `No payment is wanted any more: ${giveUpWords(step.why)}`,
      );
    case 'park':
      return called(order, step, troubleSentence(step.trouble), now);
    case 'unpark':
      return called(order, step, '', now);
    case 'inspectCard':
    case 'requestOtp':
    case 'submitOtp':
    case 'finish':
      return order;
  }
}

type Sent = Pick<Call, 'kind' | 'reference'>;

function decided(order: Order, wanted: Wanted, sent: Sent, now: Instant): Order {
  const begun = withCall(order, { ...sent, amountMinor: wanted.amountMinor, paymentIds: heldIds(order) }, now);
  if (order.intents.decision) return begun;
  const what = wanted.kind === 'capture' ? 'Decided to capture' : 'Decided to let the hold go';
  const decision = { ...wanted, at: now };
  return note(intend(begun, { decision }), now, `${what} (${decisionWords(wanted.why)})`);
}

/** The payments on hold now. A hold that another payment brings later is not part of the capture or cancellation. */
const heldIds = ({ facts }: Order): string[] =>
  Object.entries(facts.payments).flatMap(([id, payment]) => (heldOf(payment) > 0 ? [id] : []));

function paymentStopped(order: Order, now: Instant): Order {
  const { gaveUp } = order.intents;
  const sent = withCall(order, { kind: 'cancel', reference: null, amountMinor: 0, paymentIds: heldIds(order) }, now);
  return gaveUp ? intend(sent, { gaveUp: { ...gaveUp, cancelTried: true } }) : sent;
}

function withCall(
  order: Order,
  { amountMinor = order.terms.amountMinor, ...sent }: Sent & Partial<Pick<Call, 'amountMinor' | 'paymentIds'>>,
  now: Instant,
): Order {
  const begun = inDialogue(order, { call: sending(order.dialogue.call, { ...sent, amountMinor }, now) });
  const { firstSentAt } = order.intents;
  const { kind, reference } = sent;
  if (!BEGINS_A_HOLD[kind] || reference === null || firstSentAt[reference]) return begun;
  return intend(begun, { firstSentAt: { ...firstSentAt, [reference]: now } });
}

/** Calls after which somebody may pay. */
const BEGINS_A_HOLD = {
  createOrder: true,
  createPayment: true,
  capture: false,
  cancel: false,
} as const satisfies Record<CallKind, boolean>;
