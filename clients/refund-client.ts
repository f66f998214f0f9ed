import type { Client } from '@temporalio/client';
import {
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { QueryDefinition, SignalDefinition } from '@temporalio/common';
import { REFERENCE_PATTERN } from '../workflows/contract';
import type { WebhookNotice } from '../workflows/contract';
import type { RefundTiming } from '../workflows/domain/refund';
import type { REFUSED_OTHERWISE } from '../workflows/domain/refund-book';
import { gatewayWebhookSignal } from '../workflows/messages';
import { ORDER_REFUNDS, orderRefundsWorkflowId, refundWorkflowId } from '../workflows/refund-contract';
import * as messages from '../workflows/refund-messages';
import type { OrderRefundsInput, RefundRequest, RefundView } from '../workflows/refund-contract';
import { isLate, NotAllowed, OrderNotFound, orderErrorOf, RefundConflict, TemporalUnavailable } from './order-errors';
import type { OrderReader, Waiting } from './order-reader';
import { waitingOf } from './order-reader';
import { canonical, updateIdOf } from './request-identity';
import { endOf, isUnsettledRefund, withEnd } from './ended-orders';
import { describeExecution } from './executions';
import type { CallOptions, RefundAnswer, TrackedOrder } from './orders';
import type { RefundReviver } from './refund-reviver';

type OrderRefunds = (input: OrderRefundsInput) => Promise<void>;

export interface RefundClientOptions {
  readonly client: Client;
  readonly reader: OrderReader;
  readonly taskQueue: string;
  readonly timing: Partial<RefundTiming>;
  readonly reviver: RefundReviver;
}

/** The refunds half of OrderClient: its methods are those of `Orders`. */
export class RefundClient {
  readonly #options: RefundClientOptions;

  constructor(options: RefundClientOptions) {
    this.#options = options;
  }

  async refund(reference: string, request: RefundRequest, options: CallOptions = {}): Promise<RefundAnswer> {
    const waiting = waitingOf(options);
    let reserved: RefundView | undefined;
    try {
      reserved = await this.#reserve(reference, request, waiting, options.idempotencyKey);
      if (reserved.state !== 'requested') return settledBy(await this.#inDetail(reserved, waiting));
      return settledBy(await this.#whenAnswered(request.refundReference, waiting));
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof WorkflowExecutionAlreadyStartedError)
        throw new TemporalUnavailable('The refunds of the order ended at this moment: send it again');
      const isOpen = isLate(error) || (reserved !== undefined && error instanceof WorkflowNotFoundError);
      if (!isOpen) throw orderErrorOf(error, reference);
      const refund = (await this.list(reference, options)).find(
        ({ refundReference }) => refundReference === request.refundReference,
      );
      if (!refund) throw new TemporalUnavailable('Temporal did not say whether the refund was accepted');
      if (refund.state === 'refused') throw refusalOf(refund);
      return settledBy(refund);
    }
  }

  async ofOrder(reference: string, options: CallOptions = {}): Promise<readonly RefundView[]> {
    const refunds = await this.list(reference, options);
    // Where nobody asked for one, whether there is such an order at all.
    if (refunds.length === 0) await this.#options.reader.look(reference, waitingOf(options));
    return refunds;
  }

  /** Oldest first; none where nobody has asked for one. */
  async list(reference: string, options: CallOptions = {}): Promise<readonly RefundView[]> {
    const waiting = waitingOf(options);
    const booked = await this.#booked(reference, waiting);
    return Promise.all(booked.map(async (refund) => this.#inDetail(refund, waiting)));
  }

  /**
   * Passes on what a webhook says of a refund: to the refund itself, or, where it names only the order or the refund is
   * not there, as a hint to the order's refunds (docs/gateway.md §10 row 41). Answers whether there was one to tell.
   */
  async signalWebhook(
    { snapshot, ...notice }: WebhookNotice,
    parentOf: (gatewayOrderId: string) => Promise<string | undefined>,
    options: CallOptions = {},
  ): Promise<boolean> {
    const { reference, refundOf } = snapshot;
    const told = { ...notice, snapshot };
    const isRefund = refundOf !== undefined && REFERENCE_PATTERN.test(reference);
    if (isRefund && (await this.#signal(refundWorkflowId(reference), gatewayWebhookSignal, [told], options)))
      return true;
    const parent = refundOf === undefined ? reference : await parentOf(refundOf);
    if (parent === undefined || !REFERENCE_PATTERN.test(parent)) return false;
    return this.#signal(orderRefundsWorkflowId(parent), messages.refundHintSignal, [], options);
  }

  async #reserve(
    orderReference: string,
    request: RefundRequest,
    { answerBy, signal }: Waiting,
    idempotencyKey: string | undefined,
  ): Promise<RefundView> {
    const { client, reader, reviver, taskQueue, timing } = this.#options;
    const workflowIdReusePolicy = await reader.within(answerBy, signal, () => reviver.keepBook(orderReference));
    const startWorkflowOperation = new WithStartWorkflowOperation<OrderRefunds>(ORDER_REFUNDS, {
      workflowId: orderRefundsWorkflowId(orderReference),
      taskQueue,
      args: [{ orderReference, timing }],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy,
      staticSummary: `Refunds of order ${orderReference}`,
    });
    return reader.within(answerBy, signal, () =>
      client.workflow.executeUpdateWithStart(messages.refundUpdate, {
        startWorkflowOperation,
        updateId: updateIdOf(messages.refundUpdate.name, idempotencyKey, canonical(request)),
        args: [request],
      }),
    );
  }

  /** Its own workflow knows more of it, as long as it is kept; of what was refused there is none. */
  #inDetail(refund: RefundView, waiting: Waiting): Promise<RefundView> {
    if (refund.state === 'refused') return Promise.resolve(refund);
    return this.#detail(refund, waiting).catch(() => refund);
  }

  async #detail({ refundReference }: RefundView, waiting: Waiting): Promise<RefundView> {
    const workflowId = refundWorkflowId(refundReference);
    const refund = await this.#look(workflowId, messages.refundQuery, waiting);
    if (!isUnsettledRefund(refund)) return refund;
    const { client, reader } = this.#options;
    const ended = endOf(
      await reader.within(waiting.lookBy, waiting.signal, () => describeExecution(client, workflowId)),
    );
    return ended ? withEnd(refund, ended, 'refund') : refund;
  }

  async #booked(reference: string, waiting: Waiting): Promise<readonly RefundView[]> {
    try {
      return await this.#look(orderRefundsWorkflowId(reference), messages.refundsQuery, waiting);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return [];
      throw orderErrorOf(error, reference);
    }
  }

  /** @throws WorkflowNotFoundError where the refund has ended */
  #whenAnswered(refundReference: string, { answerBy, signal }: Waiting): Promise<RefundView> {
    const { client, reader } = this.#options;
    return reader.within(answerBy, signal, () =>
      client.workflow.getHandle(refundWorkflowId(refundReference)).executeUpdate(messages.awaitRefundUpdate),
    );
  }

  #look<T>(workflowId: string, query: QueryDefinition<T>, waiting: Waiting): Promise<T> {
    const { client, reader } = this.#options;
    const handle = client.workflow.getHandle(workflowId);
    return reader.within(waiting.lookBy, waiting.signal, () => reader.lookAt(handle, query));
  }

  async #signal<Args extends unknown[]>(
    workflowId: string,
    definition: SignalDefinition<Args>,
    args: Args,
    options: CallOptions,
  ): Promise<boolean> {
    const { lookBy, signal } = waitingOf(options);
    const { client, reader } = this.#options;
    try {
      await reader.within(lookBy, signal, () => client.workflow.getHandle(workflowId).signal(definition, ...args));
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw orderErrorOf(error, '');
    }
  }
}

/** Also where a person ended the order before its workflow saw the capture; others without one are not worth a question. */
export const mayHaveRefunds = ({ ledger, settledBy: who }: TrackedOrder): boolean =>
  ledger.captured.value > 0 || who === 'operator';

/** The order with its refunds, and what they gave back in its ledger: its own workflow does not know. */
export function withRefunds(order: TrackedOrder, refunds: readonly RefundView[]): TrackedOrder {
  if (refunds.length === 0) return order;
  const { refunded } = order.ledger;
  const given = refunds
    .filter(({ state }) => state === 'refunded')
    .reduce((sum, { amount }) => sum + (amount?.value ?? 0), 0);
  // What was refunded in the gateway's dashboard shows only once it is all of it.
  const value = Math.max(refunded.value, given);
  return { ...order, refunds, ledger: { ...order.ledger, refunded: { ...refunded, value } } };
}

const settledBy = (refund: RefundView): RefundAnswer => ({ settled: refund.state !== 'requested', refund });

type RefusedOtherwise = (typeof REFUSED_OTHERWISE)[keyof typeof REFUSED_OTHERWISE]['code'];
const OTHERWISE = {
  'order-unknown': (_reason, reference) => new OrderNotFound(reference),
  'reference-taken': (reason) => new RefundConflict(reason),
} satisfies Record<RefusedOtherwise, (reason: string, reference: string) => Error>;
const isOtherwise = (code: string): code is RefusedOtherwise => code in OTHERWISE;

/** The error that the caller would have got, had the answer come in time. */
function refusalOf({ orderReference, refundReference, decline }: RefundView): Error {
  const { code = '', reason = `Refund ${refundReference} was refused` } = decline ?? {};
  return isOtherwise(code) ? OTHERWISE[code](reason, orderReference) : new NotAllowed(reason, code);
}
