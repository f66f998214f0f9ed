import type { Carried, OrderInput } from '../contract/order';
import { apply } from '../domain/order/apply';
import type { OrderEvent } from '../domain/order/events';
import type { Order } from '../domain/order/order';
import { now } from '../engine/clock';

/** What one run of the workflow works on. Only events change `order`. */
export interface OrderRun {
  readonly input: OrderInput;
  order: Order;
  /** Names and ids of updates whose effect is in `order` already: the server forgets them at continue-as-new. */
  readonly handledUpdates: string[];
  /** Length of the history when an update was last answered. */
  lastAnswerAtEvent: number;
}

export const carriedBy = ({ order, handledUpdates }: OrderRun): Carried => ({ order, handledUpdates });

/** Something happened to the order, now. */
export function happened(run: OrderRun, event: OrderEvent): void {
  run.order = apply(run.order, event, now());
}
