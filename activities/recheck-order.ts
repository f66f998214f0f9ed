import type { Dependencies } from './dependencies';
import type { RecheckedOrder } from './open-orders';

export interface RecheckOrderInput {
  readonly reference: string;
  /** Stands in the order's timeline. */
  readonly reason: string;
}

/** Makes an order ask the gateway, as a person would; null where it does not answer. */
export const recheckOrder =
  ({ openOrders }: Dependencies) =>
  ({ reference, reason }: RecheckOrderInput): Promise<RecheckedOrder | null> =>
    openOrders.recheck(reference, { actor: 'watchdog', reason });
