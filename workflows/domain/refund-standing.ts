import { countedSends, FIRST_QUESTION_WITHIN_MS, firstPauseMs, isAskedAndAnswered, isKeptOut } from './call';
import type { Call, Reason } from './call';
import { formatMoney } from './money';
import { newsReason } from './news';
import type { Refund } from './refund';
import type { RefundState } from './refund-states';
import { DAY_MS, isReached, MINUTE_MS, plus } from './time';
import type { Instant } from './time';
import { firstTrouble, given } from './trouble-rule';
import type { Trouble, TroubleRule } from './trouble-rule';

/** How a refund stands: what follows from its facts and intents. Nothing here is stored. */

const has = ({ facts }: Refund, status: 'PROCESSED' | 'FAILED'): boolean => facts.statuses.includes(status);

/** Whether what the gateway has under our reference is this refund. */
const isKnown = ({ facts }: Refund): boolean => facts.gatewayIds.length > 0 && facts.differences.length === 0;

export function refundState(refund: Refund): RefundState {
  const { resolution, refusal } = refund.intents;
  if (resolution) return resolution.as;
  if (isKnown(refund)) {
    // Money counts as given back until nothing says so: never is more of it given (core rule: facts).
    if (has(refund, 'PROCESSED')) return 'refunded';
    return has(refund, 'FAILED') ? 'failed' : 'pending';
  }
  return refusal?.isFinal ? 'failed' : 'requested';
}

/** What is under our reference proves that the call was consumed, whatever it is (core rule 1). */
export const isRefundCallOpen = ({ facts, intents: { call } }: Refund): boolean =>
  call !== null && call.state !== 'due' && facts.gatewayIds.length === 0;

/** From when on "not there" is believed of the call. */
export const refundQuietEnd = ({ timing }: Refund, call: Call<'refund'>): Instant => plus(call.since, timing.quietMs);

/** Its reference is a documented key, so a repeat is harmless; but what does not happen three times needs a person. */
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
    when: (refund) => given(has(refund, 'PROCESSED') && has(refund, 'FAILED')),
  },
  'refund-in-vain': {
    says: 'The refund was sent three times and did not happen',
    advice: "Refund in the gateway's dashboard, and resolve",
    when: ({ intents: { call } }) => given(call?.state === 'due' && countedSends(call) >= MAX_SENDS),
  },
  'refund-unsent': {
    says: 'The refund could not be sent, or was turned away',
    holdsNothingBack: true,
    advice:
      "It is tried all the time: mend what holdfast doctor finds. Or resolve as failed where the gateway's dashboard does not show it, and only then refund anew",
    when: (refund, now) => given(isUnsent(refund) && isDeadlineOver(refund, now)),
  },
  'refund-in-doubt': {
    says: 'The gateway did not say in time whether there is a refund',
    holdsNothingBack: true,
    advice: "It is asked all the time. Look the refund up in the gateway's dashboard, and resolve as it shows",
    when: (refund, now) => given(refundState(refund) === 'requested' && isDeadlineOver(refund, now)),
  },
  'refund-unpaid': {
    says: 'The bank has not carried the refund out in time',
    advice: 'Ask the gateway about it by its id; recheck, or resolve',
    when: (refund, now) => given(refundState(refund) === 'pending' && isDeadlineOver(refund, now)),
  },
} as const satisfies Record<string, TroubleRule<Refund>>;
export type RefundTroubleCode = keyof typeof REFUND_TROUBLES;

/** Whether the person was called while there was still something to do: nothing is held back (core rule 19). */
export const refundHoldsNothingBack = (code: string): boolean =>
  Object.entries<TroubleRule<Refund>>(REFUND_TROUBLES).find(([name]) => name === code)?.[1].holdsNothingBack ?? false;

const isUnsent = (refund: Refund): boolean =>
  refundState(refund) === 'requested' && refund.intents.call !== null && isKeptOut(refund.intents.call);

const doubtEndsAt = ({ intents, timing }: Refund): Instant => plus(intents.requestedAt, timing.doubtMs);
const pendingEndsAt = ({ intents, timing }: Refund): Instant =>
  plus(intents.knownSince ?? intents.requestedAt, timing.pendingMs);

/** Why the refund needs a person, or null. A person's word settles all of it. */
export const refundTrouble = (refund: Refund, now: Instant): Trouble<RefundTroubleCode> | null =>
  firstTrouble(REFUND_TROUBLES, refund, () => refund.intents.resolution !== null, now);

/** Whoever was down until after the deadline has not asked in vain yet (core rule 11). */
const isDeadlineOver = (refund: Refund, now: Instant): boolean => {
  const [end, { lastAskedAt }] = [refundDeadline(refund), refund.intents.asks];
  return end !== null && isReached(end, now) && lastAskedAt !== null && isReached(end, lastAskedAt);
};

/** When time alone calls for a person, after one more question. */
const refundDeadline = (refund: Refund): Instant | null => {
  const state = refundState(refund);
  if (state === 'requested') return doubtEndsAt(refund);
  return state === 'pending' ? pendingEndsAt(refund) : null;
};

export const isRefundOver = (refund: Refund): boolean => ['refunded', 'failed'].includes(refundState(refund));

/** Everything that makes us ask. */
export function refundReasons(refund: Refund): Reason[] {
  const { call, refusal, asks, knownSince, news } = refund.intents;
  const isOver = isRefundOver(refund);
  const deadline = refundDeadline(refund);
  const reasons: (Reason | null | false)[] = [
    call?.state === 'unknown' &&
      isRefundCallOpen(refund) && {
        since: call.since,
        firstPauseMs: firstPauseMs(call),
        quietEnd: refundQuietEnd(refund, call),
        longestPauseMs: refund.timing.doubtPauseMs,
        latestAt: plus(call.since, FIRST_QUESTION_WITHIN_MS),
      },
    refusal && !isOver && { since: refusal.at, firstPauseMs: 0, quietEnd: refusal.provenFrom },
    asks.wantedSince !== null &&
      !isAskedAndAnswered(asks, asks.wantedSince) && { since: asks.wantedSince, firstPauseMs: 0 },
    newsReason(asks, news),
    deadline !== null && { since: deadline, firstPauseMs: 0 },
    // The bank takes days, and a webhook tells: asking is for the case that it was lost.
    knownSince !== null && !isOver && { since: knownSince, firstPauseMs: MINUTE_MS, longestPauseMs: DAY_MS },
  ];
  return reasons.filter((reason) => reason !== null && reason !== false);
}

/** One plain sentence: what the refund waits for. */
export function refundWaitsFor(refund: Refund): string {
  const { attention, call, refusal } = refund.intents;
  if (attention) return `A person: ${attention.reason}.`;
  switch (refundState(refund)) {
    case 'refunded':
      return 'Nothing: the money was given back.';
    case 'failed':
      return 'Nothing: the refund failed, and no money was given back.';
    case 'pending':
      return `The bank, to give ${formatMoney(refundAmount(refund))} back.`;
    case 'requested':
      if (call?.state === 'due' && countedSends(call) === 0)
        return `The gateway, which could not be reached or let nothing in; tried again at ${call.since}.`;
      return refusal
        ? 'The gateway, to show that the refused refund was not carried out.'
        : 'The gateway, to say whether it has the refund.';
  }
}

export const refundAmount = ({ terms }: Refund) => ({ value: terms.amountMinor, currency: terms.currency });
