import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { WithStartWorkflowOperation, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { TASK_QUEUE } from '../workflows/contract/common';
import { orderWorkflowId, PRE_AUTH_ORDER } from '../workflows/contract/order';
import { formatMoney } from '../workflows/domain/values/money';
import type { Policy, Timing } from '../workflows/domain/order/terms';
import type { RefundTiming } from '../workflows/domain/refund/refund';
import { gatewayWebhookSignal } from '../workflows/contract/common-messages';
import * as messages from '../workflows/contract/order-messages';
import * as refundMessages from '../workflows/contract/refund-messages';
import type { GatewayNews } from './gateway-news';
import type { LooksBy } from './look';
import { isLate, OrderConflict, orderErrorOf, OrderNotFound, unavailable } from './order-errors';
import { conflictWith } from './order-content';
import { gatewayOrderQuery, initialSearchAttributes, queryOf } from './order-glance';
import type { PreAuthOrder, Waiting } from './order-reader';
import { OrderMessages } from './order-messages';
import { OrderReader, waitingOf } from './order-reader';
import { OrderReviver } from './order-reviver';
import { watchOrder } from './order-watch';
import { assertPlaceable } from './placeable';
import { fingerprintOf, identityOf } from './request-identity';
import type { RequestIdentity } from './request-identity';
import { mayHaveRefunds, RefundClient, withRefunds } from './refund-client';
import { RefundLevers } from './refund-levers';
import { listRefunds } from './refund-list';
import { RefundReviver } from './refund-reviver';
import { notKnown } from './sending';
import { signalsBy } from './signals';
import type { OrderOwners } from './shops';
import type * as orders from './orders';
import type { CallOptions, OrderRequest, PlaceAnswer, TrackedOrder } from './orders';

export interface OrderClientOptions {
  readonly client: Client;
  /** Terms of orders that name none of their own. Each order keeps those it was placed under. */
  readonly defaults: { readonly policy: Policy; readonly timing: Timing; readonly refunds?: RefundTiming };
  /** The address of Temporal's Web UI, without a slash at its end. */
  readonly uiUrl?: string;
  /** Hosts to which a buyer may be sent back, with or without their port. @default any */
  readonly returnUrlHosts?: readonly string[];
  /** Ends every watch. */
  readonly closing?: AbortSignal;
  /** Another queue than the product's, for tests. */
  readonly taskQueue?: string;
  /** `query` for tests with the time-skipping server. @default 'update' */
  readonly looksBy?: LooksBy;
}

/** The orders behind a Temporal server. See Orders and GatewayNews for what each method promises. */
export class OrderClient implements orders.Orders, GatewayNews, OrderOwners {
  readonly #options: OrderClientOptions;
  readonly #reader: OrderReader;
  readonly #messages: OrderMessages;
  readonly #refunds: RefundClient;
  readonly #levers: RefundLevers;
  readonly #reviver: OrderReviver;

  constructor(options: OrderClientOptions) {
    this.#options = options;
    this.#reader = new OrderReader(options.client, options.uiUrl, options.looksBy);
    this.#messages = new OrderMessages(this.#reader, signalsBy(options.client));
    const { client, taskQueue = TASK_QUEUE, defaults } = options;
    this.#reviver = new OrderReviver({ client, reader: this.#reader, taskQueue, defaults });
    const reviver = new RefundReviver({ client, taskQueue, timing: defaults.refunds ?? {} });
    const common = { client, reader: this.#reader, reviver };
    this.#refunds = new RefundClient({ ...common, taskQueue, timing: defaults.refunds ?? {} });
    this.#levers = new RefundLevers({ ...common, refunds: this.#refunds });
  }

  async place(order: OrderRequest, options: CallOptions = {}): Promise<PlaceAnswer> {
    assertPlaceable(order, this.#options.returnUrlHosts);
    const { reference } = order;
    const fingerprint = fingerprintOf(order);
    const waiting = waitingOf(options);
    const identity = identityOf(messages.awaitNextActionUpdate.name, options.idempotencyKey, fingerprint);
    try {
      return await this.#start(order, fingerprint, waiting, identity);
    } catch (error) {
      options.signal?.throwIfAborted();
      const isClosed = error instanceof WorkflowExecutionAlreadyStartedError;
      if (!isClosed && !isLate(error)) {
        const refusal = orderErrorOf(error, reference);
        throw refusal instanceof OrderConflict ? await this.#conflict(order, waiting) : refusal;
      }
      // The call is late, but the server starts the order before it asks a worker: it is there even when no worker
      // lives (measured).
      const placed = await this.#placed(order, fingerprint, waiting, identity.key);
      if (!placed) throw notKnown(identity.key);
      return isClosed ? placed : { answered: false, accepted: placing(identity.key), order: placed.order };
    }
  }

  async placedBefore(order: OrderRequest, options: CallOptions = {}): Promise<PlaceAnswer | undefined> {
    assertPlaceable(order, this.#options.returnUrlHosts);
    const { key } = identityOf('', options.idempotencyKey);
    return this.#placed(order, fingerprintOf(order), waitingOf(options), key);
  }

  async get(reference: string, options: CallOptions = {}): Promise<TrackedOrder> {
    const { order, glance } = await this.#reader.look(reference, waitingOf(options));
    if (!order) throw unavailable(glance);
    return mayHaveRefunds(order) ? withRefunds(order, await this.#refunds.list(reference, options)) : order;
  }

  watch(reference: string, options: orders.WatchOptions = {}): AsyncIterable<TrackedOrder> {
    const ends = [options.signal, this.#options.closing].filter((signal) => signal !== undefined);
    const look = (how: CallOptions) => this.#reader.look(reference, waitingOf(how));
    return watchOrder(look, { ...options, signal: AbortSignal.any(ends) });
  }

  async list(filter: orders.OrderFilter = {}, options: CallOptions = {}): Promise<orders.OrderList> {
    const { limit = 50 } = filter;
    const found = await this.#reader.search(queryOf(filter), limit + 1, options);
    return { orders: found.slice(0, limit), more: found.length > limit };
  }

  shopOf: OrderOwners['shopOf'] = (reference, options) => this.#reader.shopOf(reference, options);

  exposure: orders.Orders['exposure'] = (options) => this.#reader.exposure(options);

  async findByGatewayOrderId(gatewayOrderId: string, options: CallOptions = {}): Promise<string | undefined> {
    const query = gatewayOrderQuery(gatewayOrderId);
    return query === undefined ? undefined : (await this.#reader.search(query, 1, options))[0]?.reference;
  }

  pay: orders.Orders['pay'] = (reference, request, options) =>
    this.#messages.update(reference, messages.payUpdate, [request], options);

  // The reference of an OTP is new each time: only the key itself can tell a repeat.
  submitOtp: orders.Orders['submitOtp'] = (reference, request, options) =>
    this.#messages.update(reference, messages.submitOtpUpdate, [request], options, []);

  resendOtp: orders.Orders['resendOtp'] = (reference, options) =>
    this.#messages.update(reference, messages.resendOtpUpdate, [], options);

  confirmDelivery: orders.Orders['confirmDelivery'] = (reference, options) =>
    this.#messages.update(reference, messages.confirmDeliveryUpdate, [], options);

  capture: orders.Orders['capture'] = (reference, request = {}, options) =>
    this.#messages.update(reference, messages.captureUpdate, [request], options);

  cancel: orders.Orders['cancel'] = (reference, request, options) =>
    this.#messages.update(reference, messages.cancelUpdate, [request], options);

  extend: orders.Orders['extend'] = (reference, request, options) =>
    this.#messages.update(reference, messages.extendUpdate, [request], options);

  recheck: orders.Orders['recheck'] = (reference, request, options) =>
    this.#messages.update(reference, messages.recheckUpdate, [request], options);

  resolve: orders.Orders['resolve'] = (reference, request, options) =>
    this.#messages.update(reference, messages.resolveUpdate, [request], options);

  revive: orders.Orders['revive'] = (reference, request, options) => this.#reviver.revive(reference, request, options);

  reviveRefund: orders.Orders['reviveRefund'] = (reference, refundReference, request, options) =>
    this.#levers.revive({ reference, refundReference }, request, options);

  hasEndedUnsettled: GatewayNews['hasEndedUnsettled'] = (reference, options) =>
    this.#reader.hasEndedUnsettled(reference, options);

  refund: orders.Orders['refund'] = (reference, request, options) => this.#refunds.refund(reference, request, options);

  refunds: orders.Orders['refunds'] = (reference, options) => this.#refunds.ofOrder(reference, options);

  listRefunds: orders.Orders['listRefunds'] = async (filter = {}, options = {}) =>
    listRefunds(this.#options.client, this.#reader, filter, options);

  recheckRefund: orders.Orders['recheckRefund'] = (reference, refundReference, request, options) =>
    this.#levers.press({ reference, refundReference }, refundMessages.recheckRefundUpdate, request, options);

  resolveRefund: orders.Orders['resolveRefund'] = (reference, refundReference, request, options) =>
    this.#levers.press({ reference, refundReference }, refundMessages.resolveRefundUpdate, request, options);

  signalRefundWebhook: GatewayNews['signalRefundWebhook'] = (notice, options) =>
    this.#refunds.signalWebhook(notice, (id) => this.findByGatewayOrderId(id, options), options);

  returned: GatewayNews['returned'] = (reference, hint, options) => this.#messages.returned(reference, hint, options);

  signalWebhook: GatewayNews['signalWebhook'] = (reference, notice, options) =>
    this.#messages.signal(reference, gatewayWebhookSignal, notice, notice.webhookId, options);

  async #start(
    order: OrderRequest,
    fingerprint: string,
    { answerBy, signal }: Waiting,
    { updateId }: RequestIdentity,
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
      typedSearchAttributes: initialSearchAttributes(order),
      staticSummary: `Hold of ${formatMoney(order.amount)} for order ${order.reference}`,
      memo: { fingerprint },
    });
    const { placed, runId } = await this.#reader.within(answerBy, signal, async () => {
      const update = await client.workflow.startUpdateWithStart(messages.awaitNextActionUpdate, {
        startWorkflowOperation,
        updateId,
        args: [{ fingerprint, requestId }],
        waitForStage: 'ACCEPTED',
      });
      return { placed: await update.result(), runId: update.workflowRunId };
    });
    return { answered: true, created: placed.created, order: this.#reader.tracked(placed.order, runId) };
  }

  async #placed(
    order: OrderRequest,
    fingerprint: string,
    waiting: Waiting,
    key: string,
  ): Promise<PlaceAnswer | undefined> {
    try {
      const look = await this.#reader.look(order.reference, waiting);
      if (look.glance.unreadable !== undefined) throw unavailable(look.glance);
      if (look.fingerprint !== fingerprint) throw await this.#conflict(order, waiting);
      if (!look.order) return { answered: false, accepted: placing(key), order: look.glance };
      return { answered: true, created: false, order: look.order };
    } catch (error) {
      if (error instanceof OrderNotFound) return undefined;
      throw error;
    }
  }

  #conflict(order: OrderRequest, waiting: Waiting): Promise<OrderConflict> {
    const { client, defaults } = this.#options;
    return conflictWith({ client, reader: this.#reader, order, policy: defaults.policy, waiting });
  }
}

/** What was accepted: the start of its workflow made the order durable. */
const placing = (key: string): orders.Accepted => ({ kind: 'place', key, notAfter: null });
