import type { Client, WorkflowHandle } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import { refundWorkflowId } from '../workflows/contract/refund';
import type { ReviveWish } from '../workflows/contract/common';
import type { RefundView } from '../workflows/contract/refund';
import { refundQuery } from '../workflows/contract/refund-messages';
import { endedRefusal, endOf, isUnsettledRefund } from './ended-orders';
import { describeExecution } from './executions';
import type { Execution } from './executions';
import { NotAllowed, orderErrorOf, RefundNotFound } from './order-errors';
import type { OrderReader, Waiting } from './order-reader';
import { waitingOf } from './order-reader';
import type { CallOptions, RefundAnswer } from './orders';
import type { RefundClient } from './refund-client';
import type { RefundReviver } from './refund-reviver';
import { identityOf } from './request-identity';
import { notKnown, send } from './sending';

interface RefundName {
  readonly reference: string;
  readonly refundReference: string;
}

export interface RefundLeversOptions {
  readonly client: Client;
  readonly reader: OrderReader;
  readonly refunds: Pick<RefundClient, 'ofOrder'>;
  readonly reviver: RefundReviver;
}

/** What callers call the levers, by the names of their updates. */
const KINDS = { recheck: 'recheckRefund', resolve: 'resolveRefund' } as const;

/**
 * What people can do about a refund that does not move: updates of its own workflow, once the refund is shown to be the
 * order's.
 */
export class RefundLevers {
  readonly #options: RefundLeversOptions;

  constructor(options: RefundLeversOptions) {
    this.#options = options;
  }

  async press<Request>(
    name: RefundName,
    lever: UpdateDefinition<RefundView, [Request]>,
    request: Request,
    options: CallOptions = {},
  ): Promise<RefundAnswer> {
    const waiting = waitingOf(options);
    const { key, updateId } = identityOf(lever.name, options.idempotencyKey, request);
    const found = await this.#find(name, waiting, options);
    try {
      const sent = await send(this.#options.reader, { ...waiting, acceptBy: waiting.answerBy }, () =>
        this.#handle(name).startUpdate(lever, { args: [request], updateId, waitForStage: 'ACCEPTED' }),
      );
      if (sent.kind === 'answered') return { answered: true, refund: sent.answer };
      if (sent.kind === 'unknown') throw notKnown(key);
      // While the gateway is asked, no look is answered either: then the refund is shown as it stood before.
      const refund = (await this.#look(name, waiting).catch(() => undefined)) ?? found;
      return {
        answered: false,
        accepted: { kind: KINDS[lever.name as keyof typeof KINDS], key, notAfter: null },
        refund,
      };
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof WorkflowNotFoundError)) throw orderErrorOf(error, name.reference);
      throw await this.#refusal((await this.#look(name, waiting).catch(() => undefined)) ?? found, waiting);
    }
  }

  async revive(name: RefundName, request: ReviveWish, options: CallOptions = {}): Promise<RefundAnswer> {
    const waiting = waitingOf(options);
    const { updateId: revivedBy } = identityOf('revive', options.idempotencyKey, request);
    const found = await this.#find(name, waiting, options);
    try {
      const run = await this.#within(waiting, () => this.#describe(name));
      if (run.memo['revivedBy'] !== revivedBy) {
        if (run.isOpen)
          throw new NotAllowed('The workflow of the refund runs: there is nothing to revive', 'not-ended');
        if (!run.abruptEnd || !isUnsettledRefund(found)) throw settled(found);
        await this.#within(waiting, () => this.#options.reviver.revive(run, name.reference, request, revivedBy));
      }
      return { answered: true, refund: (await this.#look(name, waiting)) ?? found };
    } catch (error) {
      options.signal?.throwIfAborted();
      throw orderErrorOf(error, name.reference);
    }
  }

  /** The error for a message that can no longer reach the refund. */
  async #refusal(refund: RefundView, waiting: Waiting): Promise<NotAllowed> {
    const { orderReference: reference, refundReference } = refund;
    const ended = endOf(await this.#within(waiting, () => this.#describe({ reference, refundReference })));
    return ended && isUnsettledRefund(refund) ? endedRefusal(ended, 'refund') : settled(refund);
  }

  #describe(name: RefundName): Promise<Execution> {
    return describeExecution(this.#options.client, this.#handle(name).workflowId);
  }

  #within<T>({ lookBy, signal }: Waiting, call: () => Promise<T>): Promise<T> {
    return this.#options.reader.within(lookBy, signal, call);
  }

  /**
   * One reference is one refund, whatever order it is of: its workflow would not notice that another order was named.
   */
  async #find(name: RefundName, waiting: Waiting, options: CallOptions): Promise<RefundView> {
    const { reference, refundReference } = name;
    const refund = await this.#look(name, waiting);
    if (refund?.orderReference === reference) return refund;
    if (refund) throw new RefundNotFound(`Refund ${refundReference} is of order ${refund.orderReference}`);
    // The order also knows refunds that have no workflow: not begun, or refused.
    const known = await this.#options.refunds.ofOrder(reference, options);
    const booked = known.find((one) => one.refundReference === refundReference);
    if (!booked) throw new RefundNotFound(`Order ${reference} has no refund ${refundReference}`);
    if (booked.state !== 'requested') throw settled(booked);
    throw new NotAllowed('The refund has not begun yet: wait a moment', 'not-begun');
  }

  async #look(name: RefundName, { lookBy, signal }: Waiting): Promise<RefundView | undefined> {
    try {
      const { reader } = this.#options;
      return await reader.within(lookBy, signal, () => reader.lookAt(this.#handle(name), refundQuery));
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw orderErrorOf(error, name.reference);
    }
  }

  #handle({ refundReference }: RefundName): WorkflowHandle {
    return this.#options.client.workflow.getHandle(refundWorkflowId(refundReference));
  }
}

function settled({ state }: RefundView): NotAllowed {
  const advice = state === 'failed' ? '; another one needs another reference' : '';
  return new NotAllowed(`The refund is settled: ${state}${advice}`, 'settled');
}
