import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import type { CallbackHint, OrderView } from '../workflows/contract';
import * as messages from '../workflows/messages';
import { endedRefusal } from './ended-orders';
import { isLate, NotAllowed, orderErrorOf, OtpDeclined } from './order-errors';
import type { OrderReader, Waiting } from './order-reader';
import { waitingOf } from './order-reader';
import type { Answer, CallOptions, Returned } from './orders';
import { canonical, updateIdOf } from './request-identity';

/** The saying half of OrderClient: messages to orders that are there. */
export class OrderMessages {
  readonly #reader: OrderReader;

  constructor(reader: OrderReader) {
    this.#reader = reader;
  }

  async returned(reference: string, hint: CallbackHint, options: CallOptions = {}): Promise<Returned> {
    const { answerBy, signal } = waitingOf(options);
    const requestId = randomUUID();
    const { name } = messages.gatewayCallbackUpdate;
    try {
      return await this.#reader.within(answerBy, signal, async () => {
        const update = await this.#reader.handle(reference).startUpdate(messages.gatewayCallbackUpdate, {
          args: [{ ...hint, requestId }],
          updateId: updateIdOf(name, options.idempotencyKey, canonical(hint)),
          waitForStage: 'ACCEPTED',
        });
        const { order, requestId: first } = await update.result();
        return { first: first === requestId, order: this.#reader.tracked(order, update.workflowRunId) };
      });
    } catch {
      options.signal?.throwIfAborted();
      // Not there, closed, closing at this moment, or late: the order as it stands, which says what else is wrong.
      const { order, glance } = await this.#reader.look(reference, waitingOf(options));
      return { first: true, order: order ?? glance };
    }
  }

  /** `identity`: what tells one request from another beside the idempotency key. */
  async update<Args extends unknown[]>(
    reference: string,
    definition: UpdateDefinition<OrderView, Args>,
    args: Args,
    options: CallOptions = {},
    identity: unknown[] = args,
  ): Promise<Answer> {
    const waiting = waitingOf(options);
    try {
      return await this.#reader.within(waiting.answerBy, waiting.signal, async () => {
        const update = await this.#reader
          .handle(reference)
          .startUpdate<OrderView, [unknown, ...unknown[]]>(definition.name, {
            // The definition has said of which type they are; the SDK's overloads know no general tuple.
            args: args as unknown as [unknown, ...unknown[]],
            updateId: updateIdOf(definition.name, options.idempotencyKey, canonical(identity)),
            waitForStage: 'ACCEPTED',
          });
        return { settled: true, order: this.#reader.tracked(await update.result(), update.workflowRunId) };
      });
    } catch (error) {
      options.signal?.throwIfAborted();
      if (isLate(error)) {
        const { order, glance } = await this.#reader.look(reference, waiting);
        return { settled: false, order: order ?? glance };
      }
      if (!(error instanceof WorkflowNotFoundError)) throw await this.#refusalOf(error, reference, waiting);
      // Not there, or closed.
      const { glance, ended } = await this.#reader.look(reference, waiting);
      if (ended) throw endedRefusal(ended);
      const advice = glance.state === 'captured' ? '; money that was taken can only be refunded' : '';
      throw new NotAllowed(`The order is settled: ${glance.state}${advice}`, 'settled');
    }
  }

  /** The view in a failure knows no workflow: the order as it stands is worth a look. */
  async #refusalOf(error: unknown, reference: string, waiting: Waiting): Promise<unknown> {
    const refusal = orderErrorOf(error, reference);
    if (!(refusal instanceof OtpDeclined)) return refusal;
    const { order } = await this.#reader.look(reference, waiting);
    return new OtpDeclined(refusal.message, order ?? refusal.order);
  }

  async signal<Arg>(
    reference: string,
    definition: SignalDefinition<[Arg]>,
    arg: Arg,
    options: CallOptions = {},
  ): Promise<boolean> {
    const { lookBy, signal } = waitingOf(options);
    try {
      await this.#reader.within(lookBy, signal, () => this.#reader.handle(reference).signal(definition, arg));
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw orderErrorOf(error, reference);
    }
  }
}
