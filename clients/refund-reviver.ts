import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { ReviveWish } from '../workflows/contract/common';
import type { Refund, RefundTiming } from '../workflows/domain/refund/refund';
import type { BookEntry, RefundBook } from '../workflows/domain/refund/book';
import { ORDER_REFUNDS, orderRefundsWorkflowId, REFUND_ORDER, refundWorkflowId } from '../workflows/contract/refund';
import type { OrderRefundsInput, RefundInput, RefundResult, RefundView } from '../workflows/contract/refund';
import { carriedBookQuery, carriedRefundQuery } from '../workflows/contract/refund-messages';
import { inputOf, remainsOf } from './closed-run';
import { describeExecution } from './executions';
import type { Execution } from './executions';
import { lastLookAt } from './look';
import { NotAllowed, RefundNotFound } from './order-errors';

type RevivedRefund = (input: RefundInput, carried: Refund | null, revival: ReviveWish) => Promise<RefundResult>;
type RevivedRefunds = (input: OrderRefundsInput, carried: RefundBook, isRevived: true) => Promise<void>;

export interface RefundReviverOptions {
  readonly client: Client;
  readonly taskQueue: string;
  readonly timing: Partial<RefundTiming>;
}

/** Of two attempts at once one revives the workflow; one that has come to its end stays ended. */
const ONLY_AFTER_AN_ABRUPT_END = {
  workflowIdConflictPolicy: 'USE_EXISTING',
  workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
} as const;

/**
 * Revives refunds whose workflows ended before their time, and the book in which their money is reserved. The caller
 * sets the deadline.
 */
export class RefundReviver {
  readonly #options: RefundReviverOptions;

  constructor(options: RefundReviverOptions) {
    this.#options = options;
  }

  /** `run`: the last of the refund's workflow, which ended before the refund was settled. */
  async revive(run: Execution, orderReference: string, wish: ReviveWish, revivedBy: string): Promise<void> {
    const { client, taskQueue, timing } = this.#options;
    const { state } = await remainsOf(client, run, carriedRefundQuery);
    const input = state ? { terms: state.terms, timing } : await inputOf<RefundInput>(client, run);
    if (!input)
      throw new NotAllowed('Nothing of the refund can be read here: put it right at the gateway', 'workflow-ended');
    const { terms } = input;
    if (terms.orderReference !== orderReference)
      throw new RefundNotFound(`Refund ${terms.reference} is of order ${terms.orderReference}`);
    // The book goes first, so that the refund has somebody to tell how it ended.
    await this.keepBook(orderReference);
    const { actor, reason } = wish;
    await client.workflow.start<RevivedRefund>(REFUND_ORDER, {
      ...ONLY_AFTER_AN_ABRUPT_END,
      workflowId: run.workflowId,
      taskQueue,
      args: [input, state, { actor, reason }],
      staticSummary: `Refund for order ${orderReference}, revived`,
      memo: { revivedBy },
    });
  }

  /**
   * Answers whether a new book may begin when the next refund is asked for. The book of an order never begins anew
   * after an abrupt end: what it had reserved would be refunded twice.
   */
  async keepBook(orderReference: string): Promise<'ALLOW_DUPLICATE' | 'REJECT_DUPLICATE'> {
    const { client } = this.#options;
    const run = await describeExecution(client, orderRefundsWorkflowId(orderReference)).catch(orMissing);
    if (!run || run.isOpen) return 'REJECT_DUPLICATE';
    // A book that came to its own end has outlived its refunds: the gateway shows that there were some.
    if (!run.abruptEnd) return 'ALLOW_DUPLICATE';
    const { state: book, isBlind } = await remainsOf(client, run, carriedBookQuery);
    if (isBlind)
      throw new NotAllowed(
        "The workflow of the order's refunds has ended, and what it had reserved cannot be read here: refund at the gateway",
        'workflow-ended',
      );
    if (!book) return 'ALLOW_DUPLICATE';
    await this.#reviveBook(run, book);
    return 'REJECT_DUPLICATE';
  }

  async #reviveBook(run: Execution, book: RefundBook): Promise<void> {
    const { client, taskQueue, timing } = this.#options;
    const { orderReference } = book;
    const entries = await Promise.all(book.entries.map((entry) => this.#upToDate(entry)));
    await client.workflow.start<RevivedRefunds>(ORDER_REFUNDS, {
      ...ONLY_AFTER_AN_ABRUPT_END,
      workflowId: run.workflowId,
      taskQueue,
      args: [(await inputOf<OrderRefundsInput>(client, run)) ?? { orderReference, timing }, { ...book, entries }, true],
      staticSummary: `Refunds of order ${orderReference}, revived`,
    });
  }

  /**
   * The entry as it is now, because a refund that ended meanwhile had nobody to tell. One that cannot be read keeps its
   * money.
   */
  async #upToDate(entry: BookEntry): Promise<BookEntry> {
    if (entry.progress !== 'underWay') return entry;
    try {
      const handle = this.#options.client.workflow.getHandle(refundWorkflowId(entry.reference));
      const { isOpen } = await describeExecution(this.#options.client, handle.workflowId);
      if (isOpen) return entry;
      const { state } = await lastLookAt<RefundView>(handle);
      return state === 'refunded' || state === 'failed' ? { ...entry, progress: state } : entry;
    } catch {
      return entry;
    }
  }
}

const orMissing = (error: unknown): undefined => {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
  return undefined;
};
