import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { QueryDefinition, SignalDefinition } from '@temporalio/common';
import { REFERENCE_PATTERN } from '../workflows/contract/common';
import type { WebhookNotice } from '../workflows/contract/common';
import type { REFUSED_OTHERWISE } from '../workflows/domain/refund/book';
import { gatewayWebhookSignal } from '../workflows/contract/common-messages';
import { orderRefundsWorkflowId, refundWorkflowId } from '../workflows/contract/refund';
import * as messages from '../workflows/contract/refund-messages';
import type { RefundRequest, RefundView } from '../workflows/contract/refund';
import {
  isUnanswered,
  NotAllowed,
  OrderNotFound,
  orderErrorOf,
  RefundConflict,
  TemporalUnavailable,
} from './order-errors';
import type { Waiting } from './order-reader';
import { waitingOf } from './order-reader';
import { endOf, isUnsettledRefund, withEnd } from './ended-orders';
import { describeExecution } from './executions';
import { identityOf } from './request-identity';
import type { RequestIdentity } from './request-identity';
import type { CallOptions, RefundAnswer, TrackedOrder } from './orders';
import { RefundDesk } from './refund-desk';
import type { RefundDeskOptions } from './refund-desk';

export type RefundClientOptions = RefundDeskOptions;

/** The refunds half of OrderClient: its methods are those of `Orders`. */
export class RefundClient {
  readonly #options: RefundClientOptions;
  readonly #desk: RefundDesk;

  constructor(options: RefundClientOptions) {
    this.#options = options;
    this.#desk = new RefundDesk(options);
  }

  async refund(reference: string, request: RefundRequest, options: CallOptions = {}): Promise<RefundAnswer> {
    const waiting = waitingOf(options);
    const identity = identityOf(messages.refundUpdate.name, options.idempotencyKey, request);
    try {
      const sent = await this.#desk.ask(reference, request, waiting, identity);
      if (sent.kind === 'answered') {
        if (sent.answer.state !== 'requested')
          return { answered: true, refund: await this.#inDetail(sent.answer, waiting) };
        const refund = await this.#whenAnswered(request.refundReference, waiting);
        if (refund && refund.state !== 'requested') return { answered: true, refund };
      }
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof WorkflowExecutionAlreadyStartedError)
        throw new TemporalUnavailable('The refunds of the order ended at this moment: send it again');
      throw orderErrorOf(error, reference);
    }
    return this.#asItStands(reference, request, waiting, identity);
  }

  /** The refund was accepted and is not answered yet; perhaps a look shows how it ended meanwhile. */
  async #asItStands(
    reference: string,
    { refundReference }: RefundRequest,
    waiting: Waiting,
    { key }: RequestIdentity,
  ): Promise<RefundAnswer> {
    const booked = await this.#detailed(reference, waiting).catch(() => []);
    const refund = booked.find((one) => one.refundReference === refundReference) ?? null;
    if (refund?.state === 'refused') throw refusalOf(refund);
    if (refund && refund.state !== 'requested') return { answered: true, refund };
    return { answered: false, accepted: { kind: 'refund', key, notAfter: null }, refund };
  }

  async ofOrder(reference: string, options: CallOptions = {}): Promise<readonly RefundView[]> {
    const refunds = await this.list(reference, options);
    // Without refunds this checks whether there is such an order at all.
    if (refunds.length === 0) await this.#options.reader.look(reference, waitingOf(options));
    return refunds;
  }

  /** Oldest first; none where nobody has asked for one. */
  async list(reference: string, options: CallOptions = {}): Promise<readonly RefundView[]> {
    return this.#detailed(reference, waitingOf(options));
  }

  async #detailed(reference: string, waiting: Waiting): Promise<readonly RefundView[]> {
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
    const { reference, otherThing } = snapshot;
    const parentId = otherThing?.parentId ?? null;
    const told = { ...notice, snapshot };
    const isOther = otherThing?.kind === 'refund' || parentId !== null;
    const isRefund = isOther && REFERENCE_PATTERN.test(reference);
    if (isRefund && (await this.#signal(refundWorkflowId(reference), gatewayWebhookSignal, [told], options)))
      return true;
    const parent = isOther ? await parentOf(parentId ?? '') : reference;
    if (parent === undefined || !REFERENCE_PATTERN.test(parent)) return false;
    return this.#signal(orderRefundsWorkflowId(parent), messages.refundHintSignal, [], options);
  }

  /** A refund's own workflow knows more of it, as long as it is kept; a refused refund has none. */
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

  /** Null where the refund's workflow has ended, or does not answer in time. */
  async #whenAnswered(refundReference: string, { answerBy, signal }: Waiting): Promise<RefundView | null> {
    const { client, reader } = this.#options;
    try {
      return await reader.within(answerBy, signal, () =>
        client.workflow.getHandle(refundWorkflowId(refundReference)).executeUpdate(messages.awaitRefundUpdate),
      );
    } catch (error) {
      signal?.throwIfAborted();
      if (isUnanswered(error) || error instanceof WorkflowNotFoundError) return null;
      throw error;
    }
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

/**
 * Whether an order may have refunds: money was captured, or a person ended the order before its workflow saw the
 * capture. Others are not worth a question.
 */
export const mayHaveRefunds = ({ ledger, settledBy: who }: TrackedOrder): boolean =>
  ledger.captured.value > 0 || who === 'operator';

/** The order with its refunds, and with what they gave back in its ledger, because its own workflow does not know. */
export function withRefunds(order: TrackedOrder, refunds: readonly RefundView[]): TrackedOrder {
  if (refunds.length === 0) return order;
  const { refunded } = order.ledger;
  const given = refunds
    .filter(({ state }) => state === 'refunded')
    .reduce((sum, { amount }) => sum + (amount?.value ?? 0), 0);
  // A refund in the gateway's dashboard shows only once all of the money was refunded.
  const value = Math.max(refunded.value, given);
  return { ...order, refunds, ledger: { ...order.ledger, refunded: { ...refunded, value } } };
}

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
