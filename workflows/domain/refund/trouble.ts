import { countedSends, isKeptOut } from '../call/call';
import { isAskedSince } from '../call/questions';
import { firstTrouble, given, sentenceOf } from '../call/trouble';
import type { HeldBack, Trouble as AnyTrouble, TroubleRule } from '../call/trouble';
import { formatMoney } from '../values/money';
import type { Refund } from './refund';
import { deadlineOf, has, refundAmount, refundState } from './standing';

/* What calls for a person about a refund, the most serious first. */

/**
 * The reference is a documented key, so a repeat is harmless; but a refund that did not happen three times needs a
 * person.
 */
const MAX_SENDS = 3;

export const REFUND_TROUBLES = {
  'two-refunds': {
    says: 'The gateway knows two refunds under our reference',
    advice: "Find out in the gateway's dashboard which of them paid, and resolve",
    when: ({ facts }) => given(facts.gatewayIds.length > 1),
  },
  'refund-differs': {
    says: 'What the gateway has under the reference of the refund is not this refund; it differs in: {fields}',
    advice: "Look the reference up in the gateway's dashboard, and resolve; refund under another reference",
    when: ({ facts: { differences } }) => (differences.length > 0 ? { fields: differences.join(', ') } : null),
  },
  'refund-contradicted': {
    says: 'The gateway said both that the refund was carried out and that it failed',
    advice: 'Ask the gateway which of the two is true, and resolve',
    when: (refund) => given(has(refund, 'captured') && has(refund, 'failed')),
  },
  'refund-in-vain': {
    says: 'The refund was sent three times and did not happen',
    advice: "Refund in the gateway's dashboard, and resolve",
    when: ({ dialogue: { call } }) => given(call?.state === 'due' && countedSends(call) >= MAX_SENDS),
  },
  'refund-unsent': {
    says: 'The refund could not be sent, or was turned away',
    holdsBack: 'nothing',
    advice:
      "It is tried all the time: mend what holdfast doctor finds. Or resolve as failed where the gateway's dashboard does not show it, and only then refund anew",
    when: (refund) => given(isUnsent(refund) && isDeadlineOver(refund)),
  },
  'refund-in-doubt': {
    says: 'The gateway did not say in time whether there is a refund',
    holdsBack: 'nothing',
    advice: "It is asked all the time. Look the refund up in the gateway's dashboard, and resolve as it shows",
    when: (refund) => given(refundState(refund) === 'requested' && isDeadlineOver(refund)),
  },
  'refund-unpaid': {
    says: 'The bank has not carried the refund out in time',
    advice: 'Ask the gateway about it by its id; recheck, or resolve',
    when: (refund) => given(refundState(refund) === 'pending' && isDeadlineOver(refund)),
  },
} as const satisfies Record<string, TroubleRule<Refund>>;
export type RefundTroubleCode = keyof typeof REFUND_TROUBLES;

const isUnsent = (refund: Refund): boolean =>
  refundState(refund) === 'requested' && refund.dialogue.call !== null && isKeptOut(refund.dialogue.call);

/**
 * Whether the gateway was asked after the deadline. A worker that was down until then asks once more before a person is
 * called (core rule 24).
 */
function isDeadlineOver(refund: Refund): boolean {
  const end = deadlineOf(refund);
  return end !== null && isAskedSince(refund.dialogue.questions, end);
}

/** Why the refund needs a person, or null. A person's word resolves all of it. */
export const refundTrouble = (refund: Refund): AnyTrouble<RefundTroubleCode> | null =>
  firstTrouble(REFUND_TROUBLES, refund, () => refund.intents.resolution !== null);

/** A refund may carry a code that this release no longer has. */
const ruleOf = (code: string): TroubleRule<Refund> | undefined =>
  Object.entries<TroubleRule<Refund>>(REFUND_TROUBLES).find(([name]) => name === code)?.[1];

/** What is left undone until the person has acted. */
export const heldBackBy = (trouble: AnyTrouble | null): HeldBack =>
  trouble ? (ruleOf(trouble.code)?.holdsBack ?? 'everything') : 'nothing';

/** The trouble in a plain sentence without its full stop. */
export const troubleSentence = ({ code, details }: AnyTrouble): string =>
  sentenceOf(ruleOf(code) ?? { says: code }, details);

/** What the person can do. */
export const adviceOn = ({ code }: AnyTrouble): string => ruleOf(code)?.advice ?? 'Look the refund up, and resolve it';

/** One plain sentence: what the refund waits for. */
export function refundWaitsFor(refund: Refund): string {
  const { attention, refusal } = refund.intents;
  if (attention) return `A person: ${troubleSentence(attention)}.`;
  const { call } = refund.dialogue;
  switch (refundState(refund)) {
    case 'refunded':
      return 'Nothing: the money was given back.';
    case 'failed':
      return 'Nothing: the refund failed, and no money was given back.';
    case 'pending':
      return `The bank, to give ${formatMoney(refundAmount(refund))} back.`;
    case 'requested':
      if (call?.state === 'due' && countedSends(call) === 0)
        return `The gateway, which could not be reached or let nothing in; tried again at ${call.dueAt}.`;
      return refusal
        ? 'The gateway, to show that the refused refund was not carried out.'
        : 'The gateway, to say whether it has the refund.';
  }
}
