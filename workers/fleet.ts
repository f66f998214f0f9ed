import { temporal } from '@temporalio/proto';
import type { NativeConnection } from '@temporalio/worker';
import { TASK_QUEUE } from '../workflows/contract';

const LOOK_EVERY_MS = 10_000;
const LOOK_WITHIN_MS = 2_000;
/** A worker polls at least once a minute; one that is gone is remembered by the server for some minutes more. */
const GONE_AFTER_MS = 70_000;

/**
 * How many workers there are, as the server sees them poll: among them the limits on calls to the gateway are shared.
 * The first answer comes at once; while the server does not answer, the last one counts.
 */
export async function watchFleet(
  connection: NativeConnection,
  namespace: string,
): Promise<{ readonly size: () => number; readonly close: () => void }> {
  let size = 1;
  const look = async (): Promise<void> => {
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
    size = Math.max(1, new Set(awake.map(({ identity }) => identity)).size);
  };
  const lookAgain = (): void => void look().catch(() => undefined);
  await look().catch(() => undefined);
  const timer = setInterval(lookAgain, LOOK_EVERY_MS);
  timer.unref();
  return { size: () => size, close: () => clearInterval(timer) };
}
