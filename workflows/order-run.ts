import type { Order } from './domain/order';
import type { Carried, OrderInput } from './contract';

/** What one run of the workflow works on. Handlers and steps replace `order`; nothing else changes. */
export interface OrderRun {
  readonly input: OrderInput;
  /** Begun by release 0.1: what it did in this run has to be done again in a replay. */
  readonly isFrom01: boolean;
  order: Order;
  /** Names and ids of updates whose effect is in `order` already: the server forgets them at continue-as-new. */
  readonly handledUpdates: string[];
  /** Length of the history when an update was last answered. */
  lastAnswerAtEvent: number;
}

export const carriedBy = ({ order, handledUpdates }: OrderRun): Carried => ({ order, handledUpdates });
