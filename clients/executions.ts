import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import type { TypedSearchAttributes } from '@temporalio/common';
import { decodeTypedSearchAttributes } from '@temporalio/common/lib/converter/payload-search-attributes';
import { optionalTsToDate } from '@temporalio/common/lib/time';
import { decodeMapFromPayloads } from '@temporalio/common/lib/internal-non-workflow';
import { unreadableBecause } from './unreadable';
import type { Instant } from '../workflows/domain/values/time';

/*
 * Workflows as Temporal's server tells of them. The SDK's own list and description fail altogether where one memo
 * cannot be opened; here only that workflow is marked as unreadable, and the rest, which needs no key, is told.
 */

/** How a workflow can end without having come to its end. */
export type AbruptEnd = 'failed' | 'cancelled' | 'terminated' | 'timed out';

export interface Execution {
  readonly workflowId: string;
  readonly runId: string;
  /** Null where the workflow runs, or has come to its end. */
  readonly abruptEnd: AbruptEnd | null;
  /** Whether the workflow runs, or is about to have a successor. */
  readonly isOpen: boolean;
  readonly closedAt: Instant | null;
  readonly historyLength: number;
  readonly typedSearchAttributes: TypedSearchAttributes;
  readonly memo: Readonly<Record<string, unknown>>;
  /** Why its memo cannot be read, and so nothing else that is sealed; null where it can. */
  readonly unreadable: string | null;
}

type RawExecution = WorkflowExecutionDescription['raw']['workflowExecutionInfo'];

/** Values of the API's WorkflowExecutionStatus. */
const ABRUPT_ENDS: Readonly<Record<number, AbruptEnd>> = {
  3: 'failed',
  4: 'cancelled',
  5: 'terminated',
  7: 'timed out',
};
const OPEN: ReadonlySet<number> = new Set([1 /* running */, 6 /* continued as new */, 8 /* paused */]);

/** A term for a query of the index. */
export const ENDED_ABRUPTLY = `ExecutionStatus IN ('Failed', 'Canceled', 'Terminated', 'TimedOut')`;

/** The executions that a query finds, in the order of the index. The caller sets the deadline of the client. */
export async function* listExecutions(client: Client, query: string, pageSize: number): AsyncGenerator<Execution> {
  const { namespace } = client.options;
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = await client.workflowService.listWorkflowExecutions({
      namespace,
      query,
      pageSize,
      ...(nextPageToken && { nextPageToken }),
    });
    for (const raw of page.executions) yield await executionOf(client, raw);
    ({ nextPageToken } = page);
  } while (nextPageToken.length > 0);
}

/**
 * The latest run of this id.
 * @throws WorkflowNotFoundError where there is none
 */
export async function describeExecution(client: Client, workflowId: string): Promise<Execution> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    return await executionOf(client, (await handle.describe()).raw.workflowExecutionInfo);
  } catch (error) {
    if (unreadableBecause(error) === null) throw error;
    const execution = { workflowId };
    const { namespace } = client.options;
    const { workflowExecutionInfo } = await client.workflowService.describeWorkflowExecution({ namespace, execution });
    return executionOf(client, workflowExecutionInfo);
  }
}

async function executionOf(client: Client, raw: RawExecution): Promise<Execution> {
  const workflowId = raw?.execution?.workflowId ?? '';
  const status = raw?.status ?? 0;
  return {
    workflowId,
    runId: raw?.execution?.runId ?? '',
    abruptEnd: ABRUPT_ENDS[status] ?? null,
    isOpen: OPEN.has(status),
    closedAt: optionalTsToDate(raw?.closeTime)?.toISOString() ?? null,
    historyLength: Number(raw?.historyLength ?? 0),
    typedSearchAttributes: decodeTypedSearchAttributes(raw?.searchAttributes?.indexedFields),
    ...(await memoOf(client, workflowId, raw)),
  };
}

async function memoOf(
  { options: { loadedDataConverter, namespace } }: Client,
  workflowId: string,
  raw: RawExecution,
): Promise<Pick<Execution, 'memo' | 'unreadable'>> {
  try {
    const context = { type: 'workflow', namespace, workflowId } as const;
    return {
      memo: (await decodeMapFromPayloads(loadedDataConverter, raw?.memo?.fields, context)) ?? {},
      unreadable: null,
    };
  } catch (error) {
    const unreadable = unreadableBecause(error);
    if (unreadable === null) throw error;
    return { memo: {}, unreadable };
  }
}
