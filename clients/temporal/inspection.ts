import type { Connection } from '@temporalio/client';
import { isGrpcServiceError } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { askWorker } from './worker-probe';
import type { ProbedWorkers } from './worker-probe';

const { IndexedValueType, TaskQueueType } = temporal.api.enums.v1;

/* What a Temporal server tells of itself, to find out why something does not work. Changes nothing. */

/** A status of gRPC. */
const NOT_FOUND: unknown = 5;

/** The server remembers a poller for five minutes; one that lives comes again within about one. */
const FRESH_MS = 2 * 60_000;

export interface Inspection {
  /** Of the server. Rejects when it does not answer, or does not let us in. */
  version(): Promise<string>;
  hasNamespace(): Promise<boolean>;
  /** By name, the type of each search attribute that the namespace has of its own, as the SDK spells it: `KEYWORD`. */
  searchAttributes(): Promise<Readonly<Record<string, string>>>;
  /** How many processes take work from the queue, by the kind of work. */
  pollers(taskQueue: string): Promise<{ readonly workflows: number; readonly activities: number }>;
  /** Whether a worker answers now, and was not only seen lately. */
  isWorkerAwake(workers: Omit<ProbedWorkers, 'namespace'>): Promise<boolean>;
}

/** Each question has this time of its own. */
export function inspectTemporal(connection: Connection, namespace: string, timeoutMs: number): Inspection {
  const { workflowService, operatorService } = connection;
  const within = <T>(ask: () => Promise<T>): Promise<T> => connection.withDeadline(Date.now() + timeoutMs, ask);
  const pollersOf = async (taskQueue: string, taskQueueType: temporal.api.enums.v1.TaskQueueType): Promise<number> => {
    const request = { namespace, taskQueue: { name: taskQueue }, taskQueueType };
    const { pollers } = await within(() => workflowService.describeTaskQueue(request));
    return pollers.filter(({ lastAccessTime }) => Date.now() - Number(lastAccessTime?.seconds ?? 0) * 1_000 < FRESH_MS)
      .length;
  };
  return {
    version: async () => (await within(() => workflowService.getSystemInfo({}))).serverVersion,
    async hasNamespace() {
      try {
        await within(() => workflowService.describeNamespace({ namespace }));
        return true;
      } catch (error) {
        if (isGrpcServiceError(error) && error.code === NOT_FOUND) return false;
        throw error;
      }
    },
    async searchAttributes() {
      const { customAttributes } = await within(() => operatorService.listSearchAttributes({ namespace }));
      return Object.fromEntries(
        Object.entries(customAttributes).map(([name, type]) => [
          name,
          IndexedValueType[type].replace('INDEXED_VALUE_TYPE_', ''),
        ]),
      );
    },
    isWorkerAwake: (workers) =>
      askWorker(connection, { ...workers, namespace }, timeoutMs).then(
        () => true,
        () => false,
      ),
    pollers: async (taskQueue) => ({
      workflows: await pollersOf(taskQueue, TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW),
      activities: await pollersOf(taskQueue, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY),
    }),
  };
}
