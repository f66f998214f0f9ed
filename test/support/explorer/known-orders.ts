import type { Step } from '../../../workflows/domain/next-step';
import type { Order } from '../../../workflows/domain/order';
import { restored } from '../../../workflows/domain/release-0-1';
import type { Core } from './core';
import { later, NOW } from './clock';
import { orderKey } from './order-key';

/** An order as it can stand, with what the core said of it so far: it is pure, so it is asked once. */
export interface Known {
  readonly id: number;
  readonly order: Order;
  readonly step: Step;
  readonly changes: Map<string, Known>;
}

export interface KnownOrders {
  readonly size: number;
  known(order: Order): Known;
  /** The order after a change; `name` tells this change from every other one. */
  changed(from: Known, name: string, change: (order: Order) => Order): Known;
  isSame(a: Known, b: Known): boolean;
  /** The order after so much time. */
  later(from: Known, ms: number): Known;
}

/**
 * Every order goes through JSON before it goes on, as it does when a worker dies and another one takes over. `isKept`:
 * orders that stand alike are one, and what the core said of them is remembered; for random walks neither pays.
 */
export function createKnownOrders(core: Core, isKept: boolean, longAgoMs: number): KnownOrders {
  const byKey = new Map<string, Known>();
  let size = 0;

  const remember = (order: Order): Known => {
    const { log: _told, ...intents } = order.intents;
    const told = restored(JSON.parse(JSON.stringify({ ...order, intents: { ...intents, log: [] } })) as Order);
    size += 1;
    return { id: size, order: told, step: core.nextStep(told, NOW), changes: new Map() };
  };

  const known = (order: Order): Known => {
    if (!isKept) return remember(order);
    const key = orderKey(order);
    const before = byKey.get(key);
    if (before) return before;
    const found = remember(order);
    byKey.set(key, found);
    return found;
  };

  const changed: KnownOrders['changed'] = (from, name, change) => {
    const before = isKept ? from.changes.get(name) : undefined;
    if (before) return before;
    const order = change(from.order);
    const next = order === from.order ? from : known(order);
    if (isKept) from.changes.set(name, next);
    return next;
  };

  return {
    get size() {
      return size;
    },
    known,
    changed,
    isSame: (a, b) => a === b || (!isKept && orderKey(a.order) === orderKey(b.order)),
    later: (from, ms) => changed(from, `later ${ms}`, (order) => laterOrder(order, ms, longAgoMs)),
  };
}

const laterOrder = (order: Order, ms: number, longAgoMs: number): Order => ({
  ...order,
  policy: later(order.policy, ms, longAgoMs),
  facts: later(order.facts, ms, longAgoMs),
  intents: later(order.intents, ms, longAgoMs),
});
