import { currentUpdateInfo, setHandler } from '@temporalio/workflow';
import type { UpdateDefinition } from '@temporalio/common';
import { FailureType } from '../contract/common';
import type { CallbackHint, OrderView, OtpRequest, PlaceRequest, ReturnedOrder } from '../contract/order';
import { awaitsBuyer } from '../domain/order/paying';
import { permission } from '../domain/order/apply';
import { isAnswerMissing } from '../domain/order/standing';
import { isAtRest } from '../domain/order/view/answering';
import { buyersTurn } from '../domain/order/view/buyers-turn';
import { isWishKind } from '../domain/order/wish-kinds';
import { deniedBefore } from '../domain/order/wishes';
import type { Verdict } from '../domain/values/verdict';
import { now } from '../engine/clock';
import { assertAllowed, assertShape, failure } from '../engine/failures';
import { remember } from '../engine/handled-updates';
import { showing } from '../engine/showing';
import * as messages from '../contract/order-messages';
import { answer, answerable, currentKey, isRepeat } from './answering';
import { CATALOGUE } from './catalogue';
import type { CatalogueRow } from './catalogue';
import { isHint } from './message-shapes';
import { carriedBy, happened } from './order-run';
import type { OrderRun } from './order-run';
import { answerOtp, assertOtp } from './otp-handler';
import { viewOf } from './presentation';
import { listenForSignals, returnOf } from './signals';

/**
 * Registers every handler. Called before the workflow's first await: an update that comes before its handler is
 * refused. Handlers only tell the order what happened; the loop of the workflow acts.
 */
export function listen(run: OrderRun): void {
  showing(messages.orderQuery, () => viewOf(run), 'The order, its ledger and what it waits for');
  setHandler(messages.carriedQuery, () => carriedBy(run), {
    description: 'What the order goes on with when it is revived',
  });
  listenForUpdates(run);
  listenForSignals(run);
}

function listenForUpdates(run: OrderRun): void {
  // Updates: each caller must know whether its wish was accepted, and what came of it.
  handle(run, messages.payUpdate, CATALOGUE.pay);
  handle(run, messages.resendOtpUpdate, CATALOGUE.resendOtp);
  handle(run, messages.confirmDeliveryUpdate, CATALOGUE.confirmDelivery);
  handle(run, messages.captureUpdate, CATALOGUE.capture);
  handle(run, messages.cancelUpdate, CATALOGUE.cancel);
  handle(run, messages.extendUpdate, CATALOGUE.extend);
  handle(run, messages.recheckUpdate, CATALOGUE.recheck);
  handle(run, messages.resolveUpdate, CATALOGUE.resolve);
  setHandler(messages.gatewayCallbackUpdate, (hint) => comeBack(run, hint), {
    validator: (hint) => assertShape(isHint(hint), '{status, errorCode?}'),
    description: "A verified return of the buyer's browser",
  });
  setHandler(messages.submitOtpUpdate, ({ otpRef }) => answerOtp(run, otpRef), {
    validator: (request: OtpRequest) => assertOtp(run, request),
    description: "The buyer's OTP, as a vault reference",
  });
  setHandler(
    messages.awaitNextActionUpdate,
    async (request?: PlaceRequest) => {
      await answerable(run, (order) => buyersTurn(order) !== null || isAtRest(order));
      const created = request?.requestId !== undefined && request.requestId === run.input.requestId;
      return { order: answer(run), created };
    },
    {
      validator: (request?: PlaceRequest) => assertSameOrder(run, request),
      description: 'Answers when the buyer has something to do',
    },
  );
}

function handle<Argument>(
  run: OrderRun,
  definition:
    | UpdateDefinition<OrderView, [Argument]>
    | UpdateDefinition<OrderView, [Argument?]>
    | UpdateDefinition<OrderView, []>,
  row: CatalogueRow<Argument>,
): void {
  setHandler(
    // The row's shape says whether the argument may or has to be left out.
    definition as unknown as UpdateDefinition<OrderView, [Argument]>,
    async (argument) => {
      if (!isRepeat(run)) happened(run, row.wish(argument));
      remember(run, currentKey());
      await answerable(run, row.until);
      return answer(run);
    },
    {
      description: row.description,
      // Synchronous: a promise would refuse nothing.
      validator: (argument: Argument) => {
        assertShape(row.isShaped(argument), row.shape);
        if (!isRepeat(run)) assertAllowed(deniedByHand(run) ?? permission(run.order, row.wish(argument), now()));
      },
    },
  );
}

/** Where the same wish came by signal first and was denied, its update is denied for the same reason. */
function deniedByHand({ order }: OrderRun): Verdict | null {
  const { name, id = '' } = currentUpdateInfo() ?? {};
  return isWishKind(name) ? deniedBefore(order, name, id) : null;
}

async function comeBack(run: OrderRun, { requestId, ...hint }: CallbackHint): Promise<ReturnedOrder> {
  const isNew = !isRepeat(run);
  if (isNew) happened(run, returnOf(hint));
  remember(run, currentKey());
  await answerable(run, (order) => !awaitsBuyer(order) || !isAnswerMissing(order));
  return { order: answer(run), requestId: isNew ? (requestId ?? null) : null };
}

/**
 * An order of the same reference and other content is another order: better refused than answered for the wrong one.
 */
function assertSameOrder(run: OrderRun, request: PlaceRequest | undefined): void {
  if (request?.fingerprint === undefined || request.fingerprint === run.input.fingerprint) return;
  throw failure(FailureType.orderExists, `Order ${run.input.reference} exists with other content`);
}
