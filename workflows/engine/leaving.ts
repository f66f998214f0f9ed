import { allHandlersFinished, condition, sleep, workflowInfo } from '@temporalio/workflow';

/** How a workflow leaves its run for a new one. */
export interface Leaving {
  /** Continue-as-new, with all that the new run needs. */
  readonly goOn: () => Promise<never>;
  /** Length of the history when an update was last answered. */
  readonly lastAnswerAtEvent: () => number;
}

/** Waits until something is new. Where the history has grown long, the workflow goes on in a new run instead. */
export async function leaveRunWhenLong({ goOn, lastAnswerAtEvent }: Leaving, isNew: () => boolean): Promise<void> {
  await condition(() => isNew() || mayLeaveRun());
  while (mayLeaveRun() && !isNew()) {
    // A run must not end in the task that answers an update: it might be delivered to the new run once more.
    await sleep(BREATH_MS, { summary: 'a task of its own for the change of runs' });
    if (mayLeaveRun() && !isNew() && workflowInfo().historyLength > lastAnswerAtEvent()) await goOn();
  }
}

const BREATH_MS = 100;

/** Whether the run may end: a waiting caller has to be answered by the run that took their update. */
export const mayLeaveRun = (): boolean => workflowInfo().continueAsNewSuggested && allHandlersFinished();
