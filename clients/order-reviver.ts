import type { Client } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { SearchAttributePair } from '@temporalio/common';
import { SEARCH_ATTRIBUTES } from '../workflows/contract/common';
import { PRE_AUTH_ORDER } from '../workflows/contract/order';
import type { Carried, OrderInput, OrderResult, Revival } from '../workflows/contract/order';
import { formatMoney } from '../workflows/domain/values/money';
import type { Policy, Timing } from '../workflows/domain/order/terms';
import { carriedQuery } from '../workflows/contract/order-messages';
import { inputOf, remainsOf } from './closed-run';
import { describeExecution } from './executions';
import type { Execution } from './executions';
import { invalidFields, NotAllowed, orderErrorOf } from './order-errors';
import type { OrderReader, Waiting } from './order-reader';
import { waitingOf } from './order-reader';
import type { OrderAnswer, CallOptions, ReviveRequest } from './orders';
import { identityOf } from './request-identity';

type RevivedOrder = (input: OrderInput, carried: Carried | null, revival: Revival) => Promise<OrderResult>;

export interface OrderReviverOptions {
  readonly client: Client;
  readonly reader: OrderReader;
  readonly taskQueue: string;
  /** The terms for an order of which nothing can be read any more. */
  readonly defaults: { readonly policy: Policy; readonly timing: Timing };
}

/** The run's search attributes, without those that the server keeps itself. */
const ownAttributes = ({ typedSearchAttributes }: Execution): SearchAttributePair[] =>
  typedSearchAttributes.getAll().filter(({ key }) => key.name in SEARCH_ATTRIBUTES);

/** Revives orders whose workflow ended before they were settled (docs/decisions/0018-revive.md). */
export class OrderReviver {
  readonly #options: OrderReviverOptions;

  constructor(options: OrderReviverOptions) {
    this.#options = options;
  }

  async revive(reference: string, request: ReviveRequest, options: CallOptions = {}): Promise<OrderAnswer> {
    const waiting = waitingOf(options);
    const { reader, client } = this.#options;
    const { key, updateId: requestId } = identityOf('revive', options.idempotencyKey, request);
    try {
      const { workflowId } = reader.handle(reference);
      const run = await reader.within(waiting.lookBy, waiting.signal, () => describeExecution(client, workflowId));
      if (run.memo['revivedBy'] !== requestId) {
        await this.#assertEndedUnsettled(run, reference, waiting);
        await this.#start(run, reference, request, requestId, waiting);
      }
    } catch (error) {
      options.signal?.throwIfAborted();
      throw orderErrorOf(error, reference);
    }
    const { order, glance } = await reader.look(reference, waiting);
    return order
      ? { answered: true, order }
      : { answered: false, accepted: { kind: 'revive', key, notAfter: null }, order: glance };
  }

  async #assertEndedUnsettled({ isOpen }: Execution, reference: string, waiting: Waiting): Promise<void> {
    if (isOpen) throw new NotAllowed('The workflow of the order runs: there is nothing to revive', 'not-ended');
    const { ended, glance } = await this.#options.reader.look(reference, waiting);
    if (ended) return;
    throw new NotAllowed(`The order is settled: ${glance.state}`, 'settled');
  }

  async #start(
    run: Execution,
    reference: string,
    request: ReviveRequest,
    revivedBy: string,
    { lookBy, signal }: Waiting,
  ): Promise<void> {
    const { client, reader, taskQueue } = this.#options;
    await reader.within(lookBy, signal, async () => {
      const { state, isBlind, untaken } = await remainsOf(client, run, carriedQuery);
      const known = await inputOf<OrderInput>(client, run);
      const input = known ?? this.#inputFrom(reference, request);
      const { actor, reason } = request;
      await client.workflow
        .start<RevivedOrder>(PRE_AUTH_ORDER, {
          workflowId: run.workflowId,
          taskQueue,
          args: [input, known ? state : null, { actor, reason, isBlind: isBlind || !known, untaken }],
          // Of two attempts at once one revives the order; an order that has come to its end stays ended.
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
          typedSearchAttributes: ownAttributes(run),
          staticSummary: `Hold of ${formatMoney(input.amount)} for order ${reference}, revived`,
          memo: { ...run.memo, ...(input.fingerprint && { fingerprint: input.fingerprint }), revivedBy },
        })
        .catch((error: unknown) => {
          if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
          throw new NotAllowed('The order has come to its end meanwhile', 'settled');
        });
    });
  }

  /** @throws InvalidRequest naming what is missing */
  #inputFrom(reference: string, { amount, checkout }: ReviveRequest): OrderInput {
    const { policy, timing } = this.#options.defaults;
    if (amount && checkout) return { reference, amount, checkout, policy, timing };
    const missing = { amount, checkout } as const;
    const fields = (Object.keys(missing) as (keyof typeof missing)[]).filter((field) => missing[field] === undefined);
    throw invalidFields(
      ...fields.map((field) => ({ field, reason: 'required: nothing of the order can be read here any more' })),
    );
  }
}
