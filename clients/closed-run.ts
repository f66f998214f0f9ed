import type { Client } from '@temporalio/client';
import type { QueryDefinition } from '@temporalio/common';
import { decodeFromPayloadsAtIndex } from '@temporalio/common/lib/internal-non-workflow';
import type { Revival } from '../workflows/contract/order';
import type { Execution } from './executions';
import { isUnanswered } from './order-errors';

/** What is left of a run that has ended, for the one that is to follow it. */
export interface Remains<State> {
  /** Whether what the run knew cannot be read; where it can, `state` null says that the run had not begun. */
  readonly isBlind: boolean;
  readonly state: State | null;
  readonly untaken: Revival['untaken'];
}

/** Values of the API's EventType. */
const TASK_COMPLETED = 7;
const SIGNALED = 26;

/**
 * How often to query: one that overtakes a task, or meets a worker that has just dropped the run, is answered the next
 * time.
 */
const MOST_QUERIES = 3;

/**
 * What the run knew, by a query, which replays it up to its last task; and the signals that came after that task,
 * because their senders were told that they count.
 * @throws what the client of Temporal throws where nobody answers: that says nothing about what can be read
 */
export async function remainsOf<State>(
  client: Client,
  run: Execution,
  query: QueryDefinition<State>,
): Promise<Remains<State>> {
  try {
    const { untaken, hasBegun } = await tailOf(client, run);
    return { isBlind: false, state: hasBegun ? await queried(client, run, query) : null, untaken };
  } catch (error) {
    if (isUnanswered(error)) throw error;
    return { isBlind: true, state: null, untaken: [] };
  }
}

async function queried<State>(client: Client, run: Execution, query: QueryDefinition<State>): Promise<State> {
  const handle = client.workflow.getHandle(run.workflowId, run.runId);
  for (let left = MOST_QUERIES - 1; ; left -= 1) {
    try {
      return await handle.query(query);
    } catch (error) {
      if (left === 0 || isUnanswered(error)) throw error;
    }
  }
}

async function tailOf(client: Client, run: Execution): Promise<{ untaken: Revival['untaken']; hasBegun: boolean }> {
  const { namespace } = client.options;
  const execution = { workflowId: run.workflowId, runId: run.runId };
  const untaken: { name: string; argument?: unknown }[] = [];
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = await client.workflowService.getWorkflowExecutionHistoryReverse({
      namespace,
      execution,
      maximumPageSize: 100,
      ...(nextPageToken && { nextPageToken }),
    });
    for (const event of page.history?.events ?? []) {
      if (Number(event.eventType) === TASK_COMPLETED) return { untaken, hasBegun: true };
      const signal = Number(event.eventType) === SIGNALED ? event.workflowExecutionSignaledEventAttributes : null;
      if (signal) {
        const argument = await argumentOf(client, run, signal.input?.payloads);
        untaken.unshift({ name: signal.signalName ?? '', ...(argument !== undefined && { argument }) });
      }
    }
    ({ nextPageToken } = page);
  } while (nextPageToken.length > 0);
  return { untaken, hasBegun: false };
}

/** The input of the run; undefined where it cannot be read. */
export async function inputOf<Input>(client: Client, run: Execution): Promise<Input | undefined> {
  const { namespace } = client.options;
  const execution = { workflowId: run.workflowId, runId: run.runId };
  const page = await client.workflowService.getWorkflowExecutionHistory({ namespace, execution, maximumPageSize: 1 });
  const started = page.history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  return argumentOf<Input>(client, run, started?.input?.payloads).catch(() => undefined);
}

type Payloads = Parameters<typeof decodeFromPayloadsAtIndex>[2];

/** The first argument. */
function argumentOf<T>(client: Client, { workflowId }: Execution, payloads: Payloads): Promise<T | undefined> {
  const { namespace, loadedDataConverter } = client.options;
  const context = { type: 'workflow', namespace, workflowId } as const;
  return payloads?.[0]
    ? decodeFromPayloadsAtIndex<T>(loadedDataConverter, 0, [payloads[0]], context)
    : Promise.resolve(undefined);
}
