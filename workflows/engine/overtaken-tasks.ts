import type { ActivateInput, WorkflowInterceptors } from '@temporalio/workflow';
import { CARRIED, LEFT } from '../contract/common';

/*
 * A query may overtake a workflow task: it waited for a worker while a timer fired or a message came, and brings a
 * cached workflow these events before the task that they begin (seen with SDK 1.24 whenever the server stops preferring
 * that worker, as after its start). The workflow then lives through them at the time of the task before, and its
 * commands are recorded in the next task, whose replay has another clock and another sequence: it could never be
 * continued once it has left the cache. So events that no task has begun are passed over, and every later activation is
 * refused: the worker drops the workflow, the query fails and can be repeated, and the task, when it comes, replays the
 * history as it stands.
 *
 * A run that has ended may keep such events for good, because no task will ever begin them. The queries that only ended
 * runs are asked are therefore answered without them, from what the last task has left.
 */

/** The message of the query's failure: callers know it from one that would fail again. */
export const OVERTAKEN = 'A query overtook the workflow task: ask again';

type Activation = ActivateInput['activation'];

/** Where the workflow stood at an activation. */
interface Stand {
  readonly startedAt: string;
  readonly historyLength: number;
}

/**
 * Each task starts at a time of its own, to the nanosecond, so more history at the very same time belongs to no task. A
 * server that counts in milliseconds, as the time-skipping one does, cannot show this.
 */
const standOf = ({ timestamp, historyLength }: Activation): Stand | null => {
  const { seconds, nanos } = timestamp ?? {};
  return nanos && nanos % 1_000_000 !== 0
    ? { startedAt: `${String(seconds)}.${nanos}`, historyLength: historyLength ?? 0 }
    : null;
};

const isWork = ({ jobs }: Activation): boolean =>
  (jobs ?? []).some(({ queryWorkflow, removeFromCache }) => !queryWorkflow && !removeFromCache);

/** Queries that are asked of ended runs only. */
const OF_ENDED_RUNS: readonly string[] = [LEFT, CARRIED];

const isHarmless = ({ jobs }: Activation): boolean =>
  (jobs ?? []).every(
    ({ queryWorkflow, removeFromCache }) => removeFromCache ?? OF_ENDED_RUNS.includes(queryWorkflow?.queryType ?? ''),
  );

/** The SDK makes one for each cached workflow. */
export const interceptors = (): WorkflowInterceptors => {
  let last: Stand | null = null;
  let hasPassedOver = false;

  /** Whether these are events that no task has begun. */
  const isOvertaken = (activation: Activation): boolean => {
    const stand = standOf(activation);
    const isMore = last !== null && stand?.startedAt === last.startedAt && stand.historyLength > last.historyLength;
    last = stand;
    return isMore && !activation.isReplaying;
  };

  return {
    internals: [
      {
        activate(input, next) {
          const { activation } = input;
          if (hasPassedOver && !isHarmless(activation)) throw new Error(OVERTAKEN);
          hasPassedOver ||= isWork(activation) && isOvertaken(activation);
          if (hasPassedOver && isWork(activation)) return;
          next(input);
        },
      },
    ],
  };
};
