import type { Client, Workflow, WorkflowHandle } from '@temporalio/client';
import type { QueryDefinition } from '@temporalio/common';
import { orderWorkflowId } from '../workflows/contract/order';
import type { OrderInput, OrderResult, OrderView } from '../workflows/contract/order';
import { orderQuery } from '../workflows/contract/order-messages';
import { noExposure } from '../workflows/domain/holds/exposure';
import type { Exposure } from '../workflows/domain/holds/exposure';
import { readExposure } from './open-holds';
import { endedOrder, endOf, glanceWithEnd, isOvertaken, isUnsettled } from './ended-orders';
import type { Ended } from './ended-orders';
import { describeExecution, listExecutions } from './executions';
import type { Execution } from './executions';
import { orderErrorOf, OrderNotFound, TemporalUnavailable } from './order-errors';
import { glanceOf, shopIn } from './order-glance';
import { DEFAULT_TIMEOUT_MS } from './orders';
import type { CallOptions, OrderFilter, OrderGlance, TrackedOrder, WorkflowLink } from './orders';
import { lookAt } from './look';
import { unreadableBecause } from './unreadable';
import type { LooksBy } from './look';

export type PreAuthOrder = (input: OrderInput) => Promise<OrderResult>;

/** How long one call waits: to be taken, for its answer, then for a look at the order. Epoch milliseconds. */
export interface Waiting {
  /** A wish that nobody has taken by then is handed over, in the time until `answerBy`. */
  readonly acceptBy: number;
  readonly answerBy: number;
  readonly lookBy: number;
  readonly signal: AbortSignal | undefined;
}

/** A look at an order; `order` is missing when no worker answers. */
export interface Look {
  readonly order?: TrackedOrder;
  readonly glance: OrderGlance;
  /** Whether the order is over: nothing of it can change any more. */
  readonly isOver: boolean;
  /** Set where the workflow ended before the order was settled: the order is not over, and nobody looks after it. */
  readonly ended: Ended | null;
  /** The fingerprint of the request that placed the order. */
  readonly fingerprint: unknown;
}

/** Started, with its first task scheduled and perhaps taken. */
const UNTOUCHED_HISTORY_LENGTH = 3;
/** Time kept back from the wait for an answer, to read the order as it stands when there is none. */
const LOOK_MS = 1_500;
/** Time kept back to hand over what no worker took. */
const HAND_OVER_MS = 1_500;

export function waitingOf({ timeoutMs = DEFAULT_TIMEOUT_MS, signal }: CallOptions = {}): Waiting {
  const lookBy = Date.now() + timeoutMs;
  const answerBy = lookBy - Math.min(LOOK_MS, timeoutMs / 2);
  return { acceptBy: answerBy - Math.min(HAND_OVER_MS, timeoutMs / 4), answerBy, lookBy, signal };
}

/** The reading half of OrderClient: orders as their workflows, or the server alone, tell them. */
export class OrderReader {
  readonly #client: Client;
  readonly #uiUrl: string | undefined;
  readonly #looksBy: LooksBy | undefined;

  constructor(client: Client, uiUrl?: string, looksBy?: LooksBy) {
    this.#client = client;
    this.#uiUrl = uiUrl;
    this.#looksBy = looksBy;
  }

  handle(reference: string): WorkflowHandle<PreAuthOrder> {
    return this.#client.workflow.getHandle<PreAuthOrder>(orderWorkflowId(reference));
  }

  /** Every call to Temporal goes through here: without a deadline its client may wait for ever. */
  within<T>(by: number, signal: AbortSignal | undefined, call: () => Promise<T>): Promise<T> {
    return this.#client.withDeadline(by, () => (signal ? this.#client.withAbortSignal(signal, call) : call()));
  }

  /** Any workflow, as its query shows it. */
  lookAt<View>(handle: WorkflowHandle<Workflow>, query: QueryDefinition<View>): Promise<View> {
    return lookAt(handle, query, this.#looksBy);
  }

  /** The view needs a worker, the description only the server: so both are asked, and the latter must answer. */
  async look(reference: string, { lookBy, signal }: Waiting): Promise<Look> {
    const handle = this.handle(reference);
    const [view, description] = await Promise.allSettled([
      this.within(lookBy, signal, () => this.lookAt(handle, orderQuery)),
      this.within(lookBy, signal, () => describeExecution(this.#client, handle.workflowId)),
    ]);
    if (description.status === 'rejected') throw orderErrorOf(description.reason, reference);
    return this.#lookOf(description.value, view.status === 'fulfilled' ? view.value : undefined, view);
  }

  #lookOf(info: Execution, view: OrderView | undefined, asked: PromiseSettledResult<OrderView>): Look {
    const unreadable = info.unreadable ?? (asked.status === 'rejected' ? unreadableBecause(asked.reason) : null);
    // No worker has looked at it yet: its attributes are those of its start.
    const isNew = info.historyLength <= UNTOUCHED_HISTORY_LENGTH;
    const seen = { ...this.#glance({ ...info, unreadable }), ...(isNew && { state: 'created' as const }) };
    const end = endOf(info);
    const ended = view && !isUnsettled(view) ? null : end;
    return {
      glance: ended ? glanceWithEnd(seen, ended) : seen,
      isOver: !info.isOpen && !ended,
      ended,
      fingerprint: info.memo['fingerprint'],
      ...(view && { order: this.tracked(ended ? endedOrder(view, ended) : view, info.runId) }),
    };
  }

  /** False where there is no such order: the caller has found nobody to tell. */
  async hasEndedUnsettled(reference: string, options: CallOptions = {}): Promise<boolean> {
    try {
      return (await this.look(reference, waitingOf(options))).ended !== null;
    } catch (error) {
      if (error instanceof OrderNotFound) return false;
      throw error;
    }
  }

  async search(query: string, limit: number, options: CallOptions): Promise<OrderGlance[]> {
    const { lookBy, signal } = waitingOf(options);
    const found: OrderGlance[] = [];
    try {
      await this.within(lookBy, signal, async () => {
        for await (const info of listExecutions(this.#client, query, limit)) {
          if (info.abruptEnd && (await isOvertaken(this.#client, info))) continue;
          found.push(this.#glance(info));
          if (found.length === limit) return;
        }
      });
    } catch (error) {
      throw orderErrorOf(error, '');
    }
    return found;
  }

  async shopOf(reference: string, options: CallOptions = {}): Promise<string | null> {
    const { lookBy, signal } = waitingOf(options);
    const { workflowId } = this.handle(reference);
    try {
      return shopIn(await this.within(lookBy, signal, () => describeExecution(this.#client, workflowId)));
    } catch (error) {
      throw orderErrorOf(error, reference);
    }
  }

  async exposure({ shop, ...options }: CallOptions & Pick<OrderFilter, 'shop'> = {}): Promise<Exposure> {
    const { lookBy, signal } = waitingOf(options);
    const now = new Date();
    let counted = noExposure(now.toISOString());
    const see = (_: OrderGlance, soFar: Exposure): void => void (counted = soFar);
    try {
      return await this.within(lookBy, signal, () => readExposure(this.#client, now, { see, ...(shop && { shop }) }));
    } catch (error) {
      const problem = orderErrorOf(error, '');
      // Many holds may take longer than the call: those to be decided about soonest were counted first.
      if (problem instanceof TemporalUnavailable && counted.total.count > 0) return { ...counted, truncated: true };
      throw problem;
    }
  }

  tracked(order: OrderView, runId: string | undefined): TrackedOrder {
    return { ...order, workflow: this.link(orderWorkflowId(order.reference), runId ?? '') };
  }

  #glance(info: Execution): OrderGlance {
    const glance = glanceOf(info, this.link(info.workflowId, info.runId));
    const ended = endOf(info);
    return ended ? glanceWithEnd(glance, ended) : glance;
  }

  link(id: string, runId: string): WorkflowLink {
    const { namespace } = this.#client.options;
    const path = ['namespaces', namespace, 'workflows', id, runId, 'history'].map(encodeURIComponent).join('/');
    return { id, runId, url: this.#uiUrl === undefined ? null : `${this.#uiUrl}/${path}` };
  }
}
