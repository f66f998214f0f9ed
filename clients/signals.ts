import { createHash } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { isGrpcServiceError } from '@temporalio/client';
import type { SignalDefinition } from '@temporalio/common';
import { encodeToPayloadsWithContext } from '@temporalio/common/lib/internal-non-workflow';

/** gRPC statuses of a workflow that is not there, or closed. */
const GONE: ReadonlySet<number> = new Set([5 /* NOT_FOUND */]);

/**
 * Sends a signal that counts once in a run, however often it is sent under this key: the server knows its request id
 * again. The SDK's own `signal` draws a new id each time. The caller sets the deadline of the client. Answers whether there
 * was an open workflow to take it.
 */
export type SignalOnce = <Args extends unknown[]>(
  workflowId: string,
  definition: SignalDefinition<Args>,
  args: Args,
  key: string,
) => Promise<boolean>;

export const signalsBy =
  (client: Client): SignalOnce =>
  async (workflowId, definition, args, key) => {
    const { namespace, identity, loadedDataConverter } = client.options;
    const context = { type: 'workflow', namespace, workflowId } as const;
    const payloads = (await encodeToPayloadsWithContext(loadedDataConverter, context, args)) ?? [];
    try {
      await client.workflowService.signalWorkflowExecution({
        namespace,
        identity,
        workflowExecution: { workflowId },
        signalName: definition.name,
        input: { payloads },
        requestId: createHash('sha256').update(`${definition.name}\n${key}`).digest('hex'),
      });
      return true;
    } catch (error) {
      if (isGrpcServiceError(error) && GONE.has(error.code)) return false;
      throw error;
    }
  };
