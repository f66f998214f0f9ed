import type { Answer } from '../gateway/outcomes';
import type { Snapshot } from '../gateway/snapshot';
import { factsOf } from '../facts/facts';
import { ledgerOf } from '../facts/ledger';

/** What the order's workflow believes is on hold, perhaps nothing, as read from the index. */
export interface BelievedHold {
  readonly reference: string;
  readonly gatewayOrderId: string | null;
  readonly heldMinor: number;
}

/** The gateway shows something else on hold than the order believes. */
export interface Disagreement {
  readonly reference: string;
  readonly gatewayOrderId: string | null;
  readonly believedMinor: number;
  /** What the gateway says is on hold. */
  readonly shownMinor: number;
}

/** What a single answer shows on hold. */
const heldIn = (snapshot: Snapshot): number =>
  ledgerOf(factsOf(snapshot, { askedAt: snapshot.observedAt, seenAt: snapshot.observedAt })).heldMinor;

/** Where answer and belief differ; null where they agree, or the gateway did not answer. */
export function disagreement(
  { reference, gatewayOrderId, heldMinor }: BelievedHold,
  answer: Answer,
): Disagreement | null {
  if (answer.kind === 'failed') return null;
  const shownMinor = answer.kind === 'absent' ? 0 : heldIn(answer.snapshot);
  return shownMinor === heldMinor ? null : { reference, gatewayOrderId, believedMinor: heldMinor, shownMinor };
}
