import { isAskedSince } from '../../call/questions';
import { AT_THE_GATEWAY, given } from '../../call/trouble';
import type { Details, TroubleRule } from '../../call/trouble';
import type { Money } from '../../values/money';
import type { Instant } from '../../values/time';
import { CALL_NAMES, personDueAt, isForeign, isSpentCall, openCall, unsentDecision } from '../calls';
import { capturedOf, heldOf, ledgerFault, ledgerOf } from '../../facts/ledger';
import type { Order } from '../order';
import { awaitsBuyer, buyersLink, isUnpaid } from '../paying';
import { heldMinor, isAnsweredSince, isConcluded, isLettingGo, paymentsOf, remainderEndsAt } from '../standing';
import { captureRefused } from '../wishes';

/**
 * Everything that calls for a person, the most serious first. docs/lifecycle.md and docs/operations.md have a row for
 * each.
 */
export const TROUBLES = {
  'two-orders': {
    says: 'The gateway knows two orders under our reference',
    advice: `Find out which of the two is paid, put both right ${AT_THE_GATEWAY} and resolve`,
    when: ({ facts }) => given(facts.gatewayOrderIds.length > 1),
  },
  'order-differs': {
    says: "The gateway's order differs from ours in: {fields}",
    advice: `Compare the two; put the money right ${AT_THE_GATEWAY} and resolve, and place another order`,
    when: (order) => (isForeign(order) && !isUnpaid(order) ? { fields: order.facts.differences.join(', ') } : null),
  },
  'foreign-link': {
    says: "The link for the buyer leads elsewhere than to the gateway's pages",
    advice: 'Send the buyer nowhere; ask the gateway about it, cancel the order and place another',
    holdsBack: 'payments',
    when: (order) =>
      given(buyersLink(order) === 'elsewhere' && awaitsBuyer(order) && order.intents.request?.kind !== 'release'),
  },
  'impossible-figures': {
    says: "The gateway's figures cannot be true: {fault}",
    words: { 'captured-above-authorised': 'more money was captured than had been authorised' },
    advice: `Compare the captures with the dashboard; put them right ${AT_THE_GATEWAY} and resolve`,
    when: ({ facts }) => {
      const fault = ledgerFault(ledgerOf(facts));
      return fault === null ? null : { fault };
    },
  },
  'two-payments': {
    says: 'Two payments of this order hold or moved money',
    advice: `Let one of them go, or refund it, ${AT_THE_GATEWAY} and resolve`,
    when: (order) => given(withMoney(order).length > 1),
  },
  'captured-too-much': {
    says: '{captured} was captured, but {wanted} was to be',
    advice: `Refund the difference by a refund of this order, or ${AT_THE_GATEWAY}, and resolve as captured`,
    when: (order) => otherAmount(order, (captured, wanted) => captured > wanted),
  },
  'captured-too-little': {
    says: '{captured} was captured, but {wanted} was to be',
    advice: `Have the buyer pay what is missing by another order, or leave it; resolve as captured`,
    when: (order) => otherAmount(order, (captured, wanted) => captured < wanted),
  },
  'captured-unwanted': {
    says: '{captured} was captured, but the hold was to be let go',
    advice: `Refund it by a refund of this order, or ${AT_THE_GATEWAY}, and resolve as captured`,
    when: (order) => {
      const { capturedMinor } = ledgerOf(order.facts);
      // A capture for goods that were delivered too late is wanted: `delivered-after-release` advises it.
      const isUnwanted = order.intents.decision?.kind === 'release' && order.intents.deliveredTooLateAt === null;
      return isUnwanted && capturedMinor > 0 ? { captured: inMoney(order, capturedMinor) } : null;
    },
  },
  'remainder-held': {
    says: 'The remainder of a partial capture is still on hold',
    advice: `Have the gateway let the remainder go, ${AT_THE_GATEWAY}`,
    when: (order) => given(isAskedAfter(order, remainderEndsAt(order))),
  },
  'capture-in-vain': {
    says: 'The capture was sent twice and did not happen',
    advice: `Capture, or let the hold go, ${AT_THE_GATEWAY}`,
    when: (order) => given(isSentInVain(order, 'capture')),
  },
  'cancel-in-vain': {
    says: 'The cancellation was sent three times and did not happen',
    advice: `Let the hold go ${AT_THE_GATEWAY}`,
    when: (order) => given(isSentInVain(order, 'cancel')),
  },
  refused: {
    says: 'The gateway refused the {call} ({code}) and the money is still on hold',
    advice: `Look the code up in docs/errors.md; capture, or let the hold go, ${AT_THE_GATEWAY}`,
    when: (order) => {
      const { refusal, decision } = order.intents;
      const isDecided = refusal?.kind === 'capture' || refusal?.kind === 'cancel';
      if (!isDecided || !decision || heldMinor(order) === 0 || !isAnsweredSince(order, refusal.at)) return null;
      return { call: refusal.kind, code: refusal.code };
    },
  },
  unsent: {
    says: 'The {decision} could not be sent, or was turned away',
    holdsBack: 'nothing',
    advice: `Mend what holdfast doctor finds, or ask the gateway; it is tried all the time. Or decide about the hold ${AT_THE_GATEWAY}`,
    when: (order) => {
      const decision = unsentDecision(order);
      return decision && isPersonDue(order) ? { decision: decision.kind } : null;
    },
  },
  'call-in-doubt': {
    says: 'The gateway did not say in time what became of {call}',
    words: CALL_NAMES,
    holdsBack: 'nothing',
    advice: `It is asked all the time. Look the order up, put it right ${AT_THE_GATEWAY}; where the gateway cannot be asked, resolve with force`,
    when: (order) => callInDoubt(order, 'unknown'),
  },
  'call-without-effect': {
    says: 'The gateway accepted {call}, and did not carry it out in time',
    words: CALL_NAMES,
    holdsBack: 'nothing',
    advice: `It is asked all the time. Ask the gateway about it, or decide about the hold ${AT_THE_GATEWAY}`,
    when: (order) => callInDoubt(order, 'accepted'),
  },
  'no-answer': {
    says: 'The gateway does not answer how the order stands',
    holdsBack: 'nothing',
    advice:
      'It is asked all the time. Look the order up in the dashboard; where it cannot be asked, resolve with force',
    when: (order) => given(!openCall(order) && !unsentDecision(order) && isPersonDue(order)),
  },
  'delivered-after-release': {
    says: 'Delivered after it was decided to let the hold go: the goods are not paid for',
    advice: `What is still on hold, capture ${AT_THE_GATEWAY}, and resolve; else ask the buyer to pay again with another order, recheck, and resolve this one as released`,
    when: (order) => given(isUnpaidDelivery(order) && order.intents.deliveredTooLateAt !== null),
  },
  'delivered-unpaid': {
    says: 'Delivered, but nobody had paid: the goods are not paid for',
    advice: 'Recheck, then resolve this one as declined; only then ask the buyer to pay with another order',
    when: (order) => {
      const { deliveredTooLateAt, gaveUp } = order.intents;
      const isUnpaid = ledgerOf(order.facts).authorisedMinor === 0;
      return given(isUnpaidDelivery(order) && deliveredTooLateAt === null && gaveUp !== null && isUnpaid);
    },
  },
  'delivered-uncaptured': {
    says: 'Delivered, but the hold ended without a capture: the goods are not paid for',
    advice: 'Ask the buyer to pay again with another order; recheck, then resolve this one as released',
    when: (order) => {
      const { authorisedMinor, heldMinor: held } = ledgerOf(order.facts);
      const hasEnded = authorisedMinor > 0 && held === 0;
      return given(
        isUnpaidDelivery(order) && order.intents.deliveredTooLateAt === null && hasEnded && !isLettingGo(order),
      );
    },
  },
  'wish-refused': {
    says: 'A capture that had been taken could not be carried out: {why}',
    holdsBack: 'nothing',
    advice: 'Tell whoever asked for it; capture what is on hold, or resolve once the money is as it has to be',
    when: (order) => {
      const wish = captureRefused(order);
      return wish && { why: wish.denial.reason };
    },
  },
  'revived-blind': {
    says: 'Revived without what its workflow knew: what is shown here is what the gateway says',
    holdsBack: 'nothing',
    advice: 'Find out what was meant to become of it, then capture or cancel it here, or resolve',
    when: (order) => given(order.intents.revival?.isBlind === true && !isConcluded(order)),
  },
} as const satisfies Record<string, TroubleRule<Order>>;

export type TroubleCode = keyof typeof TROUBLES;

const withMoney = (order: Order) =>
  paymentsOf(order).filter((payment) => heldOf(payment) > 0 || capturedOf(payment) > 0);

const inMoney = ({ terms: { currency } }: Order, value: number): Money => ({ value, currency });

/**
 * The captured amount, by whomever, and the wanted one, where they differ. Wanted is what was decided here, or else all
 * of it.
 */
function otherAmount(order: Order, isOther: (captured: number, wanted: number) => boolean): Details | null {
  const { decision } = order.intents;
  const { capturedMinor } = ledgerOf(order.facts);
  const wanted = decision?.kind === 'capture' ? decision.amountMinor : order.terms.amountMinor;
  if (capturedMinor === 0 || decision?.kind === 'release' || !isOther(capturedMinor, wanted)) return null;
  return { captured: inMoney(order, capturedMinor), wanted: inMoney(order, wanted) };
}

function callInDoubt(order: Order, state: 'unknown' | 'accepted'): Details | null {
  const call = openCall(order);
  if (call?.state !== state || unsentDecision(order) || !isPersonDue(order)) return null;
  return { call: call.kind };
}

const isSentInVain = (order: Order, kind: 'capture' | 'cancel'): boolean => {
  const { call } = order.dialogue;
  return call?.kind === kind && isSpentCall(call) && heldMinor(order) > 0;
};

const isPersonDue = (order: Order): boolean => isAskedAfter(order, personDueAt(order));

/**
 * Whether the gateway was asked after the end. A worker that was down until then asks once more before a person is
 * called (core rule 24).
 */
const isAskedAfter = (order: Order, end: Instant | null): boolean =>
  end !== null && isAskedSince(order.dialogue.questions, end);

/** Core rule 9: whether goods were delivered and no money was captured for them. */
const isUnpaidDelivery = ({ facts, intents }: Order): boolean =>
  intents.deliveredAt !== null && ledgerOf(facts).capturedMinor === 0;
