import type { Client } from '@temporalio/client';
import { ScheduleAlreadyRunning, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import { AUDIT_HOLDS, AUDIT_SCHEDULE } from '../workflows/contract/audit';
import type { AuditInput } from '../workflows/contract/audit';
import { TASK_QUEUE } from '../workflows/contract/common';

export interface AuditOptions extends AuditInput {
  /** `null`: no schedule. */
  readonly everyMs: number | null;
}

/**
 * Sets the watchdog's schedule to what is configured, whatever it was. Every worker does so at its start; the last one
 * to start wins.
 */
export async function keepAuditSchedule(client: Client, options: AuditOptions, taskQueue = TASK_QUEUE): Promise<void> {
  const handle = client.schedule.getHandle(AUDIT_SCHEDULE);
  if (options.everyMs === null) {
    await handle.delete().catch((error: unknown) => {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
    });
    return;
  }
  const wanted = scheduleOf(options, options.everyMs, taskQueue);
  try {
    await client.schedule.create({ scheduleId: AUDIT_SCHEDULE, ...wanted });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    // The state is kept: somebody may have paused the schedule.
    await handle.update(({ state }) => ({ ...wanted, state }));
  }
}

const scheduleOf = ({ withinMs, sample }: AuditInput, everyMs: number, taskQueue: string) => ({
  spec: { intervals: [{ every: everyMs }] },
  action: {
    type: 'startWorkflow' as const,
    workflowType: AUDIT_HOLDS,
    workflowId: AUDIT_SCHEDULE,
    args: [{ withinMs, sample }] satisfies [AuditInput],
    taskQueue,
  },
  // A missed audit is of no use later.
  policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' as const },
});
