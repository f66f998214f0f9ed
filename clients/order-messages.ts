import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import type { CallbackHint, OrderView } from '../workflows/contract/order';
import { HOUR_MS, plus } from '../workflows/domain/values/time';
import type { Instant } from '../workflows/domain/values/time';
import { isWishKind } from '../workflows/domain/order/wish-kinds';
import * as messages from '../workflows/contract/order-messages';
import { endedRefusal } from './ended-orders';
import type { Returned } from './gateway-news';
import { NotAllowed, orderErrorOf, OtpDeclined, TemporalUnavailable } from './order-errors';
import type { OrderReader, Waiting } from './order-reader';
import { waitingOf } from './order-reader';
import type { AcceptedKind, OrderAnswer, CallOptions, TrackedOrder } from './orders';
import { identityOf } from './request-identity';
import type { RequestIdentity } from './request-identity';
import { notKnown, send } from './sending';

/**
 * How long a wish that was handed over may wait for a worker. A delivery may wait for ever, because it has happened.
 */
const WISH_LIVES_MS = HOUR_MS;

/** A message to an order: an update, and what tells it from others. */
interface Said extends RequestIdentity {
  readonly reference: string;
  readonly name: AcceptedKind;
  readonly argument: unknown;
}

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
          updateId: identityOf(name, options.idempotencyKey, hint).updateId,
          waitForStage: 'ACCEPTED',
        });
        const { order, requestId: first } = await update.result();
        return { first: first === requestId, order: this.#reader.tracked(order, update.workflowRunId) };
      });
    } catch {
      options.signal?.throwIfAborted();
      // The order is missing, closed, closing at this moment, or late: a look at it says what else is wrong.
      const { order, glance } = await this.#reader.look(reference, waitingOf(options));
      return { first: true, order: order ?? glance };
    }
  }

  /** `content`: what tells one request from another beside the idempotency key. */
  async update<Args extends unknown[]>(
    reference: string,
    definition: UpdateDefinition<OrderView, Args>,
    args: Args,
    options: CallOptions = {},
    content: unknown[] = args,
  ): Promise<OrderAnswer> {
    // Callers call an order's updates by the same names.
    const name = definition.name as AcceptedKind;
    const said = { reference, name, argument: args[0], ...identityOf(name, options.idempotencyKey, content) };
    const waiting = waitingOf(options);
    try {
      return await this.#say(said, args, isWishKind(name) ? waiting : { ...waiting, acceptBy: waiting.answerBy });
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof WorkflowNotFoundError) return this.#afterTheEnd(said, waiting);
      throw await this.#refusalOf(error, reference, waiting);
    }
  }

  async #say(said: Said, args: unknown[], waiting: Waiting): Promise<OrderAnswer> {
    const { reference, name, updateId } = said;
    const sent = await send(this.#reader, waiting, () =>
      this.#reader.handle(reference).startUpdate<OrderView, [unknown, ...unknown[]]>(name, {
        // The definition gives their types; the SDK's overloads know no general tuple.
        args: args as [unknown, ...unknown[]],
        updateId,
        waitForStage: 'ACCEPTED',
      }),
    );
    if (sent.kind === 'answered') return { answered: true, order: this.#reader.tracked(sent.answer, sent.runId) };
    const notAfter = sent.kind === 'unknown' ? await this.#handOver(said, waiting) : null;
    const look = await this.#reader.look(reference, waiting).catch(() => null);
    return {
      answered: false,
      accepted: { kind: name, key: said.key, notAfter },
      order: look && (look.order ?? look.glance),
    };
  }

  /** The same wish as a signal, which is durable once the server has it; the order counts both once. */
  async #handOver({ reference, name, key, updateId, argument }: Said, waiting: Waiting): Promise<Instant | null> {
    if (!isWishKind(name)) throw notKnown(key);
    const notAfter = name === 'confirmDelivery' ? null : plus(new Date().toISOString(), WISH_LIVES_MS);
    const wish = { name, updateId, key, argument, ...(notAfter !== null && { notAfter }) };
    try {
      await this.#reader.within(waiting.answerBy, waiting.signal, () =>
        this.#reader.handle(reference).signal(messages.wishSignal, wish),
      );
    } catch (error) {
      throw orderErrorOf(error, reference) instanceof TemporalUnavailable ? notKnown(key) : error;
    }
    return notAfter;
  }

  /**
   * Answers where the order is missing or closed: with what became of the very same wish, or because it is fulfilled;
   * otherwise the wish comes too late.
   */
  async #afterTheEnd({ reference, name, updateId }: Said, waiting: Waiting): Promise<OrderAnswer> {
    const { order, glance, ended } = await this.#reader.look(reference, waiting);
    if (ended) throw endedRefusal(ended);
    if (isWishKind(name)) {
      if (!order) throw new TemporalUnavailable('No worker answers for the order', { glance });
      const wish = order.wishes.find((one) => one.kind === name && one.updateId === updateId);
      if (wish && wish.reason !== null) throw new NotAllowed(wish.reason, wish.code ?? 'settled');
      if (wish || IS_FULFILLED[name](order)) return { answered: true, order };
    }
    const advice = glance.state === 'captured' ? '; money that was taken can only be refunded' : '';
    throw new NotAllowed(`The order is settled: ${glance.state}${advice}`, 'settled');
  }

  /** The view in a failure knows no workflow, so the order is looked at as it stands. */
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

/** Whether a closed order is already what the wish wants it to be. */
const IS_FULFILLED = {
  confirmDelivery: ({ deliveredAt }: TrackedOrder) => deliveredAt !== null,
  cancel: ({ state }: TrackedOrder) => state === 'released' || state === 'abandoned',
  capture: () => false,
  extend: () => false,
} as const;
