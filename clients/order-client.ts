import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import {
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import { orderWorkflowId, PRE_AUTH_ORDER, TASK_QUEUE } from '../workflows/contract';
import type { CallbackHint, OrderView } from '../workflows/contract';
import { formatMoney } from '../workflows/domain/money';
import type { Policy, Timing } from '../workflows/domain/policy';
import * as messages from '../workflows/messages';
import { isLate, NotAllowed, OrderConflict, orderErrorOf, OrderNotFound, TemporalUnavailable } from './order-errors';
import { gatewayOrderQuery, INITIAL_SEARCH_ATTRIBUTES, queryOf } from './order-glance';
import type { PreAuthOrder, Waiting } from './order-reader';
import { OrderReader, waitingOf } from './order-reader';
import { canonical, fingerprintOf, updateIdOf } from './request-identity';
import type * as orders from './orders';
import type { Answer, CallOptions, OrderRequest, PlaceAnswer, TrackedOrder } from './orders';

export interface OrderClientOptions {
  readonly client: Client;
  /** Terms of orders that do not say otherwise. Each order keeps those it was placed under. */
  readonly defaults: { readonly policy: Policy; readonly timing: Timing };
  /** Of Temporal's Web UI, without a slash at its end. */
  readonly uiUrl?: string;
  /** Another queue than the product's, for tests. */
  readonly taskQueue?: string;
}

/** The orders behind a Temporal server. See Orders for what each method promises. */
export class OrderClient implements orders.Orders {
  readonly #options: OrderClientOptions;
  readonly #reader: OrderReader;

  constructor(options: OrderClientOptions) {
    this.#options = options;
    this.#reader = new OrderReader(options.client, options.uiUrl);
  }

  async place(order: OrderRequest, options: CallOptions = {}): Promise<PlaceAnswer> {
    const { reference } = order;
    const fingerprint = fingerprintOf(order);
    const waiting = waitingOf(options);
    try {
      return await this.#start(order, fingerprint, waiting, options.idempotencyKey);
    } catch (error) {
      options.signal?.throwIfAborted();
      const isClosed = error instanceof WorkflowExecutionAlreadyStartedError;
      if (!isClosed && !isLate(error)) throw orderErrorOf(error, reference);
      // Late: the server starts the order before it asks a worker, so it is there even when no worker lives (measured).
      const placed = await this.#placed(order, fingerprint, waiting);
      if (!placed) throw new TemporalUnavailable('Temporal did not say whether the order was placed');
      return isClosed ? placed : { settled: false, order: placed.order };
    }
  }

  placedBefore(order: OrderRequest, options: CallOptions = {}): Promise<PlaceAnswer | undefined> {
    return this.#placed(order, fingerprintOf(order), waitingOf(options));
  }

  async get(reference: string, options: CallOptions = {}): Promise<TrackedOrder> {
    const { order, glance } = await this.#reader.look(reference, waitingOf(options));
    if (!order) throw new TemporalUnavailable('No worker answers for the order', glance);
    return order;
  }

  async list(filter: orders.OrderFilter = {}, options: CallOptions = {}): Promise<orders.OrderList> {
    const { limit = 50 } = filter;
    const found = await this.#reader.search(queryOf(filter), limit + 1, options);
    return { orders: found.slice(0, limit), more: found.length > limit };
  }

  async findByGatewayOrderId(gatewayOrderId: string, options: CallOptions = {}): Promise<string | undefined> {
    const query = gatewayOrderQuery(gatewayOrderId);
    return query === undefined ? undefined : (await this.#reader.search(query, 1, options))[0]?.reference;
  }

  pay: orders.Orders['pay'] = (reference, request, options) =>
    this.#update(reference, messages.payUpdate, [request], options);

  // The reference of an OTP is new each time: only the key itself can tell a repeat.
  submitOtp: orders.Orders['submitOtp'] = (reference, request, options) =>
    this.#update(reference, messages.submitOtpUpdate, [request], options, []);

  resendOtp: orders.Orders['resendOtp'] = (reference, options) =>
    this.#update(reference, messages.resendOtpUpdate, [], options);

  confirmDelivery: orders.Orders['confirmDelivery'] = (reference, options) =>
    this.#update(reference, messages.confirmDeliveryUpdate, [], options);

  capture: orders.Orders['capture'] = (reference, request = {}, options) =>
    this.#update(reference, messages.captureUpdate, [request], options);

  cancel: orders.Orders['cancel'] = (reference, request, options) =>
    this.#update(reference, messages.cancelUpdate, [request], options);

  extend: orders.Orders['extend'] = (reference, request, options) =>
    this.#update(reference, messages.extendUpdate, [request], options);

  recheck: orders.Orders['recheck'] = (reference, request, options) =>
    this.#update(reference, messages.recheckUpdate, [request], options);

  resolve: orders.Orders['resolve'] = (reference, request, options) =>
    this.#update(reference, messages.resolveUpdate, [request], options);

  async returned(reference: string, hint: CallbackHint, options: CallOptions = {}): Promise<orders.Returned> {
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
    } catch (error) {
      options.signal?.throwIfAborted();
      // Not there, closed, or late: the order as it stands.
      if (!(error instanceof WorkflowNotFoundError) && !isLate(error)) throw orderErrorOf(error, reference);
      const { order, glance } = await this.#reader.look(reference, waitingOf(options));
      return { first: true, order: order ?? glance };
    }
  }

  signalWebhook: orders.Orders['signalWebhook'] = (reference, notice, options) =>
    this.#signal(reference, messages.gatewayWebhookSignal, notice, options);

  async #start(
    order: OrderRequest,
    fingerprint: string,
    { answerBy, signal }: Waiting,
    idempotencyKey: string | undefined,
  ): Promise<PlaceAnswer> {
    const { client, defaults, taskQueue = TASK_QUEUE } = this.#options;
    const requestId = randomUUID();
    const input = {
      ...order,
      policy: { ...defaults.policy, ...order.policy },
      timing: defaults.timing,
      fingerprint,
      requestId,
    };
    const startWorkflowOperation = new WithStartWorkflowOperation<PreAuthOrder>(PRE_AUTH_ORDER, {
      workflowId: orderWorkflowId(order.reference),
      taskQueue,
      args: [input],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      typedSearchAttributes: INITIAL_SEARCH_ATTRIBUTES,
      staticSummary: `Hold of ${formatMoney(order.amount)} for order ${order.reference}`,
      memo: { fingerprint },
    });
    const { placed, runId } = await this.#reader.within(answerBy, signal, async () => {
      const update = await client.workflow.startUpdateWithStart(messages.awaitNextActionUpdate, {
        startWorkflowOperation,
        updateId: updateIdOf(messages.awaitNextActionUpdate.name, idempotencyKey, fingerprint),
        args: [{ fingerprint, requestId }],
        waitForStage: 'ACCEPTED',
      });
      return { placed: await update.result(), runId: update.workflowRunId };
    });
    return { settled: true, created: placed.created, order: this.#reader.tracked(placed.order, runId) };
  }

  async #placed(order: OrderRequest, fingerprint: string, waiting: Waiting): Promise<PlaceAnswer | undefined> {
    try {
      const look = await this.#reader.look(order.reference, waiting);
      if (look.fingerprint !== fingerprint) throw new OrderConflict(order.reference);
      if (!look.order) return { settled: false, order: look.glance };
      return { settled: true, created: false, order: look.order };
    } catch (error) {
      if (error instanceof OrderNotFound) return undefined;
      throw error;
    }
  }

  /** `identity`: what tells one request from another beside the idempotency key. */
  async #update<Args extends unknown[]>(
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
      if (!(error instanceof WorkflowNotFoundError)) throw orderErrorOf(error, reference);
      // Not there, or closed.
      const { glance } = await this.#reader.look(reference, waiting);
      const advice = glance.state === 'captured' ? '; money that was taken can only be refunded' : '';
      throw new NotAllowed(`The order is settled: ${glance.state}${advice}`, 'settled');
    }
  }

  async #signal<Arg>(
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
