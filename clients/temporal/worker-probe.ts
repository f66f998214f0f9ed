import { randomUUID } from 'node:crypto';
import type { Connection } from '@temporalio/client';
import { isGrpcServiceError } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

const { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } = temporal.api.enums.v1;

/* To find out whether a worker lives, one is asked: the server remembers pollers for minutes after their end. */

/** Statuses of gRPC. */
const INVALID_ARGUMENT = 3;
const DEADLINE_EXCEEDED = 4;
const NOT_FOUND = 5;

/** Where to ask, and the workflow that answers: its type, the one id that it has, and its query. */
export interface ProbedWorkers {
  readonly namespace: string;
  readonly taskQueue: string;
  readonly probe: { readonly type: string; readonly workflowId: string; readonly query: string };
}

/** Rejects when no worker answers; after at most four times `tryWithinMs`, mostly after twice. */
export async function askWorker(connection: Connection, workers: ProbedWorkers, tryWithinMs: number): Promise<void> {
  const asking = new Asking(connection, workers, tryWithinMs);
  const first = await asking.query();
  if (first === 'answered') return;
  // `missing`: the probe was never started, or so long ago that it is forgotten. Otherwise the worker that had it last
  // may be gone, and the server waits for it.
  await (first === 'missing' ? asking.start() : asking.forgetWorker());
  if ((await asking.query()) !== 'answered') throw new Error('No worker answers');
}

class Asking {
  readonly #connection: Connection;
  readonly #workers: ProbedWorkers;
  readonly #withinMs: number;

  constructor(connection: Connection, workers: ProbedWorkers, withinMs: number) {
    this.#connection = connection;
    this.#workers = workers;
    this.#withinMs = withinMs;
  }

  async query(): Promise<'answered' | 'missing' | 'late'> {
    const { namespace, probe } = this.#workers;
    try {
      await this.#within(() =>
        this.#connection.workflowService.queryWorkflow({
          namespace,
          execution: { workflowId: probe.workflowId },
          query: { queryType: probe.query },
        }),
      );
      return 'answered';
    } catch (error) {
      if (!isGrpcServiceError(error)) throw error;
      const code: number = error.code;
      if (code === NOT_FOUND) return 'missing';
      if (code === DEADLINE_EXCEEDED) return 'late';
      // The answer of a worker whose release has no such workflow.
      if (code === INVALID_ARGUMENT) return 'answered';
      throw error;
    }
  }

  start(): Promise<unknown> {
    const { namespace, taskQueue, probe } = this.#workers;
    return this.#within(() =>
      this.#connection.workflowService.startWorkflowExecution({
        namespace,
        workflowId: probe.workflowId,
        workflowType: { name: probe.type },
        taskQueue: { name: taskQueue },
        requestId: randomUUID(),
        workflowIdReusePolicy: WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
      }),
    );
  }

  forgetWorker(): Promise<unknown> {
    const { namespace, probe } = this.#workers;
    return this.#within(() =>
      this.#connection.workflowService.resetStickyTaskQueue({
        namespace,
        execution: { workflowId: probe.workflowId },
      }),
    );
  }

  #within<T>(call: () => Promise<T>): Promise<T> {
    return this.#connection.withDeadline(Date.now() + this.#withinMs, call);
  }
}

/** How long an answer counts: probes come often, and each question costs an action. */
export interface Freshness {
  readonly upMs: number;
  readonly downMs: number;
}

/** One question at a time, however many want to know, and none while the last answer is fresh. */
export function remembered(
  ask: () => Promise<void>,
  { upMs, downMs }: Freshness,
  clock: () => number = Date.now,
): () => Promise<void> {
  let answer: Promise<void> | undefined;
  let staleAt = Infinity;
  return () => {
    if (answer && clock() < staleAt) return answer;
    staleAt = Infinity;
    answer = ask();
    const freshFor = (ms: number) => (): void => void (staleAt = clock() + ms);
    answer.then(freshFor(upMs), freshFor(downMs));
    return answer;
  };
}
