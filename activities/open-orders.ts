import type { BelievedHold } from '../workflows/domain/holds/audit';
import type { Exposure } from '../workflows/domain/holds/exposure';

/**
 * What to find: all holds decided about within `withinMs`; by chance, as many of the others as `sample` says, and as
 * many of the orders that the gateway knows and that believe nothing is on hold; and all orders whose workflow ended
 * before they were settled.
 */
export interface HoldsWanted {
  readonly withinMs: number;
  readonly sample: number;
}

export interface HoldsFound {
  readonly holds: readonly BelievedHold[];
  readonly exposure: Exposure;
  /** Orders that wait for a person. */
  readonly parked: number;
  /** Orders whose workflow ended before they were settled; all of them are among the holds. */
  readonly ended: readonly BelievedHold[];
}

/** An order that has asked the gateway since, or has ended. */
export interface RecheckedOrder {
  readonly heldMinor: number;
}

/** The open orders as Temporal knows them. The worker provides it, because activities know no client. */
export interface OpenOrders {
  findHolds(wanted: HoldsWanted): Promise<HoldsFound>;
  recheck(
    reference: string,
    request: { readonly actor: string; readonly reason: string },
  ): Promise<RecheckedOrder | null>;
}
