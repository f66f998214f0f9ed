import type { Client } from '@temporalio/client';
import { WithStartWorkflowOperation, WorkflowNotFoundError } from '@temporalio/client';
import { orderWorkflowId } from '../workflows/contract/order';
import type { RefundTiming } from '../workflows/domain/refund/refund';
import { ORDER_REFUNDS, orderRefundsWorkflowId } from '../workflows/contract/refund';
import type { OrderRefundsInput, RefundRequest, RefundView } from '../workflows/contract/refund';
import * as messages from '../workflows/contract/refund-messages';
import { describeExecution } from './executions';
import { isUnanswered, RefundConflict } from './order-errors';
import type { OrderReader, Waiting } from './order-reader';
import type { RefundReviver } from './refund-reviver';
import type { RequestIdentity } from './request-identity';
import { notKnown, send } from './sending';
import type { Sent } from './sending';

type OrderRefunds = (input: OrderRefundsInput) => Promise<void>;
type ReusePolicy = Awaited<ReturnType<RefundReviver['keepBook']>>;

/** How the workflow of an order's refunds is started. */
interface RefundsStart {
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly args: [OrderRefundsInput];
  readonly workflowIdReusePolicy: ReusePolicy;
  readonly staticSummary: string;
}

export interface RefundDeskOptions {
  readonly client: Client;
  readonly reader: OrderReader;
  readonly taskQueue: string;
  readonly timing: Partial<RefundTiming>;
  readonly reviver: RefundReviver;
}

/** Asks the workflow of an order's refunds for one more, and starts it with the first. */
export class RefundDesk {
  readonly #options: RefundDeskOptions;

  constructor(options: RefundDeskOptions) {
    this.#options = options;
  }

  /**
   * Durable once this resolves, answered or not. Rejects with RefundConflict where the reference is that of an order.
   */
  async ask(
    reference: string,
    request: RefundRequest,
    waiting: Waiting,
    identity: RequestIdentity,
  ): Promise<Sent<RefundView>> {
    const [reuse] = await Promise.all([this.#keepBook(reference, waiting), this.#assertOwnReference(request, waiting)]);
    const start = this.#start(reference, reuse);
    const sent = await this.#reserve(start, request, waiting, identity);
    if (sent.kind === 'unknown') await this.#handOver(start, request, waiting, identity);
    return sent;
  }

  #keepBook(orderReference: string, { acceptBy, signal }: Waiting): Promise<ReusePolicy> {
    const { reader, reviver } = this.#options;
    return reader.within(acceptBy, signal, () => reviver.keepBook(orderReference));
  }

  /**
   * At the gateway the references of orders and refunds are one set (core rule 16): no money is reserved for a refund
   * that cannot be created.
   */
  async #assertOwnReference({ refundReference }: RefundRequest, { acceptBy, signal }: Waiting): Promise<void> {
    const { client, reader } = this.#options;
    const isOrder = await reader
      .within(acceptBy, signal, () => describeExecution(client, orderWorkflowId(refundReference)))
      .then(
        () => true,
        (error: unknown) => {
          if (error instanceof WorkflowNotFoundError) return false;
          throw error;
        },
      );
    if (isOrder) throw new RefundConflict(`The reference ${refundReference} is that of an order`);
  }

  async #reserve(
    start: RefundsStart,
    request: RefundRequest,
    waiting: Waiting,
    { updateId }: RequestIdentity,
  ): Promise<Sent<RefundView>> {
    const { client, reader } = this.#options;
    const startWorkflowOperation = new WithStartWorkflowOperation<OrderRefunds>(ORDER_REFUNDS, {
      ...start,
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    return send(reader, waiting, () =>
      client.workflow.startUpdateWithStart(messages.refundUpdate, {
        startWorkflowOperation,
        updateId,
        args: [request],
        waitForStage: 'ACCEPTED',
      }),
    );
  }

  /**
   * Hands the wish over by signal, which is durable once the server has it. The refund's reference makes signal and
   * update one.
   */
  async #handOver(
    start: RefundsStart,
    request: RefundRequest,
    { answerBy, signal }: Waiting,
    { key }: RequestIdentity,
  ): Promise<void> {
    const { client, reader } = this.#options;
    try {
      await reader.within(answerBy, signal, () =>
        client.workflow.signalWithStart<OrderRefunds, [RefundRequest]>(ORDER_REFUNDS, {
          ...start,
          signal: messages.refundWishSignal,
          signalArgs: [request],
        }),
      );
    } catch (error) {
      throw isUnanswered(error) ? notKnown(key) : error;
    }
  }

  #start(orderReference: string, workflowIdReusePolicy: ReusePolicy): RefundsStart {
    const { taskQueue, timing } = this.#options;
    return {
      workflowId: orderRefundsWorkflowId(orderReference),
      taskQueue,
      args: [{ orderReference, timing }],
      workflowIdReusePolicy,
      staticSummary: `Refunds of order ${orderReference}`,
    };
  }
}
