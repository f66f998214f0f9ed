import type { Step } from '../../../../workflows/domain/next-step';
import type { Order } from '../../../../workflows/domain/order';
import { restored } from '../../../../workflows/domain/release-0-1';
import { later, NOW } from '../clock';
import { createKnownStates } from '../known';
import type { Known, KnownStates } from '../known';
import type { Core } from './core';
import { orderKey } from './key';

export type KnownOrder = Known<Order, Step>;
export type KnownOrders = KnownStates<Order, Step>;

export const createKnownOrders = (core: Core, isKept: boolean, longAgoMs: number): KnownOrders =>
  createKnownStates(
    {
      essence: ({ policy, facts, intents }) => ({ policy, facts, intents: { ...intents, log: [] } }),
      // The same terms and timing, so that those of a million orders are kept once.
      restored: (order) => ({ ...restored(order), terms: order.terms, timing: order.timing }),
      keyOf: orderKey,
      stepOf: (order) => core.nextStep(order, NOW),
      later: (order, ms) => ({
        ...order,
        policy: later(order.policy, ms, longAgoMs),
        facts: later(order.facts, ms, longAgoMs),
        intents: later(order.intents, ms, longAgoMs),
      }),
    },
    isKept,
  );
