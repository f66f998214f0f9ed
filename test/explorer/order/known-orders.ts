import type { Order } from '../../../workflows/domain/order/order';
import type { Step } from '../../../workflows/domain/order/steps';
import { later, NOW } from '../clock';
import { createKnownStates, looked } from '../known';
import type { Known, KnownStates, Looked } from '../known';
import type { Core } from './core';
import { orderKey } from './key';

export type KnownOrder = Known<Order, Looked<Step>>;
export type KnownOrders = KnownStates<Order, Looked<Step>>;

export const createKnownOrders = (core: Core, isKept: boolean, longAgoMs: number): KnownOrders =>
  createKnownStates(
    {
      // Terms and timing stay the same objects, so that those of a million orders are kept once.
      essence: ({ policy, facts, dialogue, intents }) => ({
        policy,
        facts,
        dialogue,
        intents: { ...intents, log: [] },
      }),
      keyOf: orderKey,
      stepOf: (order) => looked(core.next(order, NOW)),
      later: (order, ms) => ({
        ...order,
        policy: later(order.policy, ms, longAgoMs),
        facts: later(order.facts, ms, longAgoMs),
        dialogue: later(order.dialogue, ms, longAgoMs),
        intents: later(order.intents, ms, longAgoMs),
      }),
    },
    isKept,
  );
