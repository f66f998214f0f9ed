import type { Workflow, WorkflowHandle } from '@temporalio/client';
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { QueryDefinition } from '@temporalio/common';
import { SHOWN } from '../workflows/contract/common';
import { leftQuery, lookUpdate } from '../workflows/contract/common-messages';

/** How to look at a workflow. The time-skipping test server cannot refuse updates without losing its place. */
export type LooksBy = 'update' | 'query';

/**
 * A workflow as it stands: by `lookUpdate` (docs/decisions/0015); by `leftQuery` where it has ended, and by the query
 * where its worker's release does not know the update.
 * @throws WorkflowNotFoundError where there is none
 */
export async function lookAt<View>(
  handle: WorkflowHandle<Workflow>,
  query: QueryDefinition<View>,
  by: LooksBy = 'update',
): Promise<View> {
  if (by === 'query') return handle.query(query);
  try {
    // One id for all: callers at the same time share one look, so that looks never use up the updates a workflow may
    // have open.
    await handle.executeUpdate(lookUpdate, { updateId: lookUpdate.name });
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) {
      const { cause } = error;
      if (cause instanceof ApplicationFailure && cause.type === SHOWN) return cause.details?.[0] as View;
    } else if (error instanceof WorkflowNotFoundError) {
      return lastLookAt(handle);
    } else {
      throw error;
    }
  }
  return handle.query(query);
}

/** A workflow that has ended, as it was left. */
export const lastLookAt = <View>(handle: WorkflowHandle<Workflow>): Promise<View> =>
  handle.query(leftQuery) as Promise<View>;
