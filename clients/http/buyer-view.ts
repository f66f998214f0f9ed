import type { OrderView } from '../../workflows/contract/order';
import type { OrderGlance } from '../orders';
import type { Caller } from './caller';
import { seesAll } from './caller';

/** An order as its buyer may see it; of one that no worker shows, no more than where it stands. */
export type BuyerView = Pick<OrderView, 'reference' | 'state'> &
  Partial<Pick<OrderView, 'amount' | 'final' | 'nextAction' | 'decline'>>;

export const buyerViewOf = (order: OrderView | OrderGlance | BuyerView): BuyerView => {
  const { reference, state } = order;
  if (!('nextAction' in order)) return { reference, state };
  const { amount, final, nextAction, decline } = order;
  return { reference, state, amount, final, nextAction, decline } as BuyerView;
};

/** The order as whoever asks may see it. */
export const shownTo = <Seen extends OrderView | OrderGlance | null>(
  caller: Caller | null,
  order: Seen,
): Seen | BuyerView => (order === null || (caller && seesAll(caller)) ? order : buyerViewOf(order));
