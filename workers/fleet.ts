import { temporal } from '@temporalio/proto';
import type { NativeConnection } from '@temporalio/worker';
import { TASK_QUEUE } from '../workflows/contract/common';

const LOOK_WITHIN_MS = 2_000;
/** Workers that start together show themselves one after the other, so at first the fleet is looked at every second. */
const SETTLED_AFTER_S = 10;
const LOOK_EVERY_S = 10;
/** The fleet size that a worker assumes while it does not know of the others yet. */
const CAUTIOUS_SIZE = 10;
/** A worker polls at least once a minute; one that is gone is remembered by the server for some minutes more. */
const GONE_AFTER_MS = 70_000;

interface Fleet {
  readonly size: () => number;
  /** To be called when the worker begins to poll under this identity. */
  readonly join: (identity: string) => void;
  readonly close: () => void;
}

/**
 * How many workers there are, as the server sees them poll: they share the limits on calls to the gateway. A look that
 * does not show this worker has not seen the whole fleet, so it makes the share no larger. Until the first look that
 * shows it the share is small, for some seconds at most. While the server does not answer, the last look counts.
 */
export function createFleet(connection: NativeConnection, namespace: string): Fleet {
  let size = 1;
  let hasSeenItself = false;
  let seconds = 0;
  let timer: NodeJS.Timeout | undefined;

  const look = async (identity: string): Promise<void> => {
    const seen = await pollersOf(connection, namespace);
    const isWhole = seen.has(identity);
    size = isWhole ? seen.size : Math.max(size, seen.size);
    hasSeenItself ||= isWhole;
  };
  return {
    size: () => (hasSeenItself || seconds > SETTLED_AFTER_S ? size : Math.max(size, CAUTIOUS_SIZE)),
    join: (identity) => {
      const tick = (): void => {
        if (seconds <= SETTLED_AFTER_S || seconds % LOOK_EVERY_S === 0) void look(identity).catch(() => undefined);
        seconds += 1;
      };
      tick();
      timer = setInterval(tick, 1_000);
      timer.unref();
    },
    close: () => clearInterval(timer),
  };
}

/** The identities of all workers that are awake. */
async function pollersOf(connection: NativeConnection, namespace: string): Promise<ReadonlySet<unknown>> {
  const { pollers } = await connection.withDeadline(Date.now() + LOOK_WITHIN_MS, () =>
    connection.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: TASK_QUEUE },
      // Every worker polls for activities.
      taskQueueType: temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
    }),
  );
  const awake = pollers.filter(
    ({ lastAccessTime }) => Date.now() - Number(lastAccessTime?.seconds ?? 0) * 1_000 < GONE_AFTER_MS,
  );
  return new Set(awake.map(({ identity }) => identity));
}
