import type { Dependencies } from './dependencies';
import type { HoldsFound, HoldsWanted } from './open-orders';

/** Reads from Temporal's index what is on hold, and picks what is to be compared with the gateway. */
export const findHolds =
  ({ openOrders }: Dependencies) =>
  (wanted: HoldsWanted): Promise<HoldsFound> =>
    openOrders.findHolds(wanted);
