import { condition, currentUpdateInfo, workflowInfo } from '@temporalio/workflow';
import type { OrderView } from '../contract/order';
import { isFinished } from '../domain/order/attention';
import type { Order } from '../domain/order/order';
import { isStalled } from '../domain/order/view/answering';
import { isHandled, updateKey } from '../engine/handled-updates';
import type { OrderRun } from './order-run';
import { viewOf } from './presentation';

/** How the callers of updates get their answers. */

/**
 * Waits for what a caller wants, but no longer than until the order ends or its call stays in doubt: then the view says
 * more than silence.
 */
export const answerable = (run: OrderRun, until: (order: Order) => boolean): Promise<void> =>
  condition(() => until(run.order) || isStalled(run.order) || isFinished(run.order));

/** The key of the update that is handled now. */
export const currentKey = (): string => updateKey(currentUpdateInfo()?.name ?? '', currentUpdateInfo()?.id ?? '');
export const isRepeat = (run: OrderRun): boolean => isHandled(run, currentKey());

/** The view as an update's answer; continue-as-new must not happen in the task that gives one. */
export function answer(run: OrderRun): OrderView {
  run.lastAnswerAtEvent = workflowInfo().historyLength;
  return viewOf(run);
}
