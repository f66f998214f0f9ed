import type { WorkflowUpdateHandle } from '@temporalio/client';
import { isUnanswered, TemporalUnavailable } from './order-errors';
import type { OrderReader, Waiting } from './order-reader';

/** How far an update got. */
export type Sent<T> =
  | { readonly kind: 'answered'; readonly answer: T; readonly runId: string | undefined }
  /** A worker has taken it: durable, whatever dies now. */
  | { readonly kind: 'accepted' }
  /**
   * No worker has said that it took the update in time: it may wait in the server's memory, or be lost
   * (docs/decisions/0017).
   */
  | { readonly kind: 'unknown' };

/** Sends an update and waits for its answer. Rejects with the refusal of the order or of the server. */
export async function send<T>(
  reader: OrderReader,
  { acceptBy, answerBy, signal }: Waiting,
  start: () => Promise<WorkflowUpdateHandle<T>>,
): Promise<Sent<T>> {
  const update = await orIfUnanswered(signal, null, () => reader.within(acceptBy, signal, start));
  if (update === null) return { kind: 'unknown' };
  return orIfUnanswered<Sent<T>, Sent<T>>(signal, { kind: 'accepted' }, async () => ({
    kind: 'answered',
    answer: await reader.within(answerBy, signal, () => update.result()),
    runId: update.workflowRunId,
  }));
}

async function orIfUnanswered<T, U>(
  signal: AbortSignal | undefined,
  otherwise: U,
  ask: () => Promise<T>,
): Promise<T | U> {
  try {
    return await ask();
  } catch (error) {
    signal?.throwIfAborted();
    if (isUnanswered(error)) return otherwise;
    throw error;
  }
}

/** The error for a message that only an update can carry, or that could not be handed over either. */
export const notKnown = (key: string): TemporalUnavailable =>
  new TemporalUnavailable('Whether it was taken is not known: the same request under the same key finds out', {
    key,
  });
