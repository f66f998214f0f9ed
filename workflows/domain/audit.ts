import { factsOf } from './facts';
import { ledgerOf } from './ledger';
import type { Answer } from './outcomes';
import type { Snapshot } from './snapshot';

/** A hold as the order's workflow believes it, read from the index. */
export interface BelievedHold {
  readonly reference: string;
  readonly gatewayOrderId: string | null;
  readonly heldMinor: number;
}

/** A hold of which the gateway says something else than its order believes. */
export interface Disagreement {
  readonly reference: string;
  readonly believedMinor: number;
  /** What the gateway says is on hold. */
  readonly shownMinor: number;
}

/** What a single answer shows on hold. */
const heldIn = (snapshot: Snapshot): number => {
  const { reference, amountMinor, currency } = snapshot;
  return ledgerOf(factsOf(snapshot, { reference, amountMinor, currency, checkout: 'seamless' })).heldMinor;
};

/** Where answer and belief differ; null where they agree, or the gateway did not answer. */
export function disagreement({ reference, heldMinor }: BelievedHold, answer: Answer): Disagreement | null {
  if (answer.kind === 'failed') return null;
  const shownMinor = answer.kind === 'absent' ? 0 : heldIn(answer.snapshot);
  return shownMinor === heldMinor ? null : { reference, believedMinor: heldMinor, shownMinor };
}
