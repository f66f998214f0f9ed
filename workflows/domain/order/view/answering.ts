import { isStalled as isCallStalled } from '../../call/dialogue';
import { isParked } from '../attention';
import { openCall } from '../calls';
import type { Order } from '../order';
import { isConcluded } from '../standing';
import { stateOf } from './state';
import type { OrderState } from './states';

/* When waiting callers get their answer. */

/** Whether the order is concluded and no call is open: all that is left is to watch. */
export const isSettled = (order: Order): boolean => isConcluded(order) && !openCall(order);

/** Whether the call under way stays in doubt, or is kept out. */
export const isStalled = (order: Order): boolean => isCallStalled(order.dialogue, openCall(order));

/** Whether nothing will change without a message or a deadline. */
export const isAtRest = (order: Order): boolean =>
  isParked(order) || isSettled(order) || ['held', 'captured'].includes(stateOf(order));

/** States in which a hold waits for a decision, or for one to be carried out. */
const IS_UNDECIDED = {
  created: false,
  registered: false,
  authenticating: false,
  held: true,
  capturing: true,
  captured: false,
  releasing: true,
  released: false,
  declined: false,
  abandoned: false,
  expired: false,
} as const satisfies Record<OrderState, boolean>;

/**
 * Whether a capture or release that was asked for shows at the gateway; also where there is no hold to decide about.
 */
export const isDecisionCarriedOut = (order: Order): boolean => !IS_UNDECIDED[stateOf(order)];
