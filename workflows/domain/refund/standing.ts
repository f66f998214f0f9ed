import type { OpenCall } from '../call/call';
import { plus } from '../values/time';
import type { Instant } from '../values/time';
import type { Refund } from './refund';
import type { RefundState } from './states';

/* How a refund stands: what follows from its facts and intents. Nothing here is stored. */

export const has = ({ facts }: Refund, status: 'captured' | 'failed'): boolean => facts.statuses.includes(status);

/** Whether what the gateway has under our reference is this refund. */
const isKnown = ({ facts }: Refund): boolean => facts.gatewayIds.length > 0 && facts.differences.length === 0;

export function refundState(refund: Refund): RefundState {
  const { resolution, refusal } = refund.intents;
  if (resolution) return resolution.as;
  if (isKnown(refund)) {
    // A refund that was ever carried out counts as refunded, so that its money is never given twice (core rule: facts).
    if (has(refund, 'captured')) return 'refunded';
    return has(refund, 'failed') ? 'failed' : 'pending';
  }
  return refusal?.isFinal ? 'failed' : 'requested';
}

/** The call whose end has to be known. Anything under our reference proves that the call was consumed (core rule 1). */
export const openCall = ({ facts, dialogue: { call } }: Refund): OpenCall<'refund'> | null =>
  call !== null && call.state !== 'due' && facts.gatewayIds.length === 0 ? call : null;

/** From when on "not there" is believed of the call. */
export const quietEndOf = ({ timing }: Refund, { since }: OpenCall<'refund'>): Instant => plus(since, timing.quietMs);

/** When a person is called, as far as time alone says so, after one more question. */
export function deadlineOf(refund: Refund): Instant | null {
  const { intents, timing } = refund;
  switch (refundState(refund)) {
    case 'requested':
      return plus(intents.requestedAt, timing.doubtMs);
    case 'pending':
      return plus(intents.knownSince ?? intents.requestedAt, timing.pendingMs);
    case 'refunded':
    case 'failed':
      return null;
  }
}

export const isOver = (refund: Refund): boolean => ['refunded', 'failed'].includes(refundState(refund));

export const refundAmount = ({ terms }: Refund) => ({ value: terms.amountMinor, currency: terms.currency });
